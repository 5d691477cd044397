"""The tables of the terminal report, for a surface with or without lines and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stream_contracts.reports.escapes import cut, one_line
from stream_contracts.reports.matrix import Row, matrix, merge
from stream_contracts.reports.surface import Surface
from stream_contracts.reports.wording import MARKS
from stream_contracts.result import RunResult
from stream_contracts.verdicts import ExitCode, Verdict

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

STYLES = {
    Verdict.FAIL: "bold red",
    Verdict.FLAKY: "bold red",
    Verdict.NOT_PROVEN: "bold magenta",
    Verdict.WARN: "yellow",
    Verdict.PASS: "green",
    Verdict.SKIPPED: "dim",
}
EXIT_STYLES = {
    ExitCode.OK: "bold green",
    ExitCode.VIOLATION: "bold red",
    ExitCode.UNPROVEN: "bold magenta",
    ExitCode.INTERRUPTED: "bold magenta",
}
LEGEND = "A number alone: passed. F fail, ~ flaky, ? not proven, W warn, s skipped."
_CLEAN = frozenset({Verdict.PASS, Verdict.SKIPPED})
_ROWS = 40
_NAME = 44
_COUNTED = (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.FLAKY, Verdict.NOT_PROVEN, Verdict.SKIPPED)


def matrix_table(result: RunResult, surface: Surface) -> Table:
    """Operations and rules by family of requirement.

    Of a large API only the rows with something to look at are shown; the others are summed in one row.
    """
    counted = matrix(result.outcomes)
    table = _table(surface, ("operation", *counted.columns))
    for row in _shown(counted.rows):
        name = _text(one_line(cut(row.label, _NAME)), STYLES[row.worst])
        table.add_row(name, *(_cell(row.cells.get(column, {})) for column in counted.columns))
    return table


def summary_table(results: Sequence[RunResult], surface: Surface) -> Table:
    """One run a row: its target, counts, requests, seconds and exit code, with a mark when it was interrupted."""
    counted = _counted(results)
    counts = (verdict.value for verdict in counted)
    table = _table(surface, ("api", "target", *counts, "requests", "seconds", "exit"), left=2)
    for result in results:
        table.add_row(*_summary_row(result, counted))
    return table


def _counted(results: Sequence[RunResult]) -> tuple[Verdict, ...]:
    """The verdicts that have a column: flaky only where there is one, most runs are not repeated."""
    flaky = any(result.summary[Verdict.FLAKY] for result in results)
    return tuple(verdict for verdict in _COUNTED if flaky or verdict is not Verdict.FLAKY)


def _summary_row(result: RunResult, counted: Sequence[Verdict]) -> tuple[Text, ...]:
    style = EXIT_STYLES[result.exit_code]
    mark = "" if result.complete else "*"
    return (
        _text(one_line(cut(result.api, _NAME)), style),
        _text(one_line(cut(result.target, _NAME))),
        *(_count(result.summary[verdict], verdict) for verdict in counted),
        _text(str(sum(result.wire.values()))),
        _text(f"{result.duration_s:.1f}"),
        _text(f"{int(result.exit_code)}{mark}", style),
    )


def _shown(rows: Sequence[Row]) -> Sequence[Row]:
    clean = [row for row in rows if row.worst in _CLEAN]
    if len(rows) <= _ROWS or len(clean) <= 1:
        return rows
    return [*(row for row in rows if row.worst not in _CLEAN), merge(clean, f"{len(clean)} others")]


def _cell(counts: Mapping[Verdict, int]) -> Text:
    if not counts:
        return _text("-", "dim")
    text = _text("")
    for position, (verdict, count) in enumerate(counts.items()):
        text.append(f"{' ' if position else ''}{MARKS[verdict]}{count}", style=STYLES[verdict])
    return text


def _count(count: int, verdict: Verdict) -> Text:
    return _text(str(count), STYLES[verdict] if count else "dim")


def _table(surface: Surface, columns: Sequence[str], left: int = 1) -> Table:
    """An empty table; the first `left` columns are text and may be folded, the others are flush right."""
    from rich import box
    from rich.table import Table

    style = box.ROUNDED if surface.boxes else None
    table = Table(box=style, header_style="bold", show_edge=surface.boxes, pad_edge=surface.boxes)
    for position, column in enumerate(columns):
        is_text = position < left
        table.add_column(column, justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold")
    return table


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style=style)

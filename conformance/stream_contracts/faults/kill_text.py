"""The kill table for a terminal or a file: plain lines, a row for each class, then what survived and what is wrong."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from stream_contracts.faults.kill_table import KillTable, Row
from stream_contracts.faults.trial import Detection

_WIDTH = 116
_HEADS = ("class", "faults", "killed", "%", "failed", "warned", "unproven", "survived", "seconds")
NOT_EXPLAINED = "not explained"


def render(table: KillTable) -> str:
    """The table, ending in a line feed."""
    return "".join(f"{line}\n" for line in _lines(table))


def _lines(table: KillTable) -> Iterator[str]:
    tried = "" if len(table.trials) == table.placed else f" of {table.placed}"
    yield f"{table.api}, profile {table.profile}, seed {table.seed}: {len(table.trials)}{tried} faults"
    if table.trials:
        yield ""
        yield from _aligned([_HEADS, *(_cells(row) for row in (*table.rows, table.total))])
        yield ""
        named = sum(trial.named for trial in table.trials)
        yield f"{named} of {table.total.killed} killed by the very requirement that the fault must break"
    for trial in table.survivors:
        yield f"survived  {trial.name}  must break {trial.requirement}"
        reason = table.explained.get(trial.name, NOT_EXPLAINED)
        yield from textwrap.wrap(reason, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield clean_sentence(table)
    yield from (f"attention: {problem}" for problem in table.problems)
    yield f"{table.seconds:.1f} s"


def clean_sentence(table: KillTable) -> str:
    """What the runs without a fault showed."""
    clean = table.clean
    if not clean.seeds:
        return "no run without a fault (--clean makes some)"
    found = f"{len(clean.alarms)} false alarms"
    return f"without a fault: {found} in {clean.seeds} seeds, {clean.requests:,} requests"


def _cells(row: Row) -> Sequence[str]:
    counts = (row.detected[entry] for entry in Detection)
    return (row.kind, str(row.faults), str(row.killed), f"{row.rate:.1f}", *map(str, counts), f"{row.seconds:.1f}")


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column flush left, the others flush right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *cells])

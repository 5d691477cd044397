"""The report a run prints: matrix, what is not a pass, wire, verdict. It shows what a server says, never obeys it."""

from __future__ import annotations

import os
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from stream_contracts.reports.escapes import cut, one_line, visible
from stream_contracts.reports.surface import Page, Surface, surface_of
from stream_contracts.reports.tables import EXIT_STYLES, LEGEND, STYLES, matrix_table, summary_table
from stream_contracts.reports.wording import (
    LABELS,
    plural,
    run_problems,
    sentence,
    source_sentence,
    wire_sentence,
)
from stream_contracts.result import RunResult
from stream_contracts.verdicts import ExitCode, Outcome, Verdict

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Surface()
_EXPLAINED = (Verdict.FAIL, Verdict.FLAKY, Verdict.NOT_PROVEN, Verdict.WARN)
_BLOCKS = 20
_VALUE = 600
_VALUE_LINES = 12
_COMMAND = 2_000
_INDENT = 16


def print_result(result: RunResult, stream: TextIO | None = None) -> None:
    """Write the report of one run to `stream`, stdout when left out, in the way that it can show."""
    stream = stream or sys.stdout
    stream.write(render(result, surface_of(stream, os.environ)))


def print_summary(results: Sequence[RunResult], stream: TextIO | None = None) -> None:
    """Write the table of several runs to `stream`, stdout when left out, in the way that it can show."""
    stream = stream or sys.stdout
    stream.write(render_summary(results, surface_of(stream, os.environ)))


def render(result: RunResult, surface: Surface = PLAIN, blocks: int = _BLOCKS) -> str:
    """The report of one run, ending in a line feed.

    blocks: how many outcomes of a verdict are written out; the rest is counted, and stands in the other reports.
    """
    page = Page(surface)
    console = page.console
    _line(console, f"{one_line(result.api)} at {one_line(cut(result.target, 200))}", "bold")
    _line(console, _settings(result))
    if result.outcomes:
        console.print()
        console.print(matrix_table(result, surface))
        _line(console, LEGEND, "dim")
    for verdict in _EXPLAINED:
        _print_blocks(console, [each for each in result.outcomes if each.verdict is verdict], blocks)
    _print_skipped(console, result)
    _print_run(console, result)
    return page.text


def render_summary(results: Sequence[RunResult], surface: Surface = PLAIN) -> str:
    """One table for several runs, a row each, ending in a line feed."""
    page = Page(surface)
    page.console.print(summary_table(results, surface))
    passed = sum(result.exit_code is ExitCode.OK for result in results)
    style = "bold green" if passed == len(results) else "bold red"
    if not all(result.complete for result in results):
        _line(page.console, "* The run was interrupted; its results are partial.")
    page.console.print()
    _line(page.console, f"{passed} of {plural(len(results), 'run')} passed", style)
    return page.text


def _settings(result: RunResult) -> str:
    facts = f"profile {result.profile}, safety {result.safety}, seed {result.seed}, started {result.started}"
    return one_line(cut(facts, 300))


def _print_blocks(console: Console, outcomes: Sequence[Outcome], limit: int) -> None:
    for outcome in outcomes[:limit]:
        _print_block(console, outcome)
    if len(outcomes) > limit:
        label = LABELS[outcomes[0].verdict]
        rest = f"{label}  {len(outcomes) - limit} more; all of them are in report.html and result.json"
        console.print()
        _line(console, rest, STYLES[outcomes[0].verdict])


def _print_block(console: Console, outcome: Outcome) -> None:
    requirement = outcome.requirement
    head = f"{LABELS[outcome.verdict]}  {one_line(cut(requirement.id, 300))}  {requirement.level.value}"
    console.print()
    _line(console, head, STYLES[outcome.verdict])
    for line in _wrapped(requirement.text, console.width - 4):
        _line(console, f"    {line}")
    _field(console, "source", source_sentence(requirement.evidence))
    _field(console, "detail", outcome.detail)
    _field(console, "expected", outcome.expected)
    _field(console, "actual", outcome.actual)
    _print_command(console, outcome.curl)


def _print_command(console: Console, curl: str) -> None:
    """Whole or not at all, and never wrapped: it is there to be copied."""
    if len(curl) > _COMMAND:
        _field(console, "repeat", f"the command has {len(curl)} characters; it is in result.json")
    elif curl:
        # Continuation lines stay at the margin: spaces in front of them could be inside a quoted body.
        _line(console, f"    {'repeat':<10}  {visible(curl)}", "cyan")


def _field(console: Console, name: str, value: str) -> None:
    """One labelled value, wrapped and cut; nothing when it is empty."""
    for number, line in enumerate(_wrapped(value, console.width - _INDENT)):
        _line(console, f"    {name if number == 0 else '':<10}  {line}")


def _wrapped(value: str, width: int) -> Iterator[str]:
    if not value:
        return
    lines = visible(value[:_VALUE]).expandtabs(4).strip("\n").split("\n")
    for line in lines[:_VALUE_LINES]:
        yield from textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    if len(value) > _VALUE or len(lines) > _VALUE_LINES:
        yield f"... ({len(value)} characters in all; see result.json)"


def _print_skipped(console: Console, result: RunResult) -> None:
    skipped = [outcome for outcome in result.outcomes if outcome.verdict is Verdict.SKIPPED]
    if not skipped:
        return
    console.print()
    _line(console, f"SKIPPED  {plural(len(skipped), 'requirement')}", STYLES[Verdict.SKIPPED])
    reasons = Counter(outcome.detail for outcome in skipped)
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        _field(console, f"{count:>8}", reason or "no reason given")


def _print_run(console: Console, result: RunResult) -> None:
    console.print()
    for note in result.notes:
        _line(console, f"note: {one_line(cut(note, _VALUE))}")
    for problem in run_problems(result):
        _line(console, f"attention: {one_line(cut(problem.text, _VALUE))}", "bold red")
    _line(console, one_line(wire_sentence(result)))
    _line(console, sentence(result), EXIT_STYLES[result.exit_code])


def _line(console: Console, text: str, style: str = "") -> None:
    """One line, however long: wrapping is the terminal's business."""
    from rich.text import Text

    console.print(Text(text, style=style), soft_wrap=True)

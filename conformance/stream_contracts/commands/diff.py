"""`stream-contracts diff`: what changed between two runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stream_contracts.changes import Change, Changes

_LONGEST = 300


@click.command("diff", short_help="Show what changed between two runs.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(old: Path, new: Path, form: str) -> None:
    """Show which requirements are fixed, broken or newly unproven in NEW. Sends nothing.

    OLD and NEW are results of one API: a result.json, or the folder that holds it. A failure that is no longer seen
    because nothing put it to the test counts as unproven, not as fixed. A known failure counts as a failure.

    \b
    Exit codes:
      0    nothing is broken and nothing is newly unproven
      1    something is broken
      2    something is newly unproven, or a file cannot be read
    """
    from stream_contracts import changes
    from stream_contracts.reports import result_json

    found = changes.compare(result_json.load_from(old), result_json.load_from(new))
    click.echo(_as_json(found) if form == "json" else "\n".join(_as_text(found)))
    raise SystemExit(int(found.exit_code))


def _sections(found: Changes) -> Iterator[tuple[str, Sequence[Change]]]:
    from stream_contracts.changes import KINDS

    for name in KINDS:
        yield name, getattr(found, name)


def _as_json(found: Changes) -> str:
    value: dict[str, Any] = {name: [_row(change) for change in changed] for name, changed in _sections(found)}
    return json.dumps({**value, "differing": list(found.differing), "exit_code": int(found.exit_code)}, indent=2)


def _row(change: Change) -> dict[str, str]:
    from stream_contracts.changes import verdict_of

    shown = change.after or change.before
    return {
        "requirement": change.requirement,
        "before": verdict_of(change.before) or "",
        "after": verdict_of(change.after) or "",
        "detail": shown.detail if shown else "",
        "expected": change.after.expected if change.after else "",
        "actual": change.after.actual if change.after else "",
    }


def _as_text(found: Changes) -> Iterator[str]:
    from stream_contracts.reports.comparison import HEADINGS, sentence
    from stream_contracts.reports.escapes import cut, one_line

    for fact in found.differing:
        yield f"note: {one_line(cut(fact, _LONGEST))}"
    for name, changed in _sections(found):
        if changed:
            yield f"{HEADINGS[name]} ({len(changed)})"
        for change in changed:
            row = _row(change)
            verdicts = f"{row['before'] or 'absent'} -> {row['after'] or 'absent'}"
            yield one_line(f"  {cut(row['requirement'], _LONGEST)}  {verdicts}  {cut(row['detail'], _LONGEST)}")
            if name == "broken" and row["expected"]:
                seen = f"expected {cut(row['expected'], _LONGEST)}, actual {cut(row['actual'], _LONGEST)}"
                yield one_line(f"      {seen}")
    yield sentence(found)

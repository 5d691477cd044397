"""Comparisons as text, as JSON and as Markdown. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click

from stream_specs.diff.changes import Change
from stream_specs.diff.inputs import Comparison
from stream_specs.diff.kinds import KINDS
from stream_specs.diff.severity import SEVERITIES, Direction, Severity

_COLOURS = {Severity.BREAKING: "red", Severity.COMPATIBLE: "green", Severity.DOCUMENTATION: "cyan"}
_WHERE = {
    Direction.REQUEST: "in requests",
    Direction.RESPONSE: "in responses",
    Direction.BOTH: "in requests and responses",
}
_TWO_SIDED = ("-changed", "-raised", "-lowered", "-widened", "-narrowed")  # endings of kinds: both values matter
_LONGEST = 80  # characters of a value
_MOST_OPERATIONS = 4
_DESCRIPTION = (
    "documents: one for each API. old, new: info.version, null without a document. changes: worst first. pointer: in "
    "the newer document, in the older one for what is gone. operations: all that the change concerns. before, after: "
    "JSON values, null for nothing. direction: where the change has this severity."
)


def counted(comparison: Comparison) -> dict[Severity, int]:
    """How many changes there are of each severity."""
    counts = Counter(change.severity for change in comparison.changes)
    return {severity: counts[severity] for severity in SEVERITIES}


def text(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """The lines for a terminal, in colours, which the caller may strip."""
    for number, comparison in enumerate(comparisons):
        if number and comparison.changes:
            yield ""
        yield f"{comparison.api} {versions(comparison)}: {sums(comparison)}"
        for severity in SEVERITIES:
            chosen = [change for change in comparison.changes if change.severity is severity]
            if chosen:
                yield click.style(f"{severity} ({len(chosen)})", fg=_COLOURS[severity], bold=True)
            for change in chosen:
                yield from _lines(change)


def versions(comparison: Comparison, arrow: str = "->") -> str:
    """The versions of the two documents: one when they are the same."""
    old, new = comparison.old or "none", comparison.new or "none"
    return _visible(old if old == new else f"{old} {arrow} {new}")


def sums(comparison: Comparison) -> str:
    """The counts in words."""
    if not comparison.changes:
        return "no changes"
    return ", ".join(f"{count} {severity}" for severity, count in counted(comparison).items() if count)


def _lines(change: Change) -> Iterator[str]:
    yield f"  {change.kind}  {_visible(change.pointer) or '/'}"
    yield f"      {change.sentence.removesuffix('.')}: {_step(change, '->')} ({_WHERE[change.direction]})"
    if change.operations:
        yield f"      {_visible(named(change.operations))}"


def named(operations: Sequence[str], mark: str = "") -> str:
    """A few of the operations, and how many more there are. mark: what stands around a name."""
    shown = [f"{mark}{name}{mark}" for name in operations[:_MOST_OPERATIONS]]
    rest = len(operations) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _step(change: Change, arrow: str) -> str:
    """What it was and what it is; for what is new or gone, that alone."""
    if not change.kind.endswith(_TWO_SIDED) and (change.before is None or change.after is None):
        return shown(change.after if change.before is None else change.before)
    before, after = ("none" if value is None else shown(value) for value in (change.before, change.after))
    return f"{before} {arrow} {after}"


def shown(value: Any) -> str:
    """A value in one line of at most 80 characters: JSON, without quotes around a plain text."""
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    line = _visible(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 4]} ..."


def _visible(text: str) -> str:
    """A text of a document as one line that no terminal obeys."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def as_json(comparisons: Sequence[Comparison], old: str, new: str) -> str:
    """All of it, with values as they are. old, new: how the sides were named."""
    documents = [
        {
            "api": comparison.api,
            "old": comparison.old,
            "new": comparison.new,
            "counts": counted(comparison),
            "changes": [_row(change) for change in comparison.changes],
        }
        for comparison in comparisons
    ]
    value = {"$description": _DESCRIPTION, "old": old, "new": new, "documents": documents}
    return json.dumps(value, indent=2, ensure_ascii=False)


def _row(change: Change) -> dict[str, Any]:
    return {
        "severity": change.severity,
        "direction": change.direction,
        "kind": change.kind,
        "sentence": change.sentence,
        "pointer": change.pointer,
        "operations": list(change.operations),
        "before": change.before,
        "after": change.after,
    }


def markdown(comparison: Comparison) -> Iterator[str]:
    """The lines of a changelog: a list for each severity; what is documentation only is summed up by its kind.

    That the version differs is left out: it stands in the heading.
    """
    told = [change for change in comparison.changes if change.kind != "version-changed"]
    for severity in SEVERITIES:
        chosen = [change for change in told if change.severity is severity]
        if chosen:
            yield from ("", f"#### {severity.capitalize()}", "")
        if severity is Severity.DOCUMENTATION:
            yield from _summed(chosen)
        else:
            yield from map(entry, chosen)


def entry(change: Change) -> str:
    """The line of a changelog for one change."""
    who = f"{named(change.operations, '`')}: " if change.operations else ""
    what = f"- {who}{change.sentence.removesuffix('.')}: "
    if not change.pointer:
        return what + _step(change, "→")
    return f"{what}{_code(_step(change, '→'))} ({_WHERE[change.direction]}, at {_code(_visible(change.pointer))})"


def _code(text: str) -> str:
    """A span of code, whatever the text holds."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _summed(chosen: Sequence[Change]) -> Iterator[str]:
    counts = Counter(change.kind for change in chosen)
    for kind in sorted(counts):
        places = "1 place" if counts[kind] == 1 else f"{counts[kind]} places"
        yield f"- {KINDS[kind].sentence.removesuffix('.')}: {places}"


def kinds_table() -> Iterator[str]:
    """The table of kinds in Markdown."""
    yield "| kind | means | in requests | in responses |"
    yield "|---|---|---|---|"
    for kind in KINDS.values():
        yield f"| `{kind.name}` | {kind.sentence} | {kind.request} | {kind.response} |"

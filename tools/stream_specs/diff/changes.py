"""A change between two documents, and how what several operations show becomes one list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stream_specs.diff.kinds import KINDS
from stream_specs.diff.severity import SEVERITIES, Direction, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What the comparison of two places showed. operation: the id of the one it was met in, "" for the document."""

    pointer: str
    kind: str
    before: Any
    after: Any
    direction: Direction
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two documents.

    pointer: the place in the newer document; in the older one for what is gone. operations: the ids of all that it
    concerns, sorted; none for the document as a whole. kind: a name of KINDS. before, after: JSON values, None for
    nothing. direction: where the change has this severity.
    """

    pointer: str
    operations: tuple[str, ...]
    kind: str
    before: Any
    after: Any
    severity: Severity
    direction: Direction

    @property
    def sentence(self) -> str:
        """What the kind means, in a sentence."""
        return KINDS[self.kind].sentence


def merged(findings: Iterable[Finding]) -> tuple[Change, ...]:
    """The changes, worst first, then by pointer.

    A place that several operations share is one change. It is two when its severities in requests and responses
    differ.
    """
    groups: dict[tuple[str, str, str, Severity], list[Finding]] = {}
    for found in findings:
        severity = KINDS[found.kind].severity(found.direction)
        values = json.dumps([found.before, found.after], sort_keys=True)
        groups.setdefault((found.pointer, found.kind, values, severity), []).append(found)
    return tuple(sorted((_change(key[3], group) for key, group in groups.items()), key=_order))


def _change(severity: Severity, group: list[Finding]) -> Change:
    first = group[0]
    directions = {found.direction for found in group}
    return Change(
        pointer=first.pointer,
        operations=tuple(sorted({found.operation for found in group if found.operation})),
        kind=first.kind,
        before=first.before,
        after=first.after,
        severity=severity,
        direction=first.direction if len(directions) == 1 else Direction.BOTH,
    )


def _order(change: Change) -> tuple[int, str, str, str, str]:
    values = json.dumps([change.before, change.after], sort_keys=True)
    return SEVERITIES.index(change.severity), change.pointer, change.kind, change.direction, values

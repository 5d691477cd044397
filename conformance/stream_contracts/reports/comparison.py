"""What changed since an earlier result, in the words that the reports share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream_contracts.changes import KINDS, Change, Changes, verdict_of
from stream_contracts.verdicts import Outcome, Verdict

HEADINGS = {
    "broken": "BROKEN: fails now, and did not before",
    "unproven": "NEWLY UNPROVEN: was shown before, and nothing shows it now",
    "fixed": "FIXED: failed before, and holds now",
    "proven": "NEWLY PROVEN: was not shown before, and holds now",
    "other": "OTHERWISE CHANGED",
}
TONES = {
    "broken": Verdict.FAIL,
    "unproven": Verdict.NOT_PROVEN,
    "fixed": Verdict.PASS,
    "proven": Verdict.PASS,
    "other": Verdict.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A changed requirement. before, after: its verdicts, "absent" when a result does not have it.

    present: the newer result has it. outcome: the newest of both.
    """

    id: str
    before: str
    after: str
    present: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one kind. kind: a key of HEADINGS."""

    kind: str
    rows: tuple[Row, ...]

    @property
    def heading(self) -> str:
        """What the kind means."""
        return HEADINGS[self.kind]

    @property
    def tone(self) -> Verdict:
        """The verdict whose colour it has."""
        return TONES[self.kind]


def sections(found: Changes) -> tuple[Section, ...]:
    """The kinds of which there are changes, those that matter most first."""
    return tuple(Section(kind, tuple(map(_row, getattr(found, kind)))) for kind in KINDS if getattr(found, kind))


def kind_by_id(found: Changes) -> dict[str, str]:
    """What became of each changed requirement, by its id."""
    return {change.requirement: kind for kind in KINDS for change in getattr(found, kind)}


def sentence(found: Changes) -> str:
    """The number of changes of each kind: "1 broken, 0 unproven, 2 fixed, 0 proven, 0 other"."""
    return ", ".join(_counts(found))


def _counts(found: Changes) -> Iterator[str]:
    for kind in KINDS:
        yield f"{len(getattr(found, kind))} {kind}"


def _row(change: Change) -> Row:
    outcome = change.after or change.before
    assert outcome is not None  # noqa: S101 - one of them is there
    before, after = (verdict_of(each) or "absent" for each in (change.before, change.after))
    return Row(change.requirement, before, after, change.after is not None, outcome)

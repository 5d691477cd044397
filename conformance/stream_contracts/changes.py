"""What is different between two results of one API. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stream_contracts.result import RunResult
from stream_contracts.verdicts import ExitCode, Outcome, Verdict
from stream_specs.errors import UserError

_BROKEN = frozenset({Verdict.FAIL, Verdict.FLAKY})
_SHOWN = frozenset({Verdict.PASS, Verdict.WARN})
KINDS = ("broken", "unproven", "fixed", "proven", "other")
_FACTS = ("target", "profile", "safety", "document_sha256", "plan_sha256")


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement whose verdict is another one now. None: the other result does not have the requirement."""

    before: Outcome | None
    after: Outcome | None

    @property
    def requirement(self) -> str:
        """The id of the requirement."""
        outcome = self.after or self.before
        assert outcome is not None  # noqa: S101 - one of them is there
        return outcome.requirement.id


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes, each in the order of the newer result.

    broken: fails or is flaky, and did not before. fixed: failed or was flaky, and was shown to hold. unproven: was
    shown to hold or to fail, and nothing shows it any more. proven: was not shown, and is shown to hold. other: a
    different verdict of the same worth (pass and warn; fail and flaky; not proven and skipped), or a requirement that
    only one of them has. differing: the facts about the runs that differ, which can explain the rest.
    """

    broken: tuple[Change, ...]
    fixed: tuple[Change, ...]
    unproven: tuple[Change, ...]
    proven: tuple[Change, ...]
    other: tuple[Change, ...]
    differing: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """1 when something is broken, 2 when something is not shown any more, else 0."""
        if self.broken:
            return ExitCode.VIOLATION
        return ExitCode.UNPROVEN if self.unproven else ExitCode.OK


def verdict_of(outcome: Outcome | None) -> Verdict | None:
    """The verdict that the server earned: that of a known failure is fail or flaky, not skipped."""
    if outcome is None:
        return None
    return Verdict(outcome.known) if outcome.known else outcome.verdict


def compare(old: RunResult, new: RunResult) -> Changes:
    """What changed from `old` to `new`. Raises UserError when they are about different APIs."""
    if old.api != new.api:
        raise UserError(f"one result is of `{old.api}`, the other of `{new.api}`", hint="name two results of one API")
    before = {outcome.requirement.id: outcome for outcome in old.outcomes}
    after = {outcome.requirement.id: outcome for outcome in new.outcomes}
    ids = [*after, *(each for each in before if each not in after)]
    changed = [
        Change(before.get(each), after.get(each))
        for each in ids
        if verdict_of(before.get(each)) != verdict_of(after.get(each))
    ]
    kinds: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    for change in changed:
        kinds[_kind(verdict_of(change.before), verdict_of(change.after))].append(change)
    return Changes(
        broken=tuple(kinds["broken"]),
        unproven=tuple(kinds["unproven"]),
        fixed=tuple(kinds["fixed"]),
        proven=tuple(kinds["proven"]),
        other=tuple(kinds["other"]),
        differing=tuple(_differing(old, new)),
    )


def _kind(before: Verdict | None, after: Verdict | None) -> str:
    if after is None:
        return "other"
    if after in _BROKEN:
        return "other" if before in _BROKEN else "broken"
    if after in _SHOWN:
        return "fixed" if before in _BROKEN else "other" if before in _SHOWN or before is None else "proven"
    return "unproven" if before in _BROKEN | _SHOWN else "other"


def _differing(old: RunResult, new: RunResult) -> Iterable[str]:
    for name in _FACTS:
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {getattr(old, name)} -> {getattr(new, name)}"
    for result, which in ((old, "older"), (new, "newer")):
        if not result.complete:
            yield f"the {which} run was interrupted"

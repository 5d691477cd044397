"""What a baseline makes of a result, in both directions. Pure."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable
from datetime import date

from stream_contracts.baseline.entries import Baseline, Entry
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Outcome, Requirement, Verdict
from stream_specs.errors import UserError

_BROKEN = frozenset({Verdict.FAIL, Verdict.FLAKY})
_SHOWN = frozenset({Verdict.PASS, Verdict.WARN})


def check_ids(baseline: Baseline, requirements: Iterable[Requirement], where: str) -> None:
    """Raise UserError for an entry that names no requirement. where: the file of the baseline, for the message."""
    known = {requirement.id for requirement in requirements}
    for entry in baseline.entries:
        if entry.requirement not in known:
            near = difflib.get_close_matches(entry.requirement, sorted(known), n=1)
            hint = f"did you mean `{near[0]}`?" if near else "`stream-contracts requirements` lists the ids"
            raise UserError(f"there is no requirement `{entry.requirement}`", where=where, hint=hint)


def apply(result: RunResult, baseline: Baseline) -> RunResult:
    """The result with known failures skipped, and with every entry named that no longer holds.

    An entry is stale when it has expired, when its requirement holds now, or when it is flaky and listed as failing.
    That something holds is believed of a whole run only, which asked as much as the one that found the failures.
    Entries expire by the day on which the run began.
    """
    entries = baseline.by_requirement
    covered, today = baseline.is_covered_by(result), date.fromisoformat(result.started[:10])
    stale: list[str] = []
    outcomes = []
    for outcome in result.outcomes:
        entry = entries.get(outcome.requirement.id)
        problem = _problem(outcome, entry, today, trusted=covered and result.is_whole) if entry else ""
        stale += [problem] if problem else []
        known = entry is not None and not problem and outcome.verdict in _BROKEN
        outcomes.append(_known(outcome, entry) if known and entry else outcome)
    notes = () if covered or not entries else (_asked_less(baseline),)
    return dataclasses.replace(
        result,
        outcomes=tuple(outcomes),
        stale_baseline=(*result.stale_baseline, *stale),
        notes=(*result.notes, *notes),
    )


def _problem(outcome: Outcome, entry: Entry, today: date, *, trusted: bool) -> str:
    """Why an entry no longer holds, "" when it does."""
    if outcome.verdict in _SHOWN and trusted and not entry.flaky:
        return f"{entry.requirement} holds now: remove its entry"
    if entry.expired(today):
        return f"the entry of {entry.requirement} expired on {entry.expires}"
    if outcome.verdict is Verdict.FLAKY and not entry.flaky:
        return f"{entry.requirement} is flaky, and listed as failing: add `flaky = true`"
    return ""


def _known(outcome: Outcome, entry: Entry) -> Outcome:
    kind = "known to be flaky" if entry.flaky else "known failure"
    detail = f"{kind} until {entry.expires}: {entry.reason} ({entry.link})"
    return dataclasses.replace(outcome, verdict=Verdict.SKIPPED, detail=detail, known=outcome.verdict.value)


def _asked_less(baseline: Baseline) -> str:
    return (
        f"the baseline is of a run with profile {baseline.profile} and safety {baseline.safety}: this run asks less, "
        "so it cannot show that an entry holds now"
    )

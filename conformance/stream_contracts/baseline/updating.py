"""A baseline brought up to date by a result: what fails is listed, what holds is not. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stream_contracts.baseline.entries import PROFILES, Baseline, Entry
from stream_contracts.changes import verdict_of
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Outcome, Verdict
from stream_specs.errors import UserError

_BROKEN = frozenset({Verdict.FAIL, Verdict.FLAKY})
_SHOWN = frozenset({Verdict.PASS, Verdict.WARN})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What new entries say. expires: of new entries. renewed: of entries that have expired; None: they stay so."""

    reason: str
    link: str
    expires: date
    renewed: date | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """The new baseline, and the requirements that were added to it and removed from it."""

    baseline: Baseline
    added: tuple[str, ...]
    removed: tuple[str, ...]


def update(old: Baseline | None, result: RunResult, proposal: Proposal, today: date) -> Update:
    """The baseline that a result asks for. Entries that still fail keep their reason, link and expiry.

    An entry about which the result says nothing stays; a flaky one may hold in a single run and stays as well, until
    it expires. Raises UserError when the result cannot decide, or when an entry would lack its reason or expiry.
    """
    _must_decide(old, result)
    outcomes = {outcome.requirement.id: outcome for outcome in result.outcomes}
    listed = old.by_requirement if old else {}
    kept = [_renewed(entry, outcomes.get(name), proposal, today) for name, entry in listed.items()]
    kept = [entry for entry in kept if not _is_gone(entry, outcomes.get(entry.requirement), today)]
    added = [_new(outcome, proposal) for name, outcome in outcomes.items() if name not in listed and _fails(outcome)]
    _must_explain(added, proposal)
    entries = _ordered([*kept, *added], outcomes)
    names = {entry.requirement for entry in entries}
    return Update(
        Baseline(result.api, result.profile, result.safety, entries),
        added=tuple(entry.requirement for entry in added),
        removed=tuple(name for name in listed if name not in names),
    )


def _must_decide(old: Baseline | None, result: RunResult) -> None:
    if result.profile not in PROFILES:
        raise UserError("a baseline needs the result of a run", hint="`stream-contracts run` writes result.json")
    if not result.is_whole:
        raise UserError("the run was interrupted or stopped early", hint="let a run get to its end, then update")
    if old and old.api != result.api:
        raise UserError(f"the baseline is of `{old.api}`, the result of `{result.api}`", hint="change --baseline")
    if old and not old.is_covered_by(result):
        what = f"the run asked less (profile {result.profile}, safety {result.safety}) than the baseline"
        raise UserError(what, hint=f"run with --profile {old.profile} --safety {old.safety}")


def _fails(outcome: Outcome) -> bool:
    return verdict_of(outcome) in _BROKEN


def _renewed(entry: Entry, outcome: Outcome | None, proposal: Proposal, today: date) -> Entry:
    """The entry with what the result adds to it: that it is flaky, and a new expiry when it has expired."""
    fails = outcome is not None and _fails(outcome)
    flaky = entry.flaky or verdict_of(outcome) is Verdict.FLAKY
    if entry.expired(today) and proposal.renewed is None and fails:
        what = f"the entry of `{entry.requirement}` expired on {entry.expires}"
        raise UserError(what, hint="give --expires to renew what still fails")
    renewed = proposal.renewed if entry.expired(today) else None
    return dataclasses.replace(entry, flaky=flaky, expires=renewed or entry.expires)


def _is_gone(entry: Entry, outcome: Outcome | None, today: date) -> bool:
    if outcome is None or verdict_of(outcome) not in _SHOWN:
        return False
    return not entry.flaky or entry.expired(today)


def _new(outcome: Outcome, proposal: Proposal) -> Entry:
    flaky = verdict_of(outcome) is Verdict.FLAKY
    return Entry(outcome.requirement.id, proposal.reason, proposal.link, proposal.expires, flaky)


def _must_explain(added: list[Entry], proposal: Proposal) -> None:
    if added and not (proposal.reason.strip() and proposal.link):
        more = f" and {len(added) - 1} more" if len(added) > 1 else ""
        what = f"`{added[0].requirement}`{more} would be a new entry without a reason and a link"
        raise UserError(what, hint="give --reason and --link")


def _ordered(entries: list[Entry], outcomes: Mapping[str, Outcome]) -> tuple[Entry, ...]:
    """In the order of the requirements; what the result does not know comes last."""
    places = {name: number for number, name in enumerate(outcomes)}
    return tuple(sorted(entries, key=lambda entry: places.get(entry.requirement, len(places))))

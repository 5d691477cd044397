"""From observations to one verdict for each requirement, with the evidence that a person needs. Redacts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stream_contracts.exchange import Exchange, Request, Response, as_curl
from stream_contracts.redaction import Redactor
from stream_contracts.requirements import STATUSES, SUCCESS
from stream_contracts.verdicts import Level, Observation, Outcome, Requirement, Verdict

NEVER_OCCURRED = "its precondition never occurred"
NOTHING_ACCEPTED = "no valid request was accepted, so a refusal proves nothing"
STOPPED = "the run was "  # begins what is said of all that a run did not get to
_LONGEST_BODY = 2000
_LONGEST_HEAD = 4000
_REFUSALS = ("body.", "query.", "path.", "header.", "auth.", "method.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a run has gathered.

    observations: in the order of the run. exchanges: by number. alive: operations that accepted a valid request.
    reasons: why a requirement could not be shown, by id. skips: why it was not even tried. origin: for curl commands.
    otherwise: why there is no observation where nothing else says so.
    """

    observations: Sequence[Observation]
    exchanges: Sequence[Exchange]
    alive: frozenset[str]
    reasons: Mapping[str, str]
    skips: Mapping[str, str]
    origin: str
    otherwise: str = NEVER_OCCURRED


def conclude(requirements: Iterable[Requirement], evidence: Evidence, redactor: Redactor) -> tuple[Outcome, ...]:
    """One outcome for each requirement, in their order."""
    observed: dict[str, list[Observation]] = defaultdict(list)
    for observation in evidence.observations:
        observed[observation.requirement].append(observation)
    conclusion = _Conclusion(evidence, redactor)
    return tuple(conclusion.of(requirement, observed[requirement.id]) for requirement in requirements)


def unsettled(requirements: Iterable[Requirement], evidence: Evidence) -> Mapping[str, int]:
    """The number of observations that prove nothing because no valid request was accepted, by requirement."""
    dead = [requirement for requirement in requirements if _proves_nothing(requirement, evidence.alive)]
    seen = Counter(observation.requirement for observation in evidence.observations)
    return {requirement.id: seen[requirement.id] for requirement in dead if seen[requirement.id]}


@dataclass(frozen=True, slots=True)
class _Conclusion:
    evidence: Evidence
    redactor: Redactor

    def of(self, requirement: Requirement, observed: Sequence[Observation]) -> Outcome:
        """The verdict: any bad observation decides, then any quirk; none at all proves nothing."""
        if requirement.absent:
            return Outcome(requirement, Verdict.SKIPPED, 0, self.redactor.text(requirement.absent))
        bad = [observation for observation in observed if not observation.ok]
        if bad:
            verdict = Verdict.FAIL if requirement.level is Level.MUST else Verdict.WARN
            return self._decided(requirement, verdict, bad[0], f"broken in {len(bad)} of {_times(len(observed))}")
        quirks = [observation for observation in observed if observation.quirk]
        if quirks:
            detail = f"a documented quirk, met in {len(quirks)} of {_times(len(observed))}"
            return self._decided(requirement, Verdict.WARN, quirks[0], detail)
        if observed and not _proves_nothing(requirement, self.evidence.alive):
            return Outcome(requirement, Verdict.PASS, len(observed), f"held in {_times(len(observed))}")
        skipped = requirement.excluded or self._skip(requirement, bool(observed))
        if skipped:
            return Outcome(requirement, Verdict.SKIPPED, 0, self.redactor.text(skipped))
        reason = _why(requirement, observed, self.evidence)
        return Outcome(requirement, Verdict.NOT_PROVEN, 0, self.redactor.text(reason))

    def _skip(self, requirement: Requirement, tried: bool) -> str:
        """Why a requirement was not tried, or the valid request that it needs; "" when it was tried in vain."""
        if requirement.id in self.evidence.reasons:
            return ""
        needed = _acceptance_of(requirement) if tried else (requirement.id,)
        return next((self.evidence.skips[what] for what in needed if what in self.evidence.skips), "")

    def _decided(self, requirement: Requirement, verdict: Verdict, first: Observation, detail: str) -> Outcome:
        exchange = self.evidence.exchanges[first.exchange] if first.exchange is not None else None
        clean = self.redactor.text
        request = self._cleaned(exchange.request) if exchange else None
        return Outcome(
            requirement=requirement,
            verdict=verdict,
            evidence=sum(entry.requirement == requirement.id for entry in self.evidence.observations),
            detail=detail,
            expected=clean(first.expected),
            actual=clean(first.actual),
            curl=as_curl(self.evidence.origin, request) if request else "",
            request=_request(request) if request else "",
            response=clean(_response(exchange.response)) if exchange and exchange.response else "",
        )

    def _cleaned(self, request: Request) -> Request:
        """The request without secrets, before the quoting of a shell can disguise them."""
        clean = self.redactor.text
        headers = tuple((name, clean(value)) for name, value in request.headers)
        body = clean(request.body.decode("utf-8", "replace")).encode()
        return Request(request.method, clean(request.target), headers, body)


def _proves_nothing(requirement: Requirement, alive: frozenset[str]) -> bool:
    """A refusal proves nothing on an operation that was never seen to accept anything."""
    if not requirement.operation or requirement.operation in alive:
        return False
    return requirement.id.split("/", 2)[2].startswith(_REFUSALS)


def _acceptance_of(requirement: Requirement) -> tuple[str, ...]:
    """The ids of the requirements that a valid request of the operation shows, with and without a success."""
    operation = f"{requirement.id.split('/', 1)[0]}/{requirement.operation}"
    return f"{operation}/{SUCCESS}", f"{operation}/{STATUSES}"


def _why(requirement: Requirement, observed: Sequence[Observation], evidence: Evidence) -> str:
    if requirement.id in evidence.reasons:
        return evidence.reasons[requirement.id]
    if observed:
        return NOTHING_ACCEPTED
    return evidence.otherwise


def _times(count: int) -> str:
    return "1 observation" if count == 1 else f"{count} observations"


def _request(request: Request) -> str:
    return _message(f"{request.method} {request.target}", request.headers, request.body)


def _response(response: Response) -> str:
    return _message(str(response.status), response.headers, response.body)


def _message(first: str, headers: tuple[tuple[str, str], ...], body: bytes) -> str:
    text = body[:_LONGEST_BODY].decode("utf-8", "replace") + ("…" if len(body) > _LONGEST_BODY else "")
    head = "\n".join([first, *(f"{name}: {value}" for name, value in headers)])
    return f"{head[:_LONGEST_HEAD]}{'…' if len(head) > _LONGEST_HEAD else ''}\n\n{text}"

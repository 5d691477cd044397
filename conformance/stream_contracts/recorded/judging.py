"""From recorded traffic to a result: the judge of a run, without a run."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from stream_contracts import constraints, judge, outcomes, plan, requirements, tally
from stream_contracts.cases import Case, Expectation
from stream_contracts.documents import Document
from stream_contracts.exchange import Exchange
from stream_contracts.judge import Judge
from stream_contracts.recorded import calls, secrets
from stream_contracts.recorded.har import Recording, origin_of
from stream_contracts.recorded.matching import Matched, Traffic, match
from stream_contracts.redaction import Redactor
from stream_contracts.result import RunResult
from stream_contracts.rulebook import Rulebook
from stream_contracts.rules import invariant
from stream_contracts.verdicts import Observation, Requirement

PROFILE, SAFETY = "recorded", "passive"
_LIBRARIES = ("stream-contracts", "jsonschema-rs")
_MOST_ROUTES = 100


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a recording shows: its exchanges by number, as they may be kept, and what each of them is evidence for."""

    exchanges: Sequence[Exchange]
    observations: Sequence[Observation]


def judge_recording(
    document: Document, rulebook: Rulebook, recording: Recording, url: str = "", only: Sequence[str] = ()
) -> RunResult:
    """The result of recorded traffic; what it does not show is skipped, since nothing is tried.

    url: see `matching.match`. only: requirements to select, as for a plan. Raises UserError when nothing is selected
    or nothing in the recording is about the API.
    """
    selected = plan.select(requirements.derive(document, rulebook), only)
    traffic = match(document, recording, url)
    redactor = secrets.redactor_of(document, recording.entries)
    began = datetime.now(UTC)
    seen = _look(document, rulebook, traffic)
    evidence = outcomes.Evidence(
        observations=seen.observations,
        exchanges=seen.exchanges,
        alive=judge.alive(document, seen.exchanges),
        reasons={},
        skips=dict(_unseen(selected, seen, rulebook)),
        origin=origin_of(traffic.url),
    )
    return RunResult(
        api=document.api,
        target=traffic.url,
        started=began.isoformat(timespec="seconds"),
        duration_s=round((datetime.now(UTC) - began).total_seconds(), 3),
        versions={"document": document.version, **{name: version(name) for name in _LIBRARIES}},
        seed=0,
        document_sha256=document.sha256,
        plan_sha256=recording.sha256,
        profile=PROFILE,
        safety=SAFETY,
        complete=True,
        wire={},
        unsafe_requests=0,
        leftovers=(),
        notes=tuple(_notes(recording, traffic, redactor)),
        answers=tally.of_exchanges(seen.exchanges),
        outcomes=outcomes.conclude(selected, evidence, redactor),
    )


def _look(document: Document, rulebook: Rulebook, traffic: Traffic) -> _Seen:
    judging = Judge(document, rulebook, origin_of(traffic.url))
    exchanges: list[Exchange] = []
    observations: list[Observation] = []
    for matched in traffic.matched:
        entry, call = matched.entry, calls.call_of(matched)
        exchange = Exchange(len(exchanges), call, entry.request, entry.response)
        observations += judging.observe(exchange, _case(document, rulebook, matched, exchange))
        kept = secrets.emptied(document, entry)
        exchanges.append(dataclasses.replace(exchange, request=kept.request, response=kept.response))
    return _Seen(exchanges, observations)


def _case(document: Document, rulebook: Rulebook, matched: Matched, exchange: Exchange) -> Case | None:
    """What a recorded request probes, None when its answer shows nothing about that.

    A run arranges that nothing but the probed input is wrong; here a refusal can have any reason. So a valid request
    counts when it is accepted, a wrong one when it is accepted (which breaks what it should be refused for), and a
    refusal when exactly one thing is wrong.
    """
    body = calls.body_of(matched)
    if body is None or exchange.response is None:
        return None
    value, raw, media_type = body
    call = dataclasses.replace(exchange.call, body=value, raw=raw, media_type=media_type)
    broken = constraints.broken_by(document, call) | (frozenset({"body.syntax"}) if raw is not None else frozenset())
    listed = {constraint.what for constraint in constraints.of(document, matched.operation)}
    status = exchange.response.status
    if not broken:
        accepted = any(response.matches(status) for response in matched.operation.successes())
        shown = (requirements.SUCCESS, requirements.ACCEPTS_VALID) if accepted else ()
        return _made(document, exchange, Expectation.ACCEPTED, shown)
    whats = tuple(sorted(broken & listed))
    if not 200 <= status < 300:
        named = [requirements.identify(document.api, matched.operation.id, what) for what in whats]
        refused = len(broken) == 1 and all(str(status) in rulebook.refused_by(name) for name in named)
        whats = whats if refused else ()
    return _made(document, exchange, Expectation.REFUSED, whats)


def _made(document: Document, exchange: Exchange, expectation: Expectation, whats: Sequence[str]) -> Case | None:
    operation = exchange.call.operation
    proves = tuple(requirements.identify(document.api, operation, what) for what in whats)
    return Case(f"{operation}/recorded", exchange.call, expectation, proves, "recorded") if proves else None


def _unseen(selected: Sequence[Requirement], seen: _Seen, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Why each requirement is skipped, if nothing in the recording is about it."""
    called = {exchange.call.operation for exchange in seen.exchanges}
    passive = {rule.id for rule in rulebook.rules if rule.kind == invariant.KIND}
    for requirement in selected:
        if requirement.operation and requirement.operation not in called:
            yield requirement.id, "the recording has no answer of its operation"
        elif not requirement.operation and requirement.id not in passive:
            yield requirement.id, "a relation of several answers: it takes a run"
        else:
            yield requirement.id, "the recording does not show it"


def _notes(recording: Recording, traffic: Traffic, redactor: Redactor) -> Iterator[str]:
    yield f"judged {len(traffic.matched)} of {len(recording.entries)} recorded requests; nothing was sent"
    for reason, count in sorted(traffic.left_out.items()):
        yield f"left out: {count} {reason}"
    for route, count in sorted(traffic.unknown.items())[:_MOST_ROUTES]:
        yield f"unknown route: {redactor.text(route)} ({'once' if count == 1 else f'{count} times'})"
    if len(traffic.unknown) > _MOST_ROUTES:
        yield f"unknown routes: {len(traffic.unknown) - _MOST_ROUTES} more"

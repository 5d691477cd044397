"""A run: sends the cases of a plan, runs the rules, cleans up, concludes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

from stream_contracts import judge, outcomes, redaction
from stream_contracts.cases import Case
from stream_contracts.documents import Document
from stream_contracts.judge import Judge
from stream_contracts.plan import Plan
from stream_contracts.result import RunResult
from stream_contracts.rulebook import Rule, Rulebook
from stream_contracts.rules import KINDS
from stream_contracts.session import Session, Stopped, Unprovable
from stream_contracts.target import Target
from stream_contracts.transport import HttpTransport
from stream_contracts.verdicts import Observation

_LIBRARIES = ("stream-contracts", "schemathesis", "jsonschema-rs", "aiohttp")


def _silent(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is run against what. on_step: called with a few words after each case and rule."""

    document: Document
    rulebook: Rulebook
    plan: Plan
    target: Target
    on_step: Callable[[str], None] = _silent


@dataclass(slots=True)
class _Gathered:
    """What a run has gathered so far. cases: by the number of the exchange that they sent."""

    cases: dict[int, Case] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    leftovers: tuple[str, ...] = ()
    complete: bool = False


def execute(run: Run) -> RunResult:
    """Run a plan against its target. Ctrl-C ends it early; what it showed until then is in the result."""
    return asyncio.run(_execute(run))


async def _execute(run: Run) -> RunResult:
    started, began = datetime.now(UTC), time.perf_counter()
    gathered = _Gathered()
    async with HttpTransport(run.target) as transport:
        session = Session(run.document, run.rulebook, run.target, transport, run.plan.seed)
        try:
            await _send_all(run, session, gathered)
            gathered.complete = True
        except Stopped as reason:
            gathered.complete = True
            gathered.notes.append(f"stopped early: {reason}")
        except asyncio.CancelledError:
            gathered.notes.append("interrupted")
        gathered.leftovers = await session.clean()
        return _result(run, session, gathered, started, time.perf_counter() - began)


async def _send_all(run: Run, session: Session, gathered: _Gathered) -> None:
    for case in run.plan.cases:
        try:
            exchange = await session.send(case.call)
            gathered.cases[exchange.number] = case
        except Unprovable as reason:
            for requirement in case.proves:
                gathered.reasons.setdefault(requirement, str(reason))
        run.on_step(case.call.operation)
    for rule in run.plan.rules:
        if rule.kind in KINDS:
            await _run_rule(rule, session, gathered)
        run.on_step(rule.id)


async def _run_rule(rule: Rule, session: Session, gathered: _Gathered) -> None:
    """A rule counts when it ran to its end, or when it was broken on the way."""
    observed: list[Observation] = []
    try:
        async for observation in KINDS[rule.kind](rule, session):
            observed.append(observation)
    except Unprovable as reason:
        gathered.reasons[rule.id] = str(reason)
        observed = [observation for observation in observed if not observation.ok]
    gathered.observations += observed


def _result(run: Run, session: Session, gathered: _Gathered, started: datetime, duration: float) -> RunResult:
    redactor = redaction.redactor(run.target.secrets)
    judging = Judge(run.document, run.rulebook)
    observations = [
        observation
        for exchange in session.exchanges
        for observation in judging.observe(exchange, gathered.cases.get(exchange.number))
    ]
    evidence = outcomes.Evidence(
        observations=[*observations, *gathered.observations],
        exchanges=session.exchanges,
        alive=judge.alive(run.document, session.exchanges),
        reasons=gathered.reasons,
        origin=run.target.origin,
    )
    return RunResult(
        api=run.document.api,
        target=run.target.url,
        started=started.isoformat(timespec="seconds"),
        duration_s=round(duration, 3),
        versions={"document": run.document.version, **{name: version(name) for name in _LIBRARIES}},
        seed=run.plan.seed,
        document_sha256=run.document.sha256,
        plan_sha256=run.plan.sha256,
        profile=str(run.plan.profile),
        safety=str(run.target.safety),
        complete=gathered.complete,
        wire=dict(sorted(session.transport.wire.items())),
        unsafe_requests=session.transport.unsafe,
        leftovers=tuple(redactor.text(entry) for entry in gathered.leftovers),
        notes=tuple(redactor.text(note) for note in gathered.notes),
        outcomes=outcomes.conclude(run.plan.requirements, evidence, redactor),
    )

"""A run: sends the cases of a plan, runs the rules, cleans up, concludes."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Mapping
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
from stream_contracts.rules import KINDS, given
from stream_contracts.session import NotPermitted, Session, Stopped, Unprovable
from stream_contracts.target import Target
from stream_contracts.transport import HttpTransport
from stream_contracts.verdicts import Observation

_LIBRARIES = ("stream-contracts", "schemathesis", "jsonschema-rs", "aiohttp")


_CHECKPOINT_SECONDS = 3.0


def silent(_: object) -> None:
    """Nothing is shown or kept on the way."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is run against what.

    on_step: called with a few words after each case and rule. on_checkpoint: called with what is known so far at the
    beginning and every few seconds, so that a killed run leaves a result.
    """

    document: Document
    rulebook: Rulebook
    plan: Plan
    target: Target
    on_step: Callable[[str], None] = silent
    on_checkpoint: Callable[[RunResult], None] = silent


@dataclass(slots=True)
class _Gathered:
    """What a run has gathered so far.

    cases: by the number of the exchange that they sent. reasons, skips: by requirement, why there is nothing to see.
    """

    cases: dict[int, Case] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    skips: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    leftovers: tuple[str, ...] = ()
    complete: bool = False
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    began: float = field(default_factory=time.perf_counter)

    def explain(self, requirement: str, reason: Unprovable) -> None:
        """Keep the first reason why a requirement could not be looked at."""
        kept = self.skips if isinstance(reason, NotPermitted) else self.reasons
        kept.setdefault(requirement, str(reason))


def execute(run: Run) -> RunResult:
    """Run a plan against its target. Ctrl-C ends it early; what it showed until then is in the result."""
    return asyncio.run(_execute(run))


async def _execute(run: Run) -> RunResult:
    gathered = _Gathered()
    async with HttpTransport(run.target) as transport:
        target = dataclasses.replace(run.target, mock=run.target.control or await transport.is_mock())
        session = Session(run.document, run.rulebook, target, transport, run.plan.seed)
        try:
            await _send_all(run, session, gathered)
            gathered.complete = True
        except Stopped as reason:
            gathered.complete = True
            gathered.notes.append(f"stopped early: {reason}")
        except asyncio.CancelledError:
            gathered.notes.append("interrupted")
        gathered.leftovers = await session.clean()
        return _result(run, session, gathered)


async def _send_all(run: Run, session: Session, gathered: _Gathered) -> None:
    steps = _steps(run, session, gathered)
    saved = time.perf_counter() - _CHECKPOINT_SECONDS
    async for name in steps:
        if time.perf_counter() - saved >= _CHECKPOINT_SECONDS:
            run.on_checkpoint(_result(run, session, gathered))
            saved = time.perf_counter()
        run.on_step(name)


async def _steps(run: Run, session: Session, gathered: _Gathered) -> AsyncIterator[str]:
    """Every case, then every rule; yields the name of what was done."""
    for case in run.plan.cases:
        await _run_case(case, session, gathered)
        yield case.call.operation
    for rule in run.plan.rules:
        if rule.kind in KINDS:
            await _run_rule(rule, session, gathered)
        yield rule.id


async def _run_case(case: Case, session: Session, gathered: _Gathered) -> None:
    try:
        exchange = await session.send(case.call)
        gathered.cases[exchange.number] = case
    except Unprovable as reason:
        for requirement in case.proves:
            gathered.explain(requirement, reason)


async def _run_rule(rule: Rule, session: Session, gathered: _Gathered) -> None:
    """A rule counts when it ran to its end; what was broken on the way counts in any case."""
    held: list[Observation] = []
    try:
        await given.establish(rule, session)
        async for observation in KINDS[rule.kind](rule, session):
            (held if observation.ok else gathered.observations).append(observation)
    except Unprovable as reason:
        gathered.explain(rule.id, reason)
    else:
        gathered.observations += held


def _secrets(target: Target, session: Session) -> Mapping[str, str]:
    """All that must not be shown, by a name to show in its place."""
    return {**session.given, **target.hidden, **target.secrets}


def _result(run: Run, session: Session, gathered: _Gathered) -> RunResult:
    redactor = redaction.redactor(_secrets(run.target, session), run.document.secrets)
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
        skips=gathered.skips,
        origin=run.target.origin,
    )
    return RunResult(
        api=run.document.api,
        target=run.target.url,
        started=gathered.started.isoformat(timespec="seconds"),
        duration_s=round(time.perf_counter() - gathered.began, 3),
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

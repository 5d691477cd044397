"""A run: sends the cases of a plan, runs the rules, cleans up, concludes."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from stream_contracts import interrupts, judge, outcomes, redaction, tally, watch
from stream_contracts.cases import Case
from stream_contracts.documents import Document
from stream_contracts.exchange import Exchange
from stream_contracts.judge import Judge
from stream_contracts.ledger import Pending
from stream_contracts.ledger_file import LedgerFile, must_not_exist
from stream_contracts.pace import Limits, Pace
from stream_contracts.plan import Plan
from stream_contracts.result import STOPPED_EARLY, RunResult, Shard
from stream_contracts.rulebook import Rule, Rulebook
from stream_contracts.rules import KINDS, given
from stream_contracts.session import NotPermitted, Session, Stopped, Unprovable
from stream_contracts.sharding import Part
from stream_contracts.target import Target
from stream_contracts.transport import Connection, HttpTransport
from stream_contracts.unprovable import Interrupted
from stream_contracts.verdicts import Observation

if TYPE_CHECKING:
    from stream_contracts.deep import Findings

_LIBRARIES = ("stream-contracts", "schemathesis", "jsonschema-rs", "aiohttp")
_CHECKPOINT_SECONDS = 3.0
_CHECKPOINT_SHARE = 20  # a checkpoint takes at most one part in so many of the time, however slow the machine


def silent(_: object) -> None:
    """Nothing is shown or kept on the way."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is run against what.

    limits: how much and how fast it sends. ledger: where it keeps what it owes the server, None: nowhere. on_step:
    called with a few words after each case and rule. on_checkpoint: called with what is known so far at the beginning
    and every few seconds, so that a killed run leaves a result. on_interrupt: called with what an interrupt leads to.
    part: which part of a larger plan `plan` is, None: it is whole. connect: makes what sends the requests.
    """

    document: Document
    rulebook: Rulebook
    plan: Plan
    target: Target
    on_step: Callable[[str], None] = silent
    on_checkpoint: Callable[[RunResult], None] = silent
    limits: Limits = field(default_factory=Limits)
    ledger: Path | None = None
    on_interrupt: Callable[[str], None] = silent
    part: Part | None = None
    connect: Callable[[Target, Pace], Connection] = HttpTransport


@dataclass(slots=True)
class _Gathered:
    """What a run has gathered so far.

    cases: by the number of the exchange that they sent. observed: what the first `judged` exchanges show. deep: what
    profile deep adds. reasons, skips: by requirement, why there is nothing to see. stopped: why the plan was not sent
    to its end.
    """

    cases: dict[int, Case] = field(default_factory=dict)
    observed: list[Observation] = field(default_factory=list)
    judged: int = 0
    deep: Findings | None = None
    observations: list[Observation] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    skips: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    stopped: str = ""
    leftovers: tuple[str, ...] = ()
    complete: bool = False
    plan_sha256: str = ""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    began: float = field(default_factory=time.perf_counter)

    def observe(self, judging: Judge, exchanges: Sequence[Exchange]) -> list[Observation]:
        """What all exchanges show, each judged once; those that show a failure best come first."""
        for exchange in exchanges[self.judged :]:
            self.observed += judging.observe(exchange, self.cases.get(exchange.number))
        self.judged = len(exchanges)
        best = set(self.deep.smallest.values()) if self.deep else set()
        return sorted(self.observed, key=lambda observation: observation.exchange not in best)

    def explain(self, requirement: str, reason: Unprovable) -> None:
        """Keep the first reason why a requirement could not be looked at."""
        kept = self.skips if isinstance(reason, NotPermitted) else self.reasons
        kept.setdefault(requirement, str(reason))


def execute(run: Run) -> RunResult:
    """Run a plan against its target, then remove what it created, also after an error.

    Ctrl-C ends it early; what it showed until then is in the result. Once: it cleans up. Twice: it stops. Raises
    UserError when something that an earlier run left behind is in the ledger's place.
    """
    return asyncio.run(_execute(run))


async def _execute(run: Run) -> RunResult:
    gathered = _Gathered()
    gathered.plan_sha256 = run.part.plan_sha256 if run.part else run.plan.sha256
    transport = run.connect(run.target, Pace(run.limits))
    seed = run.part.names_seed(run.plan.seed) if run.part else run.plan.seed
    session = Session(run.document, run.rulebook, run.target, transport, seed)
    ledger = _ledger_file(run, session)
    with contextlib.suppress(asyncio.CancelledError):  # of a second interrupt: what is known is reported
        async with transport:
            mock = run.target.control or await transport.is_mock()
            session.target = dataclasses.replace(run.target, mock=mock)
            with _interrupts(run, transport.pace):
                await _send_and_clean(run, session, gathered)
    if ledger is not None:
        ledger.close(session.ledger)
    gathered.notes += _closing_notes(session, gathered, ledger)
    return _result(run, session, gathered)


def _ledger_file(run: Run, session: Session) -> LedgerFile | None:
    if run.ledger is None:
        return None
    about = (run.document.api, run.target.url, str(run.target.safety))
    file = LedgerFile(run.ledger, *about, functools.partial(_secrets, run, session), run.document.secrets)
    must_not_exist(run.ledger)
    session.ledger.on_change = file.keep
    return file


def _interrupts(run: Run, pace: Pace) -> contextlib.AbstractContextManager[None]:
    task = asyncio.current_task()

    def first() -> None:
        pace.interrupt()
        run.on_interrupt("interrupted: removing what the run created; once more stops at once")

    def second() -> None:
        pace.close()
        if task is not None:
            task.cancel()

    return interrupts.handled(first, second)


async def _send_and_clean(run: Run, session: Session, gathered: _Gathered) -> None:
    try:
        await _send_all(run, session, gathered)
        gathered.complete = True
    except (Interrupted, asyncio.CancelledError):
        gathered.stopped = "interrupted"
    except Stopped as reason:
        gathered.complete, gathered.stopped = True, f"{STOPPED_EARLY}{reason}"
    finally:
        gathered.leftovers = await session.clean()


def _closing_notes(session: Session, gathered: _Gathered, ledger: LedgerFile | None) -> Iterator[str]:
    """What a reader must know besides the verdicts."""
    if gathered.stopped:
        yield gathered.stopped
    if gathered.deep is not None:
        yield from gathered.deep.notes()
    yield from watch.remarks(session.exchanges)
    uncertain = [entry for entry in session.ledger if isinstance(entry, Pending) and not entry.certain]
    if uncertain:
        others = f" (and {len(uncertain) - 1} more like it)" if uncertain[1:] else ""
        yield f"{uncertain[0]}{others}"
    if gathered.leftovers and ledger is not None:
        yield f"`stream-contracts clean {ledger.path}` tries again to remove what is left"


async def _send_all(run: Run, session: Session, gathered: _Gathered) -> None:
    steps = _steps(run, session, gathered)
    due = 0.0
    async for name in steps:
        began = time.perf_counter()
        if began >= due and run.on_checkpoint is not silent:
            run.on_checkpoint(_result(run, session, gathered))
            now = time.perf_counter()
            due = now + max(_CHECKPOINT_SECONDS, _CHECKPOINT_SHARE * (now - began))
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
    if run.plan.deep is not None:
        async for name in _explore(run, session, gathered):
            yield name


async def _explore(run: Run, session: Session, gathered: _Gathered) -> AsyncIterator[str]:
    from stream_contracts import deep  # here, because it loads the engine

    judging = Judge(run.document, run.rulebook, run.target.origin)
    seen = (*gathered.observe(judging, session.exchanges), *gathered.observations)
    gathered.deep = deep.Findings(gathered.cases)
    broken = {observation.requirement for observation in seen if not observation.ok}
    async for name in deep.explore(run.plan, session, judging, gathered.deep, broken):
        yield name


async def _run_case(case: Case, session: Session, gathered: _Gathered) -> None:
    try:
        exchange = await session.send(case.call)
        gathered.cases[exchange.number] = case
        if exchange.response is None:
            raise Unprovable(f"no answer: {exchange.error}")
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


def _secrets(run: Run, session: Session) -> Mapping[str, str]:
    """All that must not be shown, by a name to show in its place."""
    return {**session.given, **run.target.hidden, **run.target.secrets}


def _result(run: Run, session: Session, gathered: _Gathered) -> RunResult:
    redactor = redaction.redactor(_secrets(run, session), run.document.secrets)
    judging = Judge(run.document, run.rulebook, run.target.origin)
    observations = gathered.observe(judging, session.exchanges)
    evidence = outcomes.Evidence(
        observations=[*observations, *gathered.observations],
        exchanges=session.exchanges,
        alive=judge.alive(run.document, session.exchanges),
        reasons=gathered.reasons,
        skips=gathered.skips,
        origin=run.target.origin,
        otherwise=f"{outcomes.STOPPED}{gathered.stopped}" if gathered.stopped else outcomes.NEVER_OCCURRED,
    )
    return RunResult(
        api=run.document.api,
        target=run.target.url,
        started=gathered.started.isoformat(timespec="seconds"),
        duration_s=round(time.perf_counter() - gathered.began, 3),
        versions={"document": run.document.version, **_versions()},
        seed=run.plan.seed,
        document_sha256=run.document.sha256,
        plan_sha256=gathered.plan_sha256,
        profile=str(run.plan.profile),
        safety=str(run.target.safety),
        complete=gathered.complete,
        wire=dict(sorted(session.transport.wire.items())),
        unsafe_requests=session.transport.unsafe,
        leftovers=tuple(redactor.text(entry) for entry in gathered.leftovers),
        notes=tuple(redactor.text(note) for note in gathered.notes),
        outcomes=outcomes.conclude(run.plan.requirements, evidence, redactor),
        answers=tally.of_exchanges(session.exchanges),
        shard=_shard(run, evidence),
    )


@functools.cache
def _versions() -> Mapping[str, str]:
    return {name: version(name) for name in _LIBRARIES}


def _shard(run: Run, evidence: outcomes.Evidence) -> Shard | None:
    if run.part is None:
        return None
    unsettled = outcomes.unsettled(run.plan.requirements, evidence)
    return Shard(run.part.index, run.part.count, tuple(sorted(evidence.alive)), unsettled)

"""What profile `deep` adds: fuzzing of each operation, then walks along the links of the document.

The engine searches in a thread of its own. Each of its requests goes through the session of the run, so guard, pace,
ledger and redaction hold for it as for every other; and each answer is judged as all are. What breaks a requirement
that held so far is made smaller before it is reported.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import functools
import json
import time
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field

from stream_contracts import cases, constraints
from stream_contracts.binding import Binder
from stream_contracts.cases import Case
from stream_contracts.documents import Operation
from stream_contracts.engine import Enough, GeneratedCase, Search, Step, Stepped, Unfit
from stream_contracts.exchange import Exchange, Request
from stream_contracts.guard import ever_permitted
from stream_contracts.judge import Judge
from stream_contracts.plan import Plan
from stream_contracts.session import Session
from stream_contracts.unprovable import Interrupted, Stopped, Unprovable

_FOR_FUZZING = 0.75
_TO_SHRINK = 150  # requests that one operation may take beyond its share, once it has shown a failure
_VAIN = 10  # examples in a row that cannot be sent end a search
_STEPS = 8
_SLOWER = 4.0  # how much longer than its share of the time an operation may take


@dataclass(slots=True)
class Findings:
    """What a deep run has gathered.

    cases: by the number of their exchange. smallest: by broken requirement, the exchange that shows it best. walked:
    the requests that led there, the last one included. sent: requests. operations: how many were fuzzed. limit: which
    one ended it.
    """

    cases: dict[int, Case] = field(default_factory=dict)
    smallest: dict[str, int] = field(default_factory=dict)
    walked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sent: int = 0
    operations: int = 0
    limit: str = ""

    def notes(self) -> tuple[str, ...]:
        """What a reader must know: how far it went, and how walks led to what they broke."""
        if not self.sent:
            return ("deep: nothing to fuzz; nothing that it may send takes input or has links",)
        ended = f", ended by its limit of {self.limit}" if self.limit else ""
        paths = (f"{name} broke at the end of a walk: {', '.join(way)}" for name, way in self.walked.items())
        what = f"to fuzz {self.operations} operations and to walk along links"
        return (f"deep: {self.sent} requests {what}{ended}", *paths)


async def explore(  # noqa: PLR0913 - a clock for tests
    plan: Plan,
    session: Session,
    judge: Judge,
    findings: Findings,
    broken: Collection[str] = (),
    *,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[str]:
    """Fuzz every operation of the plan, then walk; yields the name of what was done.

    broken: requirements that are known to be broken; nothing is searched for them. clock: seconds that never go back.
    Raises Stopped as the session does.
    """
    if plan.deep is None:
        return
    watched = {requirement.id for requirement in plan.requirements}.difference(broken)
    search = await asyncio.to_thread(Search, session.document, plan.seed)
    allowed = [name for name in plan.deep.operations if _may_call(session, name)]
    limits = _Limits(plan.deep.each * len(allowed), plan.deep.seconds, session, findings, clock)
    explorer = _Explorer(session, judge, search, findings, watched, limits, asyncio.get_running_loop())
    fuzzed = [name for name in allowed if _takes_input(session.document.operation(name))]
    for name in plan.deep.operations:
        if name in fuzzed and limits.share(len(fuzzed) - fuzzed.index(name)):
            findings.operations += 1
            await explorer.run(functools.partial(explorer.fuzz, session.document.operation(name)))
        yield name
    if allowed and limits.rest():
        await explorer.run(functools.partial(explorer.walk, allowed))
    yield "walks along links"


def _may_call(session: Session, name: str) -> bool:
    """Whether the target lets the operation out at all; the guard decides again about every request."""
    target, operation = session.target, session.document.operation(name)
    permitted = ever_permitted(operation, session.rulebook, target.safety, target.allow)
    return permitted and name not in target.lacks


def _takes_input(operation: Operation) -> bool:
    return bool(operation.parameters) or operation.request_body is not None


@dataclass(slots=True)
class _Limits:
    """How much may be sent: in all, and by the search that goes on."""

    requests: int
    seconds: float
    session: Session
    findings: Findings
    clock: Callable[[], float]
    _began: float = field(init=False)
    _first: int = field(init=False)
    _until: int = 0
    _end: float = 0.0
    _grown: bool = False

    def __post_init__(self) -> None:
        self._first = self.session.transport.wire.total()
        self._began = self.clock()

    @property
    def sent(self) -> int:
        """How many requests have been sent by all searches."""
        return self.session.transport.wire.total() - self._first

    @property
    def examples(self) -> int:
        """How many requests the search that begins may send."""
        return self._until - self.sent

    def share(self, searches: int) -> bool:
        """Begin one of so many searches that are left for fuzzing; False when nothing is left for it."""
        requests = int(self.requests * _FOR_FUZZING) - self.sent
        seconds = self._began + self.seconds * _FOR_FUZZING - self.clock()
        self._until = self.sent + -(-requests // searches)
        self._end = self.clock() + min(seconds, _SLOWER * seconds / searches)
        self._grown = False
        return requests > 0 and seconds > 0

    def rest(self) -> bool:
        """Begin the last search, with all that is left."""
        self._until, self._end = self.requests, self._began + self.seconds
        self._grown = True
        return self._some_left(self.examples, self._end - self.clock())

    def _some_left(self, requests: int, seconds: float) -> bool:
        if requests > 0 and seconds > 0:
            return True
        self.findings.limit = f"{self.requests} requests" if requests <= 0 else f"{self.seconds:g} s"
        return False

    def check(self) -> None:
        """Raise Enough when the search may send nothing more."""
        now = self.clock()
        if not self._some_left(self.requests - self.sent, self._began + self.seconds - now):
            raise Enough
        if self.sent >= self._until or now >= self._end:
            raise Enough

    def grow(self) -> None:
        """A failure was found: some requests more, once, to make it smaller."""
        self._until += 0 if self._grown else _TO_SHRINK
        self._grown = True


@dataclass(slots=True)
class _Explorer:
    """Sends what the engine makes. `fuzz` and `walk` run in a thread, everything that sends in the loop of the run."""

    session: Session
    judge: Judge
    search: Search
    findings: Findings
    watched: set[str]
    limits: _Limits
    loop: asyncio.AbstractEventLoop
    _ended: Stopped | None = None
    _vain: int = 0
    _walked: list[str] = field(default_factory=list)

    async def run(self, search: Callable[[], None]) -> None:
        """Run a search in a thread. Raises Stopped when the run is to end."""
        await asyncio.to_thread(self._to_its_end, search)
        self.watched.difference_update(self.findings.smallest)
        if self._ended is not None:
            raise self._ended

    def _to_its_end(self, search: Callable[[], None]) -> None:
        self._vain = 0
        with contextlib.suppress(Enough):
            search()

    def fuzz(self, operation: Operation) -> None:
        """Probe one operation with generated requests, each sent once."""
        binder = Binder(self.session.document, self.session.rulebook)
        listed = constraints.names_of(self.session.document, operation)
        known: dict[str, str] = {}  # engines try a request again and again while they make it smaller

        def probe(generated: GeneratedCase) -> str:
            case = cases.of_generated(binder, operation, generated, listed)
            if case is None:
                raise Unfit
            key = json.dumps(cases.to_json(case)["call"])
            if key not in known:
                exchange = self._send(case)
                if exchange is None:
                    raise Unfit
                known[key] = self._wrong(exchange, case, ())
            return known[key]

        self.search.fuzz(operation.id, max(1, self.limits.examples), probe)

    def walk(self, operations: Collection[str]) -> None:
        """Follow links over the operations."""
        binder = Binder(self.session.document, self.session.rulebook)

        def step(wanted: Step) -> Stepped | None:
            if wanted.first:
                self._walked.clear()
            operation = self.session.document.operation(wanted.call.operation)
            case = cases.of_step(binder, operation, wanted.call, wanted.linked)
            exchange = self._send(case)
            if exchange is None or exchange.response is None:
                return None
            self._walked.append(f"{exchange.request.method} {exchange.request.target} {exchange.response.status}")
            wrong = self._wrong(exchange, case, tuple(self._walked))
            return Stepped(exchange.call, exchange.response, wrong)

        walks = max(1, self.limits.examples // _STEPS)
        self.search.walk(frozenset(operations), walks, _STEPS, step)

    def _send(self, case: Case) -> Exchange | None:
        """Send a case; None when it cannot be sent. Raises Enough when nothing more is to be sent."""
        self.limits.check()
        future = asyncio.run_coroutine_threadsafe(self.session.send(case.call), self.loop)
        try:
            exchange = future.result()
            self.findings.sent = self.limits.sent
        except Stopped as reason:
            self._ended = reason
            raise Enough from reason
        except (concurrent.futures.CancelledError, asyncio.CancelledError) as reason:
            self._ended = Interrupted("interrupted twice")
            raise Enough from reason
        except Unprovable:
            self._vain += 1
            if self._vain >= _VAIN:
                raise Enough from None
            return None
        self._vain = 0
        self.findings.cases[exchange.number] = case
        return exchange

    def _wrong(self, exchange: Exchange, case: Case, walked: tuple[str, ...]) -> str:
        """The first requirement that an answer newly breaks, "" when it breaks none."""
        broken = [seen.requirement for seen in self.judge.observe(exchange, case) if not seen.ok]
        news = [name for name in broken if name in self.watched]
        for name in news:
            self.limits.grow()
            self._keep_smallest(name, exchange, walked)
        return news[0] if news else ""

    def _keep_smallest(self, name: str, exchange: Exchange, walked: tuple[str, ...]) -> None:
        kept = self.findings.smallest.get(name)
        size = (len(walked), _size(exchange.request))
        if kept is None or size <= (
            len(self.findings.walked.get(name, ())),
            _size(self.session.exchanges[kept].request),
        ):
            self.findings.smallest[name] = exchange.number
            if walked:
                self.findings.walked[name] = walked


def _size(request: Request) -> int:
    return len(request.target) + len(request.body) + sum(len(value) for _, value in request.headers)

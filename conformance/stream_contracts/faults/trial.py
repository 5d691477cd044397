"""One fault on trial: the suite is run against the mock that has it, and must notice."""

from __future__ import annotations

import contextlib
import functools
import io
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from stream_contracts import runner, target
from stream_contracts.checking import Check
from stream_contracts.faults import excerpt
from stream_contracts.faults.fault import Class, Placed
from stream_contracts.mock.application import Application
from stream_contracts.mock.in_process import ORIGIN, InProcess
from stream_contracts.mock.model import Mock
from stream_contracts.mock.server import credentials, running
from stream_contracts.pace import Pace
from stream_contracts.plan import Plan
from stream_contracts.result import RunResult
from stream_contracts.runner import Run
from stream_contracts.target import Options, Target
from stream_contracts.transport import Connection, HttpTransport
from stream_contracts.verdicts import ExitCode, Level, Verdict

_TIMEOUT_S = 1.0  # for one answer of a server that gives none
_INTERNAL = "mock: internal error"


class Detection(StrEnum):
    """What a run says of a faulty mock.

    failed: a MUST is broken, the exit code is 1. warned: what the fault must break is a SHOULD, and the run warned.
    unproven: of a server that is none, nothing could be proven, the exit code is 2. survived: nothing of these.
    """

    FAILED = "failed"
    WARNED = "warned"
    UNPROVEN = "unproven"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one fault.

    operation: "" for a fault of the whole server. requirement, level: what it must break. by: the requirement that
    noticed, "" for none. named: what the fault must break is broken, or the like of it at another operation for a fault
    of the whole server. whole: the whole plan was sent. requests, seconds: of all that was sent. defect: how the fault
    itself went wrong, "" when it did not.
    """

    fault: str
    operation: str
    kind: Class
    requirement: str
    level: Level
    detection: Detection
    by: str
    named: bool
    whole: bool
    requests: int
    seconds: float
    defect: str = ""

    @property
    def name(self) -> str:
        """`fault:operation`, as `--fault` takes it."""
        return f"{self.fault}:{self.operation}" if self.operation else self.fault


@dataclass(slots=True)
class Bench:
    """What all trials of an API share: the plan, and one mock that starts anew for each of them.

    clean: by operation, what is broken without any fault in the part of the plan that concerns it, "" for all of it.
    """

    check: Check
    mock: Mock
    clean: dict[str, frozenset[str]] = field(default_factory=dict)

    def plan_for(self, operation: str) -> Plan:
        """The part of the plan that concerns an operation, all of it for ""."""
        plan = self.check.plan
        return excerpt.of_operation(plan, self.check.rulebook, operation) if operation else plan

    def run(self, mock: Mock, plan: Plan) -> RunResult:
        """Run a plan against the mock in its initial world."""
        self.mock.reset(plan.seed)
        if mock.carrier is not None:
            with running(mock) as server:
                return self._execute(plan, server.url, HttpTransport)
        return self._execute(plan, ORIGIN, functools.partial(InProcess, Application(mock)))

    def _execute(self, plan: Plan, url: str, connect: Callable[[Target, Pace], Connection]) -> RunResult:
        run = Run(self.check.document, self.check.rulebook, plan, self._target(url), connect=connect)
        result = runner.execute(run)
        if not result.complete:
            raise KeyboardInterrupt
        return result

    def _target(self, url: str) -> Target:
        auth = tuple(f"{name}={secret}" for name, secret in credentials(self.mock).items())
        options = Options(url=url, auth=auth, control=True, timeout=_TIMEOUT_S)
        return target.resolve(self.check.document, options)

    def broken_when_clean(self, operation: str) -> frozenset[str]:
        """What a run finds broken in a mock without a fault: nothing, unless it gives a false alarm."""
        if operation not in self.clean:
            result = self.run(self.mock, self.plan_for(operation))
            self.clean[operation] = frozenset(broken(result))
        return self.clean[operation]

    def level(self, requirement: str) -> Level:
        """The level of a requirement; MUST for one that is not there."""
        levels = {entry.id: entry.level for entry in self.check.plan.requirements}
        return levels.get(requirement, Level.MUST)


def broken(result: RunResult) -> dict[str, Verdict]:
    """The requirements that a run finds broken, with their verdicts."""
    bad = (Verdict.FAIL, Verdict.FLAKY, Verdict.WARN)
    return {entry.requirement.id: entry.verdict for entry in result.outcomes if entry.verdict in bad}


def hold(bench: Bench, placed: Placed) -> Trial:
    """Try one fault: with the part of the plan for its operation, and with all of it when that sees nothing."""
    began, requests, defect, seen, part = time.perf_counter(), 0, "", _NOTHING, ""
    operation = "" if placed.fault.whole else placed.site.operation.id
    level = bench.level(placed.requirement)
    for part in dict.fromkeys((operation, "")):
        alarms = bench.broken_when_clean(part)
        with _complaints() as complaints:
            result = bench.run(placed.apply(bench.mock), bench.plan_for(part))
        requests += sum(result.wire.values())
        defect = defect or next((line for line in complaints.getvalue().splitlines() if _INTERNAL in line), "")
        seen = _seen(result, placed, level, alarms)
        if seen.detection is not Detection.SURVIVED:
            break
    return Trial(
        fault=placed.fault.id,
        operation=operation,
        kind=placed.fault.kind,
        requirement=placed.requirement,
        level=level,
        detection=seen.detection,
        by=seen.by,
        named=seen.named,
        whole=not part,
        requests=requests,
        seconds=round(time.perf_counter() - began, 3),
        defect=defect,
    )


@contextlib.contextmanager
def _complaints() -> Iterator[io.StringIO]:
    """What the mock says on stderr, for instance that it met an error of its own."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        yield said


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a run tells of a fault, by which requirement, and whether what the fault must break is broken."""

    detection: Detection
    by: str = ""
    named: bool = False


_NOTHING = _Seen(Detection.SURVIVED)


def _seen(result: RunResult, placed: Placed, level: Level, alarms: frozenset[str]) -> _Seen:
    bad = {name: verdict for name, verdict in broken(result).items() if name not in alarms}
    named = any(_same(name, placed) for name in bad)
    failed = [name for name, verdict in bad.items() if verdict is not Verdict.WARN]
    if failed:
        return _Seen(Detection.FAILED, _best(failed, placed), named)
    if bad and level is not Level.MUST:
        return _Seen(Detection.WARNED, _best(bad, placed), named)
    if placed.fault.kind is Class.DEAD and result.exit_code is ExitCode.UNPROVEN:
        return _Seen(Detection.UNPROVEN)
    return _NOTHING


def _best(found: Iterable[str], placed: Placed) -> str:
    """The requirement that the fault must break where it is among those found, else the first."""
    names = list(found)
    return next((name for name in names if _same(name, placed)), names[0])


def _same(requirement: str, placed: Placed) -> bool:
    """Whether it is what the fault must break; of a fault of the whole server, the like of it at any operation."""
    if not placed.fault.whole:
        return requirement == placed.requirement
    return requirement.rpartition(".")[2].rpartition("/")[2] == placed.requirement.rpartition(".")[2].rpartition("/")[2]

"""All faults of an API on trial, spread over processes; and the mock without a fault, for many seeds."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.checking import Check
from stream_contracts.faults import explanations, forked
from stream_contracts.faults.fault import Placed
from stream_contracts.faults.kill_table import Alarm, Clean, KillTable
from stream_contracts.faults.table import catalogue, place
from stream_contracts.faults.trial import Bench, Trial, broken, hold
from stream_contracts.mock.server import make
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Verdict

Results = Iterable[Trial | Clean]


@dataclasses.dataclass(frozen=True, slots=True)
class Campaign:
    """What is tried on an API. faults: () for none. clean_seeds: how many seeds of the mock without a fault."""

    bench: Bench
    faults: tuple[Placed, ...]
    placed: int
    clean_seeds: int = 0
    jobs: int = 1

    @property
    def steps(self) -> int:
        """How many trials and clean runs there are to do."""
        return len(self.faults) + self.clean_seeds


def prepare(api: str, profile: Profile, seed: int) -> Bench:
    """Read and plan all that the trials of an API share. Raises UserError."""
    return Bench(checking.prepare(api, profile, seed), make(api, seed))


def select(bench: Bench, names: Sequence[str], classes: Sequence[str], sample: int | None) -> tuple[Placed, ...]:
    """The faults to try: those named (`name`: at every operation), or of those classes; of each kind at most `sample`.

    Raises UserError for a name that means nothing.
    """
    for name in names:
        place(bench.mock, name)
    found = [placed for placed in catalogue(bench.mock) if _is_named(placed, names) and _is_of(placed, classes)]
    if sample is None:
        return tuple(found)
    kinds: dict[str, list[Placed]] = {}
    for placed in found:
        kinds.setdefault(placed.fault.id, []).append(placed)
    return tuple(placed for entries in kinds.values() for placed in _evenly(entries, sample))


def _is_named(placed: Placed, names: Sequence[str]) -> bool:
    return not names or placed.name in names or placed.fault.id in names


def _is_of(placed: Placed, classes: Sequence[str]) -> bool:
    return not classes or placed.fault.kind.name.lower() in classes


def _evenly(entries: Sequence[Placed], count: int) -> Iterator[Placed]:
    """So many of them, the first among them and the others at equal distances."""
    count = min(count, len(entries))
    yield from (entries[index * len(entries) // count] for index in range(count))


def run(campaign: Campaign, watched: Callable[[Results], Results]) -> KillTable:
    """Try everything. watched: passes the results on, and may say how far it is."""
    bench, began = campaign.bench, time.perf_counter()
    plan = bench.check.plan
    order = {placed.name: number for number, placed in enumerate(campaign.faults)}
    # Once, before the processes part, which also warms what they share.
    alarms = bench.broken_when_clean("") if campaign.faults else frozenset()
    work = functools.partial(_work, bench)
    with forked.spread(work, _tasks(campaign), campaign.jobs) as coming:
        results = list(watched(coming))
    trials = [result for result in results if isinstance(result, Trial)]
    explained = explanations.of_api(plan.api)
    known = {placed.name for placed in catalogue(bench.mock)}
    return KillTable(
        api=plan.api,
        profile=str(plan.profile),
        seed=plan.seed,
        document_sha256=bench.check.document.sha256,
        trials=tuple(sorted(trials, key=lambda trial: order[trial.name])),
        placed=campaign.placed,
        clean=_together([*(result for result in results if isinstance(result, Clean)), _alarmed(plan.seed, alarms)]),
        explained=explained,
        stale=tuple(sorted(explained.keys() - known)),
        seconds=round(time.perf_counter() - began, 1),
    )


Task = int | tuple[Placed, ...]


def _tasks(campaign: Campaign) -> list[Task]:
    """A task is the faults of one operation, one fault of the whole server, or a seed; the longest come first."""
    by_operation: dict[str, list[Placed]] = {}
    for placed in campaign.faults:
        by_operation.setdefault("" if placed.fault.whole else placed.site.operation.id, []).append(placed)
    whole = [(placed,) for placed in by_operation.pop("", ())]
    return [*range(1, campaign.clean_seeds + 1), *whole, *(tuple(entries) for entries in by_operation.values())]


def _work(bench: Bench, task: Task) -> Iterator[Trial | Clean]:
    if isinstance(task, int):
        yield _clean(bench.check, task)
        return
    yield from (hold(bench, placed) for placed in task)
    operation = "" if task[0].fault.whole else task[0].site.operation.id
    alarms = bench.broken_when_clean(operation) if operation else ()
    yield _alarmed(bench.check.plan.seed, alarms, operation)


def _alarmed(seed: int, alarms: Iterable[str], part: str = "") -> Clean:
    """The false alarms of a run that was made for the sake of trials; it counts as no seed."""
    return Clean(alarms=tuple(Alarm(seed, name, part) for name in sorted(alarms)))


def _clean(check: Check, seed: int) -> Clean:
    """One run against a mock without a fault: anything that is not a pass or skipped is a false alarm."""
    began = time.perf_counter()
    plan = dataclasses.replace(check.plan, seed=seed)
    bench = Bench(dataclasses.replace(check, plan=plan), make(plan.api, seed))
    result = bench.run(bench.mock, plan)
    alarms = tuple(Alarm(seed, name) for name in sorted(_not_good(result)))
    return Clean(1, sum(result.wire.values()), time.perf_counter() - began, alarms)


def _not_good(result: RunResult) -> Iterator[str]:
    yield from broken(result)
    yield from (entry.requirement.id for entry in result.outcomes if entry.verdict is Verdict.NOT_PROVEN)
    yield from (f"left behind: {leftover}" for leftover in result.leftovers)


def _together(runs: Sequence[Clean]) -> Clean:
    alarms = sorted({alarm for run in runs for alarm in run.alarms}, key=dataclasses.astuple)
    requests, seconds = sum(run.requests for run in runs), sum(run.seconds for run in runs)
    return Clean(sum(run.seeds for run in runs), requests, round(seconds, 3), tuple(alarms))

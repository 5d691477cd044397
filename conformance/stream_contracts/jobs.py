"""A run cut into parts that go on side by side on this machine; one result comes of them all.

Against one server the first part, which others would disturb (see `sharding`), is sent alone before the rest. Parts of
a built-in mock have a mock each, so that nothing has to wait.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stream_contracts import ledger_file, merging, sharding
from stream_contracts.checking import Check
from stream_contracts.fleet import Fleet, Job
from stream_contracts.pace import BUDGET, Limits
from stream_contracts.result import STOPPED_EARLY, RunResult
from stream_specs.errors import UserError

FOLDER = "parts"
_NO_TIME = 0.001  # seconds


@dataclass(frozen=True, slots=True)
class Cut:
    """A run and its parts. folder: of the reports of all; below it each part has its own. arguments: of every part.

    weights: about how much each part sends; of one alone, all is sent by one process. alone: the first part goes before
    the others.
    """

    api: str
    folder: Path
    arguments: tuple[str, ...]
    limits: Limits
    weights: tuple[int, ...] = (1,)
    alone: bool = False

    def job(self, index: int, limits: Limits) -> Job:
        """One of the parts, counted from 1."""
        count = len(self.weights)
        if count == 1:
            return Job(self.api, self.folder, (*self.arguments, *_options(limits)))
        shard = ("--shard", f"{index}/{count}")
        return Job(self.api, self.folder / FOLDER / str(index), (*self.arguments, *shard, *_options(limits)))


def cut(prepared: Check, folder: Path, arguments: Sequence[str], jobs: int) -> Cut:
    """A check as parts for so many jobs. Raises UserError when its budget is too small to share it out."""
    alone = prepared.target is not None
    count = jobs + 1 if alone else jobs
    if prepared.limits.max_requests < count:
        what = f"--max-requests {prepared.limits.max_requests:g} cannot be shared out among {count} parts"
        raise UserError(what, hint="leave --jobs out, or allow more requests")
    weights = sharding.weights(prepared.plan, prepared.rulebook, count)
    return Cut(prepared.document.api, folder, tuple(arguments), prepared.limits, weights, alone)


def make_room(folder: Path) -> None:
    """Remove the parts of an earlier run. Raises UserError when it left something on its server."""
    parts = sorted(path for path in (folder / FOLDER).glob("*") if path.name.isdigit())
    for path in (folder, *parts):
        ledger_file.must_not_exist(path / ledger_file.NAME)
    for path in parts:
        shutil.rmtree(path, ignore_errors=True)


def run(whole: Cut, fleet: Fleet) -> RunResult:
    """Run all parts and put their results together.

    Raises UserError when a process left no result, KeyboardInterrupt when an interrupt came before any part had one.
    """
    began = time.monotonic()
    limits, weights = whole.limits, whole.weights
    done: list[RunResult | None] = []
    if whole.alone:
        first = dataclasses.replace(limits, max_requests=shared(limits, weights)[0].max_requests)
        done += fleet.run([whole.job(1, first)])
        limits = _left(limits, done[0], time.monotonic() - began)
    if not whole.alone or _goes_on(done[0], limits):
        rest = shared(limits, weights[len(done) :])
        done += fleet.run([whole.job(index, each) for index, each in enumerate(rest, len(done) + 1)])
    return dataclasses.replace(_merged(done, len(weights)), duration_s=round(time.monotonic() - began, 3))


def run_all(cuts: Sequence[Cut], fleet: Fleet) -> list[RunResult]:
    """Run all parts of several APIs side by side; a result for each API that has one. Raises as `run`."""
    jobs = [
        whole.job(index, each) for whole in cuts for index, each in enumerate(shared(whole.limits, whole.weights), 1)
    ]
    done = iter(fleet.run(jobs))
    parts = [list(itertools.islice(done, len(whole.weights))) for whole in cuts]
    results = [_merged(each, len(each)) for each in parts if any(each)]
    if not results:
        raise KeyboardInterrupt
    return results


def shared(limits: Limits, weights: Sequence[int]) -> list[Limits]:
    """The limits of parts that go on at the same time: together they keep those of one run."""
    total, spare = max(1, sum(weights)), limits.max_requests - len(weights)
    budgets = [math.inf if math.isinf(spare) else 1 + spare * weight // total for weight in weights]
    rate = limits.rate / len(weights)
    return [dataclasses.replace(limits, rate=rate, max_requests=budget) for budget in budgets]


def _options(limits: Limits) -> tuple[str, ...]:
    """Limits as options, none for what has no limit."""
    given = {"--rate": limits.rate, "--max-requests": limits.max_requests, "--max-seconds": limits.max_seconds}
    finite = ((name, f"{value:.12g}") for name, value in given.items() if math.isfinite(value))
    return tuple(part for option in finite for part in option)


def _left(limits: Limits, first: RunResult | None, seconds: float) -> Limits:
    """What the first part left of the limits; at least what a `Limits` may hold."""
    requests = limits.max_requests - (sum(first.wire.values()) if first else 0)
    return dataclasses.replace(limits, max_requests=requests, max_seconds=max(limits.max_seconds - seconds, _NO_TIME))


def _goes_on(first: RunResult | None, limits: Limits) -> bool:
    """Whether the others are sent: not to a server that is dead or limits the rate, nor when the time is over."""
    if first is None or not first.complete or limits.max_seconds <= _NO_TIME:
        return False
    return first.is_whole or any(note.startswith(f"{STOPPED_EARLY}{BUDGET}") for note in first.notes)


def _merged(done: Sequence[RunResult | None], count: int) -> RunResult:
    """One result of the parts that have one; the others were not sent. Of one part it is that of the run."""
    known = next((result for result in done if result is not None), None)
    if known is None:
        raise KeyboardInterrupt
    if count == 1:
        return known
    parts = [*done, *[None] * (count - len(done))]
    return merging.merge([part or merging.unsent(known, index) for index, part in enumerate(parts, 1)])

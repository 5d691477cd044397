"""A run cut into parts that go on side by side: in what order, with which limits, and what comes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from results import outcome, result

from stream_contracts import checking, jobs
from stream_contracts.cases import Profile
from stream_contracts.fleet import Fleet, Job
from stream_contracts.jobs import Cut
from stream_contracts.pace import Limits
from stream_contracts.result import RunResult, Shard
from stream_contracts.target import Options
from stream_contracts.verdicts import ExitCode, Verdict
from stream_specs.errors import UserError

SERVER = Options(url="http://127.0.0.1:9")


class Stages:
    """In place of the processes: the jobs that were started at the same time, and an answer for each."""

    def __init__(self, answer: Callable[[Job], RunResult | None]) -> None:
        self.answer = answer
        self.started: list[list[Job]] = []

    def run(self, started: Sequence[Job]) -> list[RunResult | None]:
        self.started.append(list(started))
        return [self.answer(job) for job in started]


def part(job: Job, **more: Any) -> RunResult:
    """A part in which everything holds."""
    index, _, count = option(job, "--shard").partition("/")
    return result(outcome("x", Verdict.PASS), shard=Shard(int(index), int(count)), **more)


def option(job: Job, name: str) -> str:
    return job.arguments[job.arguments.index(name) + 1] if name in job.arguments else ""


def ran(whole: Cut, answer: Callable[[Job], RunResult | None] = part) -> tuple[RunResult, list[list[Job]]]:
    stages = Stages(answer)
    return jobs.run(whole, cast(Fleet, stages)), stages.started


def cut(weights: tuple[int, ...] = (10, 10, 10), alone: bool = True, limits: Limits | None = None) -> Cut:
    return Cut("tiny", Path("out"), ("--seed", "1"), limits or Limits(), weights, alone)


def shards(stages: list[list[Job]]) -> list[list[str]]:
    return [[option(job, "--shard") for job in stage] for stage in stages]


def test_against_a_server_what_others_would_disturb_goes_first() -> None:
    found, stages = ran(cut())

    assert shards(stages) == [["1/3"], ["2/3", "3/3"]]
    assert (found.exit_code, found.outcomes[0].evidence) == (ExitCode.OK, 3)
    assert [job.folder for stage in stages for job in stage] == [Path(f"out/parts/{index}") for index in (1, 2, 3)]


def test_parts_with_mocks_of_their_own_do_not_wait() -> None:
    _, stages = ran(cut(alone=False))

    assert shards(stages) == [["1/3", "2/3", "3/3"]]


@pytest.mark.parametrize(("options", "count", "alone"), [(SERVER, 4, True), (None, 3, False)])
def test_a_server_gets_a_part_more_than_jobs_for_what_goes_first(
    options: Options | None, count: int, alone: bool
) -> None:
    prepared = checking.prepare("twitch-kraken", Profile.SMOKE, 1, (), options)

    made = jobs.cut(prepared, Path("out"), (), 3)

    assert (len(made.weights), made.alone) == (count, alone)


def test_limits_hold_for_all_parts_together() -> None:
    limits = Limits(rate=6, max_requests=100, max_seconds=60)

    _, stages = ran(cut((60, 20, 20), limits=limits), lambda job: part(job, wire={"GET": 30}))

    first, rest = stages
    assert [(option(job, "--rate"), option(job, "--max-requests")) for job in first] == [("6", "59")]
    assert [(option(job, "--rate"), option(job, "--max-requests")) for job in rest] == [("3", "35"), ("3", "35")]
    assert all(59 < float(option(job, "--max-seconds")) <= 60 for job in rest)


@pytest.mark.parametrize("budget", [3, 4, 17, 1000])
@pytest.mark.parametrize("weights", [(0, 0, 0), (1, 1, 1), (90, 1, 9)])
def test_a_budget_is_shared_out_and_never_exceeded(budget: int, weights: tuple[int, ...]) -> None:
    budgets = [each.max_requests for each in jobs.shared(Limits(max_requests=budget), weights)]

    assert sum(budgets) <= budget
    assert min(budgets) >= 1


def test_without_limits_there_are_none_to_share() -> None:
    assert [(each.rate, each.max_requests) for each in jobs.shared(Limits(), (1, 2))] == [(math.inf, math.inf)] * 2


def test_a_budget_for_fewer_requests_than_parts_is_refused() -> None:
    prepared = checking.prepare("twitch-kraken", Profile.SMOKE, 1, (), replace(SERVER, max_requests=3))

    with pytest.raises(UserError, match="cannot be shared out among 4 parts"):
        jobs.cut(prepared, Path("out"), (), 3)


BUDGET = ("stopped early: the budget of 9 requests is spent",)
ENDS = {
    "it was interrupted": ({"complete": False}, False, ExitCode.INTERRUPTED),
    "the server is dead": ({"notes": ("stopped early: no answer",)}, False, ExitCode.UNPROVEN),
    "its share is spent": ({"notes": BUDGET}, True, ExitCode.OK),
}


@pytest.mark.parametrize("name", ENDS)
def test_how_the_first_part_ends_decides_about_the_others(name: str) -> None:
    more, goes_on, code = ENDS[name]
    unproven = outcome("x", Verdict.NOT_PROVEN, evidence=0, detail=f"the run was {name}")

    def answer(job: Job) -> RunResult:
        first = option(job, "--shard").startswith("1/")
        return replace(part(job), outcomes=(unproven,), **more) if first else part(job)

    found, stages = ran(cut(), answer)

    assert (len(stages) == 2, found.exit_code) == (goes_on, code)
    assert (found.outcomes[0].verdict is Verdict.PASS) == goes_on


def test_a_part_that_an_interrupt_kept_from_starting_is_partial() -> None:
    found, _ = ran(cut(), lambda job: None if option(job, "--shard") == "3/3" else part(job))

    assert (found.complete, found.exit_code) == (False, ExitCode.INTERRUPTED)


def test_nothing_comes_of_an_interrupt_before_everything() -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(cut(), lambda _: None)


def test_what_an_earlier_run_left_on_its_server_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "parts" / "2").mkdir(parents=True)
    (tmp_path / "parts" / "2" / "ledger.jsonl").write_text("{}")

    with pytest.raises(UserError, match="an earlier run left something on its server") as raised:
        jobs.make_room(tmp_path)

    assert str(tmp_path / "parts" / "2" / "ledger.jsonl") in raised.value.hint


def test_parts_of_an_earlier_run_make_room_and_nothing_else_does(tmp_path: Path) -> None:
    for name in ("1", "9", "notes"):
        (tmp_path / "parts" / name).mkdir(parents=True)

    jobs.make_room(tmp_path)

    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["notes"]

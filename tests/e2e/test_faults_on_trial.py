"""The suite against faults of StreamDetails: what kills them, and that nothing does by accident."""

from __future__ import annotations

import dataclasses
import functools

import pytest

from stream_contracts import checking, runner, target
from stream_contracts.cases import Profile
from stream_contracts.faults import campaign
from stream_contracts.faults.kill_table import Alarm, KillTable
from stream_contracts.faults.trial import Bench, Detection
from stream_contracts.mock.application import Application
from stream_contracts.mock.in_process import ORIGIN, InProcess
from stream_contracts.mock.server import make, running_mock
from stream_contracts.result import RunResult
from stream_contracts.runner import Run
from stream_contracts.target import Options


@pytest.fixture(scope="module")
def bench() -> Bench:
    return campaign.prepare("streamdetails", Profile.STANDARD, 1)


def tried(bench: Bench, *, names: tuple[str, ...] = (), classes: tuple[str, ...] = (), **given: int) -> KillTable:
    faults = campaign.select(bench, names, classes, 1)
    clean_seeds, jobs = given.get("clean_seeds", 0), given.get("jobs", 1)
    return campaign.run(campaign.Campaign(bench, faults, len(faults) + 1, clean_seeds, jobs), lambda coming: coming)


def test_a_sample_of_each_class_is_killed_and_a_clean_mock_raises_no_alarm(bench: Bench) -> None:
    classes = ("state", "collections", "links", "authentication", "repeats")

    table = tried(bench, classes=classes, clean_seeds=2, jobs=2)

    assert table.problems == ()
    assert table.total.killed == table.total.faults > 20
    assert table.clean.seeds == 2


def test_a_suite_without_rules_kills_fewer(bench: Bench) -> None:
    plan = dataclasses.replace(bench.check.plan, rules=())
    poor = Bench(dataclasses.replace(bench.check, plan=plan), bench.mock)

    names = ("delete-not-kept", "list-misses-newest", "sets-neighbour")
    assert [trial.fault for trial in tried(poor, names=names).survivors] == [
        "delete-not-kept",
        "sets-neighbour",
        "list-misses-newest",
    ]


def test_a_mock_in_this_process_answers_as_one_on_a_socket_does(bench: Bench) -> None:
    check = checking.prepare("streamdetails", Profile.STANDARD, 3)
    with running_mock("streamdetails", seed=3) as server:
        auth = tuple(f"{name}={secret}" for name, secret in server.credentials.items())
        on_socket = _run(check, server.url, auth)
    application = Application(make("streamdetails", 3))
    in_process = _run(check, ORIGIN, auth, functools.partial(InProcess, application))

    assert in_process.wire == on_socket.wire
    assert in_process.answers == on_socket.answers
    assert [(o.verdict, o.evidence) for o in in_process.outcomes] == [
        (o.verdict, o.evidence) for o in on_socket.outcomes
    ]


def _run(check: checking.Check, url: str, auth: tuple[str, ...], *connect: object) -> RunResult:
    server = target.resolve(check.document, Options(url=url, auth=auth, control=True))
    run = Run(check.document, check.rulebook, check.plan, server)
    return runner.execute(dataclasses.replace(run, connect=connect[0]) if connect else run)


def test_what_the_part_for_an_operation_kills_the_whole_plan_kills(bench: Bench) -> None:
    """The short cut is none for the verdict."""
    faults = campaign.select(bench, ("wrong-type", "write-not-kept", "list-misses-newest"), (), 1)
    whole = [dataclasses.replace(each, fault=dataclasses.replace(each.fault, whole=True)) for each in faults]

    tables = [
        campaign.run(campaign.Campaign(bench, tuple(each), 99), lambda coming: coming) for each in (faults, whole)
    ]

    assert [[trial.detection for trial in table.trials] for table in tables] == [[Detection.FAILED] * 3] * 2
    assert [trial.whole for trial in tables[0].trials + tables[1].trials] == [False] * 3 + [True] * 3


def test_what_is_broken_without_a_fault_is_a_false_alarm(bench: Bench) -> None:
    alarming = Bench(bench.check, bench.mock, {"": frozenset(["a"]), "removeChannel": frozenset(["b"])})

    table = tried(alarming, names=("delete-not-kept",))

    assert table.clean.alarms == (Alarm(1, "a"), Alarm(1, "b", "removeChannel"))
    assert table.exit_code == 1

"""One fault on trial: what counts as noticed, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
import tiny
import trials
from trials import SCHEMA, answering

from stream_contracts.faults import excerpt
from stream_contracts.faults.trial import Detection, hold
from stream_contracts.mock.messages import Answer

INFERRED: dict[str, Any] = {"x-evidence": tiny.INFERRED}


@pytest.mark.parametrize(
    ("of_answer", "content", "detection", "by"),
    [
        ({}, {"name": 7}, Detection.FAILED, SCHEMA),
        (INFERRED, {"name": 7}, Detection.WARNED, SCHEMA),
        ({}, {"name": "another"}, Detection.SURVIVED, ""),
    ],
    ids=["a MUST is broken", "a SHOULD is broken", "nothing that matters is different"],
)
def test_a_fault_is_killed_by_what_it_breaks(
    of_answer: dict[str, Any], content: Any, detection: Detection, by: str
) -> None:
    bench = trials.bench(**of_answer)

    trial = hold(bench, trials.placed(bench, answering(content)))

    assert (trial.detection, trial.by, trial.named) == (detection, by, bool(by))


def test_only_a_survivor_gets_the_whole_plan() -> None:
    bench = trials.bench()

    killed = hold(bench, trials.placed(bench, answering({})))
    survivor = hold(bench, trials.placed(bench, answering({"name": "b"})))

    assert (killed.whole, survivor.whole) == (False, True)
    assert killed.requests == len(bench.plan_for("getThings").cases)
    assert survivor.requests == killed.requests + len(bench.check.plan.cases)


def test_a_should_does_not_kill_what_must_break_a_must() -> None:
    bench = trials.bench(**INFERRED)

    trial = hold(bench, trials.placed(bench, answering({}), breaks="tiny/getThings/statuses"))

    assert trial.detection is Detection.SURVIVED


def test_what_is_broken_without_a_fault_kills_nothing() -> None:
    bench = trials.bench()
    bench.clean = {"getThings": frozenset([SCHEMA]), "": frozenset([SCHEMA])}

    assert hold(bench, trials.placed(bench, answering({}))).detection is Detection.SURVIVED


def test_a_fault_that_goes_wrong_itself_is_a_defect() -> None:
    def crash(_: Answer) -> Answer:
        raise KeyError("mistake")

    bench = trials.bench()

    assert "KeyError('mistake')" in hold(bench, trials.placed(bench, crash)).defect
    assert not hold(bench, trials.placed(bench, answering({}))).defect


def test_a_fault_of_the_whole_server_is_known_by_the_like_of_what_it_must_break() -> None:
    bench = trials.bench()

    trial = hold(bench, trials.placed(bench, answering({}), breaks="tiny/getOthers/200.schema", whole=True))

    assert (trial.operation, trial.by, trial.named, trial.whole) == ("", "tiny/getOthers/200.schema", True, True)


def test_the_part_for_an_operation_holds_its_cases_and_the_rules_that_touch_it() -> None:
    book = tiny.book(
        fixtures={"thing": {"create": {"operation": "add"}, "fields": {"id": "/id"}}},
        rules=[
            {**tiny.rule("answers", call={"operation": "getThings"}, values={}), "id": "direct"},
            {**tiny.rule("echo", fixture="thing", fields={}), "id": "by-fixture"},
            {**tiny.rule("answers", call={"operation": "getOthers"}, values={}), "id": "other"},
        ],
    )

    touched = {rule.id.rpartition("/")[2]: excerpt.touched(rule, book) for rule in book.rules}
    assert touched == {"direct": {"getThings"}, "by-fixture": {"add"}, "other": {"getOthers"}}

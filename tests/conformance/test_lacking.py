"""What a server lacks: not sent, not judged, skipped with the reason that the target gives."""

from __future__ import annotations

import pytest
import tiny

from stream_contracts import lacking, outcomes, plan, redaction, requirements
from stream_contracts.cases import Profile
from stream_contracts.plan import Plan
from stream_contracts.verdicts import Observation, Verdict
from stream_specs.errors import UserError

NAME = tiny.parameter("query", "name", {"type": "string", "maxLength": 5}, example="a")
DOCUMENT = tiny.document({"GET /things": {"parameters": [NAME]}, "GET /others": {}})
CALL = {"operation": "getOthers"}
BOOK = tiny.book(
    rules=[
        tiny.rule("no-effect", call=CALL, read=CALL),
        tiny.rule("no-effect", id="second", call=CALL, read=CALL),
    ]
)


def _without(**lacks: str) -> Plan:
    made = plan.make(DOCUMENT, BOOK, Profile.STANDARD, 1)
    return lacking.without(made, DOCUMENT, BOOK, {name.replace("__", "/"): reason for name, reason in lacks.items()})


def _absent(made: Plan) -> set[str]:
    return {entry.id.removeprefix("tiny/") for entry in made.requirements if entry.absent}


def test_a_server_that_lacks_nothing_gets_the_whole_plan() -> None:
    made = plan.make(DOCUMENT, BOOK, Profile.STANDARD, 1)

    assert lacking.without(made, DOCUMENT, BOOK, {}) is made


def test_nothing_is_sent_to_an_operation_that_is_not_there() -> None:
    whole, made = plan.make(DOCUMENT, BOOK, Profile.STANDARD, 1), _without(getThings="switched off")

    assert {case.call.operation for case in made.cases} == {"getOthers"}
    assert _absent(made) == {entry.id.removeprefix("tiny/") for entry in whole.requirements if "/getT" in entry.id}
    assert {entry.absent for entry in made.requirements} == {
        "",
        "the target says that the server does not have it: switched off",
    }
    assert len(made.requirements) == len(whole.requirements)


def test_a_single_statement_can_be_lacking() -> None:
    whole, made = (
        plan.make(DOCUMENT, BOOK, Profile.STANDARD, 1),
        _without(**{"tiny/getThings/query.name.maxLength": "no"}),
    )

    gone = {case.id for case in whole.cases} - {case.id for case in made.cases}
    assert gone
    assert all(case.startswith("getThings/query.name.maxLength") for case in gone)
    assert _absent(made) == {"getThings/query.name.maxLength"}


def test_a_pattern_means_all_that_it_matches_rules_too() -> None:
    made = _without(**{"tiny/rule/s*": "no"})

    assert _absent(made) == {"rule/second"}
    assert [rule.id for rule in made.rules] == ["tiny/rule/a-rule"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("getThing", "no operation `getThing` in the document of `tiny`"),
        ("tiny/getThings/query.nam.maxLength", "no requirement matches `tiny/getThings/query.nam.maxLength`"),
        ("other/*", r"no requirement matches `other/\*`"),
    ],
)
def test_a_name_that_means_nothing_is_a_mistake(name: str, what: str) -> None:
    with pytest.raises(UserError, match=what) as raised:
        _without(**{name: "no"})

    assert raised.value.hint


def test_what_was_seen_of_it_does_not_count() -> None:
    requirement = next(
        entry for entry in _without(getThings="off").requirements if entry.id.endswith("Things/statuses")
    )
    broken = Observation(requirement.id, False, "200", "500")
    evidence = outcomes.Evidence([broken], [], frozenset(), {}, {}, "http://127.0.0.1")

    (outcome,) = outcomes.conclude([requirement], evidence, redaction.redactor({}))

    assert outcome.verdict is Verdict.SKIPPED
    assert outcome.detail == "the target says that the server does not have it: off"
    assert requirements.derive(DOCUMENT, BOOK)[0].absent == ""

"""The plan: pure, the same everywhere, with an id for each case and a case for each requirement."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tiny
from test_constraints import EVERYTHING

from stream_contracts import plan
from stream_contracts.cases import Profile
from stream_contracts.documents import Document
from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError


def _document() -> Document:
    parameters = [
        tiny.parameter("path", "id", {"type": "string", "minLength": 2, "maxLength": 9}, example="abc"),
        tiny.parameter("query", "limit", {"type": "integer", "minimum": 1, "maximum": 9}, required=True, example=1),
        tiny.parameter("query", "tags", {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}),
        tiny.parameter("header", "X-Note", {"type": "string", "maxLength": 5}, required=True, example="x"),
    ]
    responses = {"200": tiny.answer({}, headers={"X-Total": {"schema": {"type": "integer"}}}), "400": tiny.answer({})}
    put = {
        "parameters": parameters,
        "requestBody": tiny.body(EVERYTHING, examples=tiny.examples(one={"name": "ab", "inner": {"deep": True}})),
        "responses": responses,
    }
    return tiny.document({"PUT /things/{id}": put, "GET /things": {}}, schemes={"Token": tiny.TOKEN})


def _make(seed: int = 1, only: tuple[str, ...] = (), **book: Any) -> Plan:
    return plan.make(_document(), tiny.book(**book), Profile.STANDARD, seed, only)


@pytest.fixture(scope="module")
def made() -> Plan:
    return _make(rules=[tiny.rule("limit")])


def test_the_same_input_gives_the_same_plan(made: Plan) -> None:
    again = _make(rules=[tiny.rule("limit")])

    assert again == made
    assert again.sha256 == made.sha256


def test_another_process_gives_the_same_plan(made: Plan) -> None:
    here = Path(__file__).parent
    code = "import test_plan, tiny; print(test_plan._make(rules=[tiny.rule('limit')]).sha256)"

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=here,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == made.sha256


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"only": ("tiny/getThings",)},
        {"rules": [tiny.rule("limit", id="other")]},
        {"rules": [tiny.rule("limit", values=[1])]},
        {"bindings": {"*": {"path.id": "$thing.id"}}},
    ],
)
def test_another_input_gives_another_hash(made: Plan, other: dict[str, Any]) -> None:
    assert _make(**{"rules": [tiny.rule("limit")], **other}).sha256 != made.sha256


def test_every_case_has_an_id_of_its_own_below_its_operation(made: Plan) -> None:
    ids = [case.id for case in made.cases]

    assert len(set(ids)) == len(ids)
    assert all(case.id.startswith(f"{case.call.operation}/") for case in made.cases)
    assert all(case.id.rpartition("/")[2].isdecimal() for case in made.cases)


def test_a_request_that_is_made_twice_is_sent_once() -> None:
    body = tiny.body({"type": "object"}, examples=tiny.examples(one={"a": 1}, two={"a": 1}, three={"a": 2}))
    document = tiny.document({"POST /things": {"requestBody": body}})

    found = plan.make(document, tiny.book(), Profile.SMOKE, 1).cases

    assert [case.id for case in found] == [
        "postThings/example-one/1",
        "postThings/example-three/1",
        "postThings/method.undeclared/1",
    ]


def test_a_request_that_is_made_twice_proves_what_each_of_them_proves() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    document = tiny.document({"POST /things": {"requestBody": tiny.body(schema, example={"a": 7})}})

    found = plan.make(document, tiny.book(), Profile.STANDARD, 1).cases

    (joined,) = [case for case in found if case.call.body == {"a": 7}]
    assert joined.id == "postThings/example-default/1"
    assert joined.proves[0] == "tiny/postThings/success"
    assert "tiny/postThings/accepts-valid" in joined.proves


def test_every_requirement_has_a_case_or_a_rule_that_proves_it(made: Plan) -> None:
    proven = {what for case in made.cases for what in case.proves} | {rule.id for rule in made.rules}
    required = {requirement.id for requirement in made.requirements}

    # No engine and no omission breaks it, and none of the four pages has it.
    assert required - proven == {"tiny/putThingsId/body.dependentRequired", "tiny/rule/redirects-stay"}


# --- a selection


@pytest.mark.parametrize(
    ("only", "selected"),
    [
        (("tiny/getThings",), "tiny/getThings/"),
        (("tiny/getThings/",), "tiny/getThings/"),
        (("tiny/rule",), "tiny/rule/"),
        (("tiny/getThings/success",), "tiny/getThings/success"),
    ],
)
def test_a_selection_takes_ids_and_beginnings_up_to_a_slash(only: tuple[str, ...], selected: str) -> None:
    made = _make(only=only, rules=[tiny.rule("limit")])

    assert made.requirements
    assert all(requirement.id.startswith(selected) for requirement in made.requirements)
    assert all(case.call.operation == "getThings" for case in made.cases)
    assert bool(made.rules) is (only == ("tiny/rule",))


def test_a_selection_sends_what_is_evidence_for_it_and_no_more() -> None:
    made = _make(only=("tiny/putThingsId/body.name.maxLength",))

    assert [requirement.id for requirement in made.requirements] == ["tiny/putThingsId/body.name.maxLength"]
    assert made.cases
    assert all("tiny/putThingsId/body.name.maxLength" in case.proves for case in made.cases)


def test_several_selections_add_up_in_the_order_of_the_requirements() -> None:
    made = _make(only=("tiny/getThings/success", "tiny/putThingsId/success"))

    assert [requirement.id for requirement in made.requirements] == [
        "tiny/putThingsId/success",
        "tiny/getThings/success",
    ]


@pytest.mark.parametrize(
    "only", [("tiny/getThing",), ("tiny/getThings/succ",), ("getThings",), ("tiny/*",), ("tiny/getThings", "typo")]
)
def test_a_selection_that_selects_nothing_is_a_mistake(only: tuple[str, ...]) -> None:
    with pytest.raises(UserError) as raised:
        _make(only=only)

    assert raised.value.what == f"no requirement matches `{only[-1]}`"
    assert raised.value.hint


# --- rules that do not fit the document

THING = {"create": {"operation": "getThings"}, "fields": {}}


@pytest.mark.parametrize(
    "book",
    [
        {"rules": [tiny.rule("echo", call={"operation": "getThing"}, same={"/a": "/a"})]},
        {"rules": [tiny.rule("same-answer", calls=[{"operation": "getThings"}, {"operation": "getThing"}], at="")]},
        {"fixtures": {"thing": {"create": {"operation": "getThing"}, "fields": {}}}},
        {"fixtures": {"thing": {**THING, "remove": {"operation": "getThing"}}}},
        {"bindings": {"getThing": {"body.a": "$unique"}}},
    ],
)
def test_a_rule_about_an_operation_that_is_not_there_is_a_mistake(book: dict[str, Any]) -> None:
    with pytest.raises(UserError) as raised:
        _make(**book)

    assert raised.value.what == "no operation `getThing` in the document of `tiny`"
    assert raised.value.hint == "did you mean `getThings`?"


def test_steps_count_cases_and_rules(made: Plan) -> None:
    assert made.steps == len(made.cases) + 1


def test_an_empty_rulebook_will_do() -> None:
    made = plan.make(_document(), Rulebook((), (), {}, {}, (), (), ()), Profile.SMOKE, 1)

    assert made.cases
    assert not made.rules


def test_smoke_excuses_what_documented_requests_cannot_show_and_standard_does_not() -> None:
    smoke = plan.make(_document(), tiny.book(), Profile.SMOKE, 1)
    standard = plan.make(_document(), tiny.book(), Profile.STANDARD, 1)

    excused = {requirement.id for requirement in smoke.requirements if "smoke" in requirement.excluded}
    assert {
        "tiny/putThingsId/query.limit.maximum",
        "tiny/putThingsId/400.schema",
        "tiny/getThings/accepts-valid",
    } <= excused
    judged = {requirement.id for requirement in smoke.requirements} - excused
    assert {"tiny/putThingsId/success", "tiny/putThingsId/200.schema", "tiny/putThingsId/auth.Token.missing"} <= judged
    assert not any("smoke" in requirement.excluded for requirement in standard.requirements)

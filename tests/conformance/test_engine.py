"""The contract with schemathesis: what engine.py uses of it, and what it hands out."""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import tiny
from hypothesis.internal import charmap
from schemathesis.generation.meta import CoverageScenario

import stream_contracts
from stream_contracts import constraints, engine, wire
from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call

# Every scenario that engine.py turns into a case. A new one must be looked at before it is added here or to
# engine.IGNORED_SCENARIOS: does `constraints.broken_by` name what it breaks?
TURNED_INTO_CASES = {
    *("EXAMPLE_VALUE", "DEFAULT_VALUE", "ENUM_VALUE", "CONST_VALUE", "VALID_STRING", "VALID_NUMBER", "VALID_BOOLEAN"),
    *("VALID_ARRAY", "VALID_OBJECT", "NULL_VALUE", "MINIMUM_LENGTH_STRING", "MAXIMUM_LENGTH_STRING"),
    *("NEAR_BOUNDARY_LENGTH_STRING", "MINIMUM_VALUE", "MAXIMUM_VALUE", "NEAR_BOUNDARY_NUMBER", "MAXIMUM_ITEMS_ARRAY"),
    *("NEAR_BOUNDARY_ITEMS_ARRAY", "ENUM_VALUE_ITEMS_ARRAY", "OBJECT_ONLY_REQUIRED", "OBJECT_REQUIRED_AND_OPTIONAL"),
    *("OBJECT_ADDITIONAL_PROPERTY", "DEFAULT_POSITIVE_TEST", "VALUE_ABOVE_MAXIMUM", "VALUE_BELOW_MINIMUM"),
    *("STRING_ABOVE_MAX_LENGTH", "STRING_BELOW_MIN_LENGTH", "ARRAY_ABOVE_MAX_ITEMS", "ARRAY_BELOW_MIN_ITEMS"),
    *("OBJECT_ABOVE_MAX_PROPERTIES", "OBJECT_BELOW_MIN_PROPERTIES", "OBJECT_UNEXPECTED_PROPERTIES"),
    *("OBJECT_MISSING_REQUIRED_PROPERTY", "OBJECT_INVALID_PROPERTY_NAME", "INCORRECT_TYPE", "INVALID_ENUM_VALUE"),
    *("INVALID_FORMAT", "INVALID_PATTERN", "NOT_MULTIPLE_OF", "NON_UNIQUE_ITEMS", "UNIQUE_ITEMS_ARRAY"),
    *("MISSING_PARAMETER", "DUPLICATE_PARAMETER"),
}
STRING = {"type": "string", "maxLength": 4}
BODY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {"name": STRING, "count": {"type": "integer", "minimum": 1}, "ratio": {"type": "number"}},
}
SCHEMES = {
    "Token": {"type": "http", "scheme": "bearer"},
    "Key": {"type": "apiKey", "in": "query", "name": "api_key"},
    "HeaderKey": {"type": "apiKey", "in": "header", "name": "X-Key"},
}
PARAMETERS = [
    tiny.parameter("path", "id", {"type": "integer", "minimum": 1}),
    tiny.parameter("query", "limit", {"type": "integer", "maximum": 10}, required=True),
    tiny.parameter("query", "tags", {"type": "array", "items": STRING}, explode=False, style="form"),
    tiny.parameter("header", "X-Note", STRING),
]


def _document(**more: Any) -> Document:
    security: list[Any] = [{"Token": []}, {"Key": []}, {"HeaderKey": []}]
    body = tiny.body(BODY, example={"name": "ab"})
    operation = {"parameters": PARAMETERS, "requestBody": body, "security": security, **more}
    return tiny.document({"POST /things/{id}": operation, "GET /things": {}}, schemes=SCHEMES)


@pytest.fixture(scope="module")
def document() -> Document:
    return _document()


@pytest.fixture(scope="module")
def generated(document: Document) -> list[engine.GeneratedCase]:
    return list(engine.generate(document))


def test_the_version_is_pinned_because_internals_are_used() -> None:
    pyproject = (Path(stream_contracts.__path__[0]).parents[1] / "pyproject.toml").read_text("utf-8")

    assert f'"schemathesis=={version("schemathesis")}"' in pyproject


def test_every_scenario_is_either_turned_into_cases_or_ignored() -> None:
    ignored = {scenario.name for scenario in engine.IGNORED_SCENARIOS}

    assert not ignored & TURNED_INTO_CASES
    assert {scenario.name for scenario in CoverageScenario} == TURNED_INTO_CASES | ignored


def test_the_same_document_gives_the_same_cases(document: Document, generated: list[engine.GeneratedCase]) -> None:
    assert list(engine.generate(document)) == generated
    assert list(engine.generate(_document())) == generated


def test_cases_come_in_the_order_of_the_document(document: Document, generated: list[engine.GeneratedCase]) -> None:
    operations = list(dict.fromkeys(case.call.operation for case in generated))

    assert operations == [operation.id for operation in document.operations]


def test_every_case_can_be_written_as_json_and_as_a_request(
    document: Document, generated: list[engine.GeneratedCase]
) -> None:
    for case in generated:
        call = case.call
        json.dumps([call.path, call.query, call.headers, None if call.body is ABSENT else call.body], allow_nan=False)
        assert wire.build(document, call, "/v1", {}).target.startswith("/v1/things")


def test_valid_cases_break_nothing_and_invalid_ones_break_every_constraint(
    document: Document, generated: list[engine.GeneratedCase]
) -> None:
    operation = document.operations[0]
    listed = {constraint.what for constraint in constraints.of(document, operation)}

    valid = [constraints.broken_by(document, case.call) for case in generated if case.valid]
    broken = [constraints.broken_by(document, case.call) for case in generated if not case.valid]

    assert valid
    assert not any(valid)
    assert listed - frozenset().union(*broken) == {"body.syntax"}


def test_credentials_are_left_to_the_plan(generated: list[engine.GeneratedCase]) -> None:
    names = {name.lower() for case in generated for name in (*case.call.query, *case.call.headers)}

    assert not names & {"authorization", "api_key", "x-key"}


def test_methods_and_media_types_are_left_to_the_plan(generated: list[engine.GeneratedCase]) -> None:
    assert {(case.call.method, case.call.media_type) for case in generated} == {("", ""), ("", "application/json")}


def test_a_missing_body_is_absent_and_not_null(generated: list[engine.GeneratedCase]) -> None:
    missing = [case.call for case in generated if case.description == "Missing request body"]

    assert [(call.body, call.media_type) for call in missing] == [(ABSENT, "")]


def test_a_credential_in_the_document_is_no_missing_parameter(generated: list[engine.GeneratedCase]) -> None:
    words = [case.description for case in generated if case.description.startswith("Missing")]

    assert not [text for text in words if "Authorization" in text or "api_key" in text or "X-Key" in text]


def test_generated_calls_carry_no_credential_choice(generated: list[engine.GeneratedCase]) -> None:
    plain = Call("any")

    assert {(case.call.credential, case.call.scheme, case.call.raw) for case in generated} == {
        (plain.credential, plain.scheme, plain.raw)
    }


def test_the_content_of_a_file_becomes_text_that_can_be_judged_and_sent() -> None:
    upload = {"type": "string", "format": "binary"}
    members = {"image": upload, "more[]": {"type": "array", "items": upload}, "price": {"type": "number"}}
    form = {"type": "object", "required": list(members), "properties": members}
    body = tiny.body(form, media="multipart/form-data", example={"image": "GIF", "more[]": ["a"], "price": 2})
    document = tiny.document({"POST /things": {"requestBody": body}})

    cases = list(engine.generate(document))
    broken = frozenset().union(*(constraints.broken_by(document, case.call) for case in cases))

    assert any(case.valid and constraints.broken_by(document, case.call) == frozenset() for case in cases)
    assert {f"body.{name}.required" for name in members} | {"body.price.type"} <= broken
    for case in cases:
        json.dumps(None if case.call.body is ABSENT else case.call.body)
        wire.build(document, case.call, "/v1", {})


@pytest.mark.parametrize("value", [b"bytes", {1: "a"}, [object()], float("nan"), float("inf")])
def test_what_json_can_not_hold_is_not_plain(value: Any) -> None:
    assert not engine._is_plain(value)
    assert not engine._is_plain({"a": [value]})


# --- searches


def _search(
    document: Document, probe: Callable[[engine.GeneratedCase], str], seed: int = 1
) -> list[engine.GeneratedCase]:
    """What is made for the first operation."""
    made: list[engine.GeneratedCase] = []

    def noting(case: engine.GeneratedCase) -> str:
        made.append(case)
        return probe(case)

    engine.Search(document, seed).fuzz("postThingsId", 30, noting)
    return made


def _nothing(_: engine.GeneratedCase) -> str:
    return ""


def test_a_search_makes_valid_and_invalid_requests_and_the_same_ones_again(document: Document) -> None:
    first, again, other = (_search(document, _nothing, seed) for seed in (1, 1, 2))

    assert {case.valid for case in first} == {True, False}
    assert len(first) <= 30
    assert first == again
    assert first != other


def test_generated_requests_carry_no_credentials(document: Document) -> None:
    made = _search(document, _nothing)

    names = {name.lower() for case in made for name in (*case.call.query, *case.call.headers)}
    assert not names & {"authorization", "api_key", "x-key"}


def test_what_is_found_is_made_smaller(document: Document) -> None:
    found: list[Any] = []

    def probe(case: engine.GeneratedCase) -> str:
        limit = case.call.query.get("limit")
        if isinstance(limit, int) and -900 < limit < -7:
            found.append(limit)
            return "negative"
        return ""

    made = _search(document, probe, seed=3)

    assert found[-1] == -8
    assert len(made) > len(found)


def test_findings_are_told_apart_by_their_name(document: Document) -> None:
    names: list[str] = []

    def probe(case: engine.GeneratedCase) -> str:
        names.append("valid" if case.valid else "invalid")
        return names[-1]

    _search(document, probe)

    assert set(names) == {"valid", "invalid"}


def test_unfit_requests_do_not_end_a_search(document: Document) -> None:
    def probe(case: engine.GeneratedCase) -> str:
        if not case.valid:
            raise engine.Unfit
        return ""

    assert len(_search(document, probe)) > 30


@pytest.mark.parametrize("error", [engine.Enough, KeyError])
def test_what_a_probe_raises_ends_a_search(document: Document, error: type[BaseException]) -> None:
    def probe(_: engine.GeneratedCase) -> str:
        raise error

    with pytest.raises(error):
        _search(document, probe)


def _linked() -> Document:
    made = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    link = {"operationId": "get", "parameters": {"id": "$response.body#/id"}}
    echo = {"operationId": "touch", "requestBody": {"name": "$request.body#/name"}}
    answer = tiny.answer(made, links={"get": link, "touch": echo})
    return tiny.document(
        {
            "POST /things": {
                "operationId": "add",
                "requestBody": tiny.body({"type": "object"}, example={"name": "a"}),
                "responses": {"200": answer},
            },
            "GET /things/{id}": {"operationId": "get"},
            "PUT /touched": {"operationId": "touch", "requestBody": tiny.body({"type": "object"})},
        }
    )


def test_a_walk_follows_links_into_the_answer_and_into_what_was_really_sent() -> None:
    steps: list[engine.Step] = []

    def send(step: engine.Step) -> engine.Stepped:
        steps.append(step)
        sent = dataclasses.replace(step.call, body={"name": "sent"}) if step.call.operation == "add" else step.call
        return engine.Stepped(sent, tiny.response(200, {"id": "made"}), "")

    engine.Search(_linked(), 1).walk(frozenset({"add", "get", "touch"}), 20, 4, send)

    linked = {(step.call.operation, *sorted(step.linked)) for step in steps}
    assert {("add",), ("get", "path.id"), ("touch", "body.name")} <= linked
    assert {step.call.path["id"] for step in steps if step.linked == {"path.id"}} == {"made"}
    assert {step.call.body["name"] for step in steps if step.linked == {"body.name"}} == {"sent"}
    assert {step.call.operation for step in steps if step.first} == {"add"}


@pytest.mark.parametrize("operations", [frozenset(), frozenset({"add"}), frozenset({"get", "touch"})])
def test_without_links_there_is_no_walk(operations: frozenset[str]) -> None:
    def send(step: engine.Step) -> engine.Stepped | None:
        raise AssertionError(step)

    engine.Search(_linked(), 1).walk(operations, 5, 4, send)


def test_the_table_that_hypothesis_is_given_is_the_one_it_makes() -> None:
    with engine._no_memory():
        table = charmap.charmap_file(engine.UTF_8)
        given = json.loads(gzip.decompress(table.read_bytes()))
        table.unlink()
        charmap.intervals_from_codec.__wrapped__("utf-8")

        assert json.loads(gzip.decompress(table.read_bytes())) == given

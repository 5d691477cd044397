"""Requirements: derived from document and rules, with ids that stay and levels that follow the evidence."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tiny

from stream_contracts import requirements
from stream_contracts.documents import Document
from stream_contracts.rulebook import Rulebook
from stream_contracts.verdicts import Level, Requirement

JSON = {"type": "object"}


def _derive(document: Document, book: Rulebook | None = None) -> dict[str, Requirement]:
    found = requirements.derive(document, book or tiny.book())
    assert len({requirement.id for requirement in found}) == len(found)
    return {requirement.id.removeprefix("tiny/"): requirement for requirement in found}


def test_the_requirements_of_an_operation_in_their_order() -> None:
    operation = {
        "parameters": [tiny.parameter("query", "limit", {"type": "integer"})],
        "requestBody": tiny.body({"type": "object", "required": ["a"]}),
        "responses": {
            "200": tiny.answer(JSON, headers={"X-Total": {"schema": {"type": "integer"}}}),
            "204": tiny.answer(),
            "4XX": tiny.answer({}, media="text/plain"),
        },
    }
    document = tiny.document({"POST /things": operation}, schemes={"Token": tiny.TOKEN})

    assert [what.removeprefix("postThings/") for what in _derive(document)] == [
        *["success", "accepts-valid", "statuses", "no-server-error"],
        *["200.content-type", "200.schema", "200.header.X-Total", "4XX.content-type"],
        *["query.limit.type", "body.required", "body.syntax", "body.type", "body.a.required"],
        *["body.media-type", "method.undeclared", "auth.Token.missing", "auth.Token.wrong"],
        "rule/redirects-stay",
    ]


def test_an_operation_that_never_succeeds_is_not_asked_to() -> None:
    document = tiny.document({"GET /gone": {"responses": {"410": tiny.answer()}}})

    assert list(_derive(document)) == [
        *["getGone/statuses", "getGone/no-server-error", "getGone/method.undeclared"],
        "rule/redirects-stay",
    ]


def test_only_the_first_operation_of_a_path_stands_for_its_methods() -> None:
    found = _derive(tiny.document({"POST /things": {}, "GET /things": {}, "GET /others": {}}))

    assert [what for what in found if what.endswith("method.undeclared")] == [
        "getThings/method.undeclared",
        "getOthers/method.undeclared",
    ]


@pytest.mark.parametrize(
    ("evidence", "level"), [("documented", Level.MUST), ("inferred", Level.SHOULD), ("external", Level.SHOULD)]
)
def test_documented_statements_bind_and_others_advise(evidence: str, level: Level) -> None:
    own = {"x-evidence": {"level": evidence, "source": "page#Heading"}}

    assert _derive(tiny.document({"GET /things": own}))["getThings/success"].level is level


UNDOCUMENTED = {"level": "undocumented", "source": "page#Heading"}


def test_a_success_that_is_not_documented_asks_for_nothing_but_success_and_that_it_may() -> None:
    responses = {"2XX": tiny.answer({}, **{"x-evidence": UNDOCUMENTED}), "500": tiny.answer(JSON)}

    found = _derive(tiny.document({"GET /things": {"responses": responses}}))

    assert {what.removeprefix("getThings/"): requirement.level for what, requirement in found.items()} == {
        "success": Level.MAY,
        "accepts-valid": Level.MAY,
        "statuses": Level.MUST,
        "no-server-error": Level.MUST,
        "500.content-type": Level.MUST,
        "500.schema": Level.MUST,
        "method.undeclared": Level.SHOULD,
        "rule/redirects-stay": Level.SHOULD,
    }
    assert found["getThings/success"].text == "A documented request is answered with 2XX."


def test_one_documented_success_is_enough_to_ask_for_it() -> None:
    responses = {"200": tiny.answer(JSON), "2XX": tiny.answer({}, **{"x-evidence": UNDOCUMENTED})}

    found = _derive(tiny.document({"GET /things": {"responses": responses}}))

    assert found["getThings/success"].level is Level.MUST
    assert found["getThings/accepts-valid"].level is Level.SHOULD


def test_the_nearest_evidence_decides_the_level_of_an_answer() -> None:
    responses = {"200": tiny.answer(JSON), "404": tiny.answer(JSON, **{"x-evidence": tiny.INFERRED})}

    found = _derive(tiny.document({"GET /things": {"responses": responses}}))

    assert found["getThings/200.schema"].level is Level.MUST
    assert found["getThings/404.schema"].level is Level.SHOULD


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("method.undeclared", "405"),
        ("body.media-type", "415"),
        ("auth.Token.missing", "401"),
        ("auth.Token.wrong", "403"),
    ],
)
def test_a_convention_of_http_binds_only_where_the_document_says_so(what: str, status: str) -> None:
    operation = {"requestBody": tiny.body(JSON)}
    silent = tiny.document({"POST /things": operation}, schemes={"Token": tiny.TOKEN})
    responses = {"200": tiny.answer(), status: tiny.answer()}
    documented = tiny.document({"POST /things": {**operation, "responses": responses}}, schemes={"Token": tiny.TOKEN})

    assert _derive(silent)[f"postThings/{what}"].level is Level.SHOULD
    assert _derive(documented)[f"postThings/{what}"].level is Level.MUST


def test_accepting_every_valid_request_is_advice() -> None:
    assert _derive(tiny.document({"GET /things": {}}))["getThings/accepts-valid"].level is Level.SHOULD


@pytest.mark.parametrize(
    ("operation", "excluded"),
    [
        ({}, True),
        ({"parameters": [tiny.parameter("query", "limit", {"type": "integer"})]}, False),
        ({"requestBody": tiny.body(JSON)}, False),
    ],
)
def test_where_nothing_can_be_wrong_no_request_brings_about_a_refusal(operation: Any, excluded: bool) -> None:
    responses = {"200": tiny.answer(JSON), "400": tiny.answer(JSON)}

    found = _derive(tiny.document({"POST /things": {**operation, "responses": responses}}))

    assert bool(found["postThings/400.schema"].excluded) is excluded


def test_options_is_not_asked_to_look_at_parameters() -> None:
    parameters = [tiny.parameter("path", "id", {"type": "integer"})]
    operation = {"parameters": parameters}

    found = _derive(tiny.document({"OPTIONS /things/{id}": operation, "GET /things/{id}": operation}))

    assert "getThingsId/path.id.type" in found
    assert not [what for what in found if what.startswith("optionsThingsId/path.")]


@pytest.mark.parametrize(
    ("status", "excluded"), [("200", False), ("404", False), ("429", True), ("500", True), ("5XX", True)]
)
def test_what_no_request_can_bring_about_is_excluded_with_the_reason(status: str, excluded: bool) -> None:
    responses = {"200": tiny.answer(), status: tiny.answer(JSON)}

    reason = _derive(tiny.document({"GET /things": {"responses": responses}}))[f"getThings/{status}.schema"].excluded

    assert bool(reason) is excluded
    assert not excluded or status in reason


SECURITY: list[tuple[Any, list[str]]] = [
    ([{"A": []}], ["A"]),
    ([{"A": [], "B": []}], ["A", "B"]),
    ([{"A": []}, {"B": []}], ["A"]),
    ([{"A": []}, {}], []),
    ([{}], []),
    ([], []),
]


@pytest.mark.parametrize(("security", "expected"), SECURITY)
def test_only_a_credential_that_is_needed_can_be_missing(security: Any, expected: list[str]) -> None:
    document = tiny.document({"GET /things": {"security": security}}, schemes={"A": tiny.TOKEN, "B": tiny.TOKEN})

    found = [what for what in _derive(document) if "/auth." in what]

    assert found == [f"getThings/auth.{name}.{how}" for name in expected for how in ("missing", "wrong")]


def test_rules_come_last_with_their_own_level_and_words() -> None:
    rules = [tiny.rule("limit"), tiny.rule("limit", id="second", level="MAY", text="Another.")]

    found = list(_derive(tiny.document({"GET /things": {}}), tiny.book(rules=rules)).items())[-2:]

    assert [(what, r.operation, r.level, r.text) for what, r in found] == [
        ("rule/a-rule", "", Level.MUST, "It holds."),
        ("rule/second", "", Level.MAY, "Another."),
    ]


def test_levels_and_exclusions_of_the_rulebook_win_and_the_last_one_that_matches_decides() -> None:
    book = tiny.book(
        rules=[tiny.rule("limit")],
        levels=[
            {"requirements": "tiny/*", "level": "MAY", "reason": "r"},
            {"requirements": "tiny/getThings/s*", "level": "SHOULD", "reason": "r"},
        ],
        excluded=[{"requirements": "*/statuses", "reason": "Nobody knows them."}],
    )

    found = _derive(tiny.document({"GET /things": {}}), book)

    assert found["getThings/no-server-error"].level is found["rule/a-rule"].level is Level.MAY
    assert found["getThings/success"].level is Level.SHOULD
    assert {what for what, r in found.items() if r.excluded} == {"getThings/statuses"}
    assert found["getThings/statuses"].excluded == "Nobody knows them."


def test_ids_do_not_depend_on_their_neighbours() -> None:
    alone = _derive(tiny.document({"GET /things": {}}))
    among = _derive(tiny.document({"GET /others": {}, "GET /things": {}, "POST /more": {}}))

    assert {what: among[what] for what in alone} == alone


def test_the_frozen_list_says_level_evidence_and_source_of_each() -> None:
    document = tiny.document({"GET /things": {"responses": {"200": tiny.answer(), "500": tiny.answer(JSON)}}})

    value = requirements.to_json(document, requirements.derive(document, tiny.book()))

    assert json.loads(json.dumps(value)) == value
    assert (value["api"], value["document_version"]) == ("tiny", "1.0")
    assert value["requirements"][0] == {
        "id": "tiny/getThings/success",
        "level": "MUST",
        "text": "A documented request is answered with 200.",
        "evidence": "documented",
        "source": "page#Heading",
    }
    assert [row["id"] for row in value["requirements"] if "excluded" in row] == [
        "tiny/getThings/500.content-type",
        "tiny/getThings/500.schema",
    ]

"""Reading a bundle into values: defaults filled in, references followed, evidence from the nearest place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tiny

from stream_contracts import data, plan, reading, rulebook
from stream_contracts.cases import Profile
from stream_contracts.documents import Effect, EvidenceLevel, MediaType, at_pointer, pointer, pointer_tokens
from stream_specs.errors import UserError

INTEGER = {"type": "integer"}


def _parameter(given: dict[str, Any], **root: Any) -> Any:
    return tiny.document({"GET /things": {"parameters": [given]}}, **root).operations[0].parameters[0]


def test_operations_come_in_the_order_of_paths_and_methods() -> None:
    document = tiny.document({"POST /b": {}, "GET /b": {}, "DELETE /a": {}})

    assert [operation.id for operation in document.operations] == ["getB", "postB", "deleteA"]


@pytest.mark.parametrize(
    ("location", "given", "style", "explode"),
    [
        ("query", {}, "form", True),
        ("query", {"style": "form", "explode": False}, "form", False),
        ("query", {"style": "pipeDelimited"}, "pipeDelimited", False),
        ("header", {}, "simple", False),
        ("path", {}, "simple", False),
    ],
)
def test_style_and_explode_have_the_defaults_of_openapi(
    location: str, given: dict[str, Any], style: str, explode: bool
) -> None:
    found = _parameter(tiny.parameter(location, "p", INTEGER, **given))

    assert (found.style, found.explode) == (style, explode)


@pytest.mark.parametrize(
    ("given", "examples"),
    [
        ({"example": None}, {"default": None}),
        ({"examples": tiny.examples(a=1, b=2)}, {"a": 1, "b": 2}),
        ({"examples": {"a": {"externalValue": "a.json"}}}, {}),
        ({}, {}),
    ],
)
def test_examples_have_names(given: dict[str, Any], examples: dict[str, Any]) -> None:
    assert _parameter(tiny.parameter("query", "p", INTEGER, **given)).examples == examples


def test_references_outside_schemas_are_followed_to_where_they_stand() -> None:
    components = {
        "parameters": {"Limit": tiny.parameter("query", "limit", INTEGER)},
        "responses": {"Gone": tiny.answer({"type": "object"}, headers={"X-A": {"$ref": "#/components/headers/A"}})},
        "headers": {"A": {"schema": INTEGER}},
        "requestBodies": {"Thing": tiny.body(INTEGER)},
        "schemas": {},
        "securitySchemes": {},
    }
    operation = {
        "parameters": [{"$ref": "#/components/parameters/Limit"}],
        "responses": {"410": {"$ref": "#/components/responses/Gone"}},
        "requestBody": {"$ref": "#/components/requestBodies/Thing"},
    }

    found = tiny.document({"POST /things": operation}, components=components).operations[0]

    assert found.parameters[0].pointer == "/components/parameters/Limit/schema"
    assert found.responses[0].headers == {"X-A": "/components/headers/A/schema"}
    assert found.responses[0].content[0].pointer == "/components/responses/Gone/content/application~1json/schema"
    assert found.request_body is not None
    assert found.request_body.content[0].pointer == "/components/requestBodies/Thing/content/application~1json/schema"


def test_parameters_of_the_path_hold_for_its_operations_unless_they_have_their_own() -> None:
    shared = [tiny.parameter("query", "a", INTEGER), tiny.parameter("query", "b", INTEGER)]
    own = {"operationId": "op", "parameters": [tiny.parameter("query", "b", INTEGER, required=True)], "responses": {}}
    raw = {"info": {"title": "T", "version": "1"}, "paths": {"/x": {"parameters": shared, "get": own}}}

    (operation,) = reading.parse(raw, "tiny").operations

    assert [(parameter.name, parameter.required) for parameter in operation.parameters] == [("a", False), ("b", True)]


@pytest.mark.parametrize(
    ("method", "given", "effect"),
    [
        ("GET", {}, Effect.READ),
        ("POST", {}, Effect.UPDATE),
        ("DELETE", {}, Effect.UPDATE),
        ("GET", {"x-effect": "dangerous"}, Effect.DANGEROUS),
        ("POST", {"x-effect": "read"}, Effect.READ),
    ],
)
def test_an_operation_has_the_effect_that_it_says(method: str, given: dict[str, Any], effect: Effect) -> None:
    assert tiny.document({f"{method} /things": given}).operations[0].effect is effect


def test_evidence_is_that_of_the_nearest_place() -> None:
    external = {"level": "external", "source": "a wiki"}
    operation = {
        "x-evidence": tiny.INFERRED,
        "parameters": [
            tiny.parameter("query", "a", INTEGER),
            tiny.parameter("query", "b", INTEGER, **{"x-evidence": external}),
        ],
    }
    document = tiny.document({"GET /things": operation, "GET /others": {}})
    first, second = document.operations

    assert [parameter.evidence.level for parameter in first.parameters] == [
        EvidenceLevel.INFERRED,
        EvidenceLevel.EXTERNAL,
    ]
    assert (first.evidence.level, second.evidence.level) == (EvidenceLevel.INFERRED, EvidenceLevel.DOCUMENTED)


@pytest.mark.parametrize(("status", "found"), [(200, "200"), (404, "404"), (418, "4XX"), (500, None)])
def test_the_exact_status_comes_before_its_range(status: int, found: str | None) -> None:
    responses = {"4XX": tiny.answer(), "404": tiny.answer(), "200": tiny.answer()}
    operation = tiny.document({"GET /things": {"responses": responses}}).operations[0]

    response = operation.response(status)

    assert (response.status if response else None) == found


@pytest.mark.parametrize(
    ("name", "is_json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/vnd.x.v3+json", True),
        ("text/json", False),
        ("application/jsonlines", False),
        ("text/plain", False),
    ],
)
def test_json_is_known_by_its_media_type(name: str, is_json: bool) -> None:
    assert MediaType(name, None, "", {}, {}).is_json is is_json


@pytest.mark.parametrize(
    ("servers", "base_path"),
    [
        ([{"url": "https://x.example/api/v1/"}], "/api/v1"),
        ([{"url": "https://x.example"}], ""),
        ([{"url": "/v2"}], "/v2"),
        ([], ""),
    ],
)
def test_the_base_path_is_that_of_the_first_server(servers: list[Any], base_path: str) -> None:
    assert tiny.document({"GET /things": {}}, servers=servers).base_path == base_path


def test_an_operation_that_is_not_there_is_a_mistake_with_the_nearest_one() -> None:
    document = tiny.document({"GET /things": {}})

    with pytest.raises(UserError) as raised:
        document.operation("getThing")

    assert (raised.value.what, raised.value.hint) == (
        "no operation `getThing` in the document of `tiny`",
        "did you mean `getThings`?",
    )


def test_schemas_are_compiled_once_follow_references_and_assert_formats() -> None:
    schemas = {"A/b": {"type": "string", "format": "date"}}
    document = tiny.document({"GET /things": {}}, schemas=schemas)
    place = pointer("components", "schemas", "A/b")

    validator = document.validator(place)

    assert document.validator(place) is validator
    assert validator.is_valid("2020-01-01")
    assert not validator.is_valid("tomorrow")


@pytest.mark.parametrize("tokens", [["a"], ["a/b", "~", "c~1d"], ["", ""], []])
def test_a_pointer_leads_back_to_its_tokens(tokens: list[str]) -> None:
    value: Any = "found"
    for token in reversed(tokens):
        value = {token: value}

    assert pointer_tokens(pointer(*tokens)) == tokens
    assert at_pointer(value, pointer(*tokens)) == "found"


@pytest.mark.parametrize(("content", "what"), [(None, "cannot read the bundle"), ("{", "not JSON")])
def test_a_bundle_that_cannot_be_read_is_a_mistake(tmp_path: Path, content: str | None, what: str) -> None:
    path = tmp_path / "tiny.json"
    if content is not None:
        path.write_text(content, "utf-8")

    with pytest.raises(UserError) as raised:
        reading.load(path, "tiny")

    assert raised.value.what.startswith(what)
    assert raised.value.where == str(path)
    assert raised.value.hint


def test_a_bundle_is_known_by_the_hash_of_its_file(tmp_path: Path) -> None:
    raw = dict(tiny.document({"GET /things": {}}).raw)
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_text(json.dumps(raw), "utf-8")
    second.write_text(json.dumps(raw, indent=1), "utf-8")

    hashes = {reading.load(path, "tiny").sha256 for path in (first, second)}

    assert len(hashes) == 2


def test_a_real_document_and_its_rules_make_a_plan_that_proves_every_requirement() -> None:
    document = data.document("streamdetails")
    made = plan.make(document, rulebook.load(data.rules_file("streamdetails"), "streamdetails"), Profile.STANDARD, 1)

    proven = {what for case in made.cases for what in case.proves} | {rule.id for rule in made.rules}

    unproven = [requirement.id for requirement in made.requirements if requirement.id not in proven]
    assert unproven == ["streamdetails/rule/redirects-stay"]  # of every answer, like an invariant

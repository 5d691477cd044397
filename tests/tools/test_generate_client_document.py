from __future__ import annotations

from typing import Any

import pytest

from stream_specs import structure
from stream_specs.errors import UserError
from stream_specs.generate.client_document import accepted, for_clients
from stream_specs.generate.document import for_generators
from stream_specs.generate.plan import CLIENTS, SDKS

_LIST = {"type": "array", "items": {"type": "string"}}
_FORM = "application/x-www-form-urlencoded"


def _document(**operation: Any) -> dict[str, Any]:
    return {
        "paths": {"/a": {"get": {"operationId": "read", **operation}}},
        "components": {"schemas": {"Names": _LIST, "Thing": {"type": "object"}}},
    }


def _parameter(where: str = "query", **keys: Any) -> dict[str, Any]:
    return {"name": "names", "in": where, "description": "Their names.", "schema": _LIST, **keys}


def _read(document: dict[str, Any]) -> Any:
    return for_clients(document)["paths"]["/a"]["get"]


@pytest.mark.parametrize(
    ("parameter", "schema"),
    [
        (_parameter(), {**_LIST, "description": "Their names."}),
        (_parameter(schema={"type": "string"}, example="a"), {"example": "a"}),
        (_parameter(schema={"type": "string"}, examples={"one": {"value": "b"}}), {"example": "b"}),
        (_parameter(schema={"type": "string"}, deprecated=True), {"description": "Deprecated. Their names."}),
        (_parameter(schema={"type": "integer", "default": 5}), {"description": "Their names. Default: `5`."}),
        (_parameter(schema={"type": "string", "description": "A name."}), {"description": "Their names. A name."}),
    ],
)
def test_what_is_said_of_a_parameter_stands_in_its_schema(parameter: dict[str, Any], schema: dict[str, Any]) -> None:
    [changed] = _read(_document(parameters=[parameter]))["parameters"]

    assert schema.items() <= changed["schema"].items()
    assert "default" not in changed["schema"]
    assert {**changed, "schema": parameter["schema"]} == parameter


def test_a_parameter_whose_schema_is_shared_stays() -> None:
    document = _document(parameters=[_parameter(schema={"$ref": "#/components/schemas/Names"})])

    assert for_clients(document) == document


@pytest.mark.parametrize(
    "parameter",
    [
        _parameter("cookie", schema={"type": "string"}),
        _parameter("path", schema={"type": "object"}),
        _parameter("header", schema={"$ref": "#/components/schemas/Thing"}),
        _parameter("path", style="matrix"),
    ],
)
def test_a_parameter_that_the_client_cannot_write_is_refused(parameter: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="the client cannot write this parameter in the") as caught:
        for_clients(_document(parameters=[parameter]))

    assert caught.value.where == "/paths/~1a/get/parameters/0"


def _body(required: bool | None = True, **media: Any) -> dict[str, Any]:
    names = {"json": "application/json", "form": _FORM, "merge": "application/merge-patch+json"}
    content = {names[name]: value for name, value in media.items()}
    return _document(requestBody={"content": content} | ({} if required is None else {"required": required}))


_SHARED = {"schema": {"$ref": "#/components/schemas/Thing"}}
_NESTED = {"type": "object", "properties": {"thing": {"$ref": "#/components/schemas/Thing"}}}


@pytest.mark.parametrize(("required", "optional"), [(True, None), (False, True), (None, True)])
def test_every_body_is_required_and_says_when_it_is_not(required: bool | None, optional: bool | None) -> None:
    body = _read(_body(required, json=_SHARED))["requestBody"]

    assert (body["required"], body.get("x-optional")) == (True, optional)


def test_of_media_types_with_the_same_schema_the_first_is_left() -> None:
    body = _read(_body(json=_SHARED, merge=_SHARED, form={"schema": {"properties": {"a": _LIST}}}))["requestBody"]

    assert list(body["content"]) == ["application/json", _FORM]


@pytest.mark.parametrize("encoding", [{}, {"thing": {"style": "form"}}, {"other": {"style": "deepObject"}}])
def test_a_form_with_an_object_that_openapi_makes_json_of_is_refused(encoding: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="the client cannot write the object `thing` in a form"):
        for_clients(_body(form={"schema": _NESTED, "encoding": encoding}))


def test_a_form_with_a_deep_object_stays() -> None:
    document = _body(form={"schema": _NESTED, "encoding": {"thing": {"style": "deepObject"}}})

    assert for_clients(document) == document


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (lambda schema: {"components": {"schemas": {"Colour": schema}}}, "Colour"),
        (lambda schema: {"components": {"schemas": {"A": {"properties": {"hue": schema}}}}}, "hue"),
        (lambda schema: {"components": {"schemas": {"A": {"properties": {"h": {"items": schema}}}}}}, "h_item"),
        (lambda schema: {"components": {"parameters": {"P": _parameter(schema=schema)}}}, "names"),
    ],
)
def test_an_enum_with_null_is_one_enum_or_null(place: Any, name: str) -> None:
    schema = {"type": ["string", "null"], "enum": ["red", None], "default": "red", "description": "A hue."}

    found = [node.map for node in structure.walk(structure.document(for_clients(place(schema)))) if "anyOf" in node.map]

    [changed] = found
    assert changed["anyOf"] == [{"type": "string", "title": name, "enum": ["red"]}, {"type": "null"}]
    assert changed["description"].endswith('A hue. Default: `"red"`.')


@pytest.mark.parametrize(
    "schema", [{"type": "string", "enum": ["red"]}, {"enum": [None]}, {"type": ["string", "null"]}]
)
def test_other_enums_stay(schema: dict[str, Any]) -> None:
    document = {"components": {"schemas": {"Colour": schema}}}

    assert for_clients(document) == document


def test_x_accept_is_an_argument_with_a_default() -> None:
    document = _document(parameters=[_parameter()])

    of_root = _read({**document, "x-accept": "a/root"})["parameters"]
    of_operation = _read({**_document(**{"x-accept": "a/own"}), "x-accept": "a/root"})["parameters"]

    assert of_root[0]["name"] == "names"
    assert [(one["name"], one["in"], one["schema"]["default"]) for one in (of_root[1], of_operation[0])] == [
        ("Accept", "header", "a/root"),
        ("Accept", "header", "a/own"),
    ]


def test_accepted_has_the_operations_that_ask_for_something() -> None:
    assert accepted(_document()) == {}
    assert accepted({**_document(), "x-accept": "a/root"}) == {"read": "a/root"}
    assert accepted({**_document(**{"x-accept": "a/own"}), "x-accept": "a/root"}) == {"read": "a/own"}


@pytest.mark.parametrize(("level", "is_open"), [("undocumented", True), ("inferred", None), (None, None)])
def test_an_answer_that_is_not_documented_is_marked(level: str | None, is_open: bool | None) -> None:
    answer = {"description": "Done."} | ({"x-evidence": {"level": level}} if level else {})
    document = _document(responses={"2XX": {"$ref": "#/components/responses/Anything"}, "404": answer})
    document["components"]["responses"] = {"Anything": answer}

    changed = for_clients(document)

    assert changed["components"]["responses"]["Anything"].get("x-open") is is_open
    assert _read(document)["responses"]["404"].get("x-open") is is_open
    assert _read(document)["responses"]["2XX"] == {"$ref": "#/components/responses/Anything"}


def test_only_the_clients_get_the_changed_document() -> None:
    document = {**_document(parameters=[_parameter(explode=False)]), "x-accept": "a/root"}

    assert len(for_generators(document, CLIENTS)["paths"]["/a"]["get"]["parameters"]) == 2
    assert for_generators(document, SDKS)["paths"]["/a"]["get"]["parameters"] == [_parameter(explode=False)]


def test_the_given_document_is_not_changed() -> None:
    document = _document(parameters=[_parameter(explode=False)])

    for_clients(document)

    assert document == _document(parameters=[_parameter(explode=False)])

from __future__ import annotations

from typing import Any

import pytest

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
    ("parameter", "separator"),
    [
        (_parameter(explode=False), "commas"),
        (_parameter(explode=False, schema={"$ref": "#/components/schemas/Names"}), "commas"),
        (_parameter(explode=False, schema={"anyOf": [_LIST, {"type": "null"}]}), "commas"),
        (_parameter(explode=False, style="spaceDelimited"), "spaces"),
        (_parameter(explode=False, style="pipeDelimited"), "vertical bars"),
        (_parameter("header"), "commas"),
        (_parameter("path", required=True), "commas"),
    ],
)
def test_a_list_with_separators_is_a_text_that_says_so(parameter: dict[str, Any], separator: str) -> None:
    [changed] = _read(_document(parameters=[parameter]))["parameters"]

    about = f"Their names. One text, with {separator} between the items."
    same = {key: value for key, value in parameter.items() if key in ("name", "in", "required")}
    assert changed == {**same, "description": about, "schema": {"type": "string", "description": about}}


def test_the_example_of_a_list_with_separators_is_joined() -> None:
    examples = {"two": {"value": ["a", "b"]}}

    [changed] = _read(_document(parameters=[_parameter(explode=False, examples=examples)]))["parameters"]

    assert changed["schema"]["example"] == "a,b"
    assert "examples" not in changed


@pytest.mark.parametrize(
    "parameter",
    [
        _parameter(),
        _parameter(explode=True, style="form"),
        _parameter(explode=False, schema={"type": "string"}),
        _parameter("path", schema={"type": "integer"}),
    ],
)
def test_what_the_generator_writes_correctly_stays(parameter: dict[str, Any]) -> None:
    document = _document(parameters=[parameter])

    assert for_clients(document) == document


def test_shared_parameters_are_changed_where_they_stand() -> None:
    document = _document(parameters=[{"$ref": "#/components/parameters/Names"}])
    document["components"]["parameters"] = {"Names": _parameter(explode=False)}

    changed = for_clients(document)

    assert changed["components"]["parameters"]["Names"]["schema"]["type"] == "string"
    assert changed["paths"] == document["paths"]


@pytest.mark.parametrize(
    "parameter",
    [
        _parameter(style="deepObject", schema={"$ref": "#/components/schemas/Thing"}),
        _parameter(explode=False, schema={"type": "object"}),
        _parameter("path", style="matrix"),
    ],
)
def test_a_parameter_that_has_no_other_description_is_refused(parameter: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="the client cannot write a parameter in style") as caught:
        for_clients(_document(parameters=[parameter]))

    assert caught.value.where == "/paths/~1a/get/parameters/0"


def _body(form: dict[str, Any], *others: str) -> dict[str, Any]:
    others_content = {name: {"schema": {"$ref": "#/components/schemas/Thing"}} for name in others}
    return _document(requestBody={"content": {**others_content, _FORM: form}})


_NESTED = [
    {"schema": {"properties": {"thing": {"$ref": "#/components/schemas/Thing"}}}},
    {"schema": {"properties": {"a": {}}}, "encoding": {"a": {"style": "deepObject", "explode": True}}},
    {"schema": {"properties": {"a": _LIST}}, "encoding": {"a": {"explode": False}}},
]


@pytest.mark.parametrize("form", _NESTED)
def test_a_form_with_objects_is_left_out_where_another_type_is_offered(form: dict[str, Any]) -> None:
    content = _read(_body(form, "application/json"))["requestBody"]["content"]

    assert list(content) == ["application/json"]


@pytest.mark.parametrize("form", _NESTED)
def test_a_form_with_objects_that_is_the_only_body_is_refused(form: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="the client cannot write a form with objects in it"):
        for_clients(_body(form))


@pytest.mark.parametrize("schema", [{"properties": {"a": {"type": "integer"}, "b": _LIST}}, {}])
def test_a_flat_form_stays(schema: dict[str, Any]) -> None:
    document = _body({"schema": schema}, "application/json")

    assert for_clients(document) == document


def test_the_schema_of_a_form_goes_with_it_unless_it_is_used_elsewhere() -> None:
    nested = {"properties": {"a": {"$ref": "#/components/schemas/Thing"}}}
    document = _body({"schema": {"$ref": "#/components/schemas/Form"}}, "application/json")
    document["components"]["schemas"]["Form"] = nested
    shared = _body({"schema": {"$ref": "#/components/schemas/Form"}}, "application/json")
    shared["components"]["schemas"] |= {"Form": nested, "Other": {"$ref": "#/components/schemas/Form"}}

    assert sorted(for_clients(document)["components"]["schemas"]) == ["Names", "Thing"]
    assert sorted(for_clients(shared)["components"]["schemas"]) == ["Form", "Names", "Other", "Thing"]


def test_x_accept_is_an_argument_with_a_default() -> None:
    document = _document(parameters=[_parameter()])

    of_root = _read({**document, "x-accept": "a/root"})["parameters"]
    of_operation = _read({**_document(**{"x-accept": "a/own"}), "x-accept": "a/root"})["parameters"]

    assert of_root[0] == _parameter()
    assert [(one["name"], one["in"], one["schema"]["default"]) for one in (of_root[1], of_operation[0])] == [
        ("Accept", "header", "a/root"),
        ("Accept", "header", "a/own"),
    ]


def test_accepted_has_the_operations_that_ask_for_something() -> None:
    assert accepted(_document()) == {}
    assert accepted({**_document(), "x-accept": "a/root"}) == {"read": "a/root"}
    assert accepted({**_document(**{"x-accept": "a/own"}), "x-accept": "a/root"}) == {"read": "a/own"}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({}, [{"Key": []}]),
        ({"security": [{"Other": ["read"]}]}, [{"Other": ["read"]}]),
        ({"security": []}, []),
        ({"security": [{"Key": []}, {}]}, []),
    ],
    ids=["of the root", "its own", "none", "optional"],
)
def test_the_security_of_the_root_stands_on_each_operation_that_it_applies_to(operation: Any, expected: Any) -> None:
    document = {**_document(**operation), "security": [{"Key": []}]}

    assert _read(document)["security"] == expected


def test_without_security_an_operation_has_none() -> None:
    assert "security" not in _read(_document())


def test_only_the_clients_get_the_changed_document() -> None:
    document = {**_document(parameters=[_parameter(explode=False)]), "x-accept": "a/root"}

    assert len(for_generators(document, CLIENTS)["paths"]["/a"]["get"]["parameters"]) == 2
    assert for_generators(document, SDKS)["paths"]["/a"]["get"]["parameters"] == [_parameter(explode=False)]


def test_the_given_document_is_not_changed() -> None:
    document = _document(parameters=[_parameter(explode=False)])

    for_clients(document)

    assert document == _document(parameters=[_parameter(explode=False)])

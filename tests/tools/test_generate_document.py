from __future__ import annotations

from typing import Any

import pytest

from stream_specs.generate.document import for_generators
from stream_specs.generate.plan import CLIENTS, SDKS


def _document(operation: dict[str, Any], **components: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": {"/a": {"get": operation}}, "components": components}


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_extensions_links_and_body_examples_are_left_out(kind: str) -> None:
    body = {"schema": {"type": "string", "x-evidence": {}}, "example": "a", "examples": {"a": {"value": "a"}}}
    operation = {
        "operationId": "read",
        "x-effect": "read",
        "responses": {"200": {"description": "Done.", "content": {"text/plain": body}, "links": {"next": {}}}},
    }

    stripped = for_generators(_document(operation, links={"next": {}}, examples={"a": {"value": "a"}}), kind)

    response = {"description": "Done.", "content": {"text/plain": {"schema": {"type": "string"}}}}
    assert stripped == _document({"operationId": "read", "responses": {"200": response}})


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_names_that_look_like_keywords_stay(kind: str) -> None:
    schema = {"type": "object", "properties": {"links": {"type": "string"}, "x-name": {"type": "integer"}}}

    stripped = for_generators(_document({}, schemas={"x-schema": schema}), kind)

    assert stripped["components"]["schemas"] == {"x-schema": schema}


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_data_is_not_searched_and_examples_of_schemas_and_parameters_stay(kind: str) -> None:
    schema = {"examples": [{"x-in-data": 1, "links": []}], "enum": [{"links": 1}]}
    parameter = {"name": "limit", "in": "query", "example": 3, "schema": {"type": "integer"}}

    stripped = for_generators(_document({"parameters": [parameter]}, schemas={"A": schema}), kind)

    assert stripped["components"]["schemas"] == {"A": schema}
    assert stripped["paths"]["/a"]["get"]["parameters"][0]["example"] == 3


def test_what_the_templates_of_clients_read_stays_for_them_alone() -> None:
    scheme = {"type": "apiKey", "in": "header", "name": "A", "x-prefix": "B ", "x-sdk-name": "c", "x-evidence": {}}
    document = _document({"requestBody": {"content": {}}}, securitySchemes={"Key": scheme})

    clients, sdks = (for_generators(document, kind) for kind in (CLIENTS, SDKS))

    assert clients["components"]["securitySchemes"]["Key"].keys() == scheme.keys() - {"x-evidence"}
    assert clients["paths"]["/a"]["get"]["requestBody"]["x-optional"] is True
    assert "x-" not in str(sdks)


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_the_given_document_is_not_changed(kind: str) -> None:
    document = _document({"x-effect": "read"})

    for_generators(document, kind)

    assert document == _document({"x-effect": "read"})


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_options_operations_are_left_out_and_a_schema_may_have_a_property_of_that_name(kind: str) -> None:
    schema = {"type": "object", "properties": {"options": {"type": "string"}}}
    document = _document({"operationId": "read"}, schemas={"A": schema})
    document["paths"]["/a"]["options"] = {"operationId": "readOptions"}

    assert for_generators(document, kind) == _document({"operationId": "read"}, schemas={"A": schema})


_PHONE_OR_EMAIL = [{"required": ["phone"]}, {"required": ["email"]}]
_BOTH = {"phone": {"type": "string"}, "email": {"type": "string"}}


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
@pytest.mark.parametrize("key", ["anyOf", "oneOf"])
def test_a_choice_of_required_properties_is_left_out(key: str, kind: str) -> None:
    schema = {"type": "object", "properties": _BOTH, key: _PHONE_OR_EMAIL}

    stripped = for_generators(_document({}, schemas={"A": schema}), kind)

    assert stripped == _document({}, schemas={"A": {"type": "object", "properties": _BOTH}})


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(
            {"properties": _BOTH, "anyOf": [*_PHONE_OR_EMAIL, {"type": "string"}]}, id="one branch has a type"
        ),
        pytest.param({"properties": {"anyOf": _BOTH["phone"]}}, id="a property of that name"),
        pytest.param({"anyOf": _PHONE_OR_EMAIL}, id="nothing else says what it is"),
    ],
)
def test_a_choice_that_says_more_stays(schema: dict[str, Any], kind: str) -> None:
    document = _document({}, schemas={"A": schema})

    assert for_generators(document, kind) == document

from __future__ import annotations

from typing import Any

from stream_specs.generate.document import for_generators


def _document(operation: dict[str, Any], **components: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": {"/a": {"get": operation}}, "components": components}


def test_extensions_links_and_body_examples_are_left_out() -> None:
    body = {"schema": {"type": "string", "x-evidence": {}}, "example": "a", "examples": {"a": {"value": "a"}}}
    operation = {
        "operationId": "read",
        "x-effect": "read",
        "responses": {"200": {"description": "Done.", "content": {"text/plain": body}, "links": {"next": {}}}},
    }

    stripped = for_generators(_document(operation, links={"next": {}}, examples={"a": {"value": "a"}}))

    response = {"description": "Done.", "content": {"text/plain": {"schema": {"type": "string"}}}}
    assert stripped == _document({"operationId": "read", "responses": {"200": response}})


def test_names_that_look_like_keywords_stay() -> None:
    schema = {"type": "object", "properties": {"links": {"type": "string"}, "x-name": {"type": "integer"}}}

    stripped = for_generators(_document({}, schemas={"x-schema": schema}))

    assert stripped["components"]["schemas"] == {"x-schema": schema}


def test_data_is_not_searched_and_examples_of_schemas_and_parameters_stay() -> None:
    schema = {"examples": [{"x-in-data": 1, "links": []}], "default": {"x-in-data": 1}, "enum": [{"links": 1}]}
    parameter = {"name": "limit", "in": "query", "example": 3, "schema": {"type": "integer"}}

    stripped = for_generators(_document({"parameters": [parameter]}, schemas={"A": schema}))

    assert stripped == _document({"parameters": [parameter]}, schemas={"A": schema})


def test_the_given_document_is_not_changed() -> None:
    document = _document({"x-effect": "read"})

    for_generators(document)

    assert document == _document({"x-effect": "read"})

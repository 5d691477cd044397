"""What the Schema Objects of an OpenAPI 3.0 document mean, as JSON Schema 2020-12, for tests alone.

From the specification (3.0.3): beside `$ref` nothing counts (4.7.23); `nullable: true` adds null to the type that
stands in the same object, and is nothing without one (4.7.24); bounds are exclusive by flags, as in Wright-00.
All else means the same in both. That no other keyword stands there is for openapi-spec-validator to say.
"""

from __future__ import annotations

from typing import Any

from stream_specs import structure
from stream_specs.structure import Kind, Node


def as_json_schema(document: dict[str, Any]) -> dict[str, Any]:
    """The document with all its schemas as JSON Schema."""
    result: dict[str, Any] = _changed(structure.document(document))
    return result


def _changed(node: Node) -> Any:
    if node.kind is Kind.SCHEMA and node.is_ref:
        return {"$ref": node.value["$ref"]}
    built = structure.rebuild(node, _changed)
    return _schema(built) if node.kind is Kind.SCHEMA and isinstance(built, dict) else built


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    result = {key: value for key, value in schema.items() if key not in ("nullable", "example")}
    if schema.get("nullable") is True and "type" in schema:
        result["type"] = [schema["type"], "null"]
    for bound in ("Minimum", "Maximum"):
        if result.pop(f"exclusive{bound}", False):
            result[f"exclusive{bound}"] = result.pop(bound.lower())
    return result

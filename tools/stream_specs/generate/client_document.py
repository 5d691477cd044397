"""What openapi-python-client 0.29.1 would lose of a document, written so that it does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from stream_specs import pointers, structure
from stream_specs.errors import UserError
from stream_specs.structure import Kind, Node

_FORM = "application/x-www-form-urlencoded"
_HINT = "describe it in another way, or teach stream_specs.generate.templates"

Object = Mapping[str, Any]

# Keys of ours that `for_clients` leaves for stream_specs.generate.templates.facts.
FOR_FACTS = frozenset(("x-open", "x-optional", "x-prefix", "x-sdk-name", "x-username"))


def for_clients(document: Object) -> dict[str, Any]:
    """The document for the generator of `clients`.

    - Every request body is required; `x-optional: true` stands in one that is not. Of media types with one and the same
      schema, the first is left, because the class of a body decides which is sent.
    - An enum with null is an enum or null, which makes one class of it and not three.
    - A parameter's description and example stand in its schema, where docstrings come from, and so does the word
      "Deprecated". A default is only described: it is what the server takes when nothing is sent, and the generator
      would send it.
    - `x-open: true` stands in an answer that is not documented: its body is taken as it comes.
    - `x-accept` of the root or the operation is a header parameter with a default, so that it can be overridden.

    Raises UserError for a parameter or form that the client cannot write.
    """
    changed: dict[str, Any] = _changed(document, structure.document(document))
    return changed


def accepted(document: Object) -> dict[str, str]:
    """The value of `Accept` by operation id, where the operation or the root has `x-accept`."""
    operations = (node.map for node in structure.walk(structure.document(document)) if node.kind is Kind.OPERATION)
    values = {str(one.get("operationId")): one.get("x-accept", document.get("x-accept")) for one in operations}
    return {name: value for name, value in values.items() if value}


def media_types(document: Object, operation: Node) -> list[str]:
    """The media types of an operation's answers, in the order of the document."""
    answers = (resolved(document, one) for one in operation.map.get("responses", {}).values())
    return list(dict.fromkeys(name for answer in answers for name in answer.get("content", {})))


def is_open(answer: Object) -> bool:
    """Whether nothing is documented about an answer but that there is one."""
    return structure.mapping(answer.get("x-evidence")).get("level") == "undocumented"


def resolved(document: Object, value: Any) -> Object:
    """The mapping that a chain of references leads to; an empty one for anything else."""
    found = structure.mapping(value)
    while "$ref" in found:
        found = structure.mapping(pointers.resolve(document, found["$ref"].removeprefix("#")))
    return found


def _changed(document: Object, node: Node) -> Any:
    rebuilt = structure.rebuild(node, partial(_changed, document))
    if not isinstance(rebuilt, dict) or node.is_ref:
        return rebuilt
    if node.kind is Kind.PARAMETER:
        return _parameter(document, node, rebuilt)
    if node.kind is Kind.REQUEST_BODY:
        return _request_body(document, node, rebuilt)
    if node.kind is Kind.RESPONSE and is_open(rebuilt):
        return {**rebuilt, "x-open": True}
    if node.kind is Kind.OPERATION:
        return _accepting(rebuilt, rebuilt.get("x-accept", document.get("x-accept")))
    if node.kind is Kind.SCHEMA:
        return _schema(node, rebuilt)
    return rebuilt


def _parameter(document: Object, node: Node, parameter: dict[str, Any]) -> dict[str, Any]:
    where, schema = parameter["in"], parameter.get("schema", {})
    style = parameter.get("style", "simple")
    is_object = _is("object", document, schema)
    if where == "cookie" or (where != "query" and (is_object or style != "simple")):
        raise UserError(f"the client cannot write this parameter in the {where}", where=node.pointer, hint=_HINT)
    if "$ref" in schema:
        return parameter
    examples = [parameter.get("example"), *(item.get("value") for item in parameter.get("examples", {}).values())]
    example = next((one for one in examples if isinstance(one, str | int | float)), None)
    about = f"{_description(parameter)} {schema.get('description', '')}".strip()
    more = {**({"description": about} if about else {}), **({"example": example} if example is not None else {})}
    return {**parameter, "schema": {**schema, **more}}


def _description(described: Object) -> str:
    deprecated = "Deprecated." if described.get("deprecated") is True else ""
    default = f"Default: `{json.dumps(described['default'])}`." if described.get("default") is not None else ""
    return " ".join(part for part in (deprecated, described.get("description"), default) if part)


def _request_body(document: Object, node: Node, body: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, media in body["content"].items():
        if name == _FORM:
            _check_form(document, node, media)
        if media.get("schema") not in [other.get("schema") for other in content.values()]:
            content[name] = media
    optional = {} if body.get("required") is True else {"x-optional": True}
    return {**body, "content": content, "required": True, **optional}


def _check_form(document: Object, node: Node, form: Object) -> None:
    """Raises UserError for an object in a form without `deepObject`: OpenAPI makes JSON of it."""
    encodings = form.get("encoding", {})
    for name, schema in resolved(document, form.get("schema", {})).get("properties", {}).items():
        if _is("object", document, schema) and encodings.get(name, {}).get("style") != "deepObject":
            raise UserError(f"the client cannot write the object `{name}` in a form", where=node.pointer, hint=_HINT)


def _accepting(operation: dict[str, Any], value: str | None) -> dict[str, Any]:
    if value is None:
        return operation
    schema = {"type": "string", "default": value, "description": "What to ask for in the header `Accept`."}
    return {
        **operation,
        "parameters": [*operation.get("parameters", []), {"name": "Accept", "in": "header", "schema": schema}],
    }


def _schema(node: Node, schema: dict[str, Any]) -> dict[str, Any]:
    about = _description(schema)
    schema = {key: value for key, value in schema.items() if key != "default"} | (
        {"description": about} if about else {}
    )
    values, kinds = schema.get("enum", []), structure.sequence(schema.get("type"))
    if None not in values or len(values) == 1:
        return schema
    kept = {key: value for key, value in schema.items() if key in ("description", "example")}
    one = {"title": _name(node), "enum": [value for value in values if value is not None]}
    kind = {"type": next(kind for kind in kinds if kind != "null")} if kinds else {}
    return {**kept, "anyOf": [{**kind, **one}, {"type": "null"}]}


def _name(schema: Node) -> str:
    """What the generator would call a class of this schema, without the class that it stands in."""
    if schema.role in ("properties", "schemas") or schema.parent is None:
        return schema.name
    if schema.parent.kind is Kind.PARAMETER:
        return str(schema.parent.map["name"])
    return _name(schema.parent) + ("_item" if schema.role == "items" else "")


def _is(kind: str, document: Object, schema: Any) -> bool:
    """Whether a schema allows values of a type, as far as its own words and those of its parts say."""
    schema = resolved(document, schema)
    parts = [part for key in ("allOf", "anyOf", "oneOf") for part in structure.sequence(schema.get(key))]
    said = schema.get("type")
    return said == kind or kind in structure.sequence(said) or any(_is(kind, document, part) for part in parts)

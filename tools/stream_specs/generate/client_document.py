"""What openapi-python-client 0.29.1 ignores in a document, described in a way that it does not ignore.

It reads neither `style` nor `explode` (templates/endpoint_macros.py.jinja, macros query_params and body_to_kwarg): a
list goes out as a repeated parameter, whatever the document says, and an object in a form as the text of a dict. Of
the security of operations it reads only what stands on the operation itself (parser/openapi.py, requires_security).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from stream_specs import pointers, structure
from stream_specs.errors import UserError
from stream_specs.structure import Kind, Node

_FORM = "application/x-www-form-urlencoded"
_DEFAULT_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_SPOKEN = {",": "commas", " ": "spaces", "|": "vertical bars"}
_HINT = "describe it in another way, or teach stream_specs.generate.client_document"

Object = Mapping[str, Any]


def for_clients(document: Object) -> dict[str, Any]:
    """The document with every place changed that the generator would get wrong without a word.

    - A list with separators is a text. Its description says which separator to write.
    - A form with objects, or with lists that have separators, is left out where another media type is offered, and
      with it the schema that nothing else uses.
    - The security of the root stands on each operation that it applies to, so that the function asks for credentials.
    - `x-accept` of the root or the operation is a header parameter with a default, so that it can be overridden.

    Raises UserError for a parameter or form that can be described in none of these ways.
    """
    changed: dict[str, Any] = _changed(document, structure.document(document))
    for name in _form_schemas(document) - set(_references(changed)):
        pointer = name.removeprefix("#")
        pointers.resolve(changed, pointers.parent(pointer)).pop(pointers.split(pointer)[-1])
    return changed


def accepted(document: Object) -> dict[str, str]:
    """The value of `Accept` by operation id, where the operation or the root has `x-accept`."""
    operations = (node.map for node in structure.walk(structure.document(document)) if node.kind is Kind.OPERATION)
    values = {str(one.get("operationId")): one.get("x-accept", document.get("x-accept")) for one in operations}
    return {name: value for name, value in values.items() if value}


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
        return _writable(document, node, rebuilt)
    if node.kind is Kind.REQUEST_BODY:
        return {**rebuilt, "content": _writable_content(document, node)}
    if node.kind is Kind.OPERATION:
        secured = _secured(rebuilt, rebuilt.get("security", document.get("security")))
        return _accepting(secured, rebuilt.get("x-accept", document.get("x-accept")))
    return rebuilt


def _writable(document: Object, node: Node, parameter: dict[str, Any]) -> dict[str, Any]:
    style = str(parameter.get("style", _DEFAULT_STYLE.get(parameter["in"], "form")))
    explode = parameter.get("explode", style == "form")
    schema = parameter.get("schema", {})
    is_list, is_object = _is("array", document, schema), _is("object", document, schema)
    if not (is_list or is_object) or (parameter["in"], style, explode) == ("query", "form", True):
        return parameter
    if is_object or style not in _SEPARATORS:
        raise UserError(f"the client cannot write a parameter in style `{style}`", where=node.pointer, hint=_HINT)
    return _joined(parameter, _SEPARATORS[style])


def _joined(parameter: dict[str, Any], separator: str) -> dict[str, Any]:
    """The parameter as one text with separators in it."""
    about = f"{parameter.get('description', '')} One text, with {_SPOKEN[separator]} between the items.".strip()
    examples = [parameter.get("example"), *(item.get("value") for item in parameter.get("examples", {}).values())]
    texts = [separator.join(map(str, example)) for example in examples if isinstance(example, list)]
    kept: dict[str, Any] = {key: value for key, value in parameter.items() if key in ("name", "in", "required")}
    # `example` of the schema is what the generator shows in docstrings.
    schema = {"type": "string", "description": about, **({"example": texts[0]} if texts else {})}
    return {**kept, "description": about, "schema": schema}


def _writable_content(document: Object, node: Node) -> dict[str, Any]:
    content: dict[str, Any] = node.map["content"]
    if _FORM not in content or not _is_nested(document, content[_FORM]):
        return content
    rest = {name: media for name, media in content.items() if name != _FORM}
    if not rest:
        raise UserError("the client cannot write a form with objects in it", where=node.pointer, hint=_HINT)
    return rest


def _is_nested(document: Object, form: Object) -> bool:
    """Whether a form needs more than names and values, each name once for each item of a list."""
    encodings = form.get("encoding", {}).values()
    if any(one.get("style", "form") != "form" or one.get("explode") is False for one in encodings):
        return True
    schemas = resolved(document, form.get("schema", {})).get("properties", {}).values()
    return any(_is("object", document, schema) for schema in schemas)


def _secured(operation: dict[str, Any], alternatives: list[Object] | None) -> dict[str, Any]:
    """The operation with its security on it; with none where credentials may be left out."""
    return operation if alternatives is None else {**operation, "security": [] if {} in alternatives else alternatives}


def _accepting(operation: dict[str, Any], value: str | None) -> dict[str, Any]:
    if value is None:
        return operation
    schema = {"type": "string", "default": value, "description": "What to ask for in the header `Accept`."}
    return {
        **operation,
        "parameters": [*operation.get("parameters", []), {"name": "Accept", "in": "header", "schema": schema}],
    }


def _is(kind: str, document: Object, schema: Any) -> bool:
    """Whether a schema allows values of a type, as far as its own words and those of its parts say."""
    schema = resolved(document, schema)
    parts = [part for key in ("allOf", "anyOf", "oneOf") for part in structure.sequence(schema.get(key))]
    said = schema.get("type")
    return said == kind or kind in structure.sequence(said) or any(_is(kind, document, part) for part in parts)


def _form_schemas(document: Object) -> set[str]:
    """The components that forms refer to."""
    found = (node for node in structure.walk(structure.document(document)) if node.kind is Kind.MEDIA_TYPE)
    return {node.map["schema"]["$ref"] for node in found if node.name == _FORM and "$ref" in node.map.get("schema", {})}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _references(item)

"""Style of schemas and parameters: what generators and other tools understand (specs/README.md)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from stream_specs import pointers
from stream_specs.lint.context import Context, is_json, sequence
from stream_specs.problems import Problem
from stream_specs.schemas import telling, worded
from stream_specs.structure import Kind, Node

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONDITIONS = ("if", "then", "else", "not")
_MAY_BE_BOOLEAN = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")
_NULL = {"type": "null"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# JSON Schema 2020-12 (Core and Validation) and OpenAPI 3.1.1, section 4.8.24; without what would change where
# references lead ($id, $anchor, $defs and their like) and without `nullable`, which has a check of its own.
_KEYWORDS = (
    "$ref", "$comment", "prefixItems", "items", "contains", "additionalProperties", "properties",
    "patternProperties", "dependentSchemas", "propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf",
    "not", "unevaluatedItems", "unevaluatedProperties", "type", "const", "enum", "multipleOf", "maximum",
    "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems",
    "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required",
    "dependentRequired", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples",
    "format", "contentEncoding", "contentMediaType", "contentSchema", "discriminator", "xml", "externalDocs",
    "example", "nullable",
)  # fmt: skip


def usable_schemas(context: Context) -> Iterator[Problem]:
    """Each schema is one of JSON Schema 2020-12, and can be compiled."""
    found = False
    dialect = jsonschema_rs.Draft202012Validator({"$ref": _DIALECT}, validate_formats=True)
    roots = [node for node in context.nodes if node.kind is Kind.SCHEMA and not _inside_schema(node)]
    for node in roots:
        for error in dialect.iter_errors(node.value):
            found = True
            pointer = pointers.join(node.pointer, *error.instance_path)
            yield context.problem(pointer, "schema", worded(telling(error)), "see JSON Schema 2020-12")
    for node in () if found else roots:
        reason = context.schemas.unusable(node.pointer)
        if reason:
            yield context.problem(node.pointer, "schema", reason)


def keywords(context: Context) -> Iterator[Problem]:
    """A schema has no key that means nothing: a misspelt keyword would allow what it was to forbid."""
    for node in context.nodes:
        for key in node.map if node.kind is Kind.SCHEMA else ():
            if key not in _KEYWORDS and not key.startswith("x-"):
                near = difflib.get_close_matches(key, _KEYWORDS, n=1)
                hint = f"did you mean `{near[0]}`?" if near else "remove it"
                pointer = pointers.join(node.pointer, key)
                yield context.problem(pointer, "schema-keyword", f"`{key}` says nothing in {_place(node)}", hint)


def required_properties(context: Context) -> Iterator[Problem]:
    """What a schema requires it also describes, itself or in what it is composed of."""
    for node in context.nodes:
        if node.kind is not Kind.SCHEMA or _inside_schema(node):
            continue
        known = context.schemas.properties(node.value)
        for i, name in enumerate(sequence(node.map.get("required"))):
            if isinstance(name, str) and name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else "describe it under `properties`"
                pointer = pointers.join(node.pointer, "required", i)
                message = f"{_place(node)} requires `{name}`, which is not among its properties"
                yield context.problem(pointer, "required-property", message, hint)


def media_schemas(context: Context) -> Iterator[Problem]:
    """JSON and form bodies have a schema: without one nothing about them can be checked."""
    for node in context.of(Kind.MEDIA_TYPE):
        if "schema" not in node.map and (is_json(node.name) or node.name in _FORMS):
            hint = "schema: {$ref: ../../schemas/X.yaml}"
            yield context.problem(node.pointer, "media-schema", f"`{node.name}` has no schema", hint)


def _inside_schema(node: Node) -> bool:
    return node.parent is not None and node.parent.kind is Kind.SCHEMA


def named_objects(context: Context) -> Iterator[Problem]:
    """An object with properties is a component, so that generated code has a name for it.

    A condition on another schema is none: generated code knows the schema that it stands in.
    """
    for node in context.of(Kind.SCHEMA):
        if "properties" in node.map and node.role not in ("schemas", *_CONDITIONS):
            hint = "give it a file in schemas/ and refer to it"
            yield context.problem(node.pointer, "inline-object", f"{_place(node)} is an inline object schema", hint)


def boolean_schemas(context: Context) -> Iterator[Problem]:
    """`true` and `false` are schemas that many generators do not read."""
    for node in context.of(Kind.SCHEMA):
        if isinstance(node.value, bool) and node.role not in _MAY_BE_BOOLEAN:
            hint = "a schema with a description and no type takes every value"
            yield context.problem(node.pointer, "boolean-schema", f"{_place(node)} is a boolean schema", hint)


def enums(context: Context) -> Iterator[Problem]:
    """The values of an enum are of one type, so that generated code can make an enumeration of it."""
    for node in context.of(Kind.SCHEMA):
        types = sorted({_type(value) for value in sequence(node.map.get("enum"))})
        if len(types) > 1:
            pointer = pointers.join(node.pointer, "enum")
            message = f"the enum of {_place(node)} mixes {' and '.join(types)}"
            hint = "null goes into anyOf: [{$ref: ...}, {type: 'null'}]" if "null" in types else "use one type"
            yield context.problem(pointer, "mixed-enum", message, hint)


def nullable_references(context: Context) -> Iterator[Problem]:
    """A reference that may be null has one spelling: anyOf, the reference first, null second."""
    for node in context.nodes:
        if node.kind is not Kind.SCHEMA:
            continue
        if "nullable" in node.map:
            hint = "OpenAPI 3.1: type: [string, 'null']"
            yield context.problem(node.pointer, "nullable", f"{_place(node)} uses `nullable`", hint)
        elif node.is_ref and "null" in sequence(node.map.get("type")):
            yield _nullable(context, node, "a reference with a type beside it")
        for key in ("oneOf", "anyOf"):
            parts = sequence(node.map.get(key))
            has_reference = any(isinstance(part, dict) and "$ref" in part for part in parts)
            if has_reference and _NULL in parts and (key == "oneOf" or parts[-1] != _NULL):
                yield _nullable(context, node, f"{key} of {len(parts)} schemas, null at {parts.index(_NULL) + 1}")


def _nullable(context: Context, node: Node, found: str) -> Problem:
    message = f"{_place(node)} may be null: {found}"
    return context.problem(node.pointer, "nullable", message, "anyOf: [{$ref: X.yaml}, {type: 'null'}]")


def parameter_styles(context: Context) -> Iterator[Problem]:
    """Arrays and objects as parameters say how they are written: defaults differ by place (section 4.8.12.2)."""
    for node in context.of(Kind.PARAMETER):
        schema = next(iter(context.held(node, "schema")), None)
        if schema is None or not _is_collection(schema.map.get("type")):
            continue
        missing = [key for key in ("style", "explode") if key not in node.map]
        if missing:
            message = f"parameter `{node.map.get('name')}` takes a list or object without {' and '.join(missing)}"
            yield context.problem(node.pointer, "parameter-style", message, "style: form, explode: false")


def _is_collection(kind: Any) -> bool:
    return any(name in ("array", "object") for name in (kind if isinstance(kind, list) else [kind]))


def uploads(context: Context) -> Iterator[Problem]:
    """Binary content says what it is; `format: binary` alone means nothing in 3.1 (section 4.8.14.2)."""
    for node in context.of(Kind.SCHEMA):
        if node.map.get("format") == "binary" and "contentMediaType" not in node.map:
            message = f"{_place(node)} is binary without contentMediaType"
            yield context.problem(node.pointer, "upload", message, "contentMediaType: image/png")


def _place(node: Node) -> str:
    """How messages call a schema: the nearest name above it."""
    if node.role in ("schemas", "properties"):
        return f"`{node.name}`"
    named = node
    while named.parent is not None and named.parent.kind is Kind.SCHEMA and named.role not in ("properties",):
        named = named.parent
    return f"`{node.role}` of `{named.name}`"


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return names[type(value)]


CHECKS = (
    usable_schemas,
    keywords,
    required_properties,
    media_schemas,
    named_objects,
    boolean_schemas,
    enums,
    nullable_references,
    parameter_styles,
    uploads,
)

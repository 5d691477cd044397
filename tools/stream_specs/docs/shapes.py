"""Schemas as a reader sees them: the type in words, the limits, and a row for each property."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

Object = Mapping[str, Any]

_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
    ("minProperties", "maxProperties", " properties"),
)
_PLAIN = {
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "contentMediaType": "media type {}",
}
_FLAGS = {
    "readOnly": "only in answers",
    "writeOnly": "only in requests",
    "uniqueItems": "no item twice",
    "deprecated": "deprecated",
    "x-secret": "secret",
}
# What the type, the rows, the text and the notes show; all other keys are printed as they are.
_SHOWN_ELSEWHERE = frozenset(
    (
        *("$ref", "type", "format", "items", "properties", "required", "anyOf", "oneOf", "allOf", "description"),
        *("title", "enum", "const", "default", "pattern", "example", "examples", "additionalProperties"),
        *("x-evidence", "x-decision", "x-sdk-name"),
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """A property. required: in this object. value: its schema."""

    name: str
    required: bool
    value: Object


def rows(schema: Object) -> tuple[Row, ...]:
    """The properties that a schema, or an inline part of its `allOf`, lists; not those of schemas that it refers to."""
    found: dict[str, Object] = {}
    required: set[str] = set()
    for part in _own_parts(schema):
        found |= part.get("properties", {})
        required |= set(part.get("required", ()))
    return tuple(Row(name, name in required, value) for name, value in found.items())


def type_of(schema: Any, address: str) -> Markup:
    """The type in words; names of schemas are links. address: that of a schema, with `{}` for its name."""
    from markupsafe import Markup, escape

    if not isinstance(schema, dict) or not schema:
        return escape("any value")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="{}">{}</a>').format(address.replace("{}", name), name)
    for key, word in (("anyOf", " or "), ("oneOf", " or "), ("allOf", " and ")):
        parts = [one for one in schema.get(key, ()) if set(one) - {"required"}]
        if parts:
            return Markup(word).join(dict.fromkeys(type_of(one, address) for one in parts))  # noqa: S704
    return _plain_type(schema, address)


def limits(schema: Object) -> tuple[str, ...]:
    """What the schema asks beyond its type, each as a few words; code stands between backticks."""
    return tuple(_limits(schema))


def inner_limits(schema: Object) -> tuple[str, ...]:
    """Likewise of the items of a list."""
    items = schema.get("items")
    return tuple(f"each {one}" for one in _limits(items)) if isinstance(items, dict) and "$ref" not in items else ()


def references(schema: Any) -> Iterator[str]:
    """The names of the schemas that a value of OpenAPI refers to directly."""
    if isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str) and target.startswith("#/components/schemas/"):
            yield target.rpartition("/")[2]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from references(item)


def _own_parts(schema: Object) -> Iterator[Object]:
    for part in schema.get("allOf", ()):
        if "$ref" not in part:
            yield from _own_parts(part)
    yield schema


def _plain_type(schema: Object, address: str) -> Markup:
    from markupsafe import Markup, escape

    kinds = schema.get("type", "object" if "properties" in schema else "any value")
    names = [_named(kind, schema, address) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    if "const" in schema and "type" not in schema:
        return escape("a constant")
    return Markup(" or ").join(names)


def _named(kind: str, schema: Object, address: str) -> Markup:
    from markupsafe import Markup, escape

    if kind == "array":
        return Markup("list of {}").format(type_of(schema.get("items"), address))
    more = schema.get("additionalProperties")
    if kind == "object" and isinstance(more, dict) and not schema.get("properties"):
        return Markup("map to {}").format(type_of(more, address))
    if kind != "null" and "format" in schema:
        return escape(f"{kind} ({schema['format']})")
    return escape(kind)


def _limits(schema: Object) -> Iterator[str]:
    for low, high, unit in _RANGES:
        if low in schema or high in schema:
            yield _range(schema.get(low), schema.get(high)) + unit
    yield from (words.format(schema[key]) for key, words in _PLAIN.items() if key in schema)
    if "enum" in schema:
        yield "one of " + ", ".join(f"`{_json(value)}`" for value in schema["enum"])
    if "const" in schema:
        yield f"always `{_json(schema['const'])}`"
    if "pattern" in schema:
        yield f"pattern `{schema['pattern']}`"
    if "default" in schema:
        yield f"default `{_json(schema['default'])}`"
    if schema.get("additionalProperties") is False:
        yield "no other properties"
    yield from (words for key, words in _FLAGS.items() if schema.get(key) is True)
    yield from (f"{key} `{_json(schema[key])}`" for key in schema if _is_odd(key))


def _is_odd(key: str) -> bool:
    known = {name for low, high, _ in _RANGES for name in (low, high)}
    return key not in known and key not in _SHOWN_ELSEWHERE and key not in _PLAIN and key not in _FLAGS


def _range(low: Any, high: Any) -> str:
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return f"exactly {low}" if low == high else f"{low} to {high}"


def _json(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)

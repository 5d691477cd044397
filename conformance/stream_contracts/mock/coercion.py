"""Text that came in a path, a query, a header or a form, turned into what its schema expects.

A text that does not read as the expected type stays text, so that validation refuses it and names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stream_contracts.documents import Document

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,400})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_LITERALS: Mapping[str, Mapping[str, Any]] = {
    "boolean": {"true": True, "false": False},
    "null": {"null": None, "": None},
}


class Coercion:
    """Reads text by the types that one schema allows. properties, items: those of an object and an array."""

    def __init__(self, document: Document, schema: Mapping[str, Any], depth: int = 0) -> None:
        parts = list(_parts(document, schema))
        self.types = frozenset(name for part in parts for name in _types(part))
        self._literals = {text: value for name in self.types for text, value in _LITERALS.get(name, {}).items()}
        if "string" in self.types:
            self._literals.pop("", None)
        self.properties: dict[str, Coercion] = {}
        self.items: Coercion | None = None
        if depth < 8:  # a form is flat; this only ends schemas that contain themselves
            for part in parts:
                for name, inner in part.get("properties", {}).items():
                    self.properties[name] = Coercion(document, inner, depth + 1)
                if isinstance(part.get("items"), Mapping):
                    self.items = Coercion(document, part["items"], depth + 1)

    def apply(self, value: Any) -> Any:
        """The value with every text in it read by its schema."""
        if isinstance(value, str):
            return self.scalar(value)
        if isinstance(value, list):
            return [self.items.apply(item) if self.items else item for item in value]
        if isinstance(value, dict):
            return {name: self._property(name, inner) for name, inner in value.items()}
        return value

    def scalar(self, text: str) -> Any:
        """One text. A schema that allows strings keeps it, unless it reads as another allowed type."""
        if "integer" in self.types and _INTEGER.fullmatch(text):
            return int(text)
        if "number" in self.types and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
            return float(text)
        return self._literals.get(text, text)

    def _property(self, name: str, value: Any) -> Any:
        inner = self.properties.get(name)
        if inner is None:
            return value
        if "array" in inner.types and isinstance(value, str):
            value = [value]
        return inner.apply(value)


def _parts(document: Document, schema: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """A schema and all that it combines."""
    schema = document.resolve(schema) if isinstance(schema, Mapping) else {}
    yield schema
    for keyword in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(keyword, ()) if depth < 8 else ():
            yield from _parts(document, inner, depth + 1)


def _types(schema: Mapping[str, Any]) -> Sequence[str]:
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return [_type_of(value) for value in values]


def _type_of(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", type(None): "null", list: "array", dict: "object"}
    return names.get(type(value), "string")

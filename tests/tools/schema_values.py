"""Values for a schema, right ones and nearly right ones, the same for the same seed; hypothesis is slower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from stream_specs import pointers

_ODD = (None, True, False, 0, -1, 7, 1.5, 10**9, "", "x", "1", "shopify", "2026-01-02T03:04:05Z", "a@b.example", [], {})
_NOISE = 0.08  # how often a value is replaced, a required property left out, another one added
_DEEPEST = 4


class Values:
    """A source of values for the schemas of a document."""

    def __init__(self, document: Mapping[str, Any], seed: int) -> None:
        self._document = document
        self._random = Random(seed)

    def of(self, schema: Any, examples: list[Any], count: int) -> Iterator[Any]:
        """So many values: every other one is an example with changes, where there is an example."""
        for number in range(count):
            if examples and number % 2:
                yield self._mutated(self._random.choice(examples))
            else:
                yield self._made(schema, 0)

    def _mutated(self, value: Any) -> Any:
        """The value with one place inside it changed; only what leads there is copied."""
        if not value or not isinstance(value, dict | list) or self._random.random() < 0.2:
            return self._near(value)
        if isinstance(value, list):
            index = self._random.randrange(len(value))
            return [*value[:index], self._mutated(value[index]), *value[index + 1 :]]
        name = self._random.choice(list(value))
        if self._random.random() < 0.2:
            return {key: kept for key, kept in value.items() if key != name}
        return {**value, name: self._mutated(value[name])}

    def _near(self, value: Any) -> Any:
        """A neighbour of a value, or something else altogether."""
        if isinstance(value, bool):
            return not value
        if isinstance(value, str) and self._random.random() < 0.5:
            return self._random.choice((value + "x", value[:-1], value * 40, None))
        if isinstance(value, int | float) and self._random.random() < 0.5:
            return self._random.choice((value + 1, value - 1, -value, str(value), None))
        if isinstance(value, list) and value and self._random.random() < 0.5:
            return value * 2
        return self._random.choice(_ODD)

    def _made(self, schema: Any, depth: int) -> Any:
        if not isinstance(schema, dict) or self._random.random() < _NOISE:
            return self._random.choice(_ODD)
        if "$ref" in schema:
            return self._made(pointers.resolve(self._document, schema["$ref"].removeprefix("#")), depth)
        own = self._of_type(schema, depth)
        for part in self._parts(schema):
            value = self._made(part, depth)
            own = {**own, **value} if isinstance(own, dict) and isinstance(value, dict) else value
        return own

    def _parts(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        """The schemas beside `schema` that the value should fit."""
        yield from schema.get("allOf", ())
        for key in ("anyOf", "oneOf"):
            chosen = self._random.choice(schema[key]) if key in schema else {}
            if set(chosen) - {"required", "description"}:
                yield chosen

    def _of_type(self, schema: Mapping[str, Any], depth: int) -> Any:
        if "const" in schema or "enum" in schema:
            value = self._random.choice(schema.get("enum", [schema.get("const")]))
            return self._near(value) if self._random.random() < _NOISE else value
        if schema.get("examples") and self._random.random() < 0.5:
            return self._random.choice(schema["examples"])
        kinds = schema.get("type", "object" if "properties" in schema else "null")
        kind = self._random.choice(kinds) if isinstance(kinds, list) else kinds
        make = {"object": self._object, "array": self._array, "string": self._string, "null": lambda *_: None}
        return make.get(kind, self._number)(schema, depth)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        value = {
            name: self._made(inner, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if self._random.random() < self._share(name in schema.get("required", ()), depth)
        }
        if self._random.random() < _NOISE or "properties" not in schema:
            value["other"] = self._random.choice(_ODD)
        return value

    def _share(self, required: bool, depth: int) -> float:
        """How often a property is there."""
        if required:
            return 1 - _NOISE / 4
        return 0.5 if depth < _DEEPEST else 0

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        lengths = {0, 1, 2, schema.get("minItems", 1), schema.get("maxItems", 1) + 1}
        length = 0 if depth >= _DEEPEST else self._random.choice(sorted(lengths))
        return [self._made(schema.get("items", {}), depth + 1) for _ in range(length)]

    def _string(self, schema: Mapping[str, Any], _depth: int) -> str:
        least, most = schema.get("minLength", 3), schema.get("maxLength", 5)
        if "pattern" in schema or "format" in schema:
            formed = {"date-time": "2026-01-02T03:04:05Z", "email": "a@b.example", "uri": "https://a.example/b"}
            return self._random.choice((formed.get(schema.get("format", ""), "2026-01-02"), "x", "12", "ab12"))
        return "x" * max(0, self._random.choice((least - 1, least, most, most + 1)))

    def _number(self, schema: Mapping[str, Any], _depth: int) -> Any:
        if schema.get("type") == "boolean":
            return self._random.random() < 0.5
        edges = [schema[key] for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") if key in schema]
        return self._random.choice([3, *(edge + step for edge in edges for step in (-1, 0, 1))])

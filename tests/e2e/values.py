"""Valid values of schemas: their scalars are those of hypothesis, which of them stand where is drawn from a seed.

Hypothesis alone makes objects of forty properties too slowly for each operation of each API. So it makes pools of texts
and numbers once, and here they are put together; the validator of the document judges each value that is made.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stream_contracts.documents import Document

_POOL = 50
_TRIES = 200
_MOST_ITEMS = 3
# What has a meaning in URLs, forms, JSON or headers.
_TELLING = (
    "a/b",
    "%2F",
    "../x",
    "a,b",
    "[x]",
    "a b+c",
    "?q=1&r#f",
    '"\\',
    "é日😀",
    "line\r\nline",
    "\0",
    "true",
    "5",
    "null",
)


def collected(strategy: st.SearchStrategy[Any]) -> list[Any]:
    """Examples of a strategy, the same in every run."""
    found: list[Any] = []

    @settings(
        max_examples=_POOL,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def note(value: Any) -> None:
        found.append(value)

    note()
    return found


@functools.cache
def _texts() -> list[str]:
    return [*_TELLING, *collected(st.text(max_size=30))]


@functools.cache
def _matching(pattern: str) -> list[str]:
    return collected(st.from_regex(re.compile(pattern, re.ASCII)))


@functools.cache
def _formatted(name: str) -> list[str]:
    moments = st.datetimes(timezones=st.just(UTC))
    strategies: dict[str, st.SearchStrategy[str]] = {
        "date-time": moments.map(lambda moment: moment.isoformat().replace("+00:00", "Z")),
        "date": st.dates().map(lambda date: date.isoformat()),
        "email": st.from_regex(r"\A[a-z0-9+._-]*[a-z0-9]@example\.(com|org)\Z"),
        "uri": st.from_regex(
            r"\Ahttps?://[a-z0-9]{1,9}\.example(/[a-z0-9%]{0}[a-z0-9._~,;=-]{1,9}){0,3}(\?[a-z]=[0-9]{1,3})?\Z"
        ),
    }
    return collected(strategies[name]) if name in strategies else _texts()


@functools.cache
def _integers(low: int, high: int) -> list[int]:
    return collected(st.integers(low, high))


@functools.cache
def _floats(low: float | None, high: float | None) -> list[float]:
    return collected(st.floats(low, high, allow_nan=False, allow_infinity=False))


class Values:
    """Draws values of the schemas of one document."""

    def __init__(self, document: Document, seed: int) -> None:
        self._document = document
        self._random = random.Random(seed)

    def valid(self, pointer: str, schema: Mapping[str, Any], fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """A value that the validator of the schema at a pointer takes. Raises ValueError when none is found."""
        validator = self._document.validator(pointer)
        for _ in range(_TRIES):
            value = self._of(schema)
            if fits(value) and validator.is_valid(value):
                return value
        raise ValueError(f"no value for {pointer}")

    def chance(self, share: float) -> bool:
        """True in this share of all draws."""
        return self._random.random() < share

    def _of(self, schema: Mapping[str, Any]) -> Any:
        schema = self._document.resolve(schema)
        for key in ("anyOf", "oneOf"):
            branches = [one for one in schema.get(key, ()) if set(one) != {"required"}]
            if branches:
                return self._of(self._random.choice(branches))
        if "allOf" in schema:
            return self._merged(schema)
        if "enum" in schema or "const" in schema:
            return self._random.choice(schema.get("enum", [schema.get("const")]))
        kinds = schema.get("type", "object" if "properties" in schema else ["null", "string", "integer", "boolean"])
        kind = self._random.choice(kinds) if isinstance(kinds, list) else kinds
        return self._makers[kind](self, schema)

    def _merged(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        merged: dict[str, Any] = {}
        for part in (*schema["allOf"], rest):
            value = self._of(part) if set(self._document.resolve(part)) & {"properties", "allOf"} else {}
            merged |= value
        return merged

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        required = schema.get("required", ())
        made = {
            name: self._of(inner)
            for name, inner in schema.get("properties", {}).items()
            if name in required or self.chance(0.6)
        }
        more = schema.get("additionalProperties")
        if isinstance(more, Mapping):
            made |= {f"key {number}": self._of(more) for number in range(self._random.randint(0, 2))}
        return made

    def _array(self, schema: Mapping[str, Any]) -> list[Any]:
        least = schema.get("minItems", 0)
        count = self._random.randint(least, min(schema.get("maxItems", least + _MOST_ITEMS), least + _MOST_ITEMS))
        return [self._of(schema.get("items", {})) for _ in range(count)]

    def _string(self, schema: Mapping[str, Any]) -> str:
        if "pattern" in schema:
            return str(self._random.choice(_matching(schema["pattern"])))
        text: str = self._random.choice(_formatted(schema["format"]) if "format" in schema else _texts())
        padded: str = text + "x" * (schema.get("minLength", 0) - len(text))
        return padded[: schema.get("maxLength")]

    def _integer(self, schema: Mapping[str, Any]) -> int:
        low = schema.get("minimum", -(2**31))
        return self._random.choice(_integers(low, schema.get("maximum", max(low, 0) + 2**31 - 1)))

    def _number(self, schema: Mapping[str, Any]) -> float:
        return self._random.choice(_floats(schema.get("minimum"), schema.get("maximum")))

    def _boolean(self, _: Mapping[str, Any]) -> bool:
        return self.chance(0.5)

    def _null(self, _: Mapping[str, Any]) -> None:
        return None

    _makers: Mapping[str, Callable[[Values, Mapping[str, Any]], Any]] = {
        "object": _object,
        "array": _array,
        "string": _string,
        "integer": _integer,
        "number": _number,
        "boolean": _boolean,
        "null": _null,
    }

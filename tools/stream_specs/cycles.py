"""References that lead back to themselves without going down into the value: no value could ever be checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stream_specs import pointers
from stream_specs.origins import Origins
from stream_specs.problems import Problem

_SAME_VALUE_LISTS = ("allOf", "anyOf", "oneOf")
_SAME_VALUE = ("not", "if", "then", "else")


def cycles(document: Mapping[str, Any], origins: Origins) -> Iterator[Problem]:
    """Each component that is, for one and the same value, defined by itself."""
    edges = {
        f"#/components/{section}/{name}": sorted(_same_value(component))
        for section, components in document.get("components", {}).items()
        if isinstance(components, dict)
        for name, component in components.items()
    }
    for start in edges:
        if _reaches(start, edges):
            file, line = origins.at(start.removeprefix("#"))
            name = pointers.split(start)[-1]
            hint = "a reference below `properties` or `items` may lead back"
            yield Problem(file, line, "ref-cycle", f"`{name}` is defined by itself", hint)


def _same_value(schema: Any) -> Iterator[str]:
    """The references that apply to the same value as `schema` (JSON Schema 2020-12, section 10.2)."""
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("$ref"), str):
        yield schema["$ref"]
    for key in _SAME_VALUE_LISTS:
        for part in schema[key] if isinstance(schema.get(key), list) else ():
            yield from _same_value(part)
    for key in _SAME_VALUE:
        yield from _same_value(schema.get(key))


def _reaches(start: str, edges: Mapping[str, list[str]]) -> bool:
    """Whether following the edges from `start` leads back to it."""
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        place = waiting.pop()
        if place == start:
            return True
        if place not in seen:
            seen.add(place)
            waiting.extend(edges.get(place, ()))
    return False

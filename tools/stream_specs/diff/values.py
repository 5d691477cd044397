"""Which values a schema takes: types, enumerations, formats and patterns, and the default among them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stream_specs.diff.changes import Finding
from stream_specs.diff.shapes import Shape
from stream_specs.diff.walk import Walk, presence, where


def types(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """More, fewer or other types. Null is a matter of its own."""
    if a.types == b.types or (a.union and b.union):
        return
    if b.types is None or (a.types is not None and a.types < b.types):
        kind = "type-widened"
    elif a.types is None or b.types < a.types:
        kind = "type-narrowed"
    else:
        kind = "type-changed"
    place = b.at("type") if b.site.present else a.at("type")
    yield walk.found(place.pointer, kind, _names(a), _names(b))


def _names(shape: Shape) -> Any:
    if shape.types is None:
        return None
    names = sorted(shape.types - ({"integer"} if "number" in shape.types else set()))
    return names[0] if len(names) == 1 else names


def values(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """Enumerations; one value in `const` is an enumeration of one, unless both sides have `const`."""
    old, new = a.values, b.values
    if old == new:
        return
    if "enum" not in a.map and "enum" not in b.map:
        yield from presence(walk, a.at("const"), b.at("const"), "const")
        return
    key = "enum" if "enum" in b.map else "const" if "const" in b.map else "enum"
    pointer = where(a.at(key), b.at(key))
    gone, come = _without(old, new), _without(new, old)
    if new is not None and (old is None or gone):
        yield walk.found(pointer, "enum-narrowed", gone or None, None if old else new)
    if old is not None and (new is None or come):
        yield walk.found(pointer, "enum-widened", None if new else old, come or None)


def _without(one: list[Any] | None, other: list[Any] | None) -> list[Any]:
    """What only the one lists, by its JSON text: 1 and true are equal in Python, but not here."""
    known = {json.dumps(value, sort_keys=True) for value in other or ()}
    return [value for value in one or () if json.dumps(value, sort_keys=True) not in known]


def kinds_of_text(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """Formats and patterns. Whether one pattern allows what another does is not computed."""
    yield from presence(walk, a.at("format"), b.at("format"), "format")
    yield from presence(walk, a.at("pattern"), b.at("pattern"), "pattern")


def default(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """The default: in requests it says what happens without the value."""
    yield from presence(walk, a.at("default"), b.at("default"), "default")

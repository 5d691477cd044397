"""Properties of objects: which there are, which must be there, and what else is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream_specs.diff.changes import Finding
from stream_specs.diff.places import Place
from stream_specs.diff.severity import Direction
from stream_specs.diff.shapes import Shape, shape
from stream_specs.diff.walk import Walk, where
from stream_specs.structure import sequence

_OTHERS = ("additionalProperties", "unevaluatedProperties")
_HIDDEN = {Direction.REQUEST: "readOnly", Direction.RESPONSE: "writeOnly"}  # JSON Schema validation, section 9.4


@dataclass(frozen=True, slots=True)
class _Property:
    """A property of an object. known: whether the schema names it at all. hidden: not part of this direction."""

    place: Place
    known: bool
    required: bool
    hidden: bool


def objects(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """The findings of all properties by name, then of what other properties there may be."""
    for name in sorted({*_names(a), *_names(b)}):
        yield from _property(name, _of(a, name, walk), _of(b, name, walk), walk)
    for key in _OTHERS:
        yield from _others(a.at(key), b.at(key), walk)


def _names(whole: Shape) -> set[str]:
    return {
        *whole.at("properties").map,
        *(name for name in sequence(whole.map.get("required")) if isinstance(name, str)),
    }


def _of(whole: Shape, name: str, walk: Walk) -> _Property:
    place = whole.at("properties").at(name)
    required = name in sequence(whole.map.get("required"))
    hidden = place.present and shape(place).map.get(_HIDDEN.get(walk.direction, "")) is True
    return _Property(place, place.present or required, required, hidden)


def _property(name: str, old: _Property, new: _Property, walk: Walk) -> Iterator[Finding]:
    if old.hidden and new.hidden:
        return
    pointer = where(old.place, new.place)
    if old.known != new.known:
        verb = "added" if new.known else "removed"
        shown = new if new.known else old
        how = "required" if shown.required and not shown.hidden else "optional"
        yield walk.found(pointer, f"property-{verb}-{how}", name if old.known else None, name if new.known else None)
        return
    if old.required != new.required and not (old.hidden or new.hidden):
        kind = "property-required" if new.required else "property-optional"
        yield walk.found(pointer, kind, old.required, new.required)
    yield from walk.schemas(old.place, new.place)


def _others(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    before, after = _openness(old), _openness(new)
    if before == after == "schema":
        yield from walk.schemas(old, new)
    elif before != after:
        kind = {
            "closed": "additional-properties-closed",
            "open": "additional-properties-freed" if before == "schema" else "additional-properties-opened",
            "schema": "additional-properties-opened" if before == "closed" else "additional-properties-restricted",
        }[after]
        yield walk.found(where(old, new), kind, before, after)


def _openness(place: Place) -> str:
    """Whether properties without a name in the schema are refused, taken as they are, or have a schema."""
    if place.value is False:
        return "closed"
    return "schema" if place.map else "open"

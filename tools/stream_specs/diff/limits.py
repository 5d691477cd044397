"""Bounds of numbers, texts, lists and objects."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from stream_specs.diff.changes import Finding
from stream_specs.diff.places import Place
from stream_specs.diff.shapes import Shape
from stream_specs.diff.walk import Walk, switched, where

_LOWEST = {"minimum": "minimum", "exclusiveMinimum": "exclusive-minimum"}
_COUNTED = {"minLength": "min-length", "minItems": "min-items", "minProperties": "min-properties"}
_GREATEST = {
    "maximum": "maximum",
    "exclusiveMaximum": "exclusive-maximum",
    "maxLength": "max-length",
    "maxItems": "max-items",
    "maxProperties": "max-properties",
}


def limits(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """Each bound that was moved, set or taken away."""
    for keyword, name in {**_LOWEST, **_COUNTED}.items():
        absent = 0.0 if keyword in _COUNTED else -float("inf")
        yield from _moved(a.at(keyword), b.at(keyword), walk, name, absent)
    for keyword, name in _GREATEST.items():
        yield from _moved(a.at(keyword), b.at(keyword), walk, name, float("inf"))
    yield from switched(walk, a.at("uniqueItems"), b.at("uniqueItems"), "unique-items-added", "unique-items-removed")
    yield from _multiples(a.at("multipleOf"), b.at("multipleOf"), walk)


def _moved(old: Place, new: Place, walk: Walk, name: str, absent: float) -> Iterator[Finding]:
    before, after = (place.value if _is_number(place) else absent for place in (old, new))
    if before != after:
        yield walk.found(where(old, new), f"{name}-{'raised' if after > before else 'lowered'}", old.value, new.value)


def _multiples(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    if old.value == new.value:
        return
    kind = "multiple-of-changed"
    if not _is_number(old) or _divides(old, new):
        kind = "multiple-of-narrowed"
    elif not _is_number(new) or _divides(new, old):
        kind = "multiple-of-widened"
    yield walk.found(where(old, new), kind, old.value, new.value)


def _divides(one: Place, other: Place) -> bool:
    """Whether each multiple of the other number is one of this number; decimals are taken as they are written."""
    if not _is_number(one) or not _is_number(other) or not one.value:
        return False
    return (Fraction(str(other.value)) / Fraction(str(one.value))).denominator == 1


def _is_number(place: Place) -> bool:
    return isinstance(place.value, int | float) and not isinstance(place.value, bool)

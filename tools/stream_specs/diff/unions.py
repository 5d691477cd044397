"""Schemas made of others: the forms of `anyOf` and `oneOf`, and the parts of `allOf`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from stream_specs.diff.changes import Finding
from stream_specs.diff.places import Place
from stream_specs.diff.shapes import UNIONS, Shape, expanded, is_null, shape
from stream_specs.diff.walk import Walk, where

_Pairs = list[tuple[Place, Place]]
_Sign = Callable[[Place], str]


def parts(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """The parts of `allOf`. One part left over on each side is compared; otherwise they are new and gone."""
    pairs, gone, come = _matched(_parts(a), _parts(b)) if is_split(a, b) else _matched(*_all_of(a, b))
    if len(gone) == len(come) == 1:
        pairs, gone, come = [*pairs, (gone[0], come[0])], [], []
    yield from _compared(pairs, gone, come, walk, "part")


def unions(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """The forms of unions. A schema that is no union is one of a single form when the other side is one."""
    if a.union and b.union:
        if a.union != b.union:
            kind = "union-inclusive" if b.union == "anyOf" else "union-exclusive"
            yield walk.found(b.at(b.union).pointer, kind, a.union, b.union)
        yield from _compared(*_matched(_members(a, a.union), _members(b, b.union)), walk, "branch")
    elif is_mixed(a, b):
        yield from _compared(*_matched(_forms(a), _forms(b)), walk, "branch")
    else:
        for key in UNIONS:
            yield from _same_keyword(a, b, key, walk)


def is_split(a: Shape, b: Shape) -> bool:
    """Whether one side is nothing but parts, and the other has none: it is compared as a single part."""
    return any(
        set(one.constraints) == {"allOf"} and other.constraints and "allOf" not in other.map
        for one, other in ((a, b), (b, a))
    )


def _all_of(a: Shape, b: Shape) -> tuple[list[Place], list[Place]]:
    return _members(a, "allOf"), _members(b, "allOf")


def _parts(whole: Shape) -> list[Place]:
    return _members(whole, "allOf") if "allOf" in whole.map else [whole.place]


def is_mixed(a: Shape, b: Shape) -> bool:
    """Whether one side is a union, and the other a single form."""
    return any(one.union and other.constraints and not _has_union(other) for one, other in ((a, b), (b, a)))


def _same_keyword(a: Shape, b: Shape, key: str, walk: Walk) -> Iterator[Finding]:
    if key in a.map and key in b.map:
        yield from _compared(*_matched(_members(a, key), _members(b, key)), walk, "branch")
    elif key in a.map or key in b.map:
        kind = "union-added" if key in b.map else "union-removed"
        yield walk.found(where(a.at(key), b.at(key)), kind, _labels(a, key), _labels(b, key))


def _has_union(whole: Shape) -> bool:
    return any(key in whole.map for key in UNIONS)


def _members(whole: Shape, key: str) -> list[Place]:
    """The schemas of a list, as they are written; null is left out, being a matter of its own."""
    below = whole.at(key)
    count = len(below.value) if isinstance(below.value, list) else 0
    return [below.at(i) for i in range(count) if key == "allOf" or not is_null(below.child(i))]


def _forms(whole: Shape) -> list[Place]:
    return _members(whole, whole.union) if whole.union else [whole.place]


def _labels(whole: Shape, key: str) -> Any:
    return [label(member) for member in _members(whole, key)] or None


def label(place: Place) -> Any:
    """How a form is shown: the name of its component, else its value."""
    reference = place.map.get("$ref")
    return reference.rpartition("/")[2] if isinstance(reference, str) else expanded(place)


def _compared(pairs: _Pairs, gone: Sequence[Place], come: Sequence[Place], walk: Walk, what: str) -> Iterator[Finding]:
    for old, new in pairs:
        yield from walk.schemas(old, new)
    for place in gone:
        yield walk.found(place.pointer, f"{what}-removed", label(place), None)
    for place in come:
        yield walk.found(place.pointer, f"{what}-added", None, label(place))


def _matched(old: list[Place], new: list[Place]) -> tuple[_Pairs, list[Place], list[Place]]:
    """Pairs of members that belong together, and what is left of both lists.

    Members belong together when they define the same component, else when they are equal, else when they alone on
    their side have these types.
    """
    pairs: _Pairs = []
    for sign in (_component, _text, _kind):
        found = _matching(old, new, sign, alone=sign is _kind)
        pairs += found
        old = [place for place in old if place not in [one for one, _ in found]]
        new = [place for place in new if place not in [other for _, other in found]]
    return pairs, old, new


def _matching(old: list[Place], new: list[Place], sign: _Sign, alone: bool) -> _Pairs:
    """The pairs of one sign, in order. alone: only where each side has one."""
    before, after = _by_sign(old, sign), _by_sign(new, sign)
    return [
        pair
        for key in before
        if key and key in after and not (alone and len(before[key]) + len(after[key]) > 2)
        for pair in zip(before[key], after[key], strict=False)
    ]


def _by_sign(places: list[Place], sign: _Sign) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(sign(place), []).append(place)
    return found


def _component(place: Place) -> str:
    pointer = shape(place).place.pointer
    return pointer if pointer.startswith("/components/") and pointer.count("/") == 3 else ""


def _text(place: Place) -> str:
    return json.dumps(expanded(place), sort_keys=True)


def _kind(place: Place) -> str:
    types = shape(place).types
    return ",".join(sorted(types)) if types else ""

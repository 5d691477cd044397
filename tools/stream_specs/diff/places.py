"""A value of a document and where it stands; references are followed here and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from stream_specs import pointers
from stream_specs.errors import UserError
from stream_specs.structure import mapping


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a document. pointer: its JSON pointer. present: false for what the document does not have."""

    document: Mapping[str, Any] = field(repr=False)
    pointer: str
    value: Any
    present: bool = True

    @property
    def map(self) -> Mapping[str, Any]:
        """The value when it is a mapping, else an empty one."""
        return mapping(self.value)

    def __contains__(self, key: str) -> bool:
        return key in self.map

    def at(self, key: str | int) -> Place:
        """The value below a key, not resolved; an absent one is None and not present."""
        pointer = pointers.join(self.pointer, key)
        if isinstance(self.value, list) and isinstance(key, int):
            return Place(self.document, pointer, self.value[key])
        return Place(self.document, pointer, self.map.get(str(key)), key in self.map)

    def child(self, key: str | int) -> Place:
        """The value below a key, with references followed."""
        return self.at(key).resolved()

    def children(self) -> Iterator[tuple[str, Place]]:
        """All values of a mapping but those of `x-` keys, by key, with references followed."""
        for key in self.map:
            if not key.startswith("x-"):
                yield key, self.child(key)

    def named(self) -> dict[str, Place]:
        """All values of a mapping by key, with references followed."""
        return {key: self.child(key) for key in self.map}

    def items(self) -> Iterator[Place]:
        """All values of a list, with references followed."""
        for index in range(len(self.value) if isinstance(self.value, list) else 0):
            yield self.child(index)

    def resolved(self) -> Place:
        """The value that a reference leads to, or the place itself.

        Raises UserError for a reference that leads nowhere, out of the document, or back to itself.
        """
        place, seen = self, [self.pointer]
        while isinstance(place.map.get("$ref"), str):
            place = place.followed()
            if place.pointer in seen:
                raise UserError(f"`#{place.pointer}` refers to itself", hint="`stream-specs validate` finds the place")
            seen.append(place.pointer)
        return place

    def followed(self) -> Place:
        """The value that the reference at this place leads to, which may be another reference. Raises UserError."""
        reference = self.map["$ref"]
        pointer = unquote(reference.removeprefix("#"))
        if not reference.startswith("#"):
            hint = "compare bundles: `stream-specs bundle` writes them"
            raise UserError(f"`{reference}` at `{self.pointer}` leaves the document", hint=hint)
        try:
            value = pointers.resolve(self.document, pointer)
        except (LookupError, TypeError):
            raise UserError(f"`{reference}` at `{self.pointer}` leads to no value") from None
        return Place(self.document, pointer, value)


def root(document: Mapping[str, Any]) -> Place:
    """The place of a whole document."""
    return Place(document, "", document)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal. In Python true is 1, here it is not."""
    return bool(one == other) and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def untouched(old: Place, new: Place) -> frozenset[str]:
    """The pointers of components that are equal in both documents, with all that they refer to."""
    before, after = _components(old), _components(new)
    equal = {pointer for pointer in before if pointer in after and same(before[pointer], after[pointer])}
    references = {pointer: set(_references(before[pointer])) for pointer in equal}
    while touched := {pointer for pointer in equal if not references[pointer] <= equal}:
        equal -= touched
    return frozenset(equal)


def _components(document: Place) -> dict[str, Any]:
    sections = document.at("components").map
    return {
        pointers.join("/components", section, name): value
        for section, held in sections.items()
        for name, value in mapping(held).items()
    }


def _references(value: Any) -> Iterator[str]:
    """Where the references below a value lead; in examples as well, which does no harm."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield unquote(value["$ref"].removeprefix("#"))
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _references(item)

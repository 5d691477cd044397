"""What every comparison carries along: the operation, the direction, and which pairs of schemas it has seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stream_specs.diff.changes import Finding
from stream_specs.diff.places import Place, same
from stream_specs.diff.severity import Direction

Compare = Callable[[Place, Place, "Walk"], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Walk:
    """The way through an operation, or through the document when operation is "".

    compare: for two schemas. untouched: pointers of components that are the same in both documents. seen: pairs of
    pointers, so that recursion ends.
    """

    operation: str
    direction: Direction
    compare: Compare
    untouched: frozenset[str]
    seen: set[tuple[str, str]] = field(default_factory=set)

    def through(self, operation: str) -> Walk:
        """The way through an operation, both directions at once."""
        return replace(self, operation=operation, direction=Direction.BOTH, seen=set())

    def turned(self, direction: Direction) -> Walk:
        """The same operation in another direction, where nothing was seen yet."""
        return replace(self, direction=direction, seen=set())

    def found(self, pointer: str, kind: str, before: Any, after: Any) -> Finding:
        """A finding on this way."""
        return Finding(pointer, kind, before, after, self.direction, self.operation)

    def schemas(self, old: Place, new: Place) -> Iterator[Finding]:
        """What differs between two schemas; an absent one allows everything."""
        if old.present or new.present:
            yield from self.compare(old, new, self)


def members(
    walk: Walk, old: Mapping[str, Place], new: Mapping[str, Place], what: str, compare: Compare
) -> Iterator[Finding]:
    """The findings of things with names: `<what>-added`, `<what>-removed`, or what `compare` says of a pair."""
    for name in sorted({*old, *new}):
        if name not in old:
            yield walk.found(new[name].pointer, f"{what}-added", None, name)
        elif name not in new:
            yield walk.found(old[name].pointer, f"{what}-removed", name, None)
        else:
            yield from compare(old[name], new[name], walk)


def where(old: Place, new: Place) -> str:
    """The pointer of a change: in the newer document, in the older one for what is gone."""
    return new.pointer if new.present else old.pointer


def changed(walk: Walk, old: Place, new: Place, kind: str) -> Iterator[Finding]:
    """A finding when two plain values differ."""
    if not same(old.value, new.value) or old.present != new.present:
        yield walk.found(where(old, new), kind, old.value, new.value)


def presence(walk: Walk, old: Place, new: Place, kind: str) -> Iterator[Finding]:
    """As `changed`, with the kinds `<kind>-added`, `<kind>-removed` and `<kind>-changed`."""
    verb = "changed" if old.present and new.present else "added" if new.present else "removed"
    yield from changed(walk, old, new, f"{kind}-{verb}")


def switched(walk: Walk, old: Place, new: Place, on: str, off: str) -> Iterator[Finding]:
    """A finding when a flag, false unless it is written, differs: of the kind `on` when it is true now, else `off`."""
    if bool(old.value) != bool(new.value):
        yield walk.found(where(old, new), on if new.value else off, bool(old.value), bool(new.value))

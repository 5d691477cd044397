"""What differs between two path items and their operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described
from stream_specs.diff.media import body, other_keys
from stream_specs.diff.parameters import parameters, parameters_of
from stream_specs.diff.places import Place
from stream_specs.diff.responses import responses
from stream_specs.diff.security import needed
from stream_specs.diff.servers import servers
from stream_specs.diff.severity import Direction
from stream_specs.diff.walk import Walk, changed
from stream_specs.structure import METHODS, sequence

_COMPARED = ("operationId", "tags", "parameters", "requestBody", "responses", "security", "servers")


@dataclass(frozen=True, slots=True)
class Path:
    """A path of a document. text: its template. item: what stands there."""

    text: str
    item: Place
    document: Place

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the path has operations for, in the order of METHODS."""
        return tuple(method for method in METHODS if method in self.item)

    def operation(self, method: str) -> Place:
        """The operation of a method."""
        return self.item.child(method)

    def name(self, method: str) -> str:
        """How an operation is called: its id, else method and path."""
        return str(self.operation(method).map.get("operationId") or f"{method.upper()} {self.text}")

    def security(self, method: str) -> Place:
        """The security requirements in force for an operation."""
        own = self.operation(method).at("security")
        return own if own.present else self.document.at("security")


def whole_path(path: Path, walk: Walk, kind: str) -> Iterator[Finding]:
    """A path that is new or gone: one change that names all its operations."""
    shown = (None, path.text) if kind == "path-added" else (path.text, None)
    for name in [path.name(method) for method in path.methods] or [""]:
        yield walk.through(name).found(path.item.pointer, kind, *shown)


def operations(old: Path, new: Path, walk: Walk) -> Iterator[Finding]:
    """The findings of a path that both documents have."""
    yield from described(old.item, new.item, walk)
    yield from servers(old.item, new.item, walk)
    yield from other_keys(old.item, new.item, walk, (*METHODS, "parameters", "servers", "$ref"))
    for method in sorted({*old.methods, *new.methods}):
        if method not in old.methods:
            added = walk.through(new.name(method))
            yield added.found(new.operation(method).pointer, "operation-added", None, added.operation)
        elif method not in new.methods:
            removed = walk.through(old.name(method))
            yield removed.found(old.operation(method).pointer, "operation-removed", removed.operation, None)
        else:
            yield from _operation(old, new, method, walk.through(new.name(method)))


def _operation(old: Path, new: Path, method: str, whole: Walk) -> Iterator[Finding]:
    before, after = old.operation(method), new.operation(method)
    sent = whole.turned(Direction.REQUEST)
    yield from described(before, after, whole)
    yield from changed(whole, before.at("operationId"), after.at("operationId"), "operation-id-changed")
    yield from _tags(before.at("tags"), after.at("tags"), whole)
    yield from servers(before, after, whole)
    yield from other_keys(before, after, whole, _COMPARED)
    yield from needed(old.security(method), new.security(method), sent)
    yield from parameters(parameters_of(old.text, old.item, before), parameters_of(new.text, new.item, after), sent)
    yield from body(before.child("requestBody"), after.child("requestBody"), sent)
    yield from responses(before.at("responses"), after.at("responses"), whole.turned(Direction.RESPONSE))


def _tags(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    before, after = sequence(old.value), sequence(new.value)
    pointer = (new if new.present else old).pointer
    if before[:1] != after[:1]:
        yield walk.found(pointer, "first-tag-changed", before[:1], after[:1])
    if before[1:] != after[1:]:
        yield walk.found(pointer, "tags-changed", before[1:], after[1:])

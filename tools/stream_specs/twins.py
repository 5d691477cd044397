"""OPTIONS operations that are written once and stand on many paths: `x-options-twins` (specs/EXTENSIONS.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs.references import BadReference
from stream_specs.structure import mapping

KEY = "x-options-twins"
FILE = "options.yaml"
_SUFFIX = "Options"
_PLACEHOLDER = "{operationId}"
_SHAPE = f"{KEY}: {{operation: paths/<tag>/{FILE}, of: {{<operationId>: [<tag>]}}}}"


@dataclass(frozen=True, slots=True)
class Twin:
    """An OPTIONS operation to make. of: the operation whose path it shares. tags: its own."""

    of: str
    tags: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its operationId."""
        return self.of + _SUFFIX


def declared(value: Any) -> tuple[str, tuple[Twin, ...]]:
    """The reference to the shared definition, and the twins. Raises BadReference for another shape."""
    reference, of = mapping(value).get("operation"), mapping(value).get("of")
    if not isinstance(reference, str) or not isinstance(of, dict) or len(mapping(value)) != 2:
        raise BadReference("twins", f"`{KEY}` is not an operation and a list of ids", _SHAPE)
    for name, tags in of.items():
        if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) for tag in tags):
            raise BadReference("twins", f"`{name}` has no list of tags", _SHAPE)
    return reference, tuple(Twin(name, tuple(tags)) for name, tags in of.items())


def item_of(twin: Twin, paths: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path that a twin belongs to, and its path item.

    Raises BadReference when no operation has the id, or when the path has OPTIONS already.
    """
    for path, item in paths.items():
        if twin.of in _ids(item):
            if "options" in item:
                raise BadReference("twins", f"`{path}` has OPTIONS already", "remove one of them")
            return path, item
    raise BadReference("twins", f"there is no operation `{twin.of}`", f"`{KEY}` names operations of this document")


def operation_of(twin: Twin, item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The operation in a path item that a twin belongs to."""
    return next(mapping(value) for value in item.values() if mapping(value).get("operationId") == twin.of)


def _ids(item: Any) -> Iterator[Any]:
    return (mapping(operation).get("operationId") for operation in mapping(item).values())


def named(value: Any, twin: Twin) -> Any:
    """A copy of the shared definition in which each `{operationId}` is the operation that the twin belongs to."""
    if isinstance(value, str):
        return value.replace(_PLACEHOLDER, twin.of)
    if isinstance(value, dict):
        return {key: named(item, twin) for key, item in value.items()}
    if isinstance(value, list):
        return [named(item, twin) for item in value]
    return value

"""Places in a body: which property a fault spoils, and how."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.documents import Document, pointer_tokens

Path = tuple[str | int, ...]


def path_of(pointer: str) -> Path:
    """The path that a JSON pointer (RFC 6901) means; a number is the place in a list."""
    return tuple(int(token) if token.isdecimal() else token for token in pointer_tokens(pointer))


def required_place(document: Document, schema: Mapping[str, Any]) -> Path:
    """The path of a required property of a value, as deep as required properties lead; () without one.

    On the way the first required property that holds an object or array is taken, at the end the last one.
    """
    schema = document.resolve(schema)
    if isinstance(schema.get("items"), Mapping):
        inner = required_place(document, schema["items"])
        return (0, *inner) if inner else ()
    required = [name for name in schema.get("required", ()) if name in schema.get("properties", {})]
    for name in required:
        inner = required_place(document, schema["properties"][name])
        if inner:
            return (name, *inner)
    return (required[-1],) if required else ()


def enum_place(document: Document, schema: Mapping[str, Any], depth: int = 0) -> Path:
    """The path of the first value that has an enumeration; () without one."""
    schema = document.resolve(schema)
    members = {0: schema["items"]} if isinstance(schema.get("items"), Mapping) else schema.get("properties", {})
    for name, member in members.items() if depth < 8 else ():
        if "enum" in document.resolve(member):
            return (name,)
        inner = enum_place(document, member, depth + 1)
        if inner:
            return (name, *inner)
    return ()


def at_place(content: Any, path: Path, change: Callable[[Any, str | int], None]) -> Any:
    """A copy of a body with `change(container, key)` made at a path; unchanged where the path leads nowhere."""
    content = copy.deepcopy(content)
    place = content
    try:
        for step in path[:-1]:
            place = place[step]
        place[path[-1]]
    except (LookupError, TypeError):
        return content
    change(place, path[-1])
    return content


def member(document: Document, schema: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The schema of the value at a path."""
    for step in path:
        schema = document.resolve(schema)
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
    return document.resolve(schema)

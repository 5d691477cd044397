"""Which kind of object stands where in an OpenAPI 3.1 document: the one place that knows.

Everything that is not listed here (examples, defaults, enums, extensions) is plain data and is never walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stream_specs import pointers

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Kind(StrEnum):
    """The objects of OpenAPI 3.1.1 (section 4.8) that a document of ours may hold."""

    DOCUMENT = "document"
    COMPONENTS = "components"
    TAG = "tag"
    PATH_ITEM = "path item"
    OPERATION = "operation"
    PARAMETER = "parameter"
    REQUEST_BODY = "request body"
    MEDIA_TYPE = "media type"
    ENCODING = "encoding"
    RESPONSE = "response"
    HEADER = "header"
    LINK = "link"
    EXAMPLE = "example"
    SCHEMA = "schema"
    SECURITY_SCHEME = "security scheme"


# Section of `components` by kind, in the order in which a bundle has them.
SECTIONS: Mapping[Kind, str] = {
    Kind.SECURITY_SCHEME: "securitySchemes",
    Kind.PARAMETER: "parameters",
    Kind.HEADER: "headers",
    Kind.REQUEST_BODY: "requestBodies",
    Kind.RESPONSE: "responses",
    Kind.EXAMPLE: "examples",
    Kind.LINK: "links",
    Kind.SCHEMA: "schemas",
}

_ONE, _LIST, _MAP = "one", "list", "map"
_Children = Mapping[str, tuple[str, Kind]]

_SCHEMA_KEYS = (
    *("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames"),
    *("contains", "not", "if", "then", "else", "contentSchema"),
)
_SCHEMA: _Children = {
    **dict.fromkeys(_SCHEMA_KEYS, (_ONE, Kind.SCHEMA)),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (_LIST, Kind.SCHEMA)),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), (_MAP, Kind.SCHEMA)),
}

_PARAMETER: _Children = {
    "schema": (_ONE, Kind.SCHEMA),
    "examples": (_MAP, Kind.EXAMPLE),
    "content": (_MAP, Kind.MEDIA_TYPE),
}

_CHILDREN: Mapping[Kind, _Children] = {
    Kind.DOCUMENT: {
        "tags": (_LIST, Kind.TAG),
        "paths": (_MAP, Kind.PATH_ITEM),
        "webhooks": (_MAP, Kind.PATH_ITEM),
        "components": (_ONE, Kind.COMPONENTS),
    },
    Kind.COMPONENTS: {section: (_MAP, kind) for kind, section in SECTIONS.items()},
    Kind.PATH_ITEM: {
        "parameters": (_LIST, Kind.PARAMETER),
        **dict.fromkeys(METHODS, (_ONE, Kind.OPERATION)),
    },
    Kind.OPERATION: {
        "parameters": (_LIST, Kind.PARAMETER),
        "requestBody": (_ONE, Kind.REQUEST_BODY),
        "responses": (_MAP, Kind.RESPONSE),
    },
    Kind.PARAMETER: _PARAMETER,
    Kind.HEADER: _PARAMETER,
    Kind.REQUEST_BODY: {"content": (_MAP, Kind.MEDIA_TYPE)},
    Kind.MEDIA_TYPE: {
        "schema": (_ONE, Kind.SCHEMA),
        "examples": (_MAP, Kind.EXAMPLE),
        "encoding": (_MAP, Kind.ENCODING),
    },
    Kind.ENCODING: {"headers": (_MAP, Kind.HEADER)},
    Kind.RESPONSE: {
        "headers": (_MAP, Kind.HEADER),
        "content": (_MAP, Kind.MEDIA_TYPE),
        "links": (_MAP, Kind.LINK),
    },
    Kind.SCHEMA: _SCHEMA,
}


@dataclass(frozen=True, slots=True)
class Node:
    """An object of the document: its kind, where it stands, and its value as it is written."""

    kind: Kind
    pointer: str
    value: Any

    @property
    def is_ref(self) -> bool:
        """True when the object is, or has, a reference."""
        return isinstance(self.value, dict) and isinstance(self.value.get("$ref"), str)


def children(node: Node) -> Iterator[Node]:
    """The objects directly below a node, in the order of the file."""
    if not isinstance(node.value, dict):
        return
    known = _CHILDREN.get(node.kind, {})
    for key, value in node.value.items():
        if key in known:
            yield from _placed(*known[key], pointers.join(node.pointer, key), value)


def _placed(shape: str, kind: Kind, pointer: str, value: Any) -> Iterator[Node]:
    if shape == _ONE:
        yield Node(kind, pointer, value)
    elif shape == _LIST and isinstance(value, list):
        yield from (Node(kind, f"{pointer}/{i}", item) for i, item in enumerate(value))
    elif shape == _MAP and isinstance(value, dict):
        yield from (Node(kind, pointers.join(pointer, key), item) for key, item in value.items())


def rebuild(node: Node, change: Callable[[Node], Any]) -> Any:
    """The value of a node with each direct child replaced by `change(child)`; plain data is kept as it is."""
    if not isinstance(node.value, dict):
        return node.value
    known = _CHILDREN.get(node.kind, {})
    return {
        key: _rebuilt(*known[key], pointers.join(node.pointer, key), value, change) if key in known else value
        for key, value in node.value.items()
    }


def _rebuilt(shape: str, kind: Kind, pointer: str, value: Any, change: Callable[[Node], Any]) -> Any:
    changed = [change(child) for child in _placed(shape, kind, pointer, value)]
    if shape == _ONE:
        return changed[0]
    if isinstance(value, list if shape == _LIST else dict):
        return changed if shape == _LIST else dict(zip(value, changed, strict=True))
    return value


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, parents first; references are not followed."""
    yield node
    for child in children(node):
        yield from walk(child)


def document(value: Any) -> Node:
    """The node of a whole document."""
    return Node(Kind.DOCUMENT, "", value)

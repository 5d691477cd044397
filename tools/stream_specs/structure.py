"""Which kind of object stands where in an OpenAPI 3.1 document: the one place that knows.

Everything that is not listed here (examples, defaults, enums, extensions) is plain data and is never walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from stream_specs import pointers

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Kind(StrEnum):
    """The objects of OpenAPI 3.1.1 (section 4.8) that a document of ours may hold."""

    DOCUMENT = "document"
    COMPONENTS = "components"
    INFO = "info"
    SERVER = "server"
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

# How children are held. In the maps `paths` and `responses` a key with x- is an extension, not a child.
_ONE, _LIST, _MAP, _PATTERNED = "one", "list", "map", "patterned"
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
        "info": (_ONE, Kind.INFO),
        "servers": (_LIST, Kind.SERVER),
        "tags": (_LIST, Kind.TAG),
        "paths": (_PATTERNED, Kind.PATH_ITEM),
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
        "responses": (_PATTERNED, Kind.RESPONSE),
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
    """An object of the document: its kind, where it stands, and its value as it is written.

    role: the key of its parent that holds it, for instance `properties`; "" at the top.
    """

    kind: Kind
    pointer: str
    value: Any
    role: str = ""
    parent: Node | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The last token of the pointer: a component's or property's name, a status, a media type."""
        return pointers.split(self.pointer)[-1] if self.pointer else ""

    @property
    def map(self) -> Mapping[str, Any]:
        """The value when it is a mapping, else an empty one."""
        return mapping(self.value)

    @property
    def is_ref(self) -> bool:
        """True when the object is, or has, a reference."""
        return isinstance(self.map.get("$ref"), str)


def mapping(value: Any) -> Mapping[str, Any]:
    """The value when it is a mapping, else an empty one: for documents that may be wrong."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """The value when it is a list, else an empty one: for documents that may be wrong."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value when it is a string, else an empty one: for documents that may be wrong."""
    return value if isinstance(value, str) else ""


def children(node: Node) -> Iterator[Node]:
    """The objects directly below a node, in the order of the file."""
    known = _CHILDREN.get(node.kind, {})
    for key, value in node.map.items():
        if key in known:
            shape, kind = known[key]
            base = pointers.join(node.pointer, key)
            for token, item in _members(shape, value):
                yield Node(kind, base if token is None else pointers.join(base, token), item, key, node)


def rebuild(node: Node, change: Callable[[Node], Any]) -> Any:
    """The value of a node with each direct child replaced by `change(child)`; plain data is kept as it is."""
    if not isinstance(node.value, dict):
        return node.value
    result = dict(node.value)
    for child in children(node):
        changed = change(child)
        if pointers.parent(child.pointer) == node.pointer:
            result[child.role] = changed
            continue
        if result[child.role] is node.value[child.role]:
            result[child.role] = node.value[child.role].copy()
        held = result[child.role]
        held[int(child.name) if isinstance(held, list) else child.name] = changed
    return result


def _members(shape: str, value: Any) -> Iterator[tuple[str | int | None, Any]]:
    if shape == _ONE:
        yield None, value
    elif shape == _LIST:
        yield from enumerate(sequence(value))
    else:
        for key, item in mapping(value).items():
            if shape == _MAP or not key.startswith("x-"):
                yield key, item


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, parents first; references are not followed."""
    yield node
    for child in children(node):
        yield from walk(child)


def document(value: Any) -> Node:
    """The node of a whole document."""
    return Node(Kind.DOCUMENT, "", value)

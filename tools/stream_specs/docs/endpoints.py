"""Every operation of a document, OPTIONS included, with the parameters that stand around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs import pointers, structure
from stream_specs.generate.client_document import resolved
from stream_specs.structure import Kind, Node

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation: its name, method in capitals and path.

    parameters: those of the path and its own, with references followed. body: the request body likewise, empty when
    there is none. security: the alternatives that apply, each scheme name -> scopes.
    """

    node: Node
    id: str
    method: str
    path: str
    parameters: tuple[Object, ...]
    body: Object
    security: tuple[Object, ...]

    @property
    def value(self) -> Object:
        """The operation as the document has it."""
        return self.node.map

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags; the first one is its place in navigation and packages."""
        return tuple(self.value.get("tags", ())) or ("default",)


def endpoints(document: Object) -> tuple[Endpoint, ...]:
    """All operations in the order of the document."""
    nodes = structure.walk(structure.document(document))
    return tuple(_endpoint(document, node) for node in nodes if node.kind is Kind.OPERATION)


def _endpoint(document: Object, node: Node) -> Endpoint:
    around = node.parent.map if node.parent else {}
    found = [resolved(document, one) for one in (*around.get("parameters", ()), *node.map.get("parameters", ()))]
    latest = {(one["in"], one["name"]): one for one in found}
    return Endpoint(
        node,
        str(node.map["operationId"]),
        node.role.upper(),
        pointers.split(node.pointer)[1],
        tuple(latest.values()),
        resolved(document, node.map.get("requestBody", {})),
        tuple(node.map.get("security", document.get("security", ()))),
    )

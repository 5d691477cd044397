"""What every check is given: one bundled document, its places in the sources, and what surrounds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs import pointers, structure
from stream_specs.bundle import Bundle
from stream_specs.errors import UserError
from stream_specs.origins import Origin, Origins
from stream_specs.problems import Problem
from stream_specs.schemas import Schemas
from stream_specs.sources import read_text
from stream_specs.structure import Kind, Node, mapping, sequence, text

_EXTENSIONS = Path(__file__).parents[1] / "extensions.schema.json"
_DECISION = re.compile(r"^## ([A-Z]+-[0-9]+): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, with the path item that holds it."""

    path: str
    method: str
    node: Node
    item: Node

    @property
    def id(self) -> str:
        """Its operationId, "" when it has none."""
        return text(self.node.map.get("operationId"))

    @property
    def title(self) -> str:
        """What messages call it."""
        return f"`{self.id}`" if self.id else f"{self.method.upper()} {self.path}"


@dataclass(frozen=True, slots=True)
class Sample:
    """An example value. name: its key, "" for the single `example`. pointer: of the value."""

    name: str
    value: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Context:
    """One API. folder: of its sources. extensions: a schema for each x- key. decisions: id -> line."""

    folder: Path
    document: Mapping[str, Any]
    origins: Origins
    nodes: tuple[Node, ...]
    operations: tuple[Operation, ...]
    schemas: Schemas
    extensions: Mapping[str, Any]
    decisions_file: Path
    decisions: Mapping[str, int]

    def problem(self, pointer: str, rule: str, message: str, hint: str = "") -> Problem:
        """A problem of the value at a pointer of the bundle."""
        file, line = self.origins.at(pointer)
        return Problem(file, line, rule, message, hint)

    def origin(self, node: Node) -> Origin:
        """Where a node is written."""
        return self.origins.of(node.pointer)

    def of(self, *kinds: Kind) -> Iterator[Node]:
        """All nodes of some kinds, in the order of the document, without those that are references."""
        return (node for node in self.nodes if node.kind in kinds and not node.is_ref)

    def resolved(self, node: Node) -> Node:
        """The node that a chain of references leads to."""
        for _ in self.nodes:
            if not node.is_ref:
                break
            pointer = text(node.map.get("$ref")).removeprefix("#")
            try:
                node = Node(node.kind, pointer, pointers.resolve(self.document, pointer))
            except LookupError:
                break
        return node

    def held(self, node: Node, role: str) -> list[Node]:
        """The resolved children of a node under one of its keys."""
        return [self.resolved(child) for child in structure.children(node) if child.role == role]

    def parameters(self, operation: Operation) -> list[Node]:
        """The parameters of an operation: its own before those of the path."""
        own = self.held(operation.node, "parameters")
        names = {parameter_key(node) for node in own}
        shared = self.held(operation.item, "parameters")
        return own + [node for node in shared if parameter_key(node) not in names]

    def body(self, operation: Operation) -> Node | None:
        """The request body of an operation."""
        return next(iter(self.held(operation.node, "requestBody")), None)

    def responses(self, operation: Operation) -> list[tuple[str, Node]]:
        """The answers of an operation with their status keys."""
        children = [child for child in structure.children(operation.node) if child.role == "responses"]
        return [(child.name, self.resolved(child)) for child in children]

    def json_content(self, node: Node) -> Node | None:
        """The first JSON media type of a body or response."""
        return next((media for media in self.held(node, "content") if is_json(media.name)), None)

    def samples(self, node: Node) -> list[Sample]:
        """The example values of a media type, parameter or header; files that are not text have none."""
        found = [
            Sample(entry.name, example.map["value"], pointers.join(example.pointer, "value"))
            for entry in structure.children(node)
            if entry.role == "examples"
            for example in [self.resolved(entry)]
            if "value" in example.map
        ]
        if "example" in node.map:
            found.append(Sample("", node.map["example"], pointers.join(node.pointer, "example")))
        return found


def parameter_key(node: Node) -> tuple[str, str]:
    """What tells a parameter from the others: its place and its name (OpenAPI 3.1.1, section 4.8.12)."""
    return text(node.map.get("in")), text(node.map.get("name"))


def is_json(media_type: str) -> bool:
    """True for application/json and every +json type (RFC 6839, section 3.1)."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def context(folder: Path, bundle: Bundle) -> Context:
    """The context of a bundled API. Raises UserError when DECISIONS.md cannot be read."""
    nodes = tuple(structure.walk(structure.document(bundle.document)))
    decisions_file = folder.parent / "DECISIONS.md"
    return Context(
        folder=folder,
        document=bundle.document,
        origins=bundle.origins,
        nodes=nodes,
        operations=tuple(_operations(nodes)),
        schemas=Schemas(bundle.document),
        extensions=_extensions(),
        decisions_file=decisions_file,
        decisions=_decisions(decisions_file),
    )


def _operations(nodes: tuple[Node, ...]) -> Iterator[Operation]:
    for node in nodes:
        if node.kind is Kind.OPERATION and node.parent and node.pointer.startswith("/paths/"):
            yield Operation(node.parent.name, node.role, node, node.parent)


def _extensions() -> Mapping[str, Any]:
    try:
        return mapping(json.loads(_EXTENSIONS.read_text(encoding="utf-8")).get("$defs"))
    except OSError as error:
        raise UserError(f"cannot read: {error.strerror}", where=_EXTENSIONS.name, hint="install again") from error


def _decisions(path: Path) -> Mapping[str, int]:
    """The ids of the entries and their lines; none when there is no file."""
    content = read_text(path) if path.is_file() else ""
    return {found[1]: content.count("\n", 0, found.start()) + 1 for found in _DECISION.finditer(content)}


__all__ = ["Context", "Operation", "Sample", "context", "is_json", "mapping", "parameter_key", "sequence", "text"]

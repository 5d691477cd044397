"""How many files become one document; `bundle.py` is what others call."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs import pointers, structure, twins
from stream_specs.cycles import cycles
from stream_specs.errors import UserError
from stream_specs.origins import Origin, Origins
from stream_specs.problems import Problem
from stream_specs.references import BadReference, Library, Target, component_name
from stream_specs.sources import Source, read_bytes, read_text, shown
from stream_specs.structure import SECTIONS, Kind, Node, mapping, sequence, text
from stream_specs.unused import unused

_INLINED = (Kind.PATH_ITEM, Kind.OPERATION)
_STRUCTURED = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class _Frame:
    """A part of a file that becomes a part of the bundle.

    root and place: its pointers there and here. trail: the targets that it was inlined through.
    """

    source: Source
    root: str
    place: str
    trail: tuple[Target, ...] = ()

    def placed(self, pointer: str) -> str:
        """The pointer in the bundle of a pointer in the file."""
        return self.place + pointer[len(self.root) :]


class Bundler:
    """Builds one document; used once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._library = Library.of(root.parent)
        self._mounts: dict[str, Origin] = {}
        self._problems: list[Problem] = []
        self._components: dict[tuple[Kind, str], Target] = {}
        self._used: set[Target] = set()
        self._waiting: deque[tuple[Kind, str, Target]] = deque()

    def run(self) -> tuple[dict[str, Any], Origins, tuple[Problem, ...]]:
        """The document, where its parts come from, and what is wrong with its references, sorted."""
        source = self._library.read(self._root)
        if not isinstance(source.value, dict):
            hint = "it begins with `openapi: 3.1.0`"
            raise UserError("not an OpenAPI document", where=source.where(), hint=hint)
        own = source.value.get("components")
        document = self._build(Kind.DOCUMENT, _without_components(source.value), _Frame(source, "", ""))
        self._add_twins(document, source)
        components = self._build_components(source, own if isinstance(own, dict) else {})
        if components or "components" in document:
            document["components"] = components
        self._problems.extend(cycles(document, Origins(self._mounts)))
        if not self._problems:
            self._problems.extend(unused(self._library, self._root, self._used))
        return document, Origins(self._mounts), tuple(sorted(set(self._problems)))

    def _add_twins(self, document: dict[str, Any], root: Source) -> None:
        """Put the OPTIONS operations in place that `x-options-twins` declares, and drop that key."""
        if twins.KEY not in document:
            return
        frame, base = _Frame(root, "", ""), pointers.join("", twins.KEY)
        try:
            reference, declared = twins.declared(document.pop(twins.KEY))
            target = self._library.target(reference, root.path)
        except BadReference as bad:
            self._report(bad, frame, base)
            return
        self._used.add(target)
        for twin in declared:
            pointer = pointers.join(base, "of", twin.of)
            try:
                path, item = twins.item_of(twin, mapping(document.get("paths")))
            except BadReference as bad:
                self._report(bad, frame, pointer)
                continue
            place = pointers.join("", "paths", path, "options")
            item["options"] = self._twin(twin, twins.operation_of(twin, item), target, place)
            for key in ("operationId", "tags"):
                self._mounts[pointers.join(place, key)] = Origin(root, pointer)

    def _twin(self, twin: twins.Twin, operation: Mapping[str, Any], target: Target, place: str) -> dict[str, Any]:
        source = self._library.read(target.path)
        shared = twins.named(pointers.resolve(source.value, target.pointer), twin)
        built = self._build(Kind.OPERATION, shared, _Frame(source, target.pointer, place))
        parameters = [item for item in sequence(operation.get("parameters")) if self._is_in_path(item)]
        own = {"tags": list(twin.tags)} | ({"parameters": parameters} if parameters else {})
        inherited = {key: operation[key] for key in ("deprecated",) if key in operation}
        return {"operationId": twin.id, **built, **own, **inherited}

    def _is_in_path(self, parameter: Any) -> bool:
        name = text(mapping(parameter).get("$ref")).rpartition("/")[2]
        target = self._components.get((Kind.PARAMETER, name))
        written = pointers.resolve(self._library.read(target.path).value, target.pointer) if target else parameter
        return mapping(written).get("in") == "path"

    def _build_components(self, root: Source, own: dict[str, Any]) -> dict[str, Any]:
        for name in own.get(SECTIONS[Kind.SECURITY_SCHEME]) or {}:
            pointer = pointers.join("", "components", SECTIONS[Kind.SECURITY_SCHEME], name)
            self._register(Kind.SECURITY_SCHEME, name, Target(root.path, pointer))
        built: dict[Kind, dict[str, Any]] = {kind: {} for kind in SECTIONS}
        while self._waiting:
            kind, name, target = self._waiting.popleft()
            place = pointers.join("", "components", SECTIONS[kind], name)
            source = self._library.read(target.path)
            value = pointers.resolve(source.value, target.pointer)
            built[kind][name] = self._build(kind, value, _Frame(source, target.pointer, place))
        extensions = {key: value for key, value in own.items() if key.startswith("x-")}
        sections = {SECTIONS[kind]: dict(sorted(named.items())) for kind, named in built.items() if named}
        return sections | extensions

    def _build(self, kind: Kind, value: Any, frame: _Frame) -> Any:
        """The value of a frame, its references resolved."""
        self._mounts[frame.place] = Origin(frame.source, frame.root)
        return self._changed(Node(kind, frame.root, value), frame)

    def _changed(self, node: Node, frame: _Frame) -> Any:
        if node.is_ref and node.kind in _INLINED:
            return self._inlined(node, frame)
        if node.kind is Kind.EXAMPLE and not node.is_ref:
            return self._embedded(node, frame)
        result = structure.rebuild(node, lambda child: self._changed(child, frame))
        if node.is_ref:
            pointer = pointers.join(node.pointer, "$ref")
            result["$ref"] = self._referenced(node.kind, result["$ref"], frame, pointer)
        if node.kind is Kind.SCHEMA and isinstance(result, dict) and "discriminator" in result:
            result["discriminator"] = self._discriminator(node, frame)
        return result

    def _inlined(self, node: Node, frame: _Frame) -> Any:
        pointer = pointers.join(node.pointer, "$ref")
        try:
            target = self._library.target(node.value["$ref"], frame.source.path)
            if len(node.value) > 1:
                hint = f"move the other keys into {shown(target.path)}"
                raise BadReference("ref-shape", "other keys stand beside this reference", hint)
            if target in frame.trail:
                raise BadReference("ref-cycle", f"`{node.value['$ref']}` leads back to itself")
        except BadReference as bad:
            self._report(bad, frame, pointer)
            return {}
        self._used.add(target)
        source = self._library.read(target.path)
        inner = _Frame(source, target.pointer, frame.placed(node.pointer), (*frame.trail, target))
        return self._build(node.kind, pointers.resolve(source.value, target.pointer), inner)

    def _referenced(self, kind: Kind, reference: str, frame: _Frame, pointer: str) -> str:
        """The reference to the component that `reference` makes; unchanged when it leads nowhere."""
        try:
            if kind not in SECTIONS:
                raise BadReference("ref-shape", f"no reference may stand for a {kind}")
            target = self._library.target(reference, frame.source.path)
            name = component_name(kind, target)
            self._register(kind, name, target)
        except BadReference as bad:
            self._report(bad, frame, pointer)
            return reference
        return "#" + pointers.join("", "components", SECTIONS[kind], name)

    def _register(self, kind: Kind, name: str, target: Target) -> None:
        first = self._components.setdefault((kind, name), target)
        if first != target:
            message = f"two {SECTIONS[kind]} are named `{name}`: {_shown(first)} and {_shown(target)}"
            raise BadReference("name-clash", message, "rename one of them")
        if target not in self._used:
            self._used.add(target)
            self._waiting.append((kind, name, target))

    def _discriminator(self, node: Node, frame: _Frame) -> Any:
        """The discriminator with the files in its mapping as references to components."""
        value = node.value["discriminator"]
        mapping = value.get("mapping") if isinstance(value, dict) else None
        if not isinstance(mapping, dict):
            return value
        base = pointers.join(node.pointer, "discriminator", "mapping")
        changed = {
            key: self._referenced(Kind.SCHEMA, reference, frame, pointers.join(base, key))
            if isinstance(reference, str) and ("/" in reference or reference.endswith(".yaml"))
            else reference
            for key, reference in mapping.items()
        }
        return {**value, "mapping": changed}

    def _embedded(self, node: Node, frame: _Frame) -> Any:
        """The example with the content of its `externalValue` file as its `value`.

        A file that is not text stays a file, named relative to the API's folder.
        """
        external = node.value.get("externalValue") if isinstance(node.value, dict) else None
        if not isinstance(external, str) or external.startswith(("http://", "https://")):
            return node.value
        pointer = pointers.join(node.pointer, "externalValue")
        try:
            path = self._library.file(external, frame.source.path)
        except BadReference as bad:
            self._report(bad, frame, pointer)
            return {key: value for key, value in node.value.items() if key != "externalValue"}
        self._used.add(Target(path, ""))
        source = self._content(path)
        if source is None:
            return {**node.value, "externalValue": path.relative_to(self._root.parent).as_posix()}
        self._mounts[pointers.join(frame.placed(node.pointer), "value")] = Origin(source, "")
        return {
            "value" if key == "externalValue" else key: source.value if key == "externalValue" else value
            for key, value in node.value.items()
        }

    def _content(self, path: Path) -> Source | None:
        if path.suffix in _STRUCTURED:
            return self._library.read(path)
        if b"\0" in read_bytes(path):
            return None
        return Source(path, read_text(path), {})

    def _report(self, bad: BadReference, frame: _Frame, pointer: str) -> None:
        line = frame.source.line(pointer)
        self._problems.append(Problem(shown(frame.source.path), line, bad.rule, bad.message, bad.hint))


def _without_components(document: dict[str, Any]) -> dict[str, Any]:
    return {key: {} if key == "components" else value for key, value in document.items()}


def _shown(target: Target) -> str:
    return shown(target.path) + (f"#{target.pointer}" if target.pointer else "")

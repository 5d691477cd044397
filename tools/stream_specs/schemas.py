"""Checking values against the schemas of a bundle, with undeclared properties refused on demand.

The strict form of a schema is for our own examples only: servers may add properties. It is made by two rules.
`open`: the schema as it is, its references to `open` schemas where they apply to the same value, and to `closed`
ones where they apply to a member or item. `closed`: `open`, plus `unevaluatedProperties: false` where the
composition names properties and says nothing itself about further ones. So only the outermost schema of an `allOf`
is closed (JSON Schema 2020-12, section 11.3). A value is right when it fits both the schema and its strict form,
so the strict form can never excuse what the schema refuses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

from stream_specs import pointers, structure
from stream_specs.structure import Kind, Node

_DOCUMENT = "urn:stream-specs:document"
_STRICT = "urn:stream-specs:strict"
_PREFIX = "#/components/schemas/"
_SAME_VALUE = frozenset({"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"})
_AS_WRITTEN = frozenset({"if", "not", "contains", "propertyNames", "contentSchema"})
_SAYS_ENOUGH = ("unevaluatedProperties", "patternProperties")
_LONGEST = 200  # characters of a message


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a value does not fit. path: JSON pointer in the value. schema: pointer of the keyword in the bundle."""

    path: str
    message: str
    schema: str


class Schemas:
    """The compiled schemas of one bundle; each is compiled when it is first needed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._components = structure.mapping(structure.mapping(document.get("components")).get("schemas"))
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator | str] = {}
        self._built: jsonschema_rs.Registry | None = None

    def mismatches(self, pointer: str, value: Any, strict: bool = True) -> list[Mismatch]:
        """Why a value does not fit the schema at a pointer; empty when it fits or the schema is unusable."""
        pointer = self._followed(pointer)
        found = _mismatches(self._errors(self._as_written(pointer), value), pointer)
        if not found and strict:
            found = _mismatches(self._errors(self._closed(pointer), value), pointer)
        return found

    def fits(self, pointer: str, value: Any) -> bool:
        """True when a value fits the schema at a pointer as it is written."""
        return not self.mismatches(pointer, value, strict=False)

    def unusable(self, pointer: str) -> str:
        """Why the schema at a pointer cannot be compiled; "" when it can."""
        compiled = self._validator(self._as_written(pointer))
        return compiled if isinstance(compiled, str) else ""

    def properties(self, schema: Any) -> set[str]:
        """The names that a schema, with all that it is composed of, describes."""
        parts = _composition(schema, self._components, set())
        return {name for part in parts for name in structure.mapping(part.get("properties"))}

    def _followed(self, pointer: str) -> str:
        """The pointer of the component when the schema is nothing but a reference."""
        for _ in range(len(self._components) + 1):
            schema = structure.mapping(pointers.resolve(self._document, pointer))
            target = structure.text(schema.get("$ref"))
            if set(schema) != {"$ref"} or target.removeprefix(_PREFIX) not in self._components:
                break
            pointer = target.removeprefix("#")
        return pointer

    def _as_written(self, pointer: str) -> dict[str, Any]:
        return {"$ref": f"{_DOCUMENT}#{quote(pointer)}"}

    def _closed(self, pointer: str) -> Any:
        name = pointer.removeprefix(_PREFIX.removeprefix("#"))
        if name in self._components:
            return {"$ref": f"{_STRICT}#/closed/{name}"}
        return closed(Node(Kind.SCHEMA, "", pointers.resolve(self._document, pointer)), self._components)

    def _errors(self, schema: Any, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        validator = self._validator(schema)
        return iter(()) if isinstance(validator, str) else validator.iter_errors(value)

    def _validator(self, schema: Any) -> jsonschema_rs.Draft202012Validator | str:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._compiled:
            try:
                self._compiled[key] = jsonschema_rs.Draft202012Validator(
                    schema, registry=self._registry(), validate_formats=True
                )
            except (ValueError, jsonschema_rs.ReferencingError) as error:
                self._compiled[key] = str(error).partition("\n")[0]
        return self._compiled[key]

    def _registry(self) -> jsonschema_rs.Registry:
        if self._built is None:
            strict = strict_components(self._components)
            self._built = jsonschema_rs.Registry([(_DOCUMENT, dict(self._document)), (_STRICT, strict)])
        return self._built


def strict_components(components: Mapping[str, Any]) -> dict[str, Any]:
    """The two strict forms of all component schemas, by name."""
    nodes = {name: Node(Kind.SCHEMA, "", schema) for name, schema in components.items()}
    return {
        "open": {name: opened(node, components) for name, node in nodes.items()},
        "closed": {name: closed(node, components) for name, node in nodes.items()},
    }


def closed(node: Node, components: Mapping[str, Any]) -> Any:
    """The schema with undeclared properties refused, here and below."""
    result = opened(node, components)
    if isinstance(result, dict) and _closes(node.value, components):
        result["unevaluatedProperties"] = False
    return result


def opened(node: Node, components: Mapping[str, Any]) -> Any:
    """The schema with undeclared properties refused below, but not here."""

    def change(child: Node) -> Any:
        if child.role in _AS_WRITTEN:
            return _rebased(child)
        return opened(child, components) if child.role in _SAME_VALUE else closed(child, components)

    result = structure.rebuild(node, change)
    if node.is_ref:
        result["$ref"] = _target(node.value["$ref"], f"{_STRICT}#/open/")
    return result


def _rebased(node: Node) -> Any:
    """The schema as it is written, its references absolute."""
    result = structure.rebuild(node, _rebased)
    if node.is_ref:
        result["$ref"] = _target(node.value["$ref"], _DOCUMENT + _PREFIX)
    return result


def _target(reference: str, base: str) -> str:
    return base + reference.removeprefix(_PREFIX) if reference.startswith(_PREFIX) else reference


def _closes(schema: Any, components: Mapping[str, Any]) -> bool:
    """Whether the composition names properties and leaves open what else may stand beside them."""
    parts = list(_composition(schema, components, set()))
    return any("properties" in part for part in parts) and not any(
        key in part for part in parts for key in _SAYS_ENOUGH
    )


def _composition(schema: Any, components: Mapping[str, Any], seen: set[str]) -> Iterator[Mapping[str, Any]]:
    """A schema and all that apply to the same value."""
    node = Node(Kind.SCHEMA, "", schema)
    if not node.map:
        return
    yield node.map
    target = structure.text(node.map.get("$ref")).removeprefix(_PREFIX)
    if target in components and target not in seen:
        seen.add(target)
        yield from _composition(components[target], components, seen)
    for child in structure.children(node):
        if child.role in _SAME_VALUE:
            yield from _composition(child.value, components, seen)


def _mismatches(errors: Iterable[jsonschema_rs.ValidationError], schema: str) -> list[Mismatch]:
    """Each error as the most telling of those that led to it. schema: pointer for errors of the strict form.

    A member that does not fit makes its whole branch of an `allOf` fail, and the branch then no longer declares
    its properties. So where a value refuses something further down, its own undeclared ones have to wait.
    """
    telling_errors = [telling(error) for error in errors]
    paths = [pointers.join("", *error.instance_path) for error in telling_errors]
    return [
        mismatch
        for error, path in zip(telling_errors, paths, strict=True)
        if not (_is_undeclared(error) and any(other.startswith(path + "/") for other in paths))
        for mismatch in _mismatch(error, path, schema)
    ]


def _is_undeclared(error: jsonschema_rs.ValidationError) -> bool:
    return error.kind.name in ("unevaluatedProperties", "additionalProperties")


def _mismatch(error: jsonschema_rs.ValidationError, path: str, fallback: str) -> Iterator[Mismatch]:
    location = error.absolute_keyword_location or ""
    schema = unquote(location.partition("#")[2]) if location.startswith(_DOCUMENT) else fallback
    if _is_undeclared(error):
        for name in error.kind.as_dict()["unexpected"]:
            yield Mismatch(pointers.join(path, name), f"`{name}` is not declared by the schema", schema)
    else:
        yield Mismatch(path, worded(error), schema)


def telling(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """The error itself, or of the alternatives of an `anyOf` or `oneOf` the one that was followed furthest."""
    branches = getattr(error.kind, "context", None) or []
    candidates = [telling(branch[0]) for branch in branches if branch]
    if not candidates:
        return error
    best = max(candidates, key=lambda found: (len(found.instance_path), found.kind.name != "type"))
    tells_more = len(best.instance_path) > len(error.instance_path) or best.kind.name != "type"
    return best if tells_more else error


def worded(error: jsonschema_rs.ValidationError) -> str:
    """The message of an error: with all allowed values, and long values shortened."""
    message = error.message
    if error.kind.name == "enum":
        options = ", ".join(json.dumps(option, ensure_ascii=False) for option in error.kind.as_dict()["options"])
        message = f"{json.dumps(error.instance, ensure_ascii=False)} is not one of {options}"
    if len(message) <= _LONGEST:
        return message
    half = _LONGEST // 2
    return f"{message[:half]} ... {message[-half:]}"

"""x- keys: known, in shape, and where they have a meaning."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from stream_specs import pointers
from stream_specs.lint.context import Context, mapping, sequence
from stream_specs.problems import Problem
from stream_specs.schemas import telling, worded
from stream_specs.structure import Kind, Node

# The keyword by which an entry of extensions.schema.json names the objects that its key may stand on.
_PLACES = "x-stands-on"
# Maps whose keys are names: what begins with x- there is still an extension (OpenAPI 3.1.1, section 4.9).
_NEAR = 0.75  # all x- keys are alike in two characters
_PATTERNED = {Kind.DOCUMENT: "paths", Kind.OPERATION: "responses"}


def extensions(context: Context) -> Iterator[Problem]:
    """Each x- key is explained in specs/EXTENSIONS.md and has the shape given for it there."""
    known = _Known(context.extensions)
    for node in context.nodes:
        for key, value in node.map.items():
            if key.startswith("x-"):
                yield from _extension(context, known, node, key, value)
        patterned = _PATTERNED.get(node.kind, "")
        for key in mapping(node.map.get(patterned)):
            if key.startswith("x-"):
                pointer = pointers.join(node.pointer, patterned, key)
                yield context.problem(pointer, "extension", f"`{key}` has no meaning on `{patterned}`", "move it")


class _Known:
    """The schemas of the known keys, each compiled once."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = definitions
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def errors(self, key: str, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        if key not in self._compiled:
            schema = {"$defs": dict(self.definitions), "$ref": f"#/$defs/{key}"}
            self._compiled[key] = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return self._compiled[key].iter_errors(value)


def _extension(context: Context, known: _Known, node: Node, key: str, value: Any) -> Iterator[Problem]:
    pointer = pointers.join(node.pointer, key)
    if key not in known.definitions:
        near = difflib.get_close_matches(key, known.definitions, n=1, cutoff=_NEAR)
        hint = f"did you mean `{near[0]}`?" if near else "explain it in specs/EXTENSIONS.md"
        yield context.problem(pointer, "extension", f"`{key}` is not known", hint)
        return
    places = sequence(mapping(known.definitions[key]).get(_PLACES))
    if places and node.kind not in places:
        hint = "it stands on: " + ", ".join(places)
        yield context.problem(pointer, "extension", f"`{key}` has no meaning on a {node.kind}", hint)
    for error in known.errors(key, value):
        place = pointers.join(pointer, *error.instance_path)
        hint = str(mapping(known.definitions[key]).get("description", ""))
        yield context.problem(place, "extension", f"`{key}`: {worded(telling(error))}", hint)


CHECKS = (extensions,)

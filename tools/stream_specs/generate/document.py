"""The document as the generators get it: the bundle without what must never change the code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from stream_specs import structure
from stream_specs.generate.client_document import FOR_FACTS, for_clients
from stream_specs.generate.plan import CLIENTS
from stream_specs.generate.sdk_document import for_sdks
from stream_specs.structure import Kind, Node

_DROPPED = {
    Kind.PATH_ITEM: frozenset(("options",)),
    Kind.MEDIA_TYPE: frozenset(("example", "examples")),
    Kind.RESPONSE: frozenset(("links",)),
    Kind.COMPONENTS: frozenset(("links", "examples")),
}


def for_generators(document: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The document without `x-` keys, OPTIONS operations, links and the examples of bodies, for packages of a kind.

    OPTIONS requests are what browsers send on their own; a client has no use for a function that does.
    Neither generator uses links or the examples of bodies, and datamodel-code-generator gives a meaning of its own
    to some `x-` keys (`x-enum-varnames`, `x-propertyNames`). Without them, evidence, links and examples can be
    edited without making generated code stale. Examples of schemas and parameters stay: they reach docstrings.
    A choice of required properties (`anyOf: [{required: [phone]}, {required: [email]}]`) goes as well: it says nothing
    about types, but openapi-python-client would give the object up for `Any`, and the other would make a class of
    each branch.

    For `clients`, what openapi-python-client would lose is written differently (`client_document`), and the keys that
    stream_specs.generate.templates reads stay. Raises UserError for what such a client cannot do.
    """
    source = for_clients(document) if kind == CLIENTS else for_sdks(document)
    kept = FOR_FACTS if kind == CLIENTS else frozenset()
    stripped: dict[str, Any] = _stripped(kept, structure.document(source))
    return stripped


def _stripped(kept: frozenset[str], node: Node) -> Any:
    rebuilt = structure.rebuild(node, partial(_stripped, kept))
    if not isinstance(rebuilt, dict):
        return rebuilt
    dropped = _DROPPED.get(node.kind, frozenset())
    if node.kind is Kind.SCHEMA and "properties" in rebuilt:
        dropped |= {key for key in ("anyOf", "oneOf") if _only_requires(rebuilt.get(key, ()))}
    return {
        key: value for key, value in rebuilt.items() if (key in kept or not key.startswith("x-")) and key not in dropped
    }


def _only_requires(branches: Any) -> bool:
    return all(isinstance(branch, dict) and set(branch) == {"required"} for branch in branches)

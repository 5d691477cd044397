"""The document as datamodel-code-generator gets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stream_specs import structure
from stream_specs.generate.sdk_names import credentials
from stream_specs.structure import Kind, Node

Object = Mapping[str, Any]


def for_sdks(document: Object) -> dict[str, Any]:
    """The document with two things changed that the generator has no setting for.

    - Each security scheme has the name of the argument that takes its credential. The generator calls the argument
      after the scheme, and its errors name it too, so a missing credential is named as the user would give it.
    - Parameters and properties have no default but tell it in their description. The generator would send that of a
      parameter with every call, though leaving it out says the same, and would let a property with one be null.
    """
    changed: dict[str, Any] = _changed(credentials(document), structure.document(document))
    return changed


def _changed(names: Mapping[str, str], node: Node) -> Any:
    rebuilt = structure.rebuild(node, lambda child: _changed(names, child))
    if node.kind is Kind.SCHEMA and "default" in structure.mapping(rebuilt):
        return _told(rebuilt, inline=node.role == "schema")
    if node.kind is Kind.COMPONENTS and "securitySchemes" in rebuilt:
        schemes = rebuilt["securitySchemes"]
        return {**rebuilt, "securitySchemes": {names[name]: scheme for name, scheme in schemes.items()}}
    if node.kind in (Kind.DOCUMENT, Kind.OPERATION) and "security" in rebuilt:
        return {**rebuilt, "security": [_renamed(names, one) for one in rebuilt["security"]]}
    return rebuilt


def _renamed(names: Mapping[str, str], requirement: Object) -> dict[str, Any]:
    return {names.get(name, name): scopes for name, scopes in requirement.items()}


def _told(schema: dict[str, Any], *, inline: bool) -> dict[str, Any]:
    """A schema without its default; that of a property tells it, that of a parameter is told by its docstring."""
    rest = {key: value for key, value in schema.items() if key != "default"}
    about = str(schema.get("description", ""))
    return rest if inline else {**rest, "description": f"{about} Default: `{schema['default']}`.".strip()}

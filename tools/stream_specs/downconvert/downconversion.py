"""A whole document of OpenAPI 3.1 as one of 3.0.3 (https://spec.openapis.org/oas/v3.0.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from stream_specs import pointers, structure
from stream_specs.downconvert.losses import Lose, Loss
from stream_specs.downconvert.schemas import schema
from stream_specs.errors import UserError
from stream_specs.structure import Kind, Node

VERSION = "3.0.3"
_PATH_ITEMS = "#/components/pathItems/"
# Methods whose requests have no defined body (3.0.3, section 4.7.10: a reader ignores `requestBody` there).
_WITHOUT_BODY = frozenset(("get", "head", "delete", "options", "trace"))
_FORM = "application/x-www-form-urlencoded"
_WITH_SCOPES = ("oauth2", "openIdConnect")
_ROOT_ONLY_NEW = ("webhooks", "jsonSchemaDialect")
_DIALECTS = ("https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema")

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Downconverted:
    """The 3.0 twin of a document. losses: what it cannot say, sorted by place; its description lists them too."""

    document: Object
    losses: tuple[Loss, ...]


def downconvert(document: Mapping[str, Any]) -> Downconverted:
    """The 3.0 twin of a bundled 3.1 document, which is left as it is.

    Raises UserError for a document of another version or dialect, a reference that leads to no component, and for what
    cannot be left out either.
    """
    _check(document)
    losses: set[Loss] = set()

    def lose(pointer: str, what: str, loosens: bool) -> None:
        losses.add(Loss(pointer, what, loosens))

    twin = _changed(document, lose, structure.document(document))
    info, found = twin["info"], tuple(sorted(losses))
    about = f"{info.get('description', '')}\n\n{_note(found)}".strip()
    return Downconverted({**twin, "info": {**info, "description": about}}, found)


def _check(document: Mapping[str, Any]) -> None:
    version, dialect = str(document.get("openapi")), document.get("jsonSchemaDialect", _DIALECTS[0])
    if not version.startswith("3.1."):
        raise UserError(f"`{version}` is not OpenAPI 3.1", where="openapi", hint="only a 3.1 document has a 3.0 twin")
    if dialect not in _DIALECTS:
        hint = "the schemas are read as those of OpenAPI 3.1"
        raise UserError(f"`{dialect}` is not known", where="jsonSchemaDialect", hint=hint)


def _changed(document: Mapping[str, Any], lose: Lose, node: Node) -> Any:
    """The object at a node in the words of 3.0."""
    if node.kind is Kind.SCHEMA:
        return schema(node, lose)
    if node.is_ref:
        return _reference(document, lose, node)
    built = structure.rebuild(node, partial(_changed, document, lose))
    change = _CHANGES.get(node.kind)
    return change(built, node, lose) if change and isinstance(built, dict) else built


def _reference(document: Mapping[str, Any], lose: Lose, node: Node) -> Any:
    """Nothing counts beside `$ref`, and path items are no components yet: they are put in place."""
    target = node.value["$ref"]
    if node.kind is Kind.PATH_ITEM and target.startswith(_PATH_ITEMS):
        value = pointers.resolve(document, target.removeprefix("#"))
        return _changed(document, lose, Node(node.kind, node.pointer, value, node.role, node.parent))
    for key in sorted(node.map.keys() - {"$ref"}):
        lose(node.pointer, f"the {key} beside `$ref` is left out", False)
    return {"$ref": target}


def _root(built: Object, node: Node, lose: Lose) -> Object:
    for name in built.get("webhooks", {}):
        lose(pointers.join("/webhooks", name), "3.0 has no webhooks; it is left out", False)
    built = {**built, "openapi": VERSION, "paths": built.get("paths", {})}
    return _secured({key: value for key, value in built.items() if key not in _ROOT_ONLY_NEW}, node, lose)


def _info(built: Object, _node: Node, _lose: Lose) -> Object:
    """The summary begins the description, and a licence has an address instead of an identifier."""
    result = {key: value for key, value in built.items() if key != "summary"}
    if "summary" in built:
        result["description"] = f"{built['summary']}\n\n{built.get('description', '')}".strip()
    licence = built.get("license", {})
    if "identifier" in licence:
        named = {key: value for key, value in licence.items() if key != "identifier"}
        result["license"] = {"url": f"https://spdx.org/licenses/{licence['identifier']}.html", **named}
    return result


def _components(built: Object, node: Node, lose: Lose) -> Object:
    schemes = dict(built.get("securitySchemes", {}))
    for name in [name for name, scheme in schemes.items() if structure.mapping(scheme).get("type") == "mutualTLS"]:
        del schemes[name]
        place = pointers.join(node.pointer, "securitySchemes", name)
        lose(place, "3.0 has no `mutualTLS`; the client certificate is left out", False)
    kept = {key: value for key, value in built.items() if key != "pathItems"}
    return {**kept, "securitySchemes": schemes} if "securitySchemes" in kept else kept


def _operation(built: Object, node: Node, lose: Lose) -> Object:
    if "callbacks" in built:
        raise UserError("callbacks are not known here", where=node.pointer, hint="describe them in another way")
    if "requestBody" in built and node.name in _WITHOUT_BODY:
        what = f"readers of 3.0 ignore the body of a {node.name.upper()}"
        lose(pointers.join(node.pointer, "requestBody"), what, False)
    return _secured({**built, "responses": built.get("responses") or {"default": {"description": "Any."}}}, node, lose)


def _secured(built: Object, node: Node, lose: Lose) -> Object:
    """Security requirements without client certificates, and roles in requirements of OAuth 2 and OpenID only."""
    if "security" not in built:
        return built
    schemes = _schemes(node)
    requirements = []
    for index, one in enumerate(built["security"]):
        kept = {name: roles for name, roles in one.items() if schemes.get(name) != "mutualTLS"}
        for name, roles in kept.items():
            if roles and schemes.get(name) not in _WITH_SCOPES:
                place = pointers.join(node.pointer, "security", index, name)
                lose(
                    place,
                    f"3.0 has scopes for OAuth 2 only; {', '.join(f'`{role}`' for role in roles)} left out",
                    False,
                )
                kept = {**kept, name: []}
        requirements.append(kept)
    return {**built, "security": requirements}


def _schemes(node: Node) -> dict[str, str]:
    """The types of the security schemes of the document that a node stands in."""
    while node.parent is not None:
        node = node.parent
    schemes = structure.mapping(structure.mapping(node.map.get("components")).get("securitySchemes"))
    return {name: structure.text(structure.mapping(scheme).get("type")) for name, scheme in schemes.items()}


def _media_type(built: Object, node: Node, lose: Lose) -> Object:
    """Styles of parts have a meaning in url-encoded forms only."""
    for name, encoding in structure.mapping(built.get("encoding")).items():
        for key in sorted(encoding.keys() & {"style", "explode", "allowReserved"}) if node.name != _FORM else ():
            lose(pointers.join(node.pointer, "encoding", name), f"readers of 3.0 ignore `{key}` here", False)
    return built


def _note(losses: tuple[Loss, ...]) -> str:
    """What the description of the twin says about itself."""
    about = (
        f"This is the OpenAPI {VERSION} twin of a 3.1 document, for tools that read nothing newer. Both accept the "
        "same values, but for numbers such as `1.0`, which are integers in 3.1 only."
    )
    if not losses:
        return about
    lines = "\n".join(f"- {loss}" for loss in losses)
    return f"{about} What 3.0 has no words for, by its place in the 3.1 document:\n\n{lines}"


_CHANGES: Mapping[Kind, Callable[[Object, Node, Lose], Object]] = {
    Kind.DOCUMENT: _root,
    Kind.INFO: _info,
    Kind.COMPONENTS: _components,
    Kind.OPERATION: _operation,
    Kind.MEDIA_TYPE: _media_type,
}

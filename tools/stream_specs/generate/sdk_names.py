"""How an SDK calls things: resources, methods, arguments and credentials, derived from the document.

A resource is the first tag. A method is the operationId in snake case, without the words that name the resource:
`listChannelVideos` of the tag `Channels` is `channels.list_videos`. `x-sdk-name` on a tag, an operation or a security
scheme replaces what would be derived.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs import pointers, structure
from stream_specs.errors import UserError
from stream_specs.generate.client_document import resolved
from stream_specs.structure import Kind, Node

KEY = "x-sdk-name"
JSON = "application/json"
_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z]+[0-9]*|[a-z]+[0-9]*|[0-9]+")
_METHOD_ITERATES = re.compile(r"^(?:list|get)(?:_all)?(?:_|$)")
# What the generator gives every method beside the parameters of the operation.
_TAKEN = frozenset(("self", "body", "media_type", "response_media_type", "options"))

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation: where it stands in a request, its name there, and the argument that gives it."""

    place: str
    name: str
    argument: str
    value: Object


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation with its place in the client.

    pointer: where it stands in the document. resource and method: `client.<resource>.<method>`. value: the operation
    itself.
    """

    pointer: str
    id: str
    resource: str
    method: str
    parameters: tuple[Parameter, ...]
    value: Object

    @property
    def path(self) -> str:
        """What stands after `client.`."""
        return f"{self.resource}.{self.method}"

    @property
    def iterator(self) -> str:
        """The method that runs through all pages: `list_videos` gives `iter_videos`, `list` gives `iter`."""
        return f"iter_{_METHOD_ITERATES.sub('', self.method)}".rstrip("_")


def operations(document: Object) -> tuple[Operation, ...]:
    """All operations that clients have, in the order of the document.

    Raises UserError when two of them get one name, or an argument cannot have the name of its parameter.
    """
    tags = {tag["name"]: tag for tag in document.get("tags", [])}
    nodes = [node for node in structure.walk(structure.document(document)) if node.kind is Kind.OPERATION]
    found = tuple(_operation(document, tags, node) for node in nodes if node.role != "options")
    _refuse_collisions(found)
    return found


def body_arguments(document: Object, operation: Operation) -> dict[str, tuple[str, Object]]:
    """The properties of the body that are arguments of their own: by name, the argument and the schema.

    None of them where the body has several media types or is no JSON object, and where a property and a parameter would be
    the same argument: such a body is given as a whole.
    """
    body = resolved(document, operation.value.get("requestBody", {}))
    content = body.get("content", {})
    schema = resolved(document, content.get(JSON, {}).get("schema", {}))
    properties = schema.get("properties", {})
    found = {name: (usable(snake(name)), value) for name, value in properties.items()}
    arguments = [argument for argument, _ in found.values()] + [one.argument for one in operation.parameters]
    alone = list(content) == [JSON] and len(set(arguments)) == len(arguments)
    return found if alone and schema.get("type") == "object" else {}


def credential(name: str, scheme: Object) -> str:
    """The argument of the client that takes the credential of a security scheme.

    `x-sdk-name`, else: `access_token` for Bearer; the words of `x-prefix` and `token`, or the name of the header or
    query parameter, for a key; `password` for Basic with a fixed user name; else the name of the scheme.
    """
    if KEY in scheme:
        return str(scheme[KEY])
    kind = (scheme.get("type"), str(scheme.get("scheme", "")).lower())
    if kind == ("http", "bearer"):
        return "access_token"
    if "x-username" in scheme:
        return "password"
    if "x-prefix" in scheme:
        return f"{scheme['x-prefix'].strip().lower()}_token"
    return snake(scheme["name"] if scheme.get("type") == "apiKey" else name)


def credentials(document: Object) -> dict[str, str]:
    """The argument for each security scheme. Raises UserError when two schemes get one argument."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    found = {name: credential(name, scheme) for name, scheme in schemes.items()}
    for name, argument in found.items():
        if other := next((one for one in found if one != name and found[one] == argument), None):
            what = f"`{other}` and `{name}` are both given by the argument `{argument}`"
            raise UserError(what, where=pointers.join("/components/securitySchemes", name), hint=f"set {KEY} on one")
    return found


def snake(text: str) -> str:
    """A name in snake case: `GetIPAddressBans` and `Client-ID` give `get_ip_address_bans` and `client_id`."""
    return "_".join(_words(text))


def usable(name: str) -> str:
    """A name that may stand for a method or an argument: what Python or the generator has taken gets an underscore."""
    return f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _operation(document: Object, tags: Mapping[str, Object], node: Node) -> Operation:
    tag = next(iter(node.map.get("tags", [])), "default")
    resource = str(tags.get(tag, {}).get(KEY) or snake(tag))
    name = str(node.map["operationId"])
    method = str(node.map.get(KEY) or _method(name, {*_words(tag), *resource.split("_")}))
    return Operation(node.pointer, name, resource, usable(method), _parameters(document, node), node.map)


def _method(operation: str, nouns: set[str]) -> str:
    """The words of an operationId without those of its resource, in either number; all of them if nothing is left."""
    known = {_singular(word) for word in nouns}
    words = _words(operation)
    return "_".join([word for word in words if _singular(word) not in known] or words)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _parameters(document: Object, node: Node) -> tuple[Parameter, ...]:
    around = node.parent.map if node.parent else {}
    own = [resolved(document, one) for one in (*around.get("parameters", []), *node.map.get("parameters", []))]
    latest = {(one["in"], one["name"]): one for one in own}
    found = [Parameter(place, name, usable(snake(name)), one) for (place, name), one in latest.items()]
    arguments = [one.argument for one in found]
    for one in found:
        if arguments.count(one.argument) > 1 or not one.argument:
            what = f"the parameter `{one.name}` has no argument name of its own"
            raise UserError(what, where=node.pointer, hint="rename it, or teach stream_specs.generate.sdk_names")
    return tuple(found)


def _refuse_collisions(found: tuple[Operation, ...]) -> None:
    for name, one in _claims(found):
        first = next(other for claim, other in _claims(found) if claim == name)
        if first is not one:
            what = f"`{first.id}` and `{one.id}` would both be `client.{name}`"
            raise UserError(what, where=one.pointer, hint=f"set {KEY} on one of them")


def _claims(found: tuple[Operation, ...]) -> Iterator[tuple[str, Operation]]:
    for one in found:
        yield one.path, one
        if "x-pagination" in one.value:
            yield f"{one.resource}.{one.iterator}", one

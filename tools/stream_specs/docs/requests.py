"""The request that the code samples of an operation make: documented values, and no parameter that may be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_specs.docs.endpoints import Endpoint
from stream_specs.errors import UserError
from stream_specs.generate.client_document import media_types, resolved

Object = Mapping[str, Any]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
# What a file of a form is in a sample; the documents have text in its place.
FILE_NAME, FILE_TYPE = "picture.png", "image/png"
SECRET = "..."  # what a reader fills in


@dataclass(frozen=True, slots=True)
class Body:
    """A body to send. schema: the name of its component, "" when it has none. files: its members that are files."""

    media_type: str
    value: Any
    schema: str
    encoding: Object
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sample:
    """What to send: values of parameters by (place, name), a body, and the security schemes that it needs.

    accept: the value of the header `Accept`.
    """

    endpoint: Endpoint
    server: str
    accept: str
    values: Mapping[tuple[str, str], Any]
    body: Body | None = None
    schemes: Mapping[str, Object] = field(default_factory=dict)


def sample(document: Object, endpoint: Endpoint) -> Sample:
    """The request for an operation. Raises UserError for a required parameter without an example."""
    body, case = _body(document, endpoint)
    schemes = document.get("components", {}).get("securitySchemes", {})
    needed = endpoint.security[0] if endpoint.security else {}
    return Sample(
        endpoint,
        server(document),
        _accept(document, endpoint),
        {
            (one["in"], one["name"]): _example(one, case, endpoint)
            for one in endpoint.parameters
            if one.get("required") is True
        },
        body,
        {name: schemes[name] for name in needed},
    )


def server(document: Object) -> str:
    """The first server of a document."""
    servers = document.get("servers") or ({"url": "http://127.0.0.1"},)
    return str(servers[0]["url"])


def _accept(document: Object, endpoint: Endpoint) -> str:
    own = endpoint.value.get("x-accept") or document.get("x-accept")
    return str(own or ", ".join(media_types(document, endpoint.node)) or "*/*")


def _body(document: Object, endpoint: Endpoint) -> tuple[Body | None, str]:
    """The first body that has an example, and the name of the example: one that an answer has too, if there is one."""
    answered = list(_success_cases(document, endpoint))
    for media_type, media in endpoint.body.get("content", {}).items():
        examples = media.get("examples", {})
        if examples:
            case = next((name for name in examples if name in answered), next(iter(examples)))
            return _made(document, media_type, media, examples[case]["value"]), case
    return None, next(iter(answered), "")


def _made(document: Object, media_type: str, media: Object, value: Any) -> Body:
    name = str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    properties = resolved(document, media.get("schema", {})).get("properties", {})
    files = frozenset(name for name, one in properties.items() if _is_file(document, one))
    return Body(media_type, value, name, media.get("encoding", {}), files if media_type == MULTIPART else frozenset())


def _is_file(document: Object, schema: Any) -> bool:
    found = resolved(document, schema)
    return found.get("format") == "binary" or ("items" in found and _is_file(document, found["items"]))


def _success_cases(document: Object, endpoint: Endpoint) -> Iterator[str]:
    for status, answer in endpoint.value.get("responses", {}).items():
        if status.startswith("2"):
            for media in resolved(document, answer).get("content", {}).values():
                yield from media.get("examples", {})


def _example(parameter: Object, case: str, endpoint: Endpoint) -> Any:
    examples = parameter.get("examples", {})
    chosen = examples.get(case) or next(iter(examples.values()), None)
    if chosen is not None:
        return chosen["value"]
    if "example" in parameter:
        return parameter["example"]
    what = f"the required parameter `{parameter['name']}` of {endpoint.id} has no example"
    raise UserError(what, where=endpoint.node.pointer, hint="give it `example` or `examples`")

"""The values of a bundled document: what the suite and the mocks know of an API.

Every `$ref` outside schemas is resolved (by `reading.py`, the one module that knows OpenAPI's shape); schemas
stay as they are written and are validated through `Document.validator`, which compiles each of them once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema_rs

from stream_specs.errors import UserError

JSON = "application/json"
_DOCUMENT_URI = "urn:stream-contracts:document"


class Effect(StrEnum):
    """What sending an operation does to the server (`x-effect`)."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    OUTBOUND = "outbound"
    DANGEROUS = "dangerous"


class EvidenceLevel(StrEnum):
    """Where a statement comes from (`x-evidence.level`)."""

    DOCUMENTED = "documented"
    INFERRED = "inferred"
    EXTERNAL = "external"
    UNDOCUMENTED = "undocumented"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Level, source (page key and heading, or the name of a public source) and an optional note."""

    level: EvidenceLevel
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MediaType:
    """One entry of a `content` map. `pointer` leads to its schema in the bundle, "" when it has none.

    encoding: how the members of a form are written, by name (OpenAPI 3.1, Encoding Object).
    """

    name: str
    schema: Mapping[str, Any] | None
    pointer: str
    examples: Mapping[str, Any]
    encoding: Mapping[str, Mapping[str, Any]]

    @property
    def is_json(self) -> bool:
        """True for application/json and every +json type."""
        essence = self.name.partition(";")[0].strip().lower()
        return essence == JSON or essence.endswith("+json")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with the defaults of `style` and `explode` filled in (OpenAPI 3.1, Parameter Object)."""

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]
    pointer: str
    style: str
    explode: bool
    examples: Mapping[str, Any]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A request body and its media types, in the order of the document."""

    required: bool
    content: tuple[MediaType, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Response:
    """A documented answer. `status` is a code, or a range such as `4XX`."""

    status: str
    description: str
    content: tuple[MediaType, ...]
    headers: Mapping[str, str]
    evidence: Evidence

    def matches(self, status: int) -> bool:
        """True when `status` is the code, or lies in the range, of this response."""
        return self.status == str(status) or (self.status.endswith("XX") and self.status[0] == str(status)[0])

    @property
    def is_success(self) -> bool:
        """True for 2XX and 3XX."""
        return self.status[0] in "23"


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme: where its credential goes and how it is spelled.

    kind: bearer, basic or apiKey. location and parameter: header or query and its name.
    prefix: the text before the credential (`x-prefix`), for instance "Bearer ".
    """

    name: str
    kind: str
    location: str
    parameter: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with its parameters, bodies, answers, and what may be needed to call it.

    security: alternatives, each a mapping of scheme name to scopes; an empty tuple means public.
    """

    id: str
    method: str
    path: str
    summary: str
    tags: tuple[str, ...]
    effect: Effect
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[Mapping[str, tuple[str, ...]], ...]
    evidence: Evidence
    pointer: str
    extensions: Mapping[str, Any]

    def response(self, status: int) -> Response | None:
        """The documented answer for a status: the exact code before the range."""
        exact = next((r for r in self.responses if r.status == str(status)), None)
        return exact or next((r for r in self.responses if r.matches(status)), None)

    def successes(self) -> tuple[Response, ...]:
        """The documented answers that mean success (2XX and 3XX)."""
        return tuple(r for r in self.responses if r.is_success)

    def parameter(self, location: str, name: str) -> Parameter | None:
        """The parameter of that name in that location."""
        return next((p for p in self.parameters if p.location == location and p.name == name), None)


@dataclass(frozen=True, slots=True)
class Document:
    """A bundled document of one API. secrets: names of parameters and properties whose values must not be shown."""

    api: str
    raw: Mapping[str, Any]
    sha256: str
    title: str
    version: str
    server_url: str
    operations: tuple[Operation, ...]
    security_schemes: Mapping[str, SecurityScheme]
    secrets: frozenset[str]
    _by_id: Mapping[str, Operation] = field(repr=False)
    _schemas: Schemas = field(repr=False)

    @property
    def base_path(self) -> str:
        """The path of the first server, without a trailing slash: what precedes every path template."""
        return urlsplit(self.server_url).path.rstrip("/")

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id. Raises UserError when there is none."""
        if operation_id not in self._by_id:
            what = f"no operation `{operation_id}` in the document of `{self.api}`"
            raise UserError(what, hint=self._near(operation_id))
        return self._by_id[operation_id]

    def _near(self, operation_id: str) -> str:
        near = difflib.get_close_matches(operation_id, self._by_id, n=1)
        return f"did you mean `{near[0]}`?" if near else "`stream-contracts plan` lists the operations"

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """The mapping that a chain of local `$ref` leads to."""
        while "$ref" in node:
            node = self.at(node["$ref"].removeprefix("#"))
        return node

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer (RFC 6901) of the bundle."""
        return at_pointer(self.raw, pointer)

    def validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        """The compiled validator of the schema at a pointer; formats are asserted."""
        return self._schemas.validator(pointer)


def secret_names(node: Any, name: str = "") -> Iterator[str]:
    """The names of everything marked `x-secret`: of a parameter its own, of a property its key."""
    if isinstance(node, Mapping):
        if node.get("x-secret") is True:
            yield node.get("name", name)
        for key, item in node.items():
            yield from secret_names(item, key)
    elif isinstance(node, list):
        for item in node:
            yield from secret_names(item, "")


class Schemas:
    """Compiles schemas of one document on first use."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._registry = jsonschema_rs.Registry([(_DOCUMENT_URI, dict(raw))])
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        """The compiled validator of the schema at a pointer."""
        if pointer not in self._compiled:
            self._compiled[pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"{_DOCUMENT_URI}#{quote(pointer)}"}, registry=self._registry, validate_formats=True
            )
        return self._compiled[pointer]


def at_pointer(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901). Raises KeyError, IndexError or TypeError when there is none."""
    for token in pointer_tokens(pointer):
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def pointer_tokens(pointer: str) -> list[str]:
    """The unescaped reference tokens of a JSON pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def pointer(*tokens: str) -> str:
    """A JSON pointer from unescaped reference tokens."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)

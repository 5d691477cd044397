"""Calls of every operation of an API with the request that the document describes, and the answer to each.

The documented examples come first, of requests and of answers; then generated values. Nothing crosses a socket: what is
to be seen is which bytes a package makes of values, and which values it makes of bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice
from typing import Any

from values import Values

from stream_contracts import templates, wire
from stream_contracts.cases import example_calls
from stream_contracts.documents import Document, MediaType, Operation, Response
from stream_contracts.exchange import ABSENT, Call, Request
from stream_specs.generate import sdk_names

ORIGIN = "http://server.example"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says. value: of its body as JSON or text, ABSENT without one."""

    status: int
    media_type: str
    headers: dict[str, str]
    value: Any

    @property
    def content(self) -> bytes:
        if self.value is ABSENT:
            return b""
        return (json.dumps(self.value) if "json" in self.media_type else str(self.value)).encode()


@dataclass(frozen=True, slots=True)
class Case:
    """One call. model and files: the component of its body, and the properties of that which are files."""

    call: Call
    answer: Answer
    expected: Request
    model: str = ""
    files: tuple[str, ...] = ()


def secrets(document: Document) -> dict[str, str]:
    """A credential for each security scheme, spelled as in a target file."""
    schemes = document.raw["components"].get("securitySchemes", {})
    return {
        name: f"{scheme.get('x-username', 'name')}:pass word" if scheme.get("scheme") == "basic" else f"token-of-{name}"
        for name, scheme in schemes.items()
    }


def credentials(document: Document) -> dict[str, str]:
    """The same as the arguments of both packages."""
    arguments = sdk_names.credentials(document.raw)
    return {arguments[name]: secret.rpartition(":")[2] for name, secret in secrets(document).items()}


def make(document: Document, count: int, seed: int = 1) -> Iterator[Case]:
    """The documented examples of every operation but OPTIONS, and `count` cases with generated values each."""
    values = Values(document, seed)
    for operation in document.operations:
        if operation.method != "OPTIONS":
            yield from _of_operation(document, operation, values, count)


def _of_operation(document: Document, operation: Operation, values: Values, count: int) -> Iterator[Case]:
    calls = [_plain(call) for _, call in example_calls(operation)]
    answers = list(_documented_answers(document, operation))
    total = max(len(calls), len(answers)) + count
    generated = (_call(document, operation, values) for _ in cycle((None,)))
    more = (_answer(document, operation, response, values) for response in cycle(operation.responses))
    pairs = zip(chain(calls, generated), chain(answers, more), strict=False)
    for call, answer in islice(pairs, total):
        media = wire.media_type(operation, call) if call.body is not ABSENT else None
        model, files = _body_of(document, media) if media else ("", ())
        known = replace(call, scheme=_scheme(operation))
        expected = wire.build(document, known, document.base_path, secrets(document))
        yield Case(call, answer, expected, model, tuple(name for name in files if name in call.body))


def _scheme(operation: Operation) -> str:
    """A scheme of the first alternative that has one: where credentials are optional, packages send those they have."""
    return next((name for alternative in operation.security for name in alternative), "")


def _plain(call: Call) -> Call:
    path, query, headers = (templates.resolve(part, str) for part in (call.path, call.query, call.headers))
    return replace(call, path=path, query=query, headers=headers, body=templates.resolve(call.body, str))


def _call(document: Document, operation: Operation, values: Values) -> Call:
    given: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for one in operation.parameters:
        if one.required or values.chance(0.6):
            given[one.location][one.name] = values.valid(one.pointer, one.schema, _FITS[one.location])
    body, media_type = ABSENT, ""
    if operation.request_body and (operation.request_body.required or values.chance(0.7)):
        media = operation.request_body.content[int(values.chance(0.5)) % len(operation.request_body.content)]
        body, media_type = values.valid(media.pointer, media.schema or {}), media.name
    return Call(operation.id, given["path"], given["query"], given["header"], body, media_type=media_type)


def _in_path(value: Any) -> bool:
    """A part of a path that is empty or dots is another path: clients refuse it."""
    return value not in ("", ".", "..")


def _in_header(value: Any) -> bool:
    return not isinstance(value, str) or (value.isascii() and value.isprintable() and value == value.strip())


_FITS = {"path": _in_path, "query": lambda _: True, "header": _in_header}


def _body_of(document: Document, media: MediaType) -> tuple[str, tuple[str, ...]]:
    assert media.schema is not None
    properties = document.resolve(media.schema).get("properties", {})
    items = {name: schema.get("items", schema) for name, schema in properties.items()}
    files = tuple(name for name, schema in items.items() if schema.get("format") == "binary")
    return media.schema["$ref"].rpartition("/")[2], files


def _documented_answers(document: Document, operation: Operation) -> Iterator[Answer]:
    for response in operation.responses:
        for media in response.content:
            for value in media.examples.values():
                yield _of_response(document, response, media.name, value)
        if not response.content:
            yield _of_response(document, response, "", ABSENT)


def _answer(document: Document, operation: Operation, response: Response, values: Values) -> Answer:
    if not response.content:
        return _of_response(document, response, "", ABSENT)
    media = response.content[0]
    return _of_response(document, response, media.name, values.valid(media.pointer, media.schema or {}))


def _of_response(document: Document, response: Response, media_type: str, value: Any) -> Answer:
    headers = {
        name: document.at(place.removesuffix("/schema")).get("example") for name, place in response.headers.items()
    }
    told = {name: str(example) for name, example in headers.items() if example is not None}
    return Answer(int(response.status.replace("XX", "00")), media_type, told, value)

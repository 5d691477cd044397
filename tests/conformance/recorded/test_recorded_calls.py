"""A request on the wire leads back to a call that breaks the same constraints."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest
import tiny

from stream_contracts import constraints, wire
from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call, Request
from stream_contracts.recorded import calls
from stream_contracts.recorded.har import Entry
from stream_contracts.recorded.matching import Matched

THING = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "maxLength": 3},
        "size": {"type": "integer", "maximum": 9},
        "tags": {"type": "array", "maxItems": 1, "items": {"type": "string"}},
    },
}
PARAMETERS = [
    tiny.parameter("path", "id", {"type": "integer", "minimum": 1}),
    tiny.parameter("query", "limit", {"type": "integer", "maximum": 100}),
    tiny.parameter("query", "tags", {"type": "array", "items": {"type": "string", "maxLength": 2}}),
    tiny.parameter("query", "ids", {"type": "array", "maxItems": 2, "items": {"type": "integer"}}, explode=False),
    tiny.parameter("query", "f", {"type": "object", "properties": {"n": {"type": "integer"}}}, style="deepObject"),
    tiny.parameter("header", "X-Mode", {"type": "string", "enum": ["a", "b"]}, required=True),
]
FORM = "application/x-www-form-urlencoded"


def _document(media: str) -> Document:
    return tiny.document(
        {
            "POST /things/{id}": {
                "operationId": "change",
                "parameters": PARAMETERS,
                "requestBody": tiny.body(THING, media=media),
            }
        }
    )


def _matched(document: Document, request: Request, path: dict[str, Any], has_body: bool = True) -> Matched:
    route, _, query = request.target.partition("?")
    return Matched(Entry("http://a", route, query, request, has_body, None), document.operation("change"), path)


def _recorded(document: Document, call: Call) -> Call:
    """The call that is read from the request that a call makes."""
    request = wire.build(document, call, "/v1", {})
    matched = _matched(document, request, {name: wire.to_text(value) for name, value in call.path.items()})
    body = calls.body_of(matched)
    assert body is not None
    return dataclasses.replace(calls.call_of(matched), body=body[0], raw=body[1], media_type=body[2])


GOOD = Call("change", path={"id": 7}, headers={"x-mode": "a"}, body={"name": "abc"})
CALLS: Sequence[tuple[str, dict[str, Any]]] = [
    ("valid", {}),
    ("a path", {"path": {"id": 0}}),
    ("a path of another type", {"path": {"id": "x"}}),
    ("a number in the query", {"query": {"limit": 101}}),
    ("a list in the query", {"query": {"tags": ["ab", "abc"]}}),
    ("one item", {"query": {"tags": ["abc"]}}),
    ("a list in one value", {"query": {"ids": [1, 2, 3]}}),
    ("a good list in one value", {"query": {"ids": [1, 2]}}),
    ("an object in the query", {"query": {"f": {"n": "x"}}}),
    ("no header", {"headers": {}}),
    ("another header", {"headers": {"X-Mode": "c"}}),
    ("a long name", {"body": {"name": "abcd"}}),
    ("no name", {"body": {"size": 1}}),
    ("a large size", {"body": {"name": "a", "size": 10}}),
    ("too many tags", {"body": {"name": "a", "tags": ["a", "b"]}}),
    ("an undeclared member", {"body": {"name": "a", "x": "y"}}),
]


@pytest.mark.parametrize("media", ["application/json", FORM])
@pytest.mark.parametrize("changes", [changes for _, changes in CALLS], ids=[name for name, _ in CALLS])
def test_a_recorded_request_breaks_what_its_call_broke(changes: dict[str, Any], media: str) -> None:
    document, call = _document(media), dataclasses.replace(GOOD, **changes)

    found = constraints.broken_by(document, _recorded(document, call))

    assert found == constraints.broken_by(document, call)
    assert bool(found) == (changes not in ({}, {"query": {"ids": [1, 2]}}))


def _body(sent: bytes, content_type: str, *, has_body: bool = True, media: str = "application/json") -> Any:
    document = _document(media)
    request = Request("POST", "/v1/things/7", (("content-type", content_type),), sent)
    return calls.body_of(_matched(document, request, {"id": "7"}, has_body))


@pytest.mark.parametrize(
    ("sent", "content_type", "found"),
    [
        (b'{"a": 1}', "application/json; charset=utf-8", ({"a": 1}, None, "application/json")),
        (b"{", "application/json", (ABSENT, b"{", "application/json")),
        (b"NaN", "application/json", (ABSENT, b"NaN", "application/json")),
        (b"\xff", "application/json", (ABSENT, b"\xff", "application/json")),
        (b"[" * 99_999, "application/json", (ABSENT, b"[" * 99_999, "application/json")),
        (b"", "application/json", (ABSENT, None, "")),
        (b"{}", "text/plain", None),
        (b"{}", "", None),
    ],
)
def test_a_body_is_a_value_or_not_json_or_not_judged(sent: bytes, content_type: str, found: object) -> None:
    assert _body(sent, content_type) == found


def test_a_body_that_is_not_in_the_file_is_not_judged() -> None:
    assert _body(b"", "application/json", has_body=False) is None


def test_a_body_in_parts_is_not_judged() -> None:
    assert _body(b"--x", "multipart/form-data; boundary=x", media="multipart/form-data") is None


def test_a_text_is_a_value() -> None:
    assert _body(b"abc", "text/plain", media="text/plain") == ("abc", None, "text/plain")

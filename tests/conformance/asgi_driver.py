"""Calls a mock in process: no socket, no thread, one call after the other."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stream_contracts import data
from stream_contracts.documents import Document
from stream_contracts.mock import behaviour, building
from stream_contracts.mock.application import Application
from stream_contracts.mock.messages import ABSENT
from stream_contracts.mock.model import Mock

TOKEN = "mock-token"
KNOWN = {"channel_id": 12345}
UNKNOWN = {"channel_id": 1999999999}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Driver:
    """A caller of one mock. base: what precedes every path. token: "" sends no Authorization."""

    def __init__(self, mock: Mock, token: str = "", base: str | None = None) -> None:
        self.mock = mock
        self._app = Application(mock)
        self._base = mock.document.base_path if base is None else base
        self._token = token

    def ask(self, path: str, body: Any = ABSENT, **given: Any) -> Reply:
        """Send one request. given: method, query, headers, peer, token, chunks (in place of a body)."""
        content = _content(body)
        headers = {"content-type": "application/json"} if content else {}
        token = given.get("token", self._token)
        if token:
            headers["authorization"] = f"Bearer {token}"
        headers |= {name.lower(): value for name, value in given.get("headers", {}).items()}
        scope = {
            "type": "http",
            "method": given.get("method", "POST"),
            "path": path,
            "raw_path": (self._base + path).encode("latin-1"),
            "query_string": given.get("query", "").encode(),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
            "client": (given.get("peer", "127.0.0.1"), 40000),
        }
        return _finished(_exchange(self._app, scope, given.get("chunks", [content])))


def _finished(exchange: Coroutine[Any, Any, Reply]) -> Reply:
    """What a coroutine returns that never has to wait, without the cost of an event loop."""
    try:
        exchange.send(None)
    except StopIteration as stopped:
        return stopped.value
    raise AssertionError("the mock waits for something other than its body")


def _content(body: Any) -> bytes:
    if body is ABSENT:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


async def _exchange(app: Application, scope: dict[str, Any], chunks: Iterable[bytes]) -> Reply:
    waiting, sent = iter(chunks), []

    async def receive() -> dict[str, Any]:
        chunk = next(waiting, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, body = sent
    headers = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], headers, body["body"])


def tiny_mock(document: Document, operations: Mapping[str, Any] | None = None, **declared: Any) -> Mock:
    """A mock of a tiny document; errors are `{"status": ..., "message": ...}`."""
    errors = {"body": {"status": "$status", "message": "$message"}}
    value = {"errors": errors, "operations": dict(operations or {}), **declared}
    return building.build(document, behaviour.parse(value))


def streamdetails(seed: int = 1) -> Driver:
    """A caller of StreamDetails with a right token; paths are those of the document, `/channel/get`."""
    declared = behaviour.load(data.behaviour_file("streamdetails"))
    return Driver(building.build(data.document("streamdetails"), declared, seed), TOKEN)

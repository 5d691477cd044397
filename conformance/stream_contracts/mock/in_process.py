"""A mock that is asked without a socket: the requests of a run become calls of its application.

What only a wire can show is not seen this way: broken framing, closed connections, time limits.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from stream_contracts.documents import Operation
from stream_contracts.exchange import Request, Response
from stream_contracts.guard import Guard
from stream_contracts.mock.application import Application
from stream_contracts.mock.stages.control import PREFIX
from stream_contracts.pace import Pace
from stream_contracts.target import Target

ORIGIN = "http://127.0.0.1"
_WITHOUT_BODY = frozenset({204, 304})  # RFC 9110, 6.4.1


@dataclass(slots=True)
class InProcess:
    """A `Connection` to a mock in this process: guarded, paced and counted as one over HTTP is."""

    app: Application
    target: Target
    pace: Pace
    wire: Counter[str] = field(default_factory=Counter)
    unsafe: int = 0

    async def __aenter__(self) -> Self:
        """Nothing is to be opened."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is to be closed."""

    async def is_mock(self) -> bool:
        """It is."""
        return True

    async def send(self, operation: Operation, request: Request, own: bool) -> Response:
        """The answer of the application. Raises Refused and Stopped."""
        guard = Guard(self.target)
        guard.check(operation, request, own)
        await self.pace.turn(self.wire.total())
        self.wire[request.method] += 1
        self.unsafe += not guard.permits(operation, request, own)
        return ask(self.app, request)

    async def control(self, name: str, body: Any) -> None:
        """Change the world of the mock."""
        ask(self.app, Request("POST", f"{PREFIX}{name}", (), json.dumps(body).encode()))


def ask(app: Application, request: Request) -> Response:
    """What an application answers to one request."""
    path, _, query = request.target.partition("?")
    headers = [("host", ORIGIN.partition("//")[2]), *request.headers]
    if request.body:
        headers.append(("content-length", str(len(request.body))))
    scope = {
        "type": "http",
        "scheme": "http",
        "method": request.method,
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 0),
    }
    return _finished(_exchange(app, scope, request.body))


def _finished(exchange: Coroutine[Any, Any, Response]) -> Response:
    """What a coroutine returns that never has to wait."""
    try:
        exchange.send(None)
    except StopIteration as stopped:
        answer: Response = stopped.value
        return answer
    raise AssertionError("the mock waits for something other than the body")


async def _exchange(app: Application, scope: dict[str, Any], body: bytes) -> Response:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, rest = sent
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
    return Response(start["status"], headers, b"" if start["status"] in _WITHOUT_BODY else rest["body"])

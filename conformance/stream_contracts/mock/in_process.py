"""A mock that is asked without a socket: the requests of a run become calls of its application.

What only a wire can show is not seen this way: broken framing, closed connections, time limits.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

from stream_contracts.documents import Operation
from stream_contracts.exchange import Request, Response
from stream_contracts.guard import Guard
from stream_contracts.mock.application import Application, joined
from stream_contracts.mock.stages.control import PREFIX
from stream_contracts.pace import Pace
from stream_contracts.target import Target

_HOST = "127.0.0.1"
ORIGIN = f"http://{_HOST}"


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
    headers = joined((("host", _HOST), *request.headers))
    call = app.call(request.method, request.target, headers, peer=_HOST)
    call.body = request.body
    return app.respond(call, too_large=app.is_too_large(len(request.body)))

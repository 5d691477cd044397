"""Calls the mock of streams.live in process, by the ids of operations."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from asgi_driver import Driver, Reply

from stream_contracts import data, wire
from stream_contracts.cases import example_calls
from stream_contracts.documents import Operation
from stream_contracts.exchange import ABSENT, Call, Credential
from stream_contracts.mock import behaviour, building

DOCUMENT = data.document("streams-live")
OWNER, VIEWER = "mock-token", "mock-token-viewer"
CHANNEL, SLUG = "gDqe1B0zJvx6yw9olAjmY8W3pKM47QZN", "pK5A4WvhCO"
EMAIL, PASSWORD = "baker@example.com", "a-fake-password"
OPERATIONS = {entry.id: entry for entry in DOCUMENT.operations}
_MOCK = building.build(DOCUMENT, behaviour.load(data.behaviour_file("streams-live")))


class StreamsLive:
    """A caller of a mock in its initial world. There is one mock, so a new caller ends the world of the one before."""

    def __init__(self, seed: int = 1) -> None:
        self.mock = _MOCK
        self.mock.reset(seed)
        self._driver = Driver(self.mock, base="")

    def call(self, operation: str, body: Any = ABSENT, **given: Any) -> Reply:
        """Call an operation. given: token ("" for none), query, headers; what else is given is in the path.

        A path without values has those of the document's examples.
        """
        entry = OPERATIONS[operation]
        token, query, headers = (given.pop(name, usual) for name, usual in _USUAL.items())
        path = {**next(example_calls(entry))[1].path, **given}
        return self.send(Call(operation, path=path, query=query, headers=headers, body=body), token)

    def send(self, call: Call, token: str = OWNER, body: bytes = b"") -> Reply:
        """Send a call. body: sent in place of the call's own."""
        if not token:
            call = dataclasses.replace(call, credential=Credential.MISSING, scheme="Bearer")
        request = wire.build(DOCUMENT, call, DOCUMENT.base_path, {"Bearer": token})
        path, _, query = request.target.partition("?")
        headers = dict(request.headers) | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )  # also where it may be
        return self._driver.ask(path, body or request.body, method=request.method, query=query, headers=headers)

    def get(self, operation: str, body: Any = ABSENT, **given: Any) -> Any:
        """What a success answers below `data`, or the whole answer where there is no such thing."""
        reply = self.call(operation, body, **given)
        assert reply.status < 300, (operation, reply)
        value = reply.value
        return value["data"] if isinstance(value, dict) and "data" in value else value

    def login(self, email: str = EMAIL, password: str = PASSWORD) -> Any:
        """The tokens of a login; whoever is not known is registered before."""
        self.call("register", {"email": email, "password": password}, token="")
        return self.call("login", {"email": email, "password": password}, token="").value

    def channel(self, name: str = "Late Bread") -> str:
        """The hash of a new channel of the creator."""
        return str(self.get("createChannel", {"name": name})["id"])


_USUAL: dict[str, Any] = {"token": OWNER, "query": {}, "headers": {}}


def documented_calls() -> Iterator[tuple[str, Call]]:
    """Every documented request, by operation and name."""
    for operation in DOCUMENT.operations:
        for name, call in example_calls(operation):
            yield f"{operation.id}-{name}", call


def problem(reply: Reply, operation: str) -> str:
    """What is undocumented about an answer, "" when nothing is."""
    response = OPERATIONS[operation].response(reply.status)
    if response is None:
        return f"undocumented {reply.status}: {reply.body!r}"
    if not response.content:
        return "" if reply.body == b"" else f"a body: {reply.body!r}"
    media = response.content[0]
    if reply.headers.get("content-type") != media.name:
        return f"{reply.headers.get('content-type')} instead of {media.name}"
    return next((error.message for error in DOCUMENT.validator(media.pointer).iter_errors(reply.value)), "")


def needs_token(operation: Operation) -> bool:
    """Whether an operation refuses strangers."""
    return bool(operation.security) and {} not in operation.security

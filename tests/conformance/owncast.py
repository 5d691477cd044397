"""Calls the mock of Owncast in process, by the ids of operations."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

from asgi_driver import Driver, Reply

from stream_contracts import data, wire
from stream_contracts.cases import example_calls
from stream_contracts.exchange import ABSENT, Call, Credential
from stream_contracts.mock import behaviour, building
from stream_contracts.mock.model import Mock
from stream_contracts.mock.state import Storage

DOCUMENT = data.document("owncast")
ADMIN, INTEGRATION, POWERLESS = "admin:mock-password", "mock-token", "mock-token-powerless"
VIEWER, MODERATOR, DISABLED = (f"not-a-real-{word}-token" for word in ("chat", "moderator", "disabled"))
MODERATION = ("GetUserDetails", "UpdateMessageVisibility", "UpdateUserEnabled")
OPERATIONS = [entry.id for entry in DOCUMENT.operations]


class Owncast:
    """A caller of one mock, with the credentials of the operator and of an integration that may do everything."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self._driver = Driver(mock, base="")

    def call(self, operation: str, body: Any = ABSENT, **given: Any) -> Reply:
        """Call an operation. given: path, query, headers, token (of a chat user), admin and bearer (credentials)."""
        query = {**({"accessToken": given["token"]} if "token" in given else {}), **given.get("query", {})}
        call = Call(operation, path=given.get("path", {}), query=query, headers=given.get("headers", {}), body=body)
        return self.send(call, given.get("admin", ADMIN), given.get("bearer", INTEGRATION))

    def send(self, call: Call, admin: str = ADMIN, bearer: str = INTEGRATION) -> Reply:
        """Send a call. An empty credential is not sent."""
        secrets = {"BasicAuth": admin, "BearerAuth": bearer}
        scheme = next(iter(next(iter(DOCUMENT.operation(call.operation).security), {})), "")
        if scheme and not secrets[scheme]:
            call = dataclasses.replace(call, credential=Credential.MISSING, scheme=scheme)
        request = wire.build(DOCUMENT, call, DOCUMENT.base_path, secrets)
        path, _, query = request.target.partition("?")
        return self._driver.ask(path, request.body, method=request.method, query=query, headers=dict(request.headers))

    def get(self, operation: str, **given: Any) -> Any:
        """The value that a read answers with."""
        reply = self.call(operation, **given)
        assert reply.status == 200, (operation, reply)
        return reply.value

    def control(self, name: str, body: Any) -> Reply:
        """Call a path of the mock's own."""
        return self._driver.ask(f"/__mock__/{name}", body)

    def register(self, name: str = "brisk-relay") -> Any:
        """A new chat user: id, accessToken and displayName."""
        return self.call("RegisterAnonymousChatUser", {"displayName": name}).value


def built(seed: int = 1, storage: Storage | None = None) -> Owncast:
    """A mock of its own."""
    declared = behaviour.load(data.behaviour_file("owncast"))
    return Owncast(building.build(DOCUMENT, declared, seed, storage))


@functools.cache
def world(seed: int = 1) -> Owncast:
    """A mock for tests that only read."""
    return built(seed)


@functools.cache
def _reused() -> Owncast:
    return built()


def fresh(seed: int = 1) -> Owncast:
    """A mock in its initial world, for one test: the next call of this function brings that world back."""
    made = _reused()
    made.mock.reset(seed)
    return made


def documented_calls() -> Iterator[tuple[str, Call]]:
    """Every documented request. Those of moderators get the token of one: all share the example of a viewer's."""
    for operation in DOCUMENT.operations:
        for name, call in example_calls(operation):
            by_moderator = {"accessToken": MODERATOR} if operation.id in MODERATION else {}
            yield f"{operation.id}-{name}", dataclasses.replace(call, query={**call.query, **by_moderator})


def problem(reply: Reply, operation: str) -> str:
    """What is undocumented about an answer, "" when nothing is."""
    response = DOCUMENT.operation(operation).response(reply.status)
    if response is None:
        return f"undocumented {reply.status}: {reply.body!r}"
    if not response.content:
        return "" if reply.body == b"" else f"a body: {reply.body!r}"
    media = response.content[0]
    if reply.headers.get("content-type") != media.name:
        return f"{reply.headers.get('content-type')} instead of {media.name}"
    if not media.is_json:
        return "" if reply.body else "no text"
    return next((error.message for error in DOCUMENT.validator(media.pointer).iter_errors(reply.value)), "")

"""Calls the mock of Twitch Kraken in process. Paths are those of the document, `/channels/test_channel`."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from asgi_driver import Driver, Reply

from stream_contracts import data
from stream_contracts.mock import behaviour, building
from stream_contracts.mock.router import Router

OWNER, UNPARTNERED, POWERLESS, EDITOR = (
    f"mock-token{suffix}" for suffix in ("", "-unpartnered", "-powerless", "-editor")
)
VERSION_1 = "application/vnd.twitchtv.v1+json"
VERSION_3 = "application/vnd.twitchtv.v3+json"
HOST = "kraken.example:8080"
DOCUMENT = data.document("twitch-kraken")
ROUTER = Router(DOCUMENT.operations, DOCUMENT.base_path)


class Kraken:
    """A caller of one mock; `token` is the owner's of test_channel unless another one is given."""

    def __init__(self, seed: int = 1) -> None:
        declared = behaviour.load(data.behaviour_file("twitch-kraken"))
        self.mock = building.build(DOCUMENT, declared, seed)
        self._driver = Driver(self.mock)

    def ask(self, method: str, path: str, body: Any = b"", **given: Any) -> Reply:
        """Send a request; `path` may have a query. given: token, accept, form (the body is one), headers."""
        path, _, query = path.partition("?")
        headers = {"Host": HOST}
        if given.get("accept"):
            headers["Accept"] = given["accept"]
        if given.get("token"):
            headers["Authorization"] = f"OAuth {given['token']}"
        if given.get("form"):
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(body).encode()
        headers |= given.get("headers", {})
        return self._driver.ask(path, body, method=method, query=query, headers=headers)

    def get(self, path: str, token: str = "", accept: str = "") -> Reply:
        """Read something."""
        return self.ask("GET", path, token=token, accept=accept)

    def put(self, body: Any, channel: str = "test_channel", token: str = OWNER, form: bool = False) -> Reply:
        """Update a channel."""
        return self.ask("PUT", f"/channels/{channel}", body, token=token, form=form)

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.mock.state.clock.advance(seconds)


@functools.cache
def world(seed: int = 1) -> Kraken:
    """A mock for tests that only read."""
    return Kraken(seed)


def fits(reply: Reply, method: str, path: str) -> bool:
    """Whether an answer has the documented shape of its operation and status."""
    match = ROUTER.match(method, DOCUMENT.base_path + path.partition("?")[0])
    response = DOCUMENT.operation(match.operation).response(reply.status)
    assert response is not None, (path, reply.status)
    if not response.content:
        return reply.body == b""
    return DOCUMENT.validator(response.content[0].pointer).is_valid(reply.value)


def links_in(value: Any) -> Iterator[str]:
    """Every address under `_links`, at any depth."""
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if name == "_links":
            yield from inner.values()
        else:
            yield from links_in(inner)


def path_of(link: str) -> str:
    """The path of a link below the base path, with its query. Raises AssertionError for a link to elsewhere."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("http", HOST), link
    assert parts.path.startswith("/kraken/"), link
    return parts.path.removeprefix("/kraken") + (f"?{parts.query}" if parts.query else "")


def names(reply: Reply) -> list[str]:
    """The channels of a list of streams."""
    return [stream["channel"]["name"] for stream in reply.value["streams"]]

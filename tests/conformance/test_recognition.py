"""A mock of ours is recognised; whatever else answers on this machine is not, and no other machine is asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from stream_contracts.mock.server import running_mock
from stream_contracts.target import Safety, Target
from stream_contracts.transport import HttpTransport


def is_mock(url: str) -> bool:
    async def ask() -> bool:
        async with HttpTransport(Target(url, {}, Safety.FULL, 1.0)) as transport:
            return await transport.is_mock()

    return asyncio.run(ask())


def test_a_mock_of_ours_is_recognised() -> None:
    with running_mock("streamdetails") as mock:
        assert is_mock(mock.url)


@pytest.fixture
def answering() -> Iterator[HTTPServer]:
    """A server whose answer a test sets as `server.answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(self.server.answer)  # type: ignore[attr-defined]

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b'HTTP/1.1 401 Unauthorized\r\nContent-Length: 15\r\n\r\n{"requests": 1}',
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"no HTTP at all",
        b"",
    ],
)
def test_other_servers_are_not(answering: HTTPServer, answer: bytes) -> None:
    answering.answer = answer  # type: ignore[attr-defined]

    assert not is_mock(f"http://127.0.0.1:{answering.server_port}/api")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/api", "http://tiny.invalid/api", "https://127.0.0.1:9/api"])
def test_nobody_there_and_other_machines_are_not(url: str) -> None:
    assert not is_mock(url)

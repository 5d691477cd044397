"""Servers that are no servers."""

from __future__ import annotations

import socket

import pytest
from asgi_driver import KNOWN, TOKEN, Driver

from stream_contracts.mock.server import make, running_mock


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_everything_is_refused_alike_in_the_envelope(status: int) -> None:
    driver = Driver(make("streamdetails", faults=[f"dead-{status}"]), TOKEN)

    for path in ("/channel/get", "/channel/get-all", "/nothing"):
        reply = driver.ask(path, KNOWN)
        assert (reply.status, reply.value["error"]["code"]) == (status, status)


def test_everything_is_answered_with_an_empty_object() -> None:
    reply = Driver(make("streamdetails", faults=["dead-empty-200"])).ask("/nothing", b"{")

    assert (reply.status, reply.value) == (200, {})


def test_a_refusing_server_refuses_connections() -> None:
    with running_mock("streamdetails", fault="dead-refusing") as server, pytest.raises(ConnectionRefusedError):
        _connect(server.origin)


def test_a_silent_server_accepts_and_does_not_answer() -> None:
    with running_mock("streamdetails", fault="dead-silent") as server:
        connection = _connect(server.origin)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
        with pytest.raises(TimeoutError):
            connection.recv(1)

    connection.close()


def _connect(origin: str) -> socket.socket:
    host, _, port = origin.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=0.2)

"""The mock on a real socket: framing, limits, stopping, and what leaves in one packet."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from stream_contracts.mock import carrier
from stream_contracts.mock.model import BODY_LIMIT
from stream_contracts.mock.server import MockServer, listen, running_mock
from stream_specs.errors import UserError

BODY = b'{"channel_id": 12345}'


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with running_mock("streamdetails") as running:
        yield running


def _connect(server: MockServer) -> socket.socket:
    host, _, port = server.origin.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def _request(body: bytes = BODY, *headers: str, method: str = "POST", path: str = "/api/v1/channel/get") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: mock", "Authorization: Bearer mock-token"]
    lines += ["Content-Type: application/json", *(headers or [f"Content-Length: {len(body)}"])]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _read(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """One answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers["content-length"]):
        body += connection.recv(65536)
    return int(status.split()[1]), headers, body


def test_headers_and_body_arrive_in_one_piece(server: MockServer) -> None:
    with _connect(server) as connection:
        for _ in range(50):
            connection.sendall(_request())
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert json.loads(body)["data"]["id"] == 12345


def test_requests_sent_ahead_are_answered_in_order(server: MockServer) -> None:
    unknown = b'{"channel_id": 1}'
    with _connect(server) as connection:
        connection.sendall(_request() + _request(unknown) + _request())
        received = b""
        while received.count(b'"error":') < 3:
            received += connection.recv(65536)

    assert [answer[:3] for answer in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200"]


def test_a_chunked_body_over_the_limit_is_refused_and_the_connection_goes_on(server: MockServer) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with _connect(server) as connection:
        connection.sendall(_request(b"", "Transfer-Encoding: chunked"))
        for _ in range(20):
            connection.sendall(chunk)
        connection.sendall(b"0\r\n\r\n")
        status, _, body = _read(connection)
        connection.sendall(_request())

        assert (status, json.loads(body)["error"]["code"]) == (413, 413)
        assert _read(connection)[0] == 200


def test_a_body_announced_over_the_limit_is_refused_before_it_is_sent(server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(_request(b"", "Content-Length: 99999999", "Expect: 100-continue"))

        assert _read(connection)[0] == 413


def test_a_body_is_asked_for_when_the_client_waits_for_it(server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(_request(b"", f"Content-Length: {len(BODY)}", "Expect: 100-continue"))
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)

        assert _read(connection)[0] == 200


def test_an_answer_to_head_has_no_body(server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(_request(b"", method="HEAD"))
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 405")
    assert body == b""


def test_what_is_no_http_is_refused_and_the_server_lives_on(server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(b"\x16\x03\x01 no http\r\n\r\n")
        status, headers, body = _read(connection)
        assert (status, headers["connection"], connection.recv(1)) == (400, "close", b"")
        assert json.loads(body)["error"]["message"] == "This is no HTTP request."
    with _connect(server) as connection:
        connection.sendall(_request())
        assert _read(connection)[0] == 200


@pytest.mark.parametrize("start", [b"GET /", b"GET / HTTP/1.1\r\nX-Long: "])
def test_a_head_without_an_end_is_refused(start: bytes, server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(start + b"x" * BODY_LIMIT)  # refused with its last bytes, so that none is left unread
        status, headers, body = _read(connection)

    assert (status, headers["connection"], json.loads(body)["error"]["code"]) == (431, "close", 431)


ENDS = {
    "asked to": ("HTTP/1.1", "Connection: close"),
    "old": ("HTTP/1.0", "Connection: keep-alive"),
    "another protocol": ("HTTP/1.1", "Connection: Upgrade\r\nUpgrade: websocket"),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_connection_ends_after_the_answer_when_it_has_to(name: str, server: MockServer) -> None:
    version, header = ENDS[name]
    with _connect(server) as connection:
        connection.sendall(f"GET /api/v1/channel/get {version}\r\nHost: mock\r\n{header}\r\n\r\n".encode())

        assert _read(connection)[0] == 405
        assert connection.recv(1) == b""


@pytest.mark.parametrize("target", ["http://mock/api/v1/channel/get", "/api/v1/channel/get#part"])
def test_other_ways_to_write_a_target_mean_the_same(target: str, server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(_request(path=target))

        assert _read(connection)[0] == 200


def test_a_target_that_is_no_path_is_not_found(server: MockServer) -> None:
    with _connect(server) as connection:
        connection.sendall(_request(b"", method="OPTIONS", path="*"))

        assert _read(connection)[0] == 404


def test_a_request_in_small_pieces_is_one_request(server: MockServer) -> None:
    with _connect(server) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in _request():
            connection.sendall(bytes([byte]))

        assert _read(connection)[0] == 200


def test_who_reads_no_answers_is_read_no_further_and_gets_them_all_later() -> None:
    count = 40
    with running_mock("twitch-kraken") as server, _connect(server) as connection:
        long = f"Host: {'h' * 3000}\r\nX-Long: {'x' * 300_000}"  # more than the kernel keeps, in both directions
        request = f"GET /kraken/streams HTTP/1.1\r\n{long}\r\n\r\n".encode()
        sending = threading.Thread(target=lambda: connection.sendall(request * count))
        sending.start()
        sending.join(0.5)
        assert sending.is_alive(), "the mock keeps reading"

        received = 0
        while received < count:
            received += connection.recv(1 << 20).count(b"HTTP/1.1 200")
        sending.join()


def test_a_connection_that_says_nothing_for_long_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "_IDLE_S", 0.05)
    monkeypatch.setattr(carrier, "_LOOK_S", 0.01)
    with running_mock("streamdetails") as server, _connect(server) as connection:
        assert connection.recv(1) == b""


def test_the_server_is_gone_when_the_block_is_left_even_with_a_connection_open() -> None:
    before = threading.active_count()
    with running_mock("streamdetails") as server:
        connection = _connect(server)
        connection.sendall(_request())
        _read(connection)

    assert connection.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        _connect(server)
    assert threading.active_count() == before


def test_who_never_reads_does_not_keep_the_server_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "_GRACE_S", 0.05)
    with running_mock("twitch-kraken") as server:
        connection = _connect(server)
        request = f"GET /kraken/streams HTTP/1.1\r\nHost: {'h' * 3000}\r\n\r\n".encode()
        connection.sendall(request * 40)

    with pytest.raises(ConnectionRefusedError):
        _connect(server)
    connection.close()


def test_many_mocks_run_side_by_side_and_share_nothing() -> None:
    with running_mock("streamdetails") as first, running_mock("streamdetails") as second:
        with _connect(first) as connection:
            connection.sendall(_request(path="/api/v1/channel/remove"))
            assert _read(connection)[0] == 200
        with _connect(second) as connection:
            connection.sendall(_request())
            assert _read(connection)[0] == 200


def test_a_port_in_use_is_said_plainly() -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(UserError) as caught:
        listen("127.0.0.1", listener.getsockname()[1])

    assert "is in use" in caught.value.what


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("nonsense.invalid", 0), ("192.0.2.1", 0)])
def test_an_address_that_cannot_be_used_is_said_plainly(host: str, port: int) -> None:
    with pytest.raises(UserError) as caught:
        listen(host, port)

    assert caught.value.what.startswith(f"cannot listen on port {port}: ")

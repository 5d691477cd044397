"""The transport on real sockets: bounded in bytes and time, literal, and behind its guard."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import tiny

from stream_contracts.documents import Effect, Operation
from stream_contracts.exchange import Request, Response
from stream_contracts.pace import Limits, Pace
from stream_contracts.target import Safety, Target
from stream_contracts.transport import (
    KEPT_OF_LONGER,
    MAX_BODY,
    FunctionTransport,
    HttpTransport,
    Refused,
    TransportError,
    headers_of,
    permitted,
)
from stream_contracts.unprovable import Stopped

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GET = Request("GET", "/v1/things", (), b"")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def _operation(place: str = "GET /things", effect: Effect = Effect.READ) -> Operation:
    return tiny.document({place: {"x-effect": str(effect)}}).operations[0]


class _Server:
    """Answers every request with the same bytes and keeps what it read."""

    def __init__(self, answer: bytes, then: Handler | None = None) -> None:
        self.seen: list[bytes] = []
        self._answer = answer
        self._then = then

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), 0
                )
                self.seen.append(head + await reader.readexactly(length))
                writer.write(self._answer)
                await writer.drain()
                if self._then is not None:
                    await self._then(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _send(
    server: Handler, *requests: Request, safety: Safety = Safety.FULL, timeout: float = 5.0
) -> tuple[list[Response], HttpTransport]:
    """The answers of a server on a free port to requests sent one after the other."""

    async def run() -> tuple[list[Response], HttpTransport]:
        listening = await asyncio.start_server(server, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        target = Target(f"http://127.0.0.1:{port}/v1", {}, safety, timeout)
        async with listening, HttpTransport(target) as transport:
            answers = [await transport.send(_operation(), request, own=False) for request in requests]
            return answers, transport

    return asyncio.run(run())


def _answer(answer: bytes, then: Handler | None = None, **more: Any) -> Response:
    return _send(_Server(answer, then), GET, **more)[0][0]


def _error(server: Handler, **more: Any) -> str:
    with pytest.raises(TransportError) as raised:
        _send(server, GET, **more)
    return str(raised.value)


async def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


async def _flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"x" * 65536)
        await writer.drain()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A byte now and then, so that no single wait is long; then the end."""
    for _ in range(100):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)
    await _hang_up(reader, writer)


async def _wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


# --- what is sent


def test_a_request_goes_out_as_it_was_built() -> None:
    server = _Server(OK)
    request = Request("GET", "/v1/..%2Fa/../b%20c?q[a]=1,2&x=%2B", (("Accept", "x/y"), ("X-A", "1")), b"")

    _send(server, request)

    lines = server.seen[0].decode().split("\r\n")
    assert lines[0] == "GET /v1/..%2Fa/../b%20c?q[a]=1,2&x=%2B HTTP/1.1"
    assert {line for line in lines[1:] if line and not line.startswith("Host:")} == {
        *("User-Agent: stream-contracts", "Accept-Encoding: gzip, deflate", "Accept: x/y", "X-A: 1")
    }


def test_a_body_goes_out_without_a_media_type_of_our_own() -> None:
    server = _Server(OK)

    _send(server, Request("GET", "/v1", (), b"\x00\xff body"))

    head, _, body = server.seen[0].partition(b"\r\n\r\n")
    assert body == b"\x00\xff body"
    assert b"content-type" not in head.lower()


def test_no_proxy_and_no_cookie_comes_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server = _Server(OK.replace(b"Content-Length", b"Set-Cookie: a=b\r\nContent-Length"))

    _send(server, GET, GET)

    assert len(server.seen) == 2
    assert b"cookie" not in server.seen[1].lower()


def test_requests_are_counted_by_method() -> None:
    _, transport = _send(_Server(OK), GET, GET, Request("PUT", "/v1", (), b""))

    assert transport.wire == {"GET": 2, "PUT": 1}
    assert transport.unsafe == 0


# --- what comes back


def test_an_answer_is_kept_as_it_came() -> None:
    head = b"HTTP/1.1 418 No\r\nX-A: 1\r\nx-a: 2\r\nX-Bytes: \xff\xc3\xa9\r\nContent-Length: 3\r\n\r\n"

    response = _answer(head + b"\xff{}")

    assert (response.status, response.body, response.truncated) == (418, b"\xff{}", False)
    assert response.headers == (("X-A", "1"), ("x-a", "2"), ("X-Bytes", "?é"), ("Content-Length", "3"))


@pytest.mark.parametrize("status", [204, 304, 404, 500, 599])
def test_every_status_is_an_answer(status: int) -> None:
    assert _answer(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status).status == status


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    server = _Server(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

    answers, transport = _send(server, GET)

    assert (answers[0].status, answers[0].header("Location")) == (302, "/elsewhere")
    assert (len(server.seen), transport.wire) == (1, {"GET": 1})


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [(b"gzip", gzip.compress), (b"deflate", zlib.compress), (b"GZIP", gzip.compress), (b"identity", bytes)],
)
def test_a_packed_body_is_unpacked(encoding: bytes, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(b'{"a": 1}')

    response = _answer(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n%b" % (encoding, len(packed), packed)
    )

    assert response.json() == {"a": 1}


def test_chunks_are_joined() -> None:
    chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n5\r\na":1}\r\n0\r\n\r\n'

    assert _answer(chunked).body == b'{"a":1}'


# --- bounds


@pytest.mark.parametrize(("size", "truncated"), [(MAX_BODY, False), (MAX_BODY + 1, True)])
def test_a_body_is_read_up_to_its_bound(size: int, truncated: bool) -> None:
    response = _answer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)

    assert (len(response.body), response.truncated) == (KEPT_OF_LONGER if truncated else MAX_BODY, truncated)


def test_a_body_without_an_end_is_cut() -> None:
    response = _answer(b"HTTP/1.1 200 OK\r\n\r\n", _flood)

    assert (len(response.body), response.truncated) == (KEPT_OF_LONGER, True)


def test_a_bomb_is_unpacked_up_to_the_bound() -> None:
    bomb = gzip.compress(b"\0" * (64 * 1024 * 1024), compresslevel=1)

    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)

    response = _answer(head + bomb)

    assert (len(response.body), response.truncated) == (KEPT_OF_LONGER, True)


def test_after_a_cut_body_the_next_request_has_a_connection_of_its_own() -> None:
    answers, _ = _send(_Server(b"HTTP/1.1 200 OK\r\n\r\n", _flood), GET, GET)

    assert [answer.truncated for answer in answers] == [True, True]


SLOW = {
    "never answers": (b"", _wait),
    "stops in the head": (b"HTTP/1.1 200 OK\r\n", _wait),
    "stops in the body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", _wait),
    "drips the head": (b"HTTP/1.1 200 OK\r\nX-Drip: ", _drip),
    "drips the body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", _drip),
}


@pytest.mark.parametrize(("start", "then"), SLOW.values(), ids=SLOW)
def test_the_time_limit_holds_for_the_whole_answer(start: bytes, then: Handler) -> None:
    assert _error(_Server(start, then), timeout=0.1) == "no answer within 0.1 s"


# --- no answer

BROKEN = {
    "hangs up at once": b"",
    "hangs up in the head": b"HTTP/1.1 200 OK\r\nContent-",
    "hangs up in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
    "hangs up in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{}",
    "speaks something else": b"SSH-2.0-OpenSSH_9.6\r\n",
    "has a status that is no number": b"HTTP/1.1 two hundred\r\n\r\n",
    "has a length that is no number": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    "has a header without end": b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n",
    "has a broken packing": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_what_is_no_http_is_one_clause_for_a_report(answer: bytes) -> None:
    message = _error(_Server(answer, _hang_up))

    assert message.startswith("no HTTP answer: ")
    assert len(message) <= 220
    assert "\n" not in message


def test_a_port_that_nobody_listens_on_is_said_so() -> None:
    async def run() -> None:
        listening = await asyncio.start_server(_wait, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        listening.close()
        await listening.wait_closed()
        async with HttpTransport(Target(f"http://127.0.0.1:{port}", {}, Safety.FULL, 1.0)) as transport:
            with pytest.raises(TransportError, match="cannot connect: Connect"):
                await transport.send(_operation(), GET, own=False)
            assert transport.wire == {}

    asyncio.run(run())


def _send_to_a_server_that_hangs_up_once(method: str) -> tuple[list[int], list[bytes], HttpTransport]:
    """The statuses of two sends (0 = no answer), what the server read of the second connection, and the transport."""
    server = _Server(OK)
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        await (server if len(connections) > 1 else _Server(b"", _hang_up))(reader, writer)

    async def run() -> tuple[list[int], list[bytes], HttpTransport]:
        listening = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        statuses = []
        async with listening, HttpTransport(Target(f"http://127.0.0.1:{port}", {}, Safety.FULL, 1.0)) as transport:
            for _ in range(2):
                try:
                    sent = Request(method, "/v1", (), b"")
                    statuses.append((await transport.send(_operation(), sent, own=False)).status)
                except TransportError:
                    statuses.append(0)
            return statuses, server.seen, transport

    return asyncio.run(run())


def test_after_a_failure_the_next_request_is_sent() -> None:
    statuses, seen, transport = _send_to_a_server_that_hangs_up_once("POST")

    assert (statuses, len(seen), transport.wire) == ([0, 200], 1, {"POST": 2})


def test_a_request_that_is_sent_again_is_counted_again() -> None:
    statuses, seen, transport = _send_to_a_server_that_hangs_up_once("DELETE")

    assert (statuses, len(seen), transport.wire) == ([200, 200], 2, {"DELETE": 3})


def test_a_budget_holds_for_what_is_sent_again() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Server(b"", _hang_up)(reader, writer)

    async def run() -> HttpTransport:
        listening = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        target = Target(f"http://127.0.0.1:{port}", {}, Safety.FULL, 1.0)
        async with listening, HttpTransport(target, Pace(Limits(max_requests=1))) as transport:
            with pytest.raises(Stopped, match="the budget of 1 requests is spent"):
                await transport.send(_operation(), Request("DELETE", "/v1", (), b""), own=False)
        return transport

    assert asyncio.run(run()).wire == {"DELETE": 1}


# --- the guard

LETS_OUT = {
    # safety, own: the effects that go out
    (Safety.READ_ONLY, False): {"read"},
    (Safety.READ_ONLY, True): {"read"},
    (Safety.OWN_RESOURCES, False): {"read", "create"},
    (Safety.OWN_RESOURCES, True): {"read", "create", "update", "delete"},
    (Safety.FULL, False): {"read", "create", "update", "delete", "outbound"},
    (Safety.FULL, True): {"read", "create", "update", "delete", "outbound"},
}


@pytest.mark.parametrize(("safety", "own"), LETS_OUT)
def test_a_safety_level_lets_out_what_it_says(safety: Safety, own: bool) -> None:
    assert {str(effect) for effect in Effect if permitted(safety, effect, own)} == LETS_OUT[safety, own]


def test_every_level_is_in_the_table() -> None:
    assert {(safety, own) for safety in Safety for own in (False, True)} == set(LETS_OUT)


@pytest.mark.parametrize(
    ("place", "effect", "method", "goes_out"),
    [
        ("POST /things", Effect.READ, "POST", True),
        ("GET /things", Effect.DELETE, "GET", False),
        ("GET /things", Effect.READ, "PUT", False),
        ("GET /things", Effect.READ, "DELETE", False),
        ("POST /things", Effect.CREATE, "GET", False),  # a server may not look at the method
        ("POST /things", Effect.READ, "PATCH", False),
    ],
)
def test_read_only_goes_by_effect_and_an_undocumented_method_by_the_graver(
    place: str, effect: Effect, method: str, goes_out: bool
) -> None:
    transport = FunctionTransport(lambda _: tiny.response(), Safety.READ_ONLY)

    async def send() -> bool:
        try:
            await transport.send(_operation(place, effect), Request(method, "/things", (), b""), own=True)
        except Refused:
            return False
        return True

    assert asyncio.run(send()) is goes_out
    assert transport.wire == ({method: 1} if goes_out else {})


def test_what_is_refused_never_reaches_the_server() -> None:
    server = _Server(OK)

    with pytest.raises(Refused, match="refused `DELETE /things`: safety is read-only"):
        _send(server, Request("DELETE", "/v1/things", (), b""), safety=Safety.READ_ONLY)

    assert server.seen == []


def test_headers_of_a_mapping_keep_their_order() -> None:
    assert headers_of({"B": "1", "A": "2"}) == (("B", "1"), ("A", "2"))

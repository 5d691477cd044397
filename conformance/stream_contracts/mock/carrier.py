"""Carries a mock on a listening socket: HTTP/1.1, read by httptools on a loop of uvloop.

An answer is made as soon as its request is read. A mock never waits for anything, so that neither task nor queue is
needed, and requests that are sent ahead are answered in their order: this takes about half of the time that a server
for ASGI takes around the same application (bench/mock_servers.py). Answers leave in one write, once all that has come
on all connections is read: a client that is woken for the first of them finds the others there as well, which is worth
a fifth of the time under load. No date and no name of a server is sent, so that the answers of a seed are the same
bytes every time.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from http import HTTPStatus

import httptools
import uvloop

from stream_contracts.exchange import Response
from stream_contracts.mock.application import Application, add, announced

_BACKLOG = 1024
_GRACE_S = 2.0
_IDLE_S = 60  # longer than a client pauses between two requests: a connection that closes under it is no fault
_MUCH = 256 * 1024  # bytes of answers that wait to be written
_TURNS = 4  # of the loop, that asyncio takes from accepting a connection to handing it over
_LOOK_S = 5.0  # how often idle connections are looked for


class Carrier:
    """Serves one application until it is told to stop, from any thread."""

    def __init__(self, app: Application, listener: socket.socket) -> None:
        self._app, self._listener = app, listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self._open: set[_Connection] = set()
        self.ready = threading.Event()

    def run(self) -> None:
        """Serve, and return after `stop`."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve())

    def stop(self) -> None:
        """Make `run` return. Safe from another thread and from a signal handler; a second call does nothing."""
        if self._loop is None:
            self._stopping.set()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await self._loop.create_server(self._connection, sock=self._listener, backlog=_BACKLOG)
        self.ready.set()
        while not self._stopping.is_set():
            await _set_or_late(self._stopping, _LOOK_S)
            self._close(self._loop.time() - _IDLE_S)
        server.close()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self._close(self._loop.time())
        await self._closed()

    def _connection(self) -> _Connection:
        return _Connection(self._app, self._open)

    def _close(self, quiet_since: float) -> None:
        """Close the connections that have sent nothing since then. What is to be written is written."""
        for connection in [one for one in self._open if one.heard <= quiet_since]:
            connection.close()

    async def _closed(self) -> None:
        """Wait until everything is written; who has not read it after a while does without."""
        late = asyncio.get_running_loop().time() + _GRACE_S
        while self._open and asyncio.get_running_loop().time() < late:
            await asyncio.sleep(0 if all(one.is_written for one in self._open) else 0.01)
        for connection in self._open:
            connection.abort()
        await asyncio.sleep(0)


async def _set_or_late(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


class _Connection(asyncio.Protocol):
    """One connection: reads requests, and answers each at its end. heard: when something came last, by the loop."""

    def __init__(self, app: Application, connections: set[_Connection]) -> None:
        self._app, self._connections = app, connections
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._held: list[bytes] = []
        self._size = self._head_size = 0
        self._is_full = self._ends = self._is_in_head = False
        self.heard = self._loop.time()

    @property
    def is_written(self) -> bool:
        """Whether all that was answered has left."""
        return not self._transport.get_write_buffer_size()

    def close(self) -> None:
        """Close after what is still to be written."""
        self._ends = True
        self._flush()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._peer = (transport.get_extra_info("peername") or ("",))[0]
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)

    def pause_writing(self) -> None:
        self._is_full = True
        self._transport.pause_reading()  # who does not read its answers is asked for no more requests

    def resume_writing(self) -> None:
        self._is_full = False
        self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        self.heard = self._loop.time()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError as error:  # ours: what answers never raises
            print(f"mock: internal error: {error.__context__!r}", file=sys.stderr)
            self._transport.abort()
        except httptools.HttpParserUpgrade:  # answered like any other request, and nothing else is spoken here
            self.close()
        except httptools.HttpParserError:
            self._refuse_noise(400)
        else:
            self._head_size += len(data)
            if self._is_in_head and self._app.is_too_large(self._head_size):
                self._refuse_noise(431)

    def _refuse_noise(self, status: int) -> None:
        """Refuse what is no HTTP; but a client that was told that the connection ends may say what it likes."""
        if not self._ends:
            self._send(self._app.refuse_noise(status), is_last=True)

    # --- httptools: a request comes as its target, its headers, parts of its body

    def on_message_begin(self) -> None:
        self._target, self._body = b"", b""
        self._headers: dict[str, str] = {}
        self._is_answered, self._is_in_head, self._head_size = False, True, 0

    def on_url(self, target: bytes) -> None:
        self._target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        add(self._headers, name.decode("latin-1"), value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        """Refuse a body that is too large before it is sent; ask for one that waits to be asked for."""
        self._is_in_head = False
        if self._app.is_too_large(announced(self._headers)):
            self._answer(too_large=True)
        elif self._headers.get("expect", "").lower() == "100-continue":
            self._hold(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body. What comes after a refusal is read and forgotten: closing would lose the refusal."""
        if self._is_answered:
            return
        self._body += body
        if self._app.is_too_large(len(self._body)):
            self._answer(too_large=True)

    def on_message_complete(self) -> None:
        if not self._is_answered:
            self._answer()

    def _answer(self, too_large: bool = False) -> None:
        self._is_answered = True
        method, target = self._parser.get_method().decode("ascii"), _origin_form(self._target).decode("latin-1")
        call = self._app.call(method, target, self._headers, self._peer)
        call.body = self._body
        self._send(self._app.respond(call, too_large), is_last=not self._stays_open())

    def _stays_open(self) -> bool:
        return self._parser.should_keep_alive() and self._parser.get_http_version() != "1.0"

    def _send(self, response: Response, is_last: bool) -> None:
        self._ends = is_last
        self._hold(_head(response, is_last), response.body)

    def _hold(self, *parts: bytes) -> None:
        """Write it with all else that goes out next, before which nothing more is read when it is much."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held += parts
        self._size += sum(map(len, parts))
        if self._size > _MUCH:
            self._transport.pause_reading()

    def _flush(self) -> None:
        if self._held and not self._transport.is_closing():
            self._transport.writelines(self._held)
        if self._size > _MUCH and not self._is_full and not self._ends:
            self._transport.resume_reading()
        self._held, self._size = [], 0
        if self._ends:
            self._transport.close()


def _origin_form(target: bytes) -> bytes:
    """Path and query of a request target (RFC 9112, section 3.2), which may name the origin or have a fragment."""
    if target.startswith(b"/") and b"#" not in target:
        return target
    try:
        url = httptools.parse_url(target)
    except httptools.HttpParserInvalidURLError:
        return target
    return (url.path or b"/") + (b"?" + url.query if url.query else b"")


def _head(response: Response, is_last: bool) -> bytes:
    lines = [_STATUS_LINES[response.status], *[f"{name}: {value}\r\n" for name, value in response.headers]]
    if is_last:
        lines.append("connection: close\r\n")
    lines.append("\r\n")
    return "".join(lines).encode("latin-1")


def _status_line(status: int) -> str:
    phrase = HTTPStatus(status).phrase if status in _KNOWN else ""
    return f"HTTP/1.1 {status} {phrase}\r\n"


_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_KNOWN = frozenset(HTTPStatus)
_STATUS_LINES = {status: _status_line(status) for status in range(100, 600)}

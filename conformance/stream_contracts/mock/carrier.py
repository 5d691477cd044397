"""Carries an ASGI application on a listening socket: uvicorn's HTTP/1.1 protocol on an asyncio loop.

uvicorn answers at least twice as many requests over one connection as granian, needs half the memory, and runs in
a thread on a socket of ours (bench/mock_servers.py). It writes headers and body one after the other, which is two
packets; `_OneWrite` joins them. Of uvicorn only the protocol is used: no signals, no lifespan, no date, so that the
answers of a seed are the same bytes every time.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

_BACKLOG = 1024
_GRACE_S = 2.0
_IDLE_S = 60  # longer than a client pauses between two requests: a connection that closes under it is no fault


class Carrier:
    """Serves one application until it is told to stop, from any thread."""

    def __init__(self, app: Any, listener: socket.socket) -> None:
        self._config = uvicorn.Config(
            app, lifespan="off", access_log=False, log_config=None, ws="none", timeout_keep_alive=_IDLE_S
        )
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self.ready = threading.Event()

    def run(self) -> None:
        """Serve, and return after `stop`."""
        asyncio.run(self._serve())

    def stop(self) -> None:
        """Make `run` return. Safe from another thread and from a signal handler; a second call does nothing."""
        if self._loop is None:
            self._stopping.set()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._config.load()
        state = ServerState()
        server = await self._loop.create_server(
            lambda: _Protocol(config=self._config, server_state=state, app_state={}),
            sock=self._listener,
            backlog=_BACKLOG,
        )
        self.ready.set()
        await self._stopping.wait()
        server.close()
        await _close(state)


async def _close(state: ServerState) -> None:
    """Let answers under way go out, then close what is still open."""
    for connection in list(state.connections):
        connection.shutdown()
    if state.tasks:
        await asyncio.wait(list(state.tasks), timeout=_GRACE_S)
    for connection in list(state.connections):
        connection.transport.close()
    await asyncio.sleep(0)


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol on a transport that joins headers and body."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_OneWrite(transport))  # type: ignore[arg-type]

    def on_response_complete(self) -> None:
        self.transport.flush()  # type: ignore[attr-defined]
        super().on_response_complete()


class _OneWrite:
    """A transport that holds the head of an answer back until its body comes."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write now, unless it is a head; `100 Continue` has no body to wait for."""
        if not self._held and data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 100"):
            self._held = data
        else:
            self._transport.write(self._held + data)
            self._held = b""

    def flush(self) -> None:
        """Write what is held back: the answer has no body."""
        if self._held:
            self._transport.write(self._held)
            self._held = b""

    def close(self) -> None:
        """Write what is held back and close."""
        self.flush()
        self._transport.close()

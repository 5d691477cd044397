"""A server on this machine that notes what it receives and answers what it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; without a media type it has no Content-Type."""

    body: bytes = b'{"id": 1}'
    status: int = 200
    media_type: str = "application/json"
    location: str = ""


@dataclass(slots=True)
class Loopback:
    """replies: the next answers; when they are used up, `Reply()`."""

    url: str
    received: list[Received] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Loopback]:
    """The server, until the end of the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        loopback = Loopback(f"http://127.0.0.1:{server.server_address[1]}")
        server.loopback = loopback  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield loopback
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        loopback: Loopback = self.server.loopback  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        loopback.received.append(Received(self.command, self.path, headers, body))
        reply = loopback.replies.pop(0) if loopback.replies else Reply()
        self.send_response_only(reply.status, "Answer")
        fields = {"Content-Type": reply.media_type, "Location": reply.location, "Connection": "close"}
        for name, value in fields.items():
            if value:
                self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body if reply.status != 204 else b"")

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815

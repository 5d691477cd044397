"""The only code that touches the network: one request at a time over one connection, guarded and bounded.

Never follows a redirect, never reads more than MAX_BODY bytes, never waits longer than the time limit for a whole
answer. Counts what really went on the wire; its pace says when a request may leave, and which is the last.
"""

from __future__ import annotations

import ssl
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

import aiohttp
from yarl import URL

from stream_contracts.documents import Operation
from stream_contracts.exchange import Request, Response
from stream_contracts.guard import Guard, Refused, permitted
from stream_contracts.pace import Pace, at_once
from stream_contracts.target import Safety, Target, is_loopback
from stream_contracts.unprovable import NotSent
from stream_specs.errors import UserError

__all__ = [
    "Connection",
    "FunctionTransport",
    "HttpTransport",
    "NotConnected",
    "Refused",
    "Transport",
    "TransportError",
    "headers_of",
    "permitted",
]

_RECOGNISED_BY = "/__mock__/requests"
_PATIENCE_S = 2.0
MAX_BODY = 4 * 1024 * 1024
KEPT_OF_LONGER = 64 * 1024
_MAX_HEADER = 64 * 1024
_CHUNK = 64 * 1024


class TransportError(Exception):
    """No answer: refused, cut, late or not HTTP. The message is one clause for a report."""


class NotConnected(TransportError, NotSent):  # noqa: N818 - it is a TransportError
    """There was no connection, so the server knows nothing of the request."""


class Transport(Protocol):
    """What sends requests; tests put a function here."""

    wire: Counter[str]
    unsafe: int
    pace: Pace

    async def send(self, operation: Operation, request: Request, own: bool) -> Response:
        """Send one request. own: it can change only what this run created.

        Raises TransportError when no answer came, NotSent when it did not leave: Refused, Stopped, NotConnected.
        """

    async def control(self, name: str, body: Any) -> None:
        """Change the world of a mock of ours: its clock, or what its API declares."""


class Connection(Transport, Protocol):
    """A transport that is open while it is entered."""

    async def __aenter__(self) -> Self:
        """Open it."""

    async def __aexit__(self, *_: object) -> None:
        """Close it."""

    async def is_mock(self) -> bool:
        """Whether what answers is a mock of ours."""


@dataclass(slots=True)
class HttpTransport:
    """HTTP/1.1 by aiohttp. Use as an asynchronous context manager."""

    target: Target
    pace: Pace = field(default_factory=Pace)
    wire: Counter[str] = field(default_factory=Counter)
    unsafe: int = 0
    _session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=1, force_close=False, ttl_dns_cache=300, ssl=_trust(self.target.ca)),
            timeout=aiohttp.ClientTimeout(total=self.target.timeout),
            auto_decompress=False,
            max_line_size=_MAX_HEADER,
            max_field_size=_MAX_HEADER,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Content-Type", "Accept"),
            trust_env=False,
            trace_configs=[self._counting()],
            middlewares=[self._within_limits],
        )
        return self

    def _counting(self) -> aiohttp.TraceConfig:
        """Counts what really goes out: aiohttp itself sends an idempotent request again on a closed connection."""

        async def count(_: object, context: Any, sent: aiohttp.TraceRequestHeadersSentParams) -> None:
            allowed = context.trace_request_ctx
            if allowed is not None:
                self.wire[sent.method] += 1
                self.unsafe += not allowed

        config = aiohttp.TraceConfig()
        config.on_request_headers_sent.append(count)
        return config

    async def _within_limits(
        self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Holds the limits for what aiohttp sends again, too."""
        self.pace.check(self.wire.total())
        return await send(request)

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, operation: Operation, request: Request, own: bool) -> Response:
        """Send one request when its turn comes, and read its answer within the time limit."""
        guard = Guard(self.target)
        guard.check(operation, request, own)
        await self.pace.turn(self.wire.total())
        try:
            return await self._exchange(request, guard.permits(operation, request, own))
        except TimeoutError as error:
            raise TransportError(f"no answer within {self.target.timeout:g} s") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise NotConnected(f"the certificate is not trusted: {_reason(error.certificate_error)}") from error
        except aiohttp.ClientConnectorError as error:
            raise NotConnected(f"cannot connect: {error.os_error.strerror or error.os_error}") from error
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            raise TransportError(f"no HTTP answer: {_one_line(error)}") from error

    async def control(self, name: str, body: Any) -> None:
        """Change the world of a mock of ours, by its control path."""
        assert self._session is not None, "use the transport as a context manager"  # noqa: S101
        async with self._session.post(f"{self.target.origin}/__mock__/{name}", json=body, middlewares=()) as answer:
            await answer.read()

    async def is_mock(self) -> bool:
        """Whether a server on this machine is a mock of ours: it has a control path. Asks no other machine."""
        if not is_loopback(self.target.url):
            return False
        assert self._session is not None, "use the transport as a context manager"  # noqa: S101
        try:
            async with self._session.get(
                f"{self.target.origin}{_RECOGNISED_BY}",
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=min(self.target.timeout, _PATIENCE_S)),
                middlewares=(),
            ) as answer:
                body, _ = await _read(answer) if answer.status == 200 else (b"", False)
            return body.startswith(b'{"requests"')
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, zlib.error):
            return False

    async def _exchange(self, request: Request, allowed: bool) -> Response:
        assert self._session is not None, "use the transport as a context manager"  # noqa: S101
        url = URL(self.target.origin + request.target, encoded=True)
        own = [("User-Agent", "stream-contracts"), ("Accept-Encoding", "gzip, deflate")]
        headers = [*(pair for pair in own if not request.header(pair[0])), *request.headers]
        async with self._session.request(
            request.method,
            url,
            headers=headers,
            data=request.body or None,
            allow_redirects=False,
            proxy=self.target.proxy or None,
            trace_request_ctx=allowed,
        ) as answer:
            body, truncated = await _read(answer)
            pairs = tuple((_decode(name), _decode(value)) for name, value in answer.raw_headers)
            return Response(answer.status, pairs, body, truncated)


def _trust(ca: Path | None) -> ssl.SSLContext | bool:
    """Whose certificates count: those in a file, or those of this machine. Raises UserError for an unusable file."""
    if ca is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(ca))
    except OSError as error:  # SSLError is one
        reason = "not a PEM file of certificates" if isinstance(error, ssl.SSLError) else error.strerror
        hint = "`ca` below [tls] is relative to the target file"
        raise UserError(f"cannot use the certificates: {reason}", where=str(ca), hint=hint) from error


def _reason(error: Exception) -> str:
    return getattr(error, "verify_message", "") or _one_line(error)


async def _read(answer: aiohttp.ClientResponse) -> tuple[bytes, bool]:
    """The body, unpacked, and whether it was longer than MAX_BODY bytes: then only its beginning is kept."""
    unpack = _unpacker(answer.headers.get("Content-Encoding", ""))
    parts, size = [], 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        part = unpack(chunk, MAX_BODY + 1 - size)
        parts.append(part)
        size += len(part)
        if size > MAX_BODY:
            answer.close()
            return b"".join(parts)[:KEPT_OF_LONGER], True
    return b"".join(parts), False


def _unpacker(encoding: str) -> Any:
    if encoding.strip().lower() in ("gzip", "deflate"):
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress
    return lambda chunk, _limit: chunk


def _decode(data: bytes) -> str:
    if data.isascii():
        return data.decode("ascii")
    return data.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode("utf-8")


def _one_line(error: Exception) -> str:
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return " ".join(text.split())[:200] or type(error).__name__


@dataclass(slots=True)
class FunctionTransport:
    """A transport around a function: for tests and for judging without a network."""

    answer: Any
    safety: Safety = Safety.FULL
    wire: Counter[str] = field(default_factory=Counter)
    unsafe: int = 0
    pace: Pace = field(default_factory=lambda: Pace(wait=at_once))

    async def send(self, operation: Operation, request: Request, own: bool) -> Response:
        """The function's answer to the request."""
        Guard(Target("http://127.0.0.1", {}, self.safety, 1.0)).check(operation, request, own)
        await self.pace.turn(self.wire.total())
        self.wire[request.method] += 1
        response: Response = self.answer(request)
        return response

    async def control(self, name: str, body: Any) -> None:
        """There is no world."""


def headers_of(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Headers as a Request and a Response hold them."""
    return tuple(values.items())

"""One call, from its parts to its answer; and the same for whoever speaks ASGI."""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import quote

from stream_contracts.documents import JSON
from stream_contracts.exchange import Response
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle, Refusal
from stream_contracts.mock.model import Around, Logged, Mock
from stream_contracts.mock.shown import to_json
from stream_contracts.mock.stages.control import PREFIX

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODILESS = frozenset({204, 304})  # RFC 9110, section 6.4.1
_NO_HEADER = re.compile("[\0\r\n]|[^\0-\xff]")  # RFC 9110, section 5.5


class Application:
    """What answers the calls of a mock. Carrier serves it on a socket, and any ASGI 3 server can."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self._base_path = mock.document.base_path
        self._stages = tuple(mock.stages.values())
        self._handle: Handle = self._run_stages
        for around in mock.around:
            self._handle = _wrapped(around, self._handle)

    def call(self, method: str, target: str, headers: Mapping[str, str], peer: str, scheme: str = "http") -> Call:
        """A call without its body. target: path and query, percent-encoded. headers: as `joined` makes them."""
        path, _, query = target.partition("?")
        origin = f"{scheme}://{headers.get('host', 'localhost')}"
        match = self.mock.router.match(method, path)
        return Call(method, path, query, headers, peer, b"", match, origin=origin, base=origin + self._base_path)

    def is_too_large(self, size: int) -> bool:
        """Whether a body, or a head, of so many bytes is refused unread."""
        return size > self.mock.body_limit

    def respond(self, call: Call, too_large: bool = False) -> Response:
        """The answer to a call with its body, as it goes on the wire. too_large: the body was not read to its end."""
        answer = self._too_large() if too_large else self.handle(call)
        try:
            response = self._response(call, answer)
        except ValueError as error:
            response = self._response(call, self._wrong(call, str(error)))
        if not call.path.startswith(PREFIX):
            self.mock.log.append(Logged(call.method, call.path, response.status, call.match.operation))
        return response

    def _response(self, call: Call, answer: Answer) -> Response:
        """Raises ValueError for what no header and no JSON can hold."""
        headers = (*answer.headers, *self.mock.headers(call))
        for _, value in headers:
            if _NO_HEADER.search(value):
                raise ValueError("a header with a character that no header may have")
        body = encode(answer.content, answer.media_type)
        if answer.status != 204:
            headers = (*headers, ("content-length", str(len(body))))
        if answer.media_type:
            headers = (*headers, ("content-type", answer.media_type))
        return Response(answer.status, headers, b"" if call.method == "HEAD" or answer.status in BODILESS else body)

    def refuse_noise(self, status: int) -> Response:
        """The answer to what is no request: 400 for what cannot be read, 431 for a head that does not end."""
        message = "This is no HTTP request." if status == 400 else ""
        return self._response(self.call("GET", "", {}, ""), self.mock.errors.answer(status, message))

    def handle(self, call: Call) -> Answer:
        """Answer a call whose body is read. Whatever goes wrong is an answer in the API's shape."""
        try:
            return self._handle(call)
        except Exception as error:  # the boundary: the fault is ours and the caller must still get an answer
            last = traceback.extract_tb(error.__traceback__)[-1]
            return self._wrong(call, f"{error!r} at {last.filename}:{last.lineno}")

    def _wrong(self, call: Call, what: str) -> Answer:
        print(f"mock: internal error on {call.method} {call.path}: {what}", file=sys.stderr)
        return self.mock.errors.answer(500)

    def _too_large(self) -> Answer:
        return self.mock.errors.answer(413, f"The body is larger than {self.mock.body_limit} bytes.")

    def _run_stages(self, call: Call) -> Answer:
        try:
            for stage in self._stages:
                answer = stage(self.mock, call)
                if answer is not None:
                    return answer
        except Refusal as refusal:
            answer = self.mock.errors.answer(refusal.status, refusal.message, refusal.headers)
            if refusal.content is ABSENT:
                return answer
            return Answer(answer.status, refusal.content, answer.media_type, answer.headers)
        raise AssertionError("no stage answered")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request of an ASGI server (ASGI 3, `http`; anything else is not for us)."""
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        raw = scope.get("raw_path")
        path = raw.decode("latin-1") if raw else quote(scope["path"])
        headers = joined((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        peer = scope.get("client") or ("",)
        target = f"{path}?{scope['query_string'].decode('latin-1')}"
        call = self.call(scope["method"], target, headers, peer[0], scope.get("scheme", "http"))
        body = await self._read(call, receive)
        if body is not None:
            call.body = body
        response = self.respond(call, too_large=body is None)
        wire = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        await send({"type": "http.response.start", "status": response.status, "headers": wire})
        await send({"type": "http.response.body", "body": response.body})

    async def _read(self, call: Call, receive: Receive) -> bytes | None:
        """The whole body, or None as soon as it is known to be too large."""
        if self.is_too_large(announced(call.headers)):
            return None
        message = await receive()
        body: bytes = message.get("body", b"")
        while message.get("more_body") and not self.is_too_large(len(body)):
            message = await receive()
            body += message.get("body", b"")
        return None if self.is_too_large(len(body)) else body


def _wrapped(around: Around, inner: Handle) -> Handle:
    return partial(_call_around, around, inner)


def _call_around(around: Around, inner: Handle, call: Call) -> Answer:
    return around(call, inner)


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case; repeated ones joined by a comma (RFC 9110, section 5.3)."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        add(headers, name, value)
    return headers


def add(headers: dict[str, str], name: str, value: str) -> None:
    """Put one more header among those that `joined` makes."""
    key = name.lower()
    headers[key] = f"{headers[key]}, {value}" if key in headers else value


def announced(headers: Mapping[str, str]) -> int:
    """How many bytes of body the headers announce, 0 when they say nothing that can be used."""
    text = headers.get("content-length", "")
    return int(text) if text.isdecimal() else 0


def encode(content: Any, media_type: str = JSON) -> bytes:
    """The bytes of an answer's content. A text that is not JSON is sent as it is."""
    if content is ABSENT:
        return b""
    if isinstance(content, str) and not media_type.endswith("json"):
        return content.encode()
    if isinstance(content, bytes):
        return content
    try:
        return to_json(content)
    except TypeError:  # an integer of more than 64 bits, which JSON allows
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

"""One request, from ASGI messages to ASGI messages."""

from __future__ import annotations

import dataclasses
import json
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import quote

from stream_contracts.documents import JSON
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle, Refusal
from stream_contracts.mock.model import Around, Logged, Mock
from stream_contracts.mock.stages.control import PREFIX

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # made once: json.dumps makes one a call


class Application:
    """The ASGI application of a mock."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self._stages = tuple(mock.stages.values())
        self._handle: Handle = self._run_stages
        for around in mock.around:
            self._handle = _wrapped(around, self._handle)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3, `http`; anything else is not for us)."""
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        call = self._call(scope)
        body = await _read(call, receive, self.mock.body_limit)
        if body is None:
            answer = self.mock.errors.answer(413, f"The body is larger than {self.mock.body_limit} bytes.")
        else:
            call.body = body
            answer = self.handle(call)
        more = self.mock.headers(call)
        if more:
            answer = dataclasses.replace(answer, headers=(*answer.headers, *more))
        self._note(call, answer)
        await _send(send, answer, call.method)

    def handle(self, call: Call) -> Answer:
        """Answer a call whose body is read. Whatever goes wrong is an answer in the API's shape."""
        try:
            return self._handle(call)
        except Exception as error:  # the boundary: the fault is ours and the caller must still get an answer
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{last.filename}:{last.lineno}"
            print(f"mock: internal error on {call.method} {call.path}: {error!r} at {place}", file=sys.stderr)
            return self.mock.errors.answer(500)

    def _run_stages(self, call: Call) -> Answer:
        try:
            for stage in self._stages:
                answer = stage(self.mock, call)
                if answer is not None:
                    return answer
        except Refusal as refusal:
            answer = self.mock.errors.answer(refusal.status, refusal.message, refusal.headers)
            return answer if refusal.content is ABSENT else dataclasses.replace(answer, content=refusal.content)
        raise AssertionError("no stage answered")

    def _call(self, scope: Message) -> Call:
        raw = scope.get("raw_path")
        path = raw.decode("latin-1") if raw else quote(scope["path"])
        method = scope["method"]
        peer = scope.get("client") or ("",)
        headers = _headers(scope["headers"])
        match = self.mock.router.match(method, path)
        query = scope["query_string"].decode("latin-1")
        origin = f"{scope.get('scheme', 'http')}://{headers.get('host', 'localhost')}"
        base = origin + self.mock.document.base_path
        return Call(method, path, query, headers, peer[0], b"", match, origin=origin, base=base)

    def _note(self, call: Call, answer: Answer) -> None:
        if not call.path.startswith(PREFIX):
            self.mock.log.append(Logged(call.method, call.path, answer.status, call.match.operation))


def _wrapped(around: Around, inner: Handle) -> Handle:
    return partial(_call_around, around, inner)


def _call_around(around: Around, inner: Handle, call: Call) -> Answer:
    return around(call, inner)


def _headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; repeated ones joined by a comma (RFC 9110, section 5.3)."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


async def _read(call: Call, receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None as soon as it is known to be larger than `limit` bytes."""
    announced = call.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        return None
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= limit:
        message = await receive()
        body += message.get("body", b"")
    return body if len(body) <= limit else None


async def _send(send: Send, answer: Answer, method: str) -> None:
    body = encode(answer.content, answer.media_type)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status != 204:
        headers.append((b"content-length", b"%d" % len(body)))
    if answer.media_type:
        headers.append((b"content-type", answer.media_type.encode("latin-1")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def encode(content: Any, media_type: str = JSON) -> bytes:
    """The bytes of an answer's content. A text that is not JSON is sent as it is."""
    if content is ABSENT:
        return b""
    if isinstance(content, str) and not media_type.endswith("json"):
        return content.encode()
    if isinstance(content, bytes):
        return content
    return _to_json(content).encode()

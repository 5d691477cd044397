"""`Prefer: code=409` or `Prefer: code=409, example=name` (RFC 7240): any documented answer, from its example.

`code=2XX` is 200, as far as that is documented.
"""

from __future__ import annotations

import re

from stream_contracts.documents import Operation, Response
from stream_contracts.mock.messages import ABSENT, Answer, Call, Refusal
from stream_contracts.mock.model import Mock

_PREFERENCE = re.compile(r'\s*([A-Za-z-]+)\s*=\s*"?([^",;]*)"?')


def answer_preferred(mock: Mock, call: Call) -> Answer | None:
    """The answer that the caller asked for; None when nothing was asked for."""
    header = call.headers.get("prefer")
    if header is None or call.endpoint is None:
        return None
    wishes = {match[1].lower(): match[2].strip() for match in map(_PREFERENCE.match, re.split("[,;]", header)) if match}
    if "code" not in wishes:
        return None
    code = re.sub("[Xx]{2}$", "00", wishes["code"])
    response = _documented(mock, call.endpoint.operation, code)
    return _answer(mock, response, int(code), wishes.get("example", ""))


def _documented(mock: Mock, operation: Operation, code: str) -> Response:
    response = operation.response(int(code)) if re.fullmatch("[1-5][0-9][0-9]", code) else None
    if response is None:
        known = ", ".join(response.status for response in operation.responses)
        raise Refusal(mock.errors.shape.bad_input, f"Prefer: {operation.id} documents no answer {code}, but {known}.")
    return response


def _answer(mock: Mock, response: Response, status: int, name: str) -> Answer:
    applied = (("preference-applied", f"code={status}"),)
    if not response.content:
        return Answer(status, ABSENT, "", applied)
    for media in response.content:
        if media.examples and (not name or name in media.examples):
            content = media.examples[name or next(iter(media.examples))]
            return Answer(status, _as_content(content, media.is_json), media.name, applied)
    if name or status < 400:
        known = ", ".join(example for media in response.content for example in media.examples) or "none"
        raise Refusal(mock.errors.shape.bad_input, f"Prefer: no such example of {status}; there are: {known}.")
    return mock.errors.answer(status, headers=applied)


def _as_content(content: object, is_json: bool) -> object:
    return content if is_json or not isinstance(content, str) else content.encode()

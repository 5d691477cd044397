"""Refusals in the API's own shape."""

from __future__ import annotations

from http import HTTPStatus

from stream_contracts.mock.behaviour import ErrorShape
from stream_contracts.mock.messages import ABSENT, Answer, Headers
from stream_contracts.mock.state import State
from stream_contracts.mock.templates import Scope, compile_template


class Errors:
    """Words every refusal of one mock."""

    def __init__(self, shape: ErrorShape, state: State) -> None:
        self.shape = shape
        self._state = state
        self._usual = shape.media_type, compile_template(shape.body)
        self._special = {
            status: (entry.get("media-type", shape.media_type), compile_template(entry.get("body", ABSENT)))
            for status, entry in shape.shapes.items()
        }

    def answer(self, status: int, message: str = "", headers: Headers = ()) -> Answer:
        """The error answer of a status. message: "" takes the API's usual one."""
        scope = Scope(self._state, status=status, phrase=self._phrase(status), message=message or self.usual(status))
        media_type, body = self._special.get(status, self._usual)
        content = body(scope)
        return Answer(status, content, "" if content is ABSENT else media_type, headers)

    def usual(self, status: int) -> str:
        """The usual message of a status."""
        return self.shape.messages.get(status) or f"{self._phrase(status)}."

    def _phrase(self, status: int) -> str:
        """The name of a status. The API may have another one than this version of Python."""
        return self.shape.phrases.get(status) or HTTPStatus(status).phrase

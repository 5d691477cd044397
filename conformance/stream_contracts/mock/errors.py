"""Refusals in the API's own shape."""

from __future__ import annotations

from http import HTTPStatus

from stream_contracts.mock.behaviour import ErrorShape
from stream_contracts.mock.messages import Answer, Headers
from stream_contracts.mock.state import State
from stream_contracts.mock.templates import Scope, compile_template


class Errors:
    """Words every refusal of one mock."""

    def __init__(self, shape: ErrorShape, state: State) -> None:
        self.shape = shape
        self._state = state
        self._body = compile_template(shape.body)

    def answer(self, status: int, message: str = "", headers: Headers = ()) -> Answer:
        """The error answer of a status. message: "" takes the API's usual one."""
        scope = Scope(self._state, status=status, phrase=self._phrase(status), message=message or self.usual(status))
        return Answer(status, self._body(scope), self.shape.media_type, headers)

    def usual(self, status: int) -> str:
        """The usual message of a status."""
        return self.shape.messages.get(status) or f"{self._phrase(status)}."

    def _phrase(self, status: int) -> str:
        """The name of a status. The API may have another one than this version of Python."""
        return self.shape.phrases.get(status) or HTTPStatus(status).phrase

"""What is raised for an answer, whatever the API."""

from __future__ import annotations

from typing import Any

import httpx


class APIError(Exception):
    """The answer is not the success that the caller asked for.

    operation: what was called. status_code, headers, content: of the answer. body: the decoded content, None when the
    document has none for this status or it could not be decoded; the cause of the exception then says why.
    The text of the exception holds nothing that was sent or received.
    """

    body: Any

    def __init__(self, operation: str, response: httpx.Response, body: Any = None) -> None:
        self.operation = operation
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = response.content
        self.body = body
        phrase = httpx.codes.get_reason_phrase(response.status_code)
        super().__init__(f"{operation} was answered with {response.status_code} {phrase}".strip())


class UnexpectedStatusError(APIError):
    """The document has no such status for this operation."""


class UndecodableBodyError(APIError):
    """A success that the document has, but its body is not what the document says. The cause says why."""


class MissingCredentialsError(ValueError):
    """The operation needs a credential that the client was not given. Nothing was sent."""

"""From an answer to a decoded body or an exception."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import httpx

from .errors import APIError, UndecodableBodyError, UnexpectedStatusError

Success = TypeVar("Success")
Failure = TypeVar("Failure")

# What reading JSON, or building a model from it, raises when the content is something else.
_UNDECODABLE = (ValueError, TypeError, KeyError, RecursionError)


def plain_value(response: httpx.Response) -> Any:
    """The JSON value of an answer, its text for `text/...`, the bytes of anything else; None without a body."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not response.content:
        return None
    if kind == "application/json" or kind.endswith("+json"):
        return response.json()
    return response.text if kind.startswith("text/") else response.content


@dataclass(frozen=True, slots=True)
class Response(Generic[Success, Failure]):
    """An answer. What may hold secrets is not in its `repr`.

    parsed: the decoded body, None when there is none. error: what `result` raises; None after a success.
    """

    status_code: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    parsed: Success | Failure | None = field(repr=False)
    error: APIError | None = None

    def result(self) -> Success:
        """The decoded body of a success. Raises the error of everything else."""
        if self.error is not None:
            raise self.error
        return cast("Success", self.parsed)


@dataclass(frozen=True, slots=True)
class Operation(Generic[Success, Failure]):
    """An operation of the document.

    decode: the body of an answer; raises UnexpectedStatusError for a status that the document does not have.
    errors: the exception for each status. security: the alternatives, each the schemes that it needs together; none
    when the operation needs no credentials.
    """

    name: str
    decode: Callable[[httpx.Response], Success | Failure]
    errors: Mapping[int, type[APIError]]
    security: tuple[tuple[str, ...], ...] = ()

    def read(self, response: httpx.Response) -> Response[Success, Failure]:
        """An answer with its decoded body. Raises nothing: what is wrong with it is in `error`."""
        parsed, error = self._decoded(response)
        return Response(response.status_code, response.headers, response.content, parsed, error)

    def _decoded(self, response: httpx.Response) -> tuple[Success | Failure | None, APIError | None]:
        known = self.errors.get(response.status_code)
        try:
            parsed = self.decode(response)
        except UnexpectedStatusError as unexpected:
            return None, unexpected
        except _UNDECODABLE as cause:
            error = (known or UndecodableBodyError)(self.name, response)
            error.__cause__ = cause
            return None, error
        return parsed, known(self.name, response, parsed) if known else None

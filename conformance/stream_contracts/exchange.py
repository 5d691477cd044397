"""What is sent and what comes back: plain values, from the intended call to the recorded exchange."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_DEEPEST = 100
_CONTAINERS = frozenset((dict, list))


class _Absent:
    """The body of a call that has none (`None` is JSON's null)."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class Credential(StrEnum):
    """Which credentials go with a call."""

    VALID = "valid"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Call:
    """One intended request: an operation with values. Strings that begin with `$` are templates (templates.py).

    body: a JSON-like value, ABSENT, or, with `raw`, unused. raw: bytes sent as they are. media_type: of the body;
    "" means the operation's first. method: overrides the operation's ("" = its own). scheme: the security scheme
    that MISSING or WRONG is about. actor: who calls, if not the usual one: the credentials of that name. secrets:
    credentials that the run itself was given by the server, by scheme. hurry: do not wait for the operation's cooldown.
    """

    operation: str
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: Any = ABSENT
    raw: bytes | None = None
    media_type: str = ""
    method: str = ""
    credential: Credential = Credential.VALID
    scheme: str = ""
    actor: str = ""
    secrets: Mapping[str, Any] = field(default_factory=dict, repr=False)
    hurry: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes on the wire. target: encoded path and query, without the origin."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first value of a header, "" when it is absent."""
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it came from the wire. truncated: the body was longer than the suite reads."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool = False

    def header(self, name: str) -> str:
        """The first value of a header, "" when it is absent."""
        return _first(self.headers, name)

    @property
    def media_type(self) -> str:
        """The type and subtype of Content-Type, in lower case."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is not JSON (RFC 8259: no NaN), is cut or nests too deep.

        Also for what no reader can keep: numbers beyond every float (RFC 8259, 6), half a surrogate pair (8.2).
        """
        if self.truncated:
            raise ValueError("the body is longer than the suite reads")
        try:
            value = _loads(self.body.decode("utf-8"))
        except RecursionError as error:
            raise ValueError("the body is nested too deep") from error
        surrogates = b"\\ud" in self.body or b"\\uD" in self.body
        if surrogates and not _is_text(json.dumps(value, ensure_ascii=False)):
            raise ValueError("half a surrogate pair is no character")
        if self.body.count(b"[") + self.body.count(b"{") > _DEEPEST and _is_deep(value):
            raise ValueError("the body is nested too deep")
        return value


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; `error` says why there is no answer. number: its place in the run, from 0.

    call: what was meant, with its templates resolved. seconds: from sending to the last byte.
    """

    number: int
    call: Call
    request: Request
    response: Response | None
    error: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True when an answer with a 2XX status came."""
        return self.response is not None and 200 <= self.response.status < 300


def outcome_of(exchange: Exchange) -> str:
    """The status of an exchange, or why there is none."""
    return str(exchange.response.status) if exchange.response else exchange.error


def as_curl(origin: str, request: Request) -> str:
    """The request as a curl command for a POSIX shell."""
    # Without the two switches curl would expand brackets and resolve `..`; --data would read a file for `@name`.
    parts = ["curl", "-i", "--globoff", "--path-as-is", "-X", request.method, shlex.quote(origin + request.target)]
    for name, value in request.headers:
        parts += ["-H", shlex.quote(f"{name}: {value}" if value else f"{name};")]
    if request.body:
        parts += ["--data-raw", shlex.quote(request.body.decode("utf-8", "replace"))]
    return " ".join(parts)


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name.lower()), "")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is beyond every number that JSON readers keep")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)  # json.loads makes one each time


def _loads(text: str) -> Any:
    if text.startswith("\ufeff"):
        raise ValueError("it begins with a BOM")  # RFC 8259, 8.1: none may be added
    return _DECODER.decode(text)


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_deep(value: Any) -> bool:
    """True when arrays and objects are nested deeper than our own recursions can go. Level by level, not recursive."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(_DEEPEST - 1):  # what is empty leads no deeper, and a body may hold a great many of such
        level = [child for item in level for child in _children(item) if child and type(child) in _CONTAINERS]
        if not level:
            return False
    return any(type(child) in _CONTAINERS for item in level for child in _children(item))


def _children(container: Any) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container

"""Reading a HAR file (HTTP Archive 1.2), as browsers and proxies write it.

Writers leave things out: bodies that are large, credentials, answers from a cache. What is not in the file is marked as
unknown, so that nobody judges it.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import jsonschema_rs

from stream_contracts.exchange import Request, Response
from stream_specs.errors import UserError

_HINT = "name a HAR file, as a browser's network panel saves it"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded exchange. origin: scheme, host and port, "" when the URL is not of a server. path: percent-encoded.

    query: percent-encoded, without `?`. request: as sent, without what the writer left out. has_body: the body of the
    request is in the file, or there was none. response: None when none was recorded; `unseen` says why.
    """

    origin: str
    path: str
    query: str
    request: Request
    has_body: bool
    response: Response | None
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """The entries of a file, in its order, and the file's hash."""

    entries: tuple[Entry, ...]
    sha256: str


def read_file(path: Path) -> Recording:
    """Read a HAR file. Raises UserError when it cannot be read or is not one."""
    try:
        content = path.read_bytes()
        value = json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise UserError(f"cannot read: {error.strerror}", where=str(path), hint=_HINT) from error
    except RecursionError as error:
        raise UserError("not a HAR file: nested too deep", where=str(path), hint=_HINT) from error
    except ValueError as error:
        raise UserError(f"not a HAR file: {_position(error)}", where=str(path), hint=_HINT) from error
    problem = next(iter(_validator().iter_errors(value)), None)
    if problem is not None:
        pointer = "".join(f"/{token}" for token in problem.instance_path)
        # The library's message would show the value, which may be a secret.
        what = f"not a HAR file: `{problem.schema_path[-1]}` is broken"
        raise UserError(what, where=f"{path}#{pointer}", hint=_HINT)
    entries = tuple(_entry(entry) for entry in value["log"]["entries"])
    return Recording(entries, hashlib.sha256(content).hexdigest())


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL as all its spellings have them, "" when it names no server."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port == _PORTS[parts.scheme] else f":{port}")


def _position(error: ValueError) -> str:
    """What is wrong and where, without a piece of the file."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at line {error.lineno}, column {error.colno}"
    return "not UTF-8"


def _entry(value: Mapping[str, Any]) -> Entry:
    given, url = value["request"], value["request"]["url"]
    origin = origin_of(url)
    parts = urlsplit(url) if origin else SplitResult("", "", "", "", "")
    path = parts.path or "/"
    body = _request_body(given)
    target = path + (f"?{parts.query}" if parts.query else "")
    request = Request(given["method"].upper(), target, _headers(given), body or b"")
    unseen = _unseen(value)
    response = None if unseen else _response(value["response"])
    return Entry(origin, path, parts.query, request, body is not None, response, unseen)


def _headers(message: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The headers, without HTTP/2's pseudo-headers."""
    pairs: Sequence[Mapping[str, str]] = message.get("headers", ())
    return tuple((pair["name"], pair["value"]) for pair in pairs if not pair["name"].startswith(":"))


def _request_body(given: Mapping[str, Any]) -> bytes | None:
    """The body as it was sent, None when the file does not hold it."""
    data = given.get("postData")
    text = data.get("text") if data else None
    if text is not None and not (text == "" and data and data.get("params")):
        return _bytes(text)
    declared = next((value for name, value in _headers(given) if name.lower() == "content-length"), "0")
    empty = not data and (given.get("bodySize") or 0) <= 0 and declared == "0"
    return b"" if empty else None


def _unseen(value: Mapping[str, Any]) -> str:
    """Why an entry holds no answer of the server, "" when it does."""
    status = value["response"].get("status", 0)
    if value.get("_fromCache") or status == 304:
        return "answered from a cache"
    return "" if 100 <= status <= 599 else "without an answer"


def _response(given: Mapping[str, Any]) -> Response:
    content = given.get("content") or {}
    text, size = content.get("text"), content.get("size")
    body = _decoded(text, content.get("encoding") or "") if text is not None else None
    whole = size == 0 if body is None else len(body) >= (size or 0)
    return Response(given["status"], _headers(given), body or b"", truncated=not whole)


def _decoded(text: str, encoding: str) -> bytes | None:
    if encoding.lower() != "base64":
        return _bytes(text)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _bytes(text: str) -> bytes:
    """As UTF-8; a lone surrogate, which no encoding has, becomes a question mark."""
    return text.encode("utf-8", "replace")


@functools.cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads((Path(__file__).parent / "har.schema.json").read_text("utf-8"))
    return jsonschema_rs.Draft202012Validator(schema)

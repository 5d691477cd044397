"""What both generated packages of an API make of the cases, judged: the bytes of requests, the values of answers."""

from __future__ import annotations

import email.parser
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_plus

import wire_cases
from wire_cases import Case

from stream_contracts import data, wire
from stream_contracts.exchange import ABSENT, Request

KINDS = ("clients", "sdks")
GENERATED_CASES = 50  # for each operation, beside the documented ones
_ROOT = Path(__file__).parents[2]
_SCRIPT = Path(__file__).with_name("wire_calls.py")
_TIMEOUT = 300  # seconds
# What HTTP itself and the libraries say; nothing that a document could describe.
_OF_HTTP = frozenset(("host", "user-agent", "accept-encoding", "connection", "content-length"))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a package did with a case. sent and read: in which way request and answer differ, "" when they do not."""

    operation: str
    number: int
    sent: str
    read: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many operations of an API a package was called with, sent as documented, and whose answers it decoded."""

    api: str
    kind: str
    operations: int
    called: int
    identical: int
    decoded: int


def tally(api: str, kind: str) -> Tally:
    """The counts of all cases. An operation counts when all of its cases are right."""
    document = data.document(api)
    offered = {one.id for one in document.operations if one.method != "OPTIONS"}
    found = findings(api, kind)
    called = {one.operation for one in found}
    wrong = {one.operation for one in found if one.sent}, {one.operation for one in found if one.read}
    return Tally(api, kind, len(offered), len(called), *(len(called - failed) for failed in wrong))


@cache
def cases(api: str) -> tuple[Case, ...]:
    """The cases of an API, the same in every run."""
    return tuple(wire_cases.make(data.document(api), GENERATED_CASES))


@cache
def findings(api: str, kind: str) -> tuple[Finding, ...]:
    """What a package did with each case, in their order."""
    made = cases(api)
    results = _called(api, kind, made)
    assert len(results) == len(made)
    return tuple(
        Finding(case.call.operation, number, _sent(case, result), _read(case, result, kind))
        for number, (case, result) in enumerate(zip(made, results, strict=True))
    )


def _called(api: str, kind: str, made: tuple[Case, ...]) -> list[dict[str, Any]]:
    document = data.document(api)
    told = {"credentials": wire_cases.credentials(document), "cases": [_told(case) for case in made]}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(_ROOT / "generated" / kind / api), *sys.path))}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        file.write_text(json.dumps(told))
        command = [sys.executable, "-s", "-W", "error", str(_SCRIPT), api, kind, str(file), document.base_path]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=_TIMEOUT)
    if (done.returncode, done.stderr) != (0, ""):
        raise RuntimeError(done.stderr)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def _told(case: Case) -> dict[str, Any]:
    call, answer = case.call, case.answer
    body = {"media_type": call.media_type, "model": case.model, "value": call.body, "files": case.files}
    headers = {**answer.headers, **({"Content-Type": answer.media_type} if answer.media_type else {})}
    return {
        "operation": call.operation,
        "arguments": {**call.path, **call.query, **call.headers},
        "body": None if call.body is ABSENT else body,
        "answer": {"status": answer.status, "headers": headers, "content": answer.content.decode("latin-1")},
    }


def _sent(case: Case, result: Mapping[str, Any]) -> str:
    if not result["request"]:
        return str(result.get("failed", "nothing was sent"))
    sent = result["request"]
    got = Request(sent["method"], sent["target"], tuple(map(tuple, sent["headers"])), sent["content"].encode("latin-1"))
    return "; ".join(differences(case.expected, got))


def differences(expected: Request, got: Request) -> Iterator[str]:
    """In which ways a request is not the expected one.

    Where a document leaves the bytes open, so does this: JSON is compared as a value, the members of a form in any
    order, encoded by RFC 3986 or by the rules of HTML (`%20` or `+`, `~` or `%7E`), with any spelling of a number.
    """
    if (got.method, got.target) != (expected.method, expected.target):
        yield f"{got.method} {got.target} in place of {expected.method} {expected.target}"
    if _headers(got) != _headers(expected):
        yield f"headers {_headers(got)} in place of {_headers(expected)}"
    if _content(got) != _content(expected):
        yield f"body {got.body[:500]!r} in place of {expected.body[:500]!r}"


def _headers(request: Request) -> list[tuple[str, str]]:
    """What the document could have described; of Content-Type without parameters: each package has its own boundary."""
    lower = [(name.lower(), value) for name, value in request.headers if name.lower() not in _OF_HTTP]
    return sorted((name, value.partition(";")[0] if name == "content-type" else value) for name, value in lower)


def _content(request: Request) -> Any:
    kind = request.header("Content-Type").partition(";")[0]
    if kind == wire.FORM:
        return sorted(_pair(text) for text in request.body.decode().split("&"))
    if kind == wire.MULTIPART:
        return sorted(_parts(request))
    return same(json.loads(request.body)) if kind.endswith("json") else request.body


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return unquote_plus(name), ",".join(quote(_number(unquote_plus(item)), safe="") for item in value.split(","))


def _number(text: str) -> str:
    """A text; if it is a number, the same for all spellings of that."""
    read = wire.from_text({"type": "number"}, text)
    return text if isinstance(read, str) else repr(float(read))


def _parts(request: Request) -> Iterator[tuple[str, bool, str]]:
    head = f"Content-Type: {request.header('Content-Type')}\r\n\r\n".encode()
    message = email.parser.BytesParser().parsebytes(head + request.body)
    for part in message.get_payload():
        assert isinstance(part, email.message.Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        yield name, part.get_filename() is not None, _number(content.decode("latin-1"))


def _read(case: Case, result: Mapping[str, Any], kind: str) -> str:
    if "failed" in result:
        return str(result["failed"])
    answer = case.answer
    wrong = []
    if result["status"] != answer.status:
        wrong.append(f"status {result['status']} in place of {answer.status}")
    value = None if answer.value is ABSENT else answer.value
    if same(result["decoded"]) != same(value):
        wrong.append(f"{result['decoded']!r:.500} in place of {value!r:.500}")
    if result["unknown"]:
        wrong.append(f"unknown: {result['unknown']}")
    # The client of openapi-python-client takes a redirect as an answer like any other.
    if bool(result["error"]) != (answer.status >= (300 if kind == "sdks" else 400)):
        wrong.append(f"error {result['error']!r} for status {answer.status}")
    return "; ".join(wrong)


def same(value: Any) -> Any:
    """A value in which equal times are equal, and true is not 1: `Z` and `+00:00` name the same zone."""
    if isinstance(value, dict):
        return {key: same(item) for key, item in value.items()}
    if isinstance(value, list):
        return [same(item) for item in value]
    if isinstance(value, bool):
        return str(value), bool
    if isinstance(value, str) and "T" in value:
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            return value
    return value

"""Tiny documents, rulebooks, exchanges and sessions, so that a test holds only what it is about.

    tiny.document({"POST /things": {"requestBody": tiny.body({"type": "object"})}})

makes a Document with one operation whose id is `postThings`; whatever a test leaves out has the plainest value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts import reading, rulebook
from stream_contracts.documents import Document
from stream_contracts.exchange import Call, Exchange, Request, Response
from stream_contracts.rulebook import Rulebook
from stream_contracts.session import Session
from stream_contracts.target import Safety, Target
from stream_contracts.transport import FunctionTransport

API = "tiny"
TOKEN = {"type": "http", "scheme": "bearer"}
DOCUMENTED = {"level": "documented", "source": "page#Heading"}
INFERRED = {"level": "inferred", "source": "page#Heading", "note": "As elsewhere."}


def document(
    operations: Mapping[str, Mapping[str, Any]],
    *,
    schemas: Mapping[str, Any] | None = None,
    schemes: Mapping[str, Any] | None = None,
    **root: Any,
) -> Document:
    """A document. operations: by `METHOD /path`. schemes: security schemes, the first of which is needed everywhere."""
    paths: dict[str, dict[str, Any]] = {}
    for place, operation in operations.items():
        method, path = place.split()
        paths.setdefault(path, {})[method.lower()] = _operation(method, path, operation)
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Tiny", "version": "1.0"},
        "servers": [{"url": "https://tiny.example/v1"}],
        "x-evidence": DOCUMENTED,
        "security": [{name: []} for name in list(schemes or {})[:1]],
        "paths": paths,
        "components": {"schemas": dict(schemas or {}), "securitySchemes": dict(schemes or {})},
    }
    return reading.parse({**raw, **root}, API)


def _operation(method: str, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    words = re.findall(r"\w+", path)
    default_id = method.lower() + "".join(word[0].upper() + word[1:] for word in words)
    in_path = [parameter("path", name, {"type": "string"}, example="a") for name in re.findall(r"{(\w+)}", path)]
    own = given.get("parameters", [])
    named = {entry.get("name") for entry in own}
    return {
        "operationId": default_id,
        "summary": "Something",
        "responses": {"200": {"description": "Done."}, "400": {"description": "Refused."}},
        **given,
        "parameters": [entry for entry in in_path if entry["name"] not in named] + own,
    }


def parameter(location: str, name: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A parameter; required when it is in the path."""
    required = {"required": True} if location == "path" else {}
    return {"in": location, "name": name, "schema": schema, **required, **more}


def body(schema: Mapping[str, Any], *, media: str = "application/json", required: bool = True, **more: Any) -> Any:
    """A request body of one media type. more: `example`, `examples`, `encoding`."""
    return {"required": required, "content": {media: {"schema": schema, **more}}}


def examples(**values: Any) -> dict[str, Any]:
    """Named examples."""
    return {name: {"value": value} for name, value in values.items()}


def answer(schema: Mapping[str, Any] | None = None, *, media: str = "application/json", **more: Any) -> dict[str, Any]:
    """A documented answer, with content when there is a schema."""
    content = {"content": {media: {"schema": schema}}} if schema is not None else {}
    return {"description": "An answer.", **content, **more}


def book(**value: Any) -> Rulebook:
    """A rulebook; bad input is refused with 400."""
    return rulebook.parse({"refused": ["400"], "rules": [], **value}, API)


def rule(kind: str, **parameters: Any) -> dict[str, Any]:
    """A rule as it stands in a file."""
    return {"id": "a-rule", "kind": kind, "text": "It holds.", "evidence": DOCUMENTED, **parameters}


def response(status: int = 200, value: Any = None, *, raw: bytes | None = None, **headers: str) -> Response:
    """An answer with a JSON body, or with the bytes of `raw`. headers: `Content_Type` for `Content-Type`."""
    content = json.dumps(value).encode() if raw is None else raw
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    pairs = {"Content-Type": "application/json", **given}
    return Response(status, tuple((name, text) for name, text in pairs.items() if text), content)


def exchange(call: Call, answered: Response | None, number: int = 0, request: Request | None = None) -> Exchange:
    """A recorded exchange."""
    sent = request or Request("GET", "/v1/things", (), b"")
    return Exchange(number, call, sent, answered, "" if answered else "cut off")


def session(
    described: Document,
    rules: Rulebook,
    server: Callable[[Request], Response],
    *,
    secrets: Mapping[str, str] | None = None,
    safety: Safety = Safety.FULL,
    seed: int = 1,
) -> Session:
    """A session whose server is a function."""
    target = Target("http://127.0.0.1:1/v1", secrets or {}, safety, 1.0, mock=True)
    return Session(described, rules, target, FunctionTransport(server, safety), seed)

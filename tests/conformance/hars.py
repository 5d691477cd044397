"""HAR files made of a few entries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

API = "http://127.0.0.1:8080/v1"


def entry(
    method: str = "GET",
    url: str = f"{API}/things",
    *,
    status: int = 200,
    answer: Any = None,
    sent: Any = None,
    request_headers: dict[str, str] | None = None,
    response_headers: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An entry as a browser writes it. answer: JSON, or text as it is. sent: a JSON body. more: members of its own."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": _pairs(request_headers),
        "bodySize": 0,
    }
    if sent is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
        request["headers"] += _pairs({"Content-Type": "application/json"})
    response = {
        "status": status,
        "headers": _pairs({"Content-Type": "application/json", **(response_headers or {})}),
        "content": {"size": len(text.encode("utf-8", "replace")), "mimeType": "application/json", "text": text},
    }
    return {"startedDateTime": "2026-01-02T03:04:05.000Z", "request": request, "response": response, **more}


def har(*entries: dict[str, Any]) -> dict[str, Any]:
    """A file with these entries."""
    return {"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": list(entries)}}


def write(folder: Path, *entries: dict[str, Any]) -> Path:
    """Write a file with these entries."""
    path = folder / "session.har"
    path.write_text(json.dumps(har(*entries)), encoding="utf-8")
    return path


def _pairs(headers: dict[str, str] | None) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in (headers or {}).items()]

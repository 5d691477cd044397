"""Recognising a mock of ours by its control path, so that a run against it needs no known values."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

from stream_contracts.target import Target, is_loopback

_CONTROL_PATH = "/__mock__/requests"
_LONGEST = 4 * 1024 * 1024


def is_mock(target: Target) -> bool:
    """Whether a server on this machine is a mock of ours. Asks a server elsewhere nothing."""
    parts = urlsplit(target.url)
    if parts.scheme != "http" or not is_loopback(target.url):
        return False
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=min(target.timeout, 2.0))
    try:
        connection.request("GET", _CONTROL_PATH)
        answer = connection.getresponse()
        body = answer.read(_LONGEST) if answer.status == 200 else b""
        return isinstance(json.loads(body), dict) and "requests" in json.loads(body)
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return False
    finally:
        connection.close()

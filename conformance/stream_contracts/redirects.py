"""Redirects, which a run never follows: one that leads away from the server, and that no page announces, is a finding.

Whoever follows it takes credentials to another origin, or loses them on the way.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from stream_contracts import requirements
from stream_contracts.documents import Document
from stream_contracts.exchange import Exchange
from stream_contracts.verdicts import Observation

_PORTS = {"http": 80, "https": 443}


def observe(document: Document, origin: str, exchange: Exchange) -> Observation | None:
    """Whether an answer stays at the origin; None for a refusal, which shows nothing, and without an origin."""
    response = exchange.response
    if response is None or not origin or not 200 <= response.status < 400:
        return None
    location = response.header("Location") if response.status >= 300 else ""
    documented = document.operation(exchange.call.operation).response(response.status) is not None
    stays = documented or not location or _stays(origin, exchange.request.target, location)
    actual = f"{response.status} to {location}" if location else str(response.status)
    expected = f"no undocumented redirect away from {origin}"
    return Observation(requirements.redirects(document.api), stays, expected, actual, exchange.number)


def _stays(origin: str, target: str, location: str) -> bool:
    """Whether a Location, which may be relative (RFC 9110, 10.2.2), is at the origin."""
    try:
        return same_origin(origin, urljoin(origin + target, location))
    except ValueError:
        return False


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs have the same scheme, host and port (RFC 6454, 5); False for what is no URL."""
    try:
        return _origin(one) == _origin(other)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)

"""A target as the suite uses it, and what the command line says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stream_contracts.rulebook import Known
from stream_contracts.unprovable import NotPermitted, Unprovable


class Safety(StrEnum):
    """What a run may do to the server: only read, change only what it created, or everything but the dangerous."""

    READ_ONLY = "read-only"
    OWN_RESOURCES = "own-resources"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Target:
    """A server to test.

    url: origin and base path, without a trailing slash. secrets: credential by scheme name, or by `<scheme>.<actor>`;
    never shown. safety: what a run may do. timeout: seconds for one answer. known: values that the server has, by name.
    control: it is a mock of ours that was started for this run, so that its world can be changed. mock: it is a mock of
    ours. hidden: what of `known`, `headers` and `proxy` is never shown, by a name to show in its place. rate: requests
    a second at most. max_requests, max_seconds: at most, in all. allow: dangerous operations that may be sent. lacks:
    what the server does not have, an operation id or a pattern of requirement ids, with the reason. headers: sent with
    every request. ca: certificates to trust instead of those of this machine. proxy: URL of an HTTP proxy, "" for none.
    assumes: what is not in `known` is as in our mocks.
    """

    url: str
    secrets: Mapping[str, str] = field(repr=False)
    safety: Safety
    timeout: float
    known: Mapping[str, str | int | bool] = field(default_factory=dict, repr=False)
    control: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict, repr=False)
    rate: float | None = None
    max_requests: int | None = None
    max_seconds: float | None = None
    allow: frozenset[str] = frozenset()
    lacks: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    ca: Path | None = None
    proxy: str = field(default="", repr=False)
    assumes: bool = True
    mock: bool = False

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path that precedes every path of the document."""
        return urlsplit(self.url).path

    def known_value(self, name: str, described: Mapping[str, Known]) -> Any:
        """A value that the server has: as the target says; of a mock of ours else the example.

        Raises Unprovable for a name that the rules do not describe, NotPermitted when the target does not say.
        """
        if name in self.known:
            return self.known[name]
        if name not in described:
            raise Unprovable(f"the rules give no value for `$known.{name}`")
        if self.assumes and (self.control or self.mock):
            return described[name].example
        raise NotPermitted(f"no value for `{name}` ({described[name].text}): give --known {name}=VALUE")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None and () mean that it says nothing."""

    url: str | None = None
    auth: tuple[str, ...] = field(default=(), repr=False)
    safety: str | None = None
    timeout: float | None = None
    file: Path | None = None
    known: tuple[str, ...] = ()
    control: bool = False
    allow: tuple[str, ...] = ()
    rate: float | None = None
    max_requests: int | None = None
    max_seconds: float | None = None


def absent(reason: str) -> str:
    """Why nothing is sent to what a server does not have, in the words of a report."""
    return f"the target says that the server does not have it: {reason}"


def is_loopback(url: str) -> bool:
    """True when the host of a URL is this machine's loopback."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

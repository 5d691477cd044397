"""Headers that a target adds to every request: for a gateway in front of the server, for instance."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stream_contracts.documents import Document
from stream_specs.errors import UserError

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")  # RFC 9110, 5.6.2
_OURS = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def can_hold(value: str) -> bool:
    """Whether a header may hold a text: printable ASCII, so that every server reads the same."""
    return value.isascii() and not any(ord(character) < 32 or ord(character) == 127 for character in value)


def checked(document: Document, headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The headers as they are sent. Raises UserError for one that cannot be sent, or is not the target's to say."""
    credentials = {
        scheme.parameter.lower(): scheme.name
        for scheme in document.security_schemes.values()
        if scheme.location == "header"
    }
    for name, value in headers.items():
        if not _TOKEN.match(name):
            raise UserError(f"`{name}` is no name of a header", hint='write X-Team = "streams" below [headers]')
        if not can_hold(value):
            hint = "check for line ends and for characters beyond ASCII"
            raise UserError(f"the header `{name}` has a character that no header may hold", hint=hint)
        if name.lower() in _OURS:
            hint = "what a request holds and how it travels is what is tested"
            raise UserError(f"the header `{name}` cannot be set by a target", hint=hint)
        if name.lower() in credentials:
            scheme = credentials[name.lower()]
            raise UserError(f"the header `{name}` carries a credential", hint=f"give {scheme} below [auth]")
    return tuple(headers.items())

"""Keeping secrets out of everything that is kept.

Rules compare what was really sent and received, so exchanges hold it in memory. All that leaves memory passes through
one `Redactor`, in `judge.py`, where outcomes are made.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces each credential, in every spelling that travels, by `[Scheme]`."""

    _replacements: tuple[tuple[str, str], ...] = field(repr=False)

    def text(self, text: str) -> str:
        """The text without secrets."""
        for secret, name in self._replacements:
            text = text.replace(secret, name)
        return text


def redactor(secrets: Mapping[str, str]) -> Redactor:
    """A redactor for credentials by scheme name; the longest first, so that no part of one survives."""
    found = {}
    for name, secret in secrets.items():
        for spelling in _spellings(secret):
            if len(spelling) >= _SHORTEST:
                found[spelling] = f"[{name}]"
    return Redactor(tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))))


def _spellings(secret: str) -> tuple[str, ...]:
    password = secret.partition(":")[2]
    encoded = base64.b64encode(secret.encode()).decode()
    return (
        secret,
        password,
        encoded,
        quote(secret, safe=""),
        quote_plus(secret),
        secret.encode("unicode_escape").decode(),
    )

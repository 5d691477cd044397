"""Keeping secrets out of everything that is kept.

Rules compare what was really sent and received, so exchanges hold it in memory. All that leaves memory passes through
one `Redactor`, in `outcomes.py` and `runner.py`, where results are made.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

_SHORTEST = 3
_SHORTEST_CUT = 6


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces each credential, in every spelling that travels, by `[Scheme]`; values of some names by `[secret]`.

    _beginnings: of all spellings; nearly every text has none of them.
    """

    _replacements: Mapping[str, str] = field(repr=False)
    _names: frozenset[str] = frozenset()
    _beginnings: frozenset[str] = field(default=frozenset(), repr=False)

    def text(self, text: str) -> str:
        """The text without secrets, also without one that was cut off at its end."""
        if self._names:
            text = _without_named(text, self._names)
        if not any(beginning in text for beginning in self._beginnings):
            return text
        # Recorded traffic has thousands of spellings: a plain search for each is faster than one large pattern.
        found = [spelling for spelling in self._replacements if spelling in text]
        if found:
            pattern = "|".join(map(re.escape, found))
            text = re.sub(pattern, lambda match: self._replacements[match.group()], text)
        return self._without_cut(text)

    def _without_cut(self, text: str) -> str:
        kept = text.rstrip("…")
        for spelling, name in self._replacements.items():
            if kept.find(spelling[:_SHORTEST_CUT], max(0, len(kept) - len(spelling))) < 0:
                continue
            for length in range(len(spelling) - 1, _SHORTEST_CUT - 1, -1):
                if kept.endswith(spelling[:length]):
                    return kept[:-length] + name + text[len(kept) :]
        return text


def redactor(secrets: Mapping[str, str], names: frozenset[str] = frozenset()) -> Redactor:
    """A redactor for credentials by scheme name; the longest first, so that no part of one survives.

    A name may be followed by a space and more, where a scheme has several. names: of JSON members and of parameters in
    queries and forms whose values are secret.
    """
    found = {
        spelling: f"[{name.partition(' ')[0]}]"
        for name, secret in secrets.items()
        for spelling in _spellings(secret)
        if len(spelling) >= _SHORTEST
    }
    replacements = dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))
    return Redactor(replacements, names, frozenset(spelling[:_SHORTEST_CUT] for spelling in replacements))


def _without_named(text: str, names: frozenset[str]) -> str:
    """The text without the values of members `"name": "value"` and parameters `name=value`, whole or cut off."""
    name = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    text = re.sub(rf'("(?:{name})"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|\\?…?\Z)', r'\1"[secret]"', text)
    text = re.sub(rf'(\\"(?:{name})\\"\s*:\s*)\\"(?:[^"\\]|\\[^"])*(?:\\"|\Z)', r'\1\\"[secret]\\"', text)
    text = re.sub(rf"('(?:{name})'\s*:\s*)'[^']*(?:'|\Z)", r"\1'[secret]'", text)
    return re.sub(rf"(?<![\w-])((?:{name})=)[^&\s\"']+", r"\1[secret]", text)


def _spellings(secret: str) -> set[str]:
    """As it is, as `name:password` in Basic, in URLs, in JSON and in Python's messages."""
    plain = {secret, secret.partition(":")[2]}
    encoded = {base64.b64encode(secret.encode()).decode(), base64.urlsafe_b64encode(secret.encode()).decode()}
    found = plain | encoded | {text.rstrip("=") for text in encoded}
    for text in plain | encoded:
        in_urls = {quote(text, safe=""), quote(text, safe=","), quote(text), quote_plus(text)}
        found |= in_urls | {re.sub("%..", lambda match: match.group().lower(), url) for url in in_urls}
        found |= {json.dumps(text)[1:-1], json.dumps(text)[1:-1].replace("/", "\\/")}
        found.add(repr(text)[1:-1])
    return found

"""The warnings of a generator that are known and harmless: the list `allowed_warnings.toml` beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from stream_specs.errors import UserError
from stream_specs.sources import read_text, shown

DEFAULT = Path(__file__).with_name("allowed_warnings.toml")


@dataclass(frozen=True, slots=True)
class Allowed:
    """A warning that may occur.

    api and kind: which package it belongs to (`owncast`, `clients`). pattern: a regular expression that is searched
    in the normalised text. reason: why it is harmless. upstream: the generator's fault or limit behind it.
    """

    api: str
    kind: str
    pattern: str
    reason: str
    upstream: str

    def matches(self, said: Said) -> bool:
        """Whether it allows a warning."""
        return (self.api, self.kind) == (said.api, said.kind) and re.search(self.pattern, said.text) is not None


@dataclass(frozen=True, slots=True)
class Said:
    """A warning that did occur, with the package it occurred in."""

    api: str
    kind: str
    text: str


def load(path: Path = DEFAULT) -> tuple[Allowed, ...]:
    """The list in a file. Raises UserError for anything that is not a complete entry."""
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"not TOML: {error}", where=shown(path)) from error
    if content.keys() - {"allowed"}:
        raise UserError("only tables `[[allowed]]` are expected", where=shown(path))
    return tuple(_entry(entry, f"{shown(path)}, entry {i}") for i, entry in enumerate(content.get("allowed", []), 1))


def _entry(entry: dict[str, object], where: str) -> Allowed:
    names = [field.name for field in fields(Allowed)]
    texts = {key: value for key, value in entry.items() if isinstance(value, str) and value.strip()}
    if sorted(entry) != sorted(names) or len(texts) != len(names):
        raise UserError("not a complete entry", where=where, hint=f"give {', '.join(names)}, each a text")
    try:
        re.compile(texts["pattern"])
    except re.error as error:
        raise UserError(f"pattern is no regular expression: {error}", where=where) from error
    return Allowed(**texts)


def unlisted(said: Iterable[Said], allowed: Iterable[Allowed]) -> list[Said]:
    """The warnings that no entry allows."""
    entries = list(allowed)
    return [one for one in said if not any(entry.matches(one) for entry in entries)]


def stale(said: Iterable[Said], allowed: Iterable[Allowed], packages: Iterable[tuple[str, str]]) -> list[Allowed]:
    """The entries of the packages (api, kind) that were generated which match nothing that was said."""
    heard, made = list(said), set(packages)
    relevant = [entry for entry in allowed if (entry.api, entry.kind) in made]
    return [entry for entry in relevant if not any(entry.matches(one) for one in heard)]

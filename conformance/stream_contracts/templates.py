"""Templates: values that are only known while a run goes on.

A string that begins with `$` is a template; `$$` at the start stands for a literal `$`.

    $unique        a new name of 16 lower-case letters and digits      $unique(50)  the same with 50 characters
    $unique.png    a new name with an ending; $unique@example.org an address
    $channel.id    field `id` of the fixture `channel`
    $known.name    a value that the target file gives
    $before/data   JSON pointer `/data` of the answer that a rule saved as `before`
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterator
from typing import Any

ALPHABET = string.ascii_lowercase + string.digits
_UNIQUE = re.compile(r"\$unique(?:\((\d+)\))?([.@][a-z.]+)?\Z")
_NAME = re.compile(r"\$([A-Za-z_][A-Za-z0-9_-]*)")
_DEFAULT_LENGTH = 16
_OWN = 8


def literal(value: Any) -> Any:
    """The value as a template that resolves to itself."""
    if isinstance(value, str):
        return "$" + value if value.startswith("$") else value
    if isinstance(value, dict):
        return {key: literal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [literal(item) for item in value]
    return value


def is_template(value: Any) -> bool:
    """True for a string that stands for something else."""
    return isinstance(value, str) and value.startswith("$") and not value.startswith("$$")


def resolve(value: Any, lookup: Callable[[str], Any]) -> Any:
    """Replace every template in a JSON-like value by what `lookup` gives for it."""
    if isinstance(value, str):
        if is_template(value):
            return lookup(value)
        return value[1:] if value.startswith("$$") else value
    if isinstance(value, dict):
        return {key: resolve(item, lookup) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, lookup) for item in value]
    return value


def names(value: Any) -> Iterator[str]:
    """The names that the templates in a value begin with (`channel` for `$channel.id`)."""
    if isinstance(value, dict):
        for item in value.values():
            yield from names(item)
    elif isinstance(value, list):
        for item in value:
            yield from names(item)
    elif is_template(value) and (match := _NAME.match(value)):
        yield match.group(1)


def known_names(value: Any) -> list[str]:
    """The names of the known values (`$known.name`) in a value."""
    found: list[str] = []

    def note(template: str) -> str:
        if template.startswith("$known."):
            found.append(template.removeprefix("$known."))
        return template

    resolve(value, note)
    return found


def unique_length(template: str) -> int | None:
    """The length that `$unique` asks for, in characters; None for another template."""
    match = _UNIQUE.match(template)
    return int(match.group(1) or _DEFAULT_LENGTH) if match else None


def unique_ending(template: str) -> str:
    """What a new name ends with: `.png` of `$unique.png`, "" of most."""
    match = _UNIQUE.match(template)
    return (match.group(2) or "") if match else ""


class UniqueNames:
    """New names, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"names-{seed}")  # noqa: S311 - repeatable on purpose
        self._given: set[str] = set()

    def next(self, length: int) -> str:
        """A name of `length` characters that was not given before (certain from six characters on)."""
        name = "".join(self._random.choices(ALPHABET, k=length))
        self._given.add(name)
        return name

    def are_in(self, value: Any) -> bool:
        """True for a text that is, or begins with, a name that was given, long enough to be nobody else's."""
        return isinstance(value, str) and any(len(name) >= _OWN and value.startswith(name) for name in self._given)

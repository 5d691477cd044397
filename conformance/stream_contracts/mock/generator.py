"""Ids and secrets that a seed decides."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stream_contracts.mock.state import Storage

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_AT_ONCE = 10
_LARGE = len(_ALPHABET) ** _AT_ONCE


class Generator:
    """Ids and secrets from a seed: the n-th draw of a seed is always the same."""

    def __init__(self, seed: int, storage: Storage) -> None:
        self.seed, self._storage = seed, storage
        self.draws = 0
        self.sequences: dict[str, int] = {}

    def token(self, length: int = 24) -> str:
        """Letters and digits."""
        number = int.from_bytes(self._draw(length), "big")
        digits: list[str] = []
        while len(digits) < length:
            number, part = divmod(number, _LARGE)  # large numbers are slow to divide: once for ten digits
            for _ in range(_AT_ONCE):
                part, digit = divmod(part, len(_ALPHABET))
                digits.append(_ALPHABET[digit])
        return "".join(digits[:length])

    def number(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int.from_bytes(self._draw(8), "big") % (high - low + 1)

    def uuid(self) -> str:
        """A random UUID (version 4)."""
        return str(uuid.UUID(bytes=self._draw(16), version=4))

    def next(self, name: str, start: int) -> int:
        """The next id of a sequence: greater than `start` and all before, by a step from 1 to 97."""
        value = self.sequences.get(name, start) + self.number(1, 97)
        self.sequences[name] = value
        self._storage.put_meta(f"sequence/{name}", value)
        return value

    def _draw(self, size: int) -> bytes:
        self.draws += 1
        self._storage.put_meta("draws", self.draws)
        return hashlib.shake_256(f"{self.seed}:{self.draws}".encode()).digest(size)

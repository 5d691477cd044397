"""What a check found: one line of a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in a source file.

    file: as shown to the user. line: from 1. rule: stable name of the check. message: the value found,
    what is expected. hint: how a correct one looks.
    """

    file: str
    line: int
    rule: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}: {self.rule}: {self.message}{hint}"

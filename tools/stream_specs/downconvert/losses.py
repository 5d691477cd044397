"""Where the 3.0 twin says less than the 3.1 document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """A statement that OpenAPI 3.0 has no words for.

    pointer: of the object in the 3.1 document. what: the statement and what became of it, without a full stop.
    loosens: the twin accepts values that the document refuses; otherwise only a description is lost.
    """

    pointer: str
    what: str
    loosens: bool = False

    def __str__(self) -> str:
        more = ", so more values are accepted" if self.loosens else ""
        return f"`#{self.pointer}`: {self.what}{more}"


# Notes a loss: pointer, what, loosens.
Lose = Callable[[str, str, bool], None]

"""What was looked at and what it showed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether something is as a run needs it, is not, or was not given or cannot be seen."""

    OK = "ok"
    BAD = "bad"
    OPEN = "--"


@dataclass(frozen=True, slots=True)
class Finding:
    """about: a word or two. text: what was seen, one clause. hint: what to do about it, "" for nothing."""

    state: State
    about: str
    text: str
    hint: str = ""

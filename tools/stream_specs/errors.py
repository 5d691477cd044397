"""Errors that a user can mend. Everything else is our own fault and may show a traceback.

- UserError: what is wrong, where, and how to mend it: one line on stderr, exit code 2
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(unsafe_hash=True)  # not frozen: Python itself sets attributes of exceptions
class UserError(Exception):
    """A mistake outside this program: a file, an option, a server.

    what: what is wrong, without a full stop. where: file and line, option or URL. hint: how to mend it.
    """

    what: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" (hint: {self.hint})" if self.hint else ""
        return f"{place}{self.what}{hint}"

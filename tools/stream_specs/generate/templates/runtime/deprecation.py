"""The mark that type checkers and editors show at the calls of a function; the function itself warns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["deprecated"]

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:
    _T = TypeVar("_T")

    def deprecated(message: str) -> Callable[[_T], _T]:
        """Mark a function; no dependency is needed for it when the program runs."""
        return lambda function: function

"""What answers show of items, kept as long as the items do not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

_SIZE = 4096  # views; callers choose the host name in the links, so that there may be any number


class Shown:
    """Views by what they show. A view is made of items, whose versions say whether it still holds."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, Any]] = {}

    def get(self, key: Hashable, versions: Hashable, make: Callable[[], Any]) -> Any:
        """The view of a key, made anew when a version differs from what it was. Nobody may change it."""
        found = self._kept.get(key)
        if found is not None and found[0] == versions:
            return found[1]
        if len(self._kept) >= _SIZE:
            self._kept.clear()
        value = make()
        self._kept[key] = versions, value
        return value

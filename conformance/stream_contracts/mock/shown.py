"""What answers show of items, kept as long as the items do not change."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import orjson

_SIZE = 4096  # views; callers choose the host name in the links, so that there may be any number


class View(dict[str, Any]):
    """An object that nobody changes any more: its JSON is made once. A copy is an ordinary object."""

    @functools.cached_property
    def json(self) -> bytes:
        """The JSON of it. Raises TypeError for what orjson cannot write."""
        return to_json(dict(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {name: copy.deepcopy(value, memo) for name, value in self.items()}


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
        if isinstance(value, Mapping):
            value = View(value)
        self._kept[key] = versions, value
        return value


def to_json(value: Any) -> bytes:
    """The JSON of a value, in which views are written but once. Raises TypeError for what orjson cannot write."""
    return orjson.dumps(value, _fragment, orjson.OPT_PASSTHROUGH_SUBCLASS)


def _fragment(value: Any) -> orjson.Fragment:
    if isinstance(value, View):
        return orjson.Fragment(value.json)
    raise TypeError(type(value).__name__)

"""Looking into JSON values, comparing them and showing them. Pure: `judge` uses it as well as the kinds."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from stream_contracts.documents import at_pointer, pointer_tokens

_LONGEST = 300


class _Missing:
    """No value: what a pointer that leads nowhere gives. One object, also after a copy."""

    def __deepcopy__(self, _: object) -> _Missing:
        return self

    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


def look(value: Any, pointer: str) -> Any:
    """The value at a pointer, MISSING when there is none."""
    try:
        return at_pointer(value, pointer)
    except (KeyError, IndexError, TypeError, ValueError):
        return MISSING


def without(value: Any, pointers: Iterable[str]) -> Any:
    """A copy of a value without the members at some pointers."""
    rest = copy.deepcopy(value)
    for pointer in pointers:
        *path, last = pointer_tokens(pointer)
        container = look(rest, "".join(f"/{token}" for token in path))
        if isinstance(container, dict):
            container.pop(last, None)
    return rest


def show(value: Any) -> str:
    """A value for a report, cut to a readable length."""
    text = repr(value) if value is MISSING else json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def same(left: Any, right: Any) -> bool:
    """Equality of JSON values: `1` and `true` differ, `1` and `1.0` do not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)

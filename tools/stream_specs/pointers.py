"""JSON pointers (RFC 6901) as plain strings."""

from __future__ import annotations

from typing import Any


def join(base: str, *tokens: str | int) -> str:
    """`base` with unescaped reference tokens appended."""
    return base + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(pointer: str) -> list[str]:
    """The unescaped reference tokens of a pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def parent(pointer: str) -> str:
    """The pointer of the enclosing value; that of the root is itself."""
    return pointer.rpartition("/")[0]


def resolve(value: Any, pointer: str) -> Any:
    """The value at a pointer. Raises LookupError when there is none."""
    if pointer and not pointer.startswith("/"):
        raise LookupError(pointer)
    for token in split(pointer):
        value = _step(value, token)
    return value


def _step(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and token.isdecimal():
        return value[int(token)]
    raise LookupError(token)

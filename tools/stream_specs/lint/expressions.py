"""Runtime expressions of links (OpenAPI 3.1.1, section 4.8.20.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stream_specs import pointers

_BEGINS = re.compile(r"\$(?:url|method|statusCode|request|response)(?![A-Za-z0-9_])")
_SIMPLE = ("$url", "$method", "$statusCode")
_SOURCE = re.compile(
    r"\$(?P<message>request|response)\."
    r"(?:(?P<part>header|query|path)\.(?P<name>[^#\s]+)|(?P<body>body)(?:#(?P<pointer>(?:/[^\s]*)?))?)\Z"
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    message: `request`, `response`, `url`, `method` or `statusCode`. part: `header`, `query`, `path`, `body` or "".
    name: of a header or parameter, or the JSON pointer into a body.
    """

    message: str
    part: str = ""
    name: str = ""


def is_expression(value: Any) -> bool:
    """True for a string that begins like a runtime expression."""
    return isinstance(value, str) and bool(_BEGINS.match(value))


def parse(source: str) -> Expression:
    """The expression that a string is. Raises ValueError with the reason."""
    if source in _SIMPLE:
        return Expression(source[1:])
    found = _SOURCE.match(source)
    if not found:
        raise ValueError("is not an expression")
    if found["message"] == "response" and found["part"] in ("query", "path"):
        raise ValueError(f"is not an expression: a response has no {found['part']}")
    return Expression(found["message"], found["part"] or found["body"], found["name"] or found["pointer"] or "")


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """The scalars of a value with their pointers."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, pointers.join(pointer, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{i}")
    else:
        yield pointer, value


def filled(value: Any, found: dict[str, Any]) -> Any:
    """A value with each expression replaced by what `found` has for it."""
    if isinstance(value, dict):
        return {key: filled(item, found) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, found) for item in value]
    return found[value] if is_expression(value) else value

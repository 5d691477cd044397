"""Values and calls as Python source, in the layout of ruff and black."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

WIDTH = 88
_STEP = 4
_WORDS = {"true": "True", "false": "False", "null": "None"}


def literal(value: Any, indent: int = 0, used: int = 0) -> str:
    """A JSON value as an expression.

    indent: of the line that it begins on, in characters. used: what else stands on that line.
    """
    line = _line(value)
    if len(line) + indent + used <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + _STEP
    if isinstance(value, list):
        return block("[", [literal(item, inner, 1) for item in value], "]", indent)
    keys = [(json.dumps(key, ensure_ascii=False), item) for key, item in value.items()]
    return block("{", [f"{key}: {literal(item, inner, len(key) + 3)}" for key, item in keys], "}", indent)


def call(function: str, arguments: Sequence[str], indent: int = 0, used: int = 0) -> str:
    """A call on one line if it fits and none of its arguments has several, else with one argument a line."""
    line = f"{function}({', '.join(arguments)})"
    if "\n" not in line and len(line) + indent + used <= WIDTH:
        return line
    return block(f"{function}(", arguments, ")", indent)


def block(start: str, items: Sequence[str], end: str, indent: int) -> str:
    """Items between brackets, one a line."""
    pad = " " * (indent + _STEP)
    lines = "".join(f"{pad}{item},\n" for item in items)
    return f"{start}\n{lines}{' ' * indent}{end}"


def text(value: str) -> str:
    """A text as an expression."""
    return json.dumps(value, ensure_ascii=False)


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key)}: {_line(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_line, value)) + "]"
    line = json.dumps(value, ensure_ascii=False)
    return _WORDS.get(line, line)


def of_class(name: str, value: Any) -> str:
    """A scalar as a member of an enum; as it is when `name` is empty."""
    return f"{name}({literal(value)})" if name else literal(value)


def of_model(constructor: str, value: Any, indent: int, used: int) -> str:
    """A model made of an object by a function such as `Channel.from_dict`."""
    line = f"{constructor}({_line(value)})"
    if len(line) + indent + used <= WIDTH:
        return line
    return block(f"{constructor}(", [literal(value, indent + _STEP, 1)], ")", indent)

"""Reading JSON strictly (RFC 8259, no duplicate names) together with the line of each value."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stream_specs import pointers

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

_MAX_DEPTH = 200  # as for YAML, see sources.py


@dataclass(unsafe_hash=True)
class JsonError(Exception):
    """A mistake in a JSON text, with its position counted from 1. column: 0 when only the line is known."""

    what: str
    line: int
    column: int
    hint: str = ""


def parse(text: str) -> tuple[Any, dict[str, int]]:
    """The value of a JSON text and the line of each value by JSON pointer. Raises JsonError."""
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_number, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise JsonError(f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError:
        raise JsonError("not JSON: nested too deeply", 1, 1) from None
    except _NumberError as error:
        raise JsonError(f"not JSON: {error} is not a number", *_find(text, str(error))) from error
    _refuse_lone_surrogates(text, value)
    return value, _lines(text)


class _NumberError(ValueError):
    pass


def _refuse(name: str) -> None:
    raise _NumberError(name)


def _integer(text: str) -> int:
    if len(text) > 400:  # beyond every number a JSON reader keeps; Python itself stops at 4300 digits
        raise _NumberError(text[:20] + "...")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _NumberError(text)
    return value


def _find(text: str, word: str) -> tuple[int, int]:
    for match in _TOKEN.finditer(text):
        if match.group().lstrip("-").startswith(word.lstrip("-").removesuffix("...")):
            return _position(text, match.start())
    return 1, 1


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _refuse_lone_surrogates(text: str, value: Any) -> None:
    if "\\u" not in text:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        match = re.search(r"\\u[dD][89a-fA-F]", text)
        place = _position(text, match.start()) if match else (1, 1)
        raise JsonError("not JSON: half of a surrogate pair", *place, "write the character itself") from None


def _lines(text: str) -> dict[str, int]:
    """The line of each value; that of a member is the line of its name. `text` is valid JSON."""
    lines: dict[str, int] = {}
    tokens = _tokens(text)
    for token, line in tokens:
        _place(token, line, "", tokens, lines)
    return lines


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, seen = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        yield match.group(), line


def _place(token: str, line: int, pointer: str, tokens: Iterator[tuple[str, int]], lines: dict[str, int]) -> None:
    lines.setdefault(pointer, line)
    if pointer.count("/") > _MAX_DEPTH:
        raise JsonError(f"not JSON: nested deeper than {_MAX_DEPTH} levels", line, 0)
    if token == "{":
        _place_members(pointer, tokens, lines)
    elif token == "[":
        _place_items(pointer, tokens, lines)


def _place_members(pointer: str, tokens: Iterator[tuple[str, int]], lines: dict[str, int]) -> None:
    for token, line in tokens:
        if token == "}":
            return
        if token == ",":
            continue
        name = json.loads(token)
        inner = pointers.join(pointer, name)
        if inner in lines:
            raise JsonError(f"duplicate key `{name}`", line, 0, f"the first one is on line {lines[inner]}")
        lines[inner] = line
        next(tokens)  # the colon
        _place(*next(tokens), inner, tokens, lines)


def _place_items(pointer: str, tokens: Iterator[tuple[str, int]], lines: dict[str, int]) -> None:
    index = 0
    for token, line in tokens:
        if token == "]":
            return
        if token != ",":
            _place(token, line, f"{pointer}/{index}", tokens, lines)
            index += 1

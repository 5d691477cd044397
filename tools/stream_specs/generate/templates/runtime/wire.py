"""How values become the text of a request: OpenAPI 3.1 "Style Values", RFC 6570, RFC 3986.

A style is named by what stands between the items: `,` (form or simple), `%20` (spaceDelimited), `%7C` (pipeDelimited);
`[]` is deepObject. Without a style, lists and objects are exploded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from enum import Enum
from typing import Any, Literal, TypeAlias, cast
from urllib.parse import quote, quote_plus

Style: TypeAlias = Literal[",", "%20", "%7C", "[]"]


def text(value: object) -> str:
    """A value as it is written in a path, query, header or form. Raises ValueError for one that has no text."""
    if isinstance(value, Enum):
        return text(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping | list | tuple):
        raise ValueError("a list or an object within another one has no place here")
    return "null" if value is None else str(value)


def url(
    path: str,
    parts: Mapping[str, object],
    query: Mapping[str, object] | None = None,
    styles: Mapping[str, Style] | None = None,
) -> str:
    """A path, with its placeholders filled, and a query.

    Raises ValueError for a part that would change the path: one that is empty, `.` or `..`. All else is encoded.
    """
    filled = "/".join(_segment(segment, parts) for segment in path.split("/"))
    pairs = "&".join(_pairs(query or {}, styles or {}, _quoted))
    return f"{filled}?{pairs}" if pairs else filled


def form(values: Mapping[str, object], styles: Mapping[str, Style] | None = None) -> bytes:
    """A body of the type `application/x-www-form-urlencoded`."""
    return "&".join(_pairs(values, styles or {}, quote_plus)).encode()


def media_type(value: str | None) -> str | None:
    """The media type of a file. Raises ValueError for one that no header can carry."""
    if value is not None and not (value.isascii() and value.isprintable()):
        raise ValueError("the media type of a file must be visible ASCII characters")
    return value


def _quoted(value: str) -> str:
    return quote(value, safe="")


def _segment(template: str, parts: Mapping[str, object]) -> str:
    filled = template
    for name, value in parts.items():
        if f"{{{name}}}" in template:
            filled = filled.replace(f"{{{name}}}", _part(name, value))
    if filled != template and filled in (".", ".."):
        raise ValueError(f"`{template}` in the path must not be `.` or `..`")
    return filled


def _part(name: str, value: object) -> str:
    items = _items(value) if _is_list(value) else [value]
    encoded = ",".join(_quoted(text(item)) for item in items)
    if value is None or not encoded:
        raise ValueError(f"`{{{name}}}` in the path must not be empty")
    return encoded


def _pairs(values: Mapping[str, object], styles: Mapping[str, Style], quoted: Callable[[str], str]) -> Iterator[str]:
    for name, value in values.items():
        yield from _expanded(name, value, styles.get(name), quoted)


def _expanded(name: str, value: object, style: Style | None, quoted: Callable[[str], str]) -> Iterator[str]:
    if isinstance(value, Mapping):
        members = {str(key): text(item) for key, item in cast("Mapping[object, object]", value).items()}
        if style == "[]" or style is None:
            named = {f"{name}[{key}]" if style else key: item for key, item in members.items()}
            yield from (f"{quoted(key)}={quoted(item)}" for key, item in named.items())
            return
        value = [part for pair in members.items() for part in pair]
    if not _is_list(value):
        yield f"{quoted(name)}={quoted(text(value))}"
        return
    encoded = [quoted(text(item)) for item in _items(value)]
    if style is None:
        yield from (f"{quoted(name)}={item}" for item in encoded)
    elif encoded:
        yield f"{quoted(name)}={style.join(encoded)}"


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _items(value: object) -> Sequence[Any]:
    return cast("Sequence[Any]", value)

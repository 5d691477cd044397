"""Writing a document as JSON or YAML: the same value always gives the same bytes.

The YAML is written by our own few lines, because PyYAML and libyaml fold and indent differently, and because a
string is only left unquoted when every reader, of YAML 1.1 or 1.2, takes it for a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from stream_specs.sources import plain_kind

_PLAIN = re.compile(
    r"[A-Za-z0-9_/$.(^+\u00c0-\u024f][^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*\Z"
)
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*\Z")
_ESCAPED = re.compile(r"[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
# Words that YAML 1.1 takes for a boolean or a special key, though PyYAML does not know them all.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "<<", "="})
_RESOLVER = yaml.resolver.Resolver()
_STRING = "tag:yaml.org,2002:str"


def dump_json(value: Any) -> str:
    """JSON with two spaces of indentation, characters unescaped, and a line feed at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def dump_yaml(value: Any) -> str:
    """YAML in block style, without aliases, keys in their order, text of several lines as literal blocks."""
    if isinstance(value, dict | list) and value:
        return "\n".join(_block(value)) + "\n"
    return _scalar(value) + "\n"


def _block(value: dict[str, Any] | list[Any]) -> Iterator[str]:
    """The lines of a collection that is not empty."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _entry(f"{_text(key)}:", item)
    else:
        for item in value:
            yield from _item(item)


def _entry(head: str, item: Any) -> Iterator[str]:
    if isinstance(item, dict | list) and item:
        yield head
        yield from (f"  {line}" if line else line for line in _block(item))
    elif isinstance(item, str) and _is_literal(item):
        yield from _literal(head, item)
    else:
        yield f"{head} {_scalar(item)}"


def _item(item: Any) -> Iterator[str]:
    if isinstance(item, dict | list) and item:
        for number, line in enumerate(_block(item)):
            yield ("- " if number == 0 else "  ") + line if line else line
    else:
        yield from _entry("-", item)


def _literal(head: str, text: str) -> Iterator[str]:
    yield f"{head} |" + ("" if text.endswith("\n") else "-")
    yield from (f"  {line}" if line else line for line in text.removesuffix("\n").split("\n"))


def _is_literal(text: str) -> bool:
    """Whether text can stand as a literal block without an indentation indicator or escapes."""
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and bool(lines[0])
        and bool(lines[-1])
        and not lines[0].startswith(" ")
        and all(_PRINTABLE.match(line) and not line.endswith(" ") for line in lines)
    )


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    text = json.dumps(value, allow_nan=False)
    # YAML 1.1 has no number with an exponent but without a point.
    return text.replace("e", ".0e") if isinstance(value, float) and "e" in text and "." not in text else text


def _text(text: str) -> str:
    if _is_plain(text):
        return text
    if _PRINTABLE.match(text):
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


def _is_plain(text: str) -> bool:
    """Whether every reader takes the unquoted text for this string (YAML 1.2.2, section 7.3.3)."""
    return (
        bool(_PLAIN.match(text))
        and not re.search(r": |:\Z| #| \Z|\A(?:---|\.\.\.)", text)
        and text.lower() not in _WORDS
        and plain_kind(text) == "str"
        and _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) == _STRING  # type: ignore[no-untyped-call]
    )

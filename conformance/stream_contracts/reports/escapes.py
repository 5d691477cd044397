"""What a server says is shown, never obeyed: text that no terminal, browser or XML parser can trip over."""

from __future__ import annotations

import re

# XML 1.0, section 2.2: the production Char.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str, keep: str = "\n\t") -> str:
    """`text` with every character that is not printable (controls, marks of direction) written as an escape.

    keep: characters that stay as they are. A line end of two characters becomes one.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escape(c) for c in text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`text` for a place that is one line: line ends and tabs are escaped as well."""
    return visible(text, keep="")


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, and how many are missing."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} ... ({len(text) - limit} more characters)"


def xml_text(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", text)


def unicode_text(text: str) -> str:
    """`text` with lone surrogates, which no encoding can carry, replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"

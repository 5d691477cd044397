"""The little Markdown that texts of ours use, as HTML: paragraphs, lists, code, emphasis; known names become links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

# Gives the address that a word leads to, "" for a word that is none of ours.
Links = Callable[[str], str]

_PIECE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*\s][^*]*)\*|(?P<id>\b[A-Z]{2}-\d+\b)"
    r"|(?P<word>\b[A-Za-z]+[a-z][A-Z][A-Za-z0-9]*\b)"
)
_ITEM = re.compile(r"- +")


def inline(text: str, links: Links) -> Markup:
    """A text on one line."""
    from markupsafe import Markup, escape

    made, at = Markup(), 0
    line = " ".join(text.split())
    for found in _PIECE.finditer(line):
        made += escape(line[at : found.start()]) + _piece(found, links)
        at = found.end()
    return made + escape(line[at:])


def blocks(text: str, links: Links) -> Markup:
    """A text of several paragraphs and lists."""
    from markupsafe import Markup

    return Markup("\n").join(_block(block, links) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str, links: Links) -> Markup:
    from markupsafe import Markup

    if not _ITEM.match(block):
        return Markup("<p>{}</p>").format(inline(block, links))
    items = Markup().join(Markup("<li>{}</li>").format(inline(item, links)) for item in _items(block))
    return Markup("<ul>{}</ul>").format(items)


def _items(block: str) -> Iterator[str]:
    yield from re.split(r"\n- +", "\n" + block.strip())[1:]


def _piece(found: re.Match[str], links: Links) -> Markup:
    from markupsafe import Markup

    kind = str(found.lastgroup)
    text = found[kind]
    if kind in ("id", "word"):
        return _linked(text, links(text))
    if kind == "code":
        return _linked(text, links(text), "<code>{}</code>")
    return Markup("<{0}>{1}</{0}>").format(kind, inline(text, links))


def _linked(text: str, address: str, form: str = "{}") -> Markup:
    from markupsafe import Markup

    # `form` is one of the two literals above; what is put into it is escaped.
    shown = Markup(form).format(text)  # noqa: S704
    return Markup('<a href="{}">{}</a>').format(address, shown) if address else shown

"""What all HTML pages share: one file that needs no network, and shows what a server says without obeying it.

Every value is escaped twice over: characters that are not printable become visible escapes (`finalize`), markup is
escaped by Jinja. The content security policy allows exactly the style and the script of the file, by their hashes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stream_contracts.reports.escapes import cut, one_line, visible

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "templates"
_LIMIT = 20_000


def environment() -> Environment:
    """Where the templates are, with the filters `one_line` and `prose`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(one_line=shown_on_one_line, prose=_prose)
    return made


def asset(name: str) -> str:
    """A style or a script of ours."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def shown_on_one_line(text: str) -> str:
    """A text of any length on one line, without surprises."""
    return one_line(cut(text, _LIMIT))


def _shown(value: object) -> object:
    """What an expression of the template prints: text without surprises, of bounded length."""
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(cut(value, _LIMIT))
    return value


def _prose(text: str) -> object:
    """A sentence of ours on one line; what stands between backticks is code."""
    from markupsafe import Markup, escape

    pieces = shown_on_one_line(text).split("`")
    paired = len(pieces) % 2 == 1
    code = Markup("<code>{}</code>")
    marked = (code.format(piece) if paired and index % 2 else escape(piece) for index, piece in enumerate(pieces))
    return (Markup() if paired else escape("`")).join(marked)

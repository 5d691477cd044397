"""Replacing text in the installed templates of openapi-python-client, or failing when it is not there."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stream_specs.errors import UserError

TOOL = "openapi-python-client"
_PLACE = "stream_specs.generate.templates.changes"


@dataclass(frozen=True, slots=True)
class Change:
    """Text of a template to replace. template: its path below the folder of templates. old: stands in it once."""

    template: str
    old: str
    new: str


def changed(installed: Path, changes: Iterable[Change], replaced: Mapping[str, str]) -> dict[str, str]:
    """The text of each changed template by name.

    replaced: the SHA-256 of each template that a file of ours replaces as a whole, checked so that a new version of it
    is noticed. Raises UserError, which names the template and the text, for whatever is not as expected.
    """
    for name, digest in replaced.items():
        if hashlib.sha256(_text(installed, name).encode()).hexdigest() != digest:
            raise _unexpected(name, "it is not the template that ours was written for")
    texts: dict[str, str] = {}
    for change in changes:
        text = texts.get(change.template) or _text(installed, change.template)
        if (count := text.count(change.old)) != 1:
            raise _unexpected(change.template, f"expected once but found {count} times:\n{change.old.strip()}")
        texts[change.template] = text.replace(change.old, change.new)
    return texts


def _text(installed: Path, name: str) -> str:
    try:
        return (installed / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _unexpected(name, "there is no such template") from None


def _unexpected(template: str, what: str) -> UserError:
    tool = f"{TOOL} {importlib.metadata.version(TOOL)}"
    return UserError(what, where=f"template {template} of {tool}", hint=f"change {_PLACE} to what it has now")

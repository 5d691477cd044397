"""Reads DECISIONS.md: each heading `## SD-1: Title` begins an entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from stream_specs.errors import UserError

_HEADING = re.compile(r"^## (?P<id>[A-Z]{2}-\d+): (?P<title>.+)$", re.MULTILINE)
_DECIDED = re.compile(r"^- \*\*Decided\.\*\* (.+?)(?=^- \*\*|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Decision:
    """An entry. text: the whole of it below the heading, in Markdown."""

    id: str
    title: str
    text: str

    @property
    def decided(self) -> str:
        """What was decided, without the readings and reasons; "" when the entry does not say it in the usual form."""
        found = _DECIDED.search(self.text)
        return " ".join(found[1].split()) if found else ""


def read(path: Path) -> dict[str, Decision]:
    """All entries by id, in the order of the file. Raises UserError when the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        hint = "name the folder of the documents with --specs"
        raise UserError(f"cannot read: {error.strerror}", where=str(path), hint=hint) from error
    headings = list(_HEADING.finditer(text))
    ends = [*(one.start() for one in headings[1:]), len(text)]
    return {
        one["id"]: Decision(one["id"], one["title"].strip(), text[one.end() : end].strip())
        for one, end in zip(headings, ends, strict=True)
    }

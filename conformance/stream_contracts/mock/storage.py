"""Keeping the state of a mock in a SQLite file, written through item by item."""

from __future__ import annotations

from pathlib import Path

from stream_contracts.documents import Document
from stream_contracts.mock.behaviour import Behaviour
from stream_contracts.mock.model import Mock
from stream_specs.errors import UserError


def build_kept(document: Document, behaviour: Behaviour, seed: int, path: Path) -> Mock:
    """The mock of an API with the state that a file keeps; a new file starts with the initial world."""
    raise UserError("not yet", where=str(path))

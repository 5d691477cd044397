"""Known failures of one server: listed, they do not fail a run; an entry that no longer holds does."""

from __future__ import annotations

from stream_contracts.baseline.applying import apply, check_ids
from stream_contracts.baseline.entries import Baseline, Entry
from stream_contracts.baseline.file import read_file, render
from stream_contracts.baseline.updating import Proposal, Update, update

__all__ = ["Baseline", "Entry", "Proposal", "Update", "apply", "check_ids", "read_file", "render", "update"]

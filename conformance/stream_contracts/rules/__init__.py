"""Relation rules: what a single answer cannot show. One module a kind, registered in KINDS.

A kind is an asynchronous generator that sends calls and yields one Observation for each comparison that it really
made. It first makes sure that its precondition occurs and raises Unprovable when it does not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from stream_contracts.rulebook import Rule
from stream_contracts.rules import (
    changes_on_refresh,
    conflict_on_repeat,
    echo,
    gone_after_delete,
    limit,
    listed_after_create,
    partial_update,
    read_after_write,
    refused_after_delete,
    same_answer,
    setter_readback,
    unknown_id,
)
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation

Kind = Callable[[Rule, Session], AsyncIterator[Observation]]

KINDS: Mapping[str, Kind] = {
    "changes-on-refresh": changes_on_refresh.check,
    "conflict-on-repeat": conflict_on_repeat.check,
    "echo": echo.check,
    "gone-after-delete": gone_after_delete.check,
    "limit": limit.check,
    "listed-after-create": listed_after_create.check,
    "partial-update": partial_update.check,
    "read-after-write": read_after_write.check,
    "refused-after-delete": refused_after_delete.check,
    "same-answer": same_answer.check,
    "setter-readback": setter_readback.check,
    "unknown-id": unknown_id.check,
}

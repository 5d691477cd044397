"""Relation rules: what a single answer cannot show. One module a kind, registered in KINDS.

A kind is an asynchronous generator that sends calls and yields one Observation for each comparison that it really
made. It first makes sure that its precondition occurs and raises Unprovable when it does not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from stream_contracts.rulebook import Rule
from stream_contracts.rules import (
    aggregate,
    answers,
    boundary,
    changes_on_refresh,
    conflict_on_repeat,
    cooldown,
    default_limit,
    echo,
    gone_after_delete,
    limit,
    listed_after_create,
    listed_while,
    no_effect,
    page_walk,
    partial_update,
    precondition,
    read_after_write,
    refused_after_delete,
    same_answer,
    scenario,
    self_link,
    setter_readback,
    unknown_id,
)
from stream_contracts.rules import filter as filter_
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation

Kind = Callable[[Rule, Session], AsyncIterator[Observation]]

KINDS: Mapping[str, Kind] = {
    "aggregate": aggregate.check,
    "answers": answers.check,
    "boundary": boundary.check,
    "changes-on-refresh": changes_on_refresh.check,
    "conflict-on-repeat": conflict_on_repeat.check,
    "cooldown": cooldown.check,
    "default-limit": default_limit.check,
    "echo": echo.check,
    "filter": filter_.check,
    "gone-after-delete": gone_after_delete.check,
    "limit": limit.check,
    "listed-after-create": listed_after_create.check,
    "listed-while": listed_while.check,
    "no-effect": no_effect.check,
    "page-walk": page_walk.check,
    "partial-update": partial_update.check,
    "precondition": precondition.check,
    "read-after-write": read_after_write.check,
    "refused-after-delete": refused_after_delete.check,
    "same-answer": same_answer.check,
    "scenario": scenario.check,
    "self-link": self_link.check,
    "setter-readback": setter_readback.check,
    "unknown-id": unknown_id.check,
}

"""`aggregate`: a summary agrees with the list that it sums up."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from typing import Any

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.pages import all_items
from stream_contracts.rules.values import look
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Count and add up the items of the list, compare with the values of the summary."""
    items = all_items(rule, await session.send(rule.call("list")))
    if not items:
        raise Unprovable("the list is empty, so there is nothing to add up")
    exchange = await session.send(rule.call("summary"))
    yield accepted(rule, exchange)
    summary = body_of(exchange)
    for pointer, formula in rule.parameters["values"].items():
        yield compare(rule, exchange, pointer, _computed(formula, items), look(summary, pointer))


def _computed(formula: str, items: list[Any]) -> float:
    if formula == "count":
        return len(items)
    values = [look(item, formula.removeprefix("sum:")) for item in items]
    if not all(isinstance(value, (int, float)) for value in values):
        raise Unprovable(f"not every item has a number at {formula.removeprefix('sum:')}")
    try:
        return math.fsum(values)
    except OverflowError as error:
        raise Unprovable("the numbers are too large to add up") from error

"""`limit`: a page holds no more items than were asked for, and as many where there are as many."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import compare
from stream_contracts.rules.pages import items_of, with_query
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Ask for pages of each size; the largest size tells how many items there are."""
    name, sizes = rule.parameters["parameter"], sorted(rule.parameters["values"], reverse=True)
    first = await session.send(with_query(rule.call("list"), {name: sizes[0]}))
    there = len(items_of(rule, first))
    if there < 2:
        raise Unprovable(f"the list has {there} items; two or more are needed to see a limit")
    for size in sizes:
        exchange = await session.send(with_query(rule.call("list"), {name: size}))
        yield compare(rule, exchange, f"items with {name}={size}", min(size, there), len(items_of(rule, exchange)))

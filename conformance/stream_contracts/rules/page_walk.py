"""`page-walk`: the pages of a list are disjoint, complete, and come to an end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from stream_contracts.exchange import Exchange
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import body_of, compare
from stream_contracts.rules.pages import items_of, with_query
from stream_contracts.rules.values import look, show
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation

_MOST_PAGES = 50


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Walk through all pages; no key comes twice, the last page is short, total and one large page agree with them."""
    seen: list[Any] = []
    size = rule.parameters["size"]
    for number in range(_MOST_PAGES):
        exchange = await _page(rule, session, number * size, size)
        keys = [look(item, rule.parameters["key"]) for item in items_of(rule, exchange)]
        repeated = [key for place, key in enumerate(keys) if key in seen or key in keys[:place]]
        yield compare(rule, exchange, f"keys of page {number + 1} that came before", [], repeated)
        seen += keys
        if repeated:
            return
        if len(keys) < size:
            break
    else:
        raise Unprovable(f"the list has more than {_MOST_PAGES} pages of {size} items")
    if len(seen) <= size:
        raise Unprovable(f"the list has {len(seen)} items; more than one page of {size} is needed")
    yield await _past_the_end(rule, session, len(seen))
    if "total" in rule.parameters:
        yield compare(rule, exchange, "total", len(seen), look(body_of(exchange), rule.parameters["total"]))
    if "whole" in rule.parameters and len(seen) < rule.parameters["whole"]:
        yield await _in_one_page(rule, session, seen)


async def _page(rule: Rule, session: Session, offset: int, size: int) -> Exchange:
    if "number" in rule.parameters:
        query = {rule.parameters["number"]: offset // rule.parameters["size"] + 1}
    else:
        query = {rule.parameters["limit"]: size, rule.parameters["offset"]: offset}
    return await session.send(with_query(rule.call("list"), query))


async def _in_one_page(rule: Rule, session: Session, seen: list[Any]) -> Observation:
    """Without a total this alone shows that no page leaves an item out."""
    exchange = await _page(rule, session, 0, rule.parameters["whole"])
    keys = [look(item, rule.parameters["key"]) for item in items_of(rule, exchange)]
    return compare(rule, exchange, "keys of all pages", sorted(map(str, keys)), sorted(map(str, seen)))


async def _past_the_end(rule: Rule, session: Session, count: int) -> Observation:
    size = rule.parameters["size"]
    exchange = await _page(rule, session, count + size, size)
    items = items_of(rule, exchange)
    return Observation(
        rule.id, not items, "no items past the end", f"{len(items)} items: {show(items)}", exchange.number
    )

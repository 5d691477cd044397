"""What the kinds about lists share: asking for pages and looking at their items."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from stream_contracts.exchange import Call, Exchange
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import body_of
from stream_contracts.rules.values import look
from stream_contracts.session import Unprovable


def with_query(call: Call, query: Mapping[str, Any]) -> Call:
    """The call with more query parameters."""
    return dataclasses.replace(call, query={**call.query, **query})


def all_items(rule: Rule, exchange: Exchange) -> list[Any]:
    """The items of a list that fits one page of `size`. Raises Unprovable when there may be more of them."""
    items, size = items_of(rule, exchange), rule.parameters["size"]
    if len(items) >= size:
        raise Unprovable(f"the list has {size} items or more, so it cannot be seen whole")
    return items


def items_of(rule: Rule, exchange: Exchange) -> list[Any]:
    """The items of a page. Raises Unprovable when there is no list."""
    items = look(body_of(exchange), rule.parameters["items"])
    if not isinstance(items, list):
        raise Unprovable(f"{exchange.call.operation} gave no list at {rule.parameters['items']}")
    return items

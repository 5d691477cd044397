"""`listed-while`: something is in a list from one call to another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from stream_contracts.exchange import Call, Exchange
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look, same
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Send the call that puts it on the list, look, send the one that takes it off, look again."""
    values: Mapping[str, Any] = {}
    if "fixture" in rule.parameters:
        instance = await session.create(rule.parameters["fixture"])
        values = {instance.fixture.name: instance.fields}
    for name, count in (("on", 1), ("off", 0)):
        yield accepted(rule, await session.send(rule.call(name), values))
        yield await _look(rule, session, rule.call("list"), values, count)
        if "kept" in rule.parameters:
            yield await _look(rule, session, rule.call("kept"), values, 1)


async def _look(rule: Rule, session: Session, call: Call, values: Mapping[str, Any], count: int) -> Observation:
    """How often the list of a call holds the item."""
    value = session.value(rule.parameters["value"], values)
    exchange = await session.send(call, values)
    found = [item for item in _items(rule, exchange) if same(look(item, rule.parameters["key"]), value)]
    return compare(rule, exchange, f"items with {rule.parameters['key']} {value}", count, len(found))


def _items(rule: Rule, exchange: Exchange) -> list[Any]:
    items = look(body_of(exchange), rule.parameters["items"])
    if items is None:
        return []  # how some servers write an empty list; its schema judges whether this one may
    if not isinstance(items, list):
        raise Unprovable(f"{exchange.call.operation} gave no list at {rule.parameters['items']}")
    return items

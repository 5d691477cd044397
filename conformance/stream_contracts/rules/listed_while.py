"""`listed-while`: something is in a list from one call to another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from stream_contracts.exchange import Call
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, compare, items_with
from stream_contracts.session import Session
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
    found = items_with(rule, exchange, value)
    return compare(rule, exchange, f"items with {rule.parameters['key']} {value}", count, len(found))

"""`listed-after-create`: what was created is in the list, once and as it was created."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import body_of, compare, listed
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create two fixtures, so that a list that lacks the newest cannot pass; find each in the list."""
    name = rule.parameters["fixture"]
    for instance in (await session.create(name), await session.create(name)):
        value = session.value(rule.parameters["value"], {name: instance.fields})
        exchange, found = await listed(rule, session, value)
        yield compare(rule, exchange, f"items with {rule.parameters['key']} {value}", 1, len(found))
        if "same" in rule.parameters and found:
            created = look(body_of(instance.exchange), rule.parameters["same"])
            yield compare(rule, exchange, "the item", created, found[0])

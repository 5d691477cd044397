"""`listed-after-create`: what was created is in the list, once and as it was created."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Fixture, Rule
from stream_contracts.rules.observing import body_of, compare, items_with, listed
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create two fixtures, so that a list that lacks the newest cannot pass; find each in the list."""
    name = rule.parameters["fixture"]
    before = None
    if _may_be_there_already(session.rulebook.fixtures[name], rule.parameters["value"]):
        before = await session.send(rule.call("list"))
    for instance in (await session.create(name), await session.create(name)):
        value = session.value(rule.parameters["value"], {name: instance.fields})
        exchange, found = await listed(rule, session, value)
        expected = 1 + (len(items_with(rule, before, value)) if before else 0)
        yield compare(rule, exchange, f"items with {rule.parameters['key']} {value}", expected, len(found))
        if "same" in rule.parameters and found:
            created = look(body_of(instance.exchange), rule.parameters["same"])
            yield compare(rule, exchange, "the item", created, found[0])


def _may_be_there_already(fixture: Fixture, value: str) -> bool:
    """Whether an earlier run with the same seed has left one: it made up the same name, and nothing removes it."""
    source = fixture.fields.get(value.rpartition(".")[2], "")
    return fixture.remove is None and source.startswith("$request.")

"""`gone-after-delete`: what was removed can no longer be reached, and is no longer listed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule, to_call
from stream_contracts.rules.observing import accepted, compare, listed, refused_with, succeeded
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create the fixture, see every call succeed, remove it, see every call refused and the list without it."""
    instance = await session.create(rule.parameters["fixture"])
    values = {instance.fixture.name: instance.fields}
    calls = [to_call(entry) for entry in rule.parameters.get("reads", ())]
    for call in calls:
        succeeded(await session.send(call, values))
    yield accepted(rule, await session.remove(instance))
    for call in calls:
        yield refused_with(rule, await session.send(call, values), (rule.parameters["status"],))
    if "list" in rule.parameters:
        value = session.value(rule.parameters["value"], values)
        exchange, found = await listed(rule, session, value)
        yield compare(rule, exchange, f"items with {rule.parameters['key']} {value}", 0, len(found))

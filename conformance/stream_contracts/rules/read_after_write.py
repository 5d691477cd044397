"""`read-after-write`: what was created is read back as it was created."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create the fixture, read it, compare the values at `same` in both answers."""
    instance = await session.create(rule.parameters["fixture"])
    created = body_of(instance.exchange)
    exchange = await session.send(rule.call("read"), {instance.fixture.name: instance.fields})
    yield accepted(rule, exchange)
    read = body_of(exchange)
    for pointer in rule.parameters["same"]:
        yield compare(rule, exchange, pointer, look(created, pointer), look(read, pointer))

"""`conflict-on-repeat`: creating the same thing again is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import refused_with
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create the fixture, then make the same call again."""
    instance = await session.create(rule.parameters["fixture"])
    exchange = await session.send(rule.call("repeat"), {instance.fixture.name: instance.fields})
    yield refused_with(rule, exchange, (rule.parameters["status"],))

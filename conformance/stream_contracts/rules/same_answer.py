"""`same-answer`: calls that mean the same give the same answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule, to_call
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create the fixture, so that the answer is not empty; compare every call's answer with the first one's."""
    values = {}
    if "fixture" in rule.parameters:
        instance = await session.create(rule.parameters["fixture"])
        values[instance.fixture.name] = instance.fields
    first, *others = [to_call(entry) for entry in rule.parameters["calls"]]
    expected = look(body_of(await session.send(first, values)), rule.parameters["at"])
    for call in others:
        exchange = await session.send(call, values)
        yield accepted(rule, exchange)
        yield compare(rule, exchange, rule.parameters["at"], expected, look(body_of(exchange), rule.parameters["at"]))

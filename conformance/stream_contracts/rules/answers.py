"""`answers`: a call is answered with known values."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Make the call and compare the values that its answer must have."""
    exchange = await session.send(rule.call("call"))
    yield accepted(rule, exchange)
    answered = body_of(exchange)
    for pointer, value in rule.parameters["values"].items():
        yield compare(rule, exchange, pointer, session.value(value, {}), look(answered, pointer))

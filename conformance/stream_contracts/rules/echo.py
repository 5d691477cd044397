"""`echo`: what was sent is in the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Make the call and compare values of its body with values of the answer."""
    exchange = await session.send(rule.call("call"))
    yield accepted(rule, exchange)
    answered = body_of(exchange)
    for sent, found in rule.parameters["same"].items():
        yield compare(rule, exchange, found, look(exchange.call.body, sent), look(answered, found))

"""`no-effect`: a call changes nothing, whatever it is answered with."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import body_of, compare
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Read, call, read again."""
    before = look(body_of(await session.send(rule.call("read"))), rule.parameters["at"])
    await session.send(rule.call("call"))
    exchange = await session.send(rule.call("read"))
    yield compare(rule, exchange, rule.parameters["at"], before, look(body_of(exchange), rule.parameters["at"]))

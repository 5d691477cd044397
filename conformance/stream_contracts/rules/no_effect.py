"""`no-effect`: a call changes nothing, whatever it is answered with."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import body_of, compare
from stream_contracts.rules.values import look, without
from stream_contracts.session import Session, Unprovable, outcome_of
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Read, call, read again."""
    at, volatile = rule.parameters["at"], rule.parameters.get("volatile", ())
    before = look(body_of(await session.send(rule.call("read"))), at)
    called = await session.send(rule.call("call"))
    if called.response is None:
        raise Unprovable(f"{called.call.operation} gave {outcome_of(called)}")
    exchange = await session.send(rule.call("read"))
    after = look(body_of(exchange), at)
    yield compare(rule, exchange, at or "the body", without(before, volatile), without(after, volatile))

"""`changes-on-refresh`: a refresh gives a new value, and reading shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look, same, show
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Read the value, refresh, see a new value in the answer and the same one when reading again."""
    instance = await session.create(rule.parameters["fixture"])
    values = {instance.fixture.name: instance.fields}
    at = rule.parameters["at"]
    before = look(body_of(await session.send(rule.call("read"), values)), at)
    refresh = await session.send(rule.call("refresh"), values)
    yield accepted(rule, refresh)
    new = look(body_of(refresh), rule.parameters["new"])
    yield Observation(rule.id, not same(before, new), f"unlike {show(before)}", show(new), refresh.number)
    exchange = await session.send(rule.call("read"), values)
    yield compare(rule, exchange, at, new, look(body_of(exchange), at))

"""`changes-on-refresh`: a refresh gives a new value, and reading shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import MISSING, look, same, show
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Read the value, refresh, read again: another value, and the one that the refresh answered if it did."""
    values = {}
    if "fixture" in rule.parameters:
        instance = await session.create(rule.parameters["fixture"])
        values[instance.fixture.name] = instance.fields
    at = rule.parameters["at"]
    before = look(body_of(await session.send(rule.call("read"), values)), at)
    refresh = await session.send(rule.call("refresh"), values)
    yield accepted(rule, refresh)
    exchange = await session.send(rule.call("read"), values)
    after = look(body_of(exchange), at)
    changed = after is not MISSING and not same(before, after)
    yield Observation(rule.id, changed, f"unlike {show(before)}", show(after), exchange.number)
    if "new" in rule.parameters:
        yield compare(rule, exchange, at, look(body_of(refresh), rule.parameters["new"]), after)

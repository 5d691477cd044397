"""`setter-readback`: a value that was set is read back, and nothing else changed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look, without
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Set each value in turn and read it; two different values rule out a lucky default."""
    values = {}
    if "fixture" in rule.parameters:
        instance = await session.create(rule.parameters["fixture"])
        values[instance.fixture.name] = instance.fields
    around, at = rule.parameters.get("untouched"), rule.parameters["at"]
    for value in session.value(rule.parameters["values"], {}):
        before = body_of(await session.send(rule.call("read"), values))
        yield accepted(rule, await session.send(rule.call("set"), {**values, "value": value}))
        exchange = await session.send(rule.call("read"), values)
        after = body_of(exchange)
        yield compare(rule, exchange, at, value, look(after, at))
        if around is not None:
            left_out = [at, *rule.parameters.get("volatile", ())]
            rest = [
                without(look(body, around), [name.removeprefix(around) for name in left_out])
                for body in (before, after)
            ]
            yield compare(rule, exchange, "the rest", *rest)

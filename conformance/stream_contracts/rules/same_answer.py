"""`same-answer`: calls that mean the same give the same answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.exchange import Call
from stream_contracts.rulebook import Rule, to_call
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import MISSING, look, same
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation

_ATTEMPTS = 3


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create the fixture, so that the answer is not empty; compare every call's answer with the first one's."""
    values = {}
    if "fixture" in rule.parameters:
        instance = await session.create(rule.parameters["fixture"])
        values[instance.fixture.name] = instance.fields
    first, *others = [to_call(entry) for entry in rule.parameters["calls"]]
    at = rule.parameters["at"]
    if isinstance(at, str):
        expected = look(body_of(await session.send(first, values)), at)
        for call in others:
            exchange = await session.send(call, values)
            yield accepted(rule, exchange)
            yield compare(rule, exchange, at, expected, look(body_of(exchange), at))
        return
    for call, place in zip(others, at[1:], strict=True):
        for observation in await _agreement(rule, session, (first, call), (at[0], place)):
            yield observation


async def _agreement(
    rule: Rule, session: Session, calls: tuple[Call, Call], places: tuple[str, str]
) -> list[Observation]:
    """Ask first, second, first: what changes by itself in between, as a number of viewers may, shows nothing."""
    for _ in range(_ATTEMPTS):
        before = look(body_of(await session.send(calls[0])), places[0])
        if before is MISSING:
            raise Unprovable(f"{calls[0].operation} gave nothing at {places[0]}")
        exchange = await session.send(calls[1])
        success = accepted(rule, exchange)
        if not success.ok:
            return [success]
        found = look(body_of(exchange), places[1])
        after = look(body_of(await session.send(calls[0])), places[0])
        if same(before, found) or same(before, after):
            return [success, compare(rule, exchange, places[1], before, found)]
    raise Unprovable(f"{calls[0].operation} gave another value at {places[0]} each time")

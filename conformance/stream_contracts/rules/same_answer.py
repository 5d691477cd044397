"""`same-answer`: calls that mean the same give the same answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

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
    calls = [to_call(entry) for entry in rule.parameters["calls"]]
    at = rule.parameters["at"]
    places = [at] * len(calls) if isinstance(at, str) else list(at)
    for call, place in zip(calls[1:], places[1:], strict=False):
        for observation in await _compare(rule, session, (calls[0], call), (places[0], place), values):
            yield observation


async def _compare(
    rule: Rule, session: Session, calls: tuple[Call, Call], places: tuple[str, str], values: Mapping[str, Any]
) -> list[Observation]:
    """Ask first, second, first: what changes by itself in between, as a number of viewers may, shows nothing."""
    for _ in range(_ATTEMPTS):
        before = look(body_of(await session.send(calls[0], values)), places[0])
        if before is MISSING:
            raise Unprovable(f"{calls[0].operation} gave nothing at {places[0]}")
        exchange = await session.send(calls[1], values)
        success = accepted(rule, exchange)
        found = look(body_of(exchange), places[1]) if success.ok else MISSING
        if not success.ok or same(before, found):
            return [success, compare(rule, exchange, places[1], before, found)]
        after = look(body_of(await session.send(calls[0], values)), places[0])
        if same(before, after):
            return [success, compare(rule, exchange, places[1], before, found)]
    raise Unprovable(f"{calls[0].operation} gave another value at {places[0]} each time")

"""`setter-readback`: a value that was set is read back, and nothing else changed."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator

from stream_contracts.documents import pointer_tokens
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import look
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Set each value in turn and read it; two different values rule out a lucky default."""
    values = {}
    if "fixture" in rule.parameters:
        instance = await session.create(rule.parameters["fixture"])
        values[instance.fixture.name] = instance.fields
    around, at = rule.parameters.get("untouched"), rule.parameters["at"]
    for value in rule.parameters["values"]:
        before = body_of(await session.send(rule.call("read"), values))
        yield accepted(rule, await session.send(rule.call("set"), {**values, "value": value}))
        exchange = await session.send(rule.call("read"), values)
        after = body_of(exchange)
        yield compare(rule, exchange, at, value, look(after, at))
        if around is not None:
            yield compare(rule, exchange, "the rest", _without(before, around, at), _without(after, around, at))


def _without(body: object, around: str, at: str) -> object:
    """The value at `around` without the member at `at`."""
    rest = copy.deepcopy(look(body, around))
    *path, last = pointer_tokens(at.removeprefix(around))
    container = look(rest, "".join(f"/{token}" for token in path))
    if isinstance(container, dict):
        container.pop(last, None)
    return rest

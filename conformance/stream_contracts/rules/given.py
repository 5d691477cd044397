"""What a rule needs of the world: seen before the rule, brought about where the run may, else a reason to skip it."""

from __future__ import annotations

from stream_contracts.rulebook import Given, Rule
from stream_contracts.rules.observing import body_of
from stream_contracts.rules.values import look, same, show
from stream_contracts.session import NotPermitted, Session


async def establish(rule: Rule, session: Session) -> None:
    """See all that the rule takes as given. Raises NotPermitted for what is not so and cannot be made so."""
    for given in rule.given:
        if await _is_so(given, session):
            continue
        if given.control and session.target.control:
            ((name, body),) = given.control.items()
            await session.transport.control(name, body)
        elif given.by is not None:
            await session.send(given.by)
        if not await _is_so(given, session):
            place, value = next(iter(given.values.items()))
            raise NotPermitted(f"only while {given.shown.operation} shows {place}: {show(value)}")


async def _is_so(given: Given, session: Session) -> bool:
    body = body_of(await session.send(given.shown))
    return all(same(look(body, place), value) for place, value in given.values.items())

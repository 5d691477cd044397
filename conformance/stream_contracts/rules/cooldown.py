"""`cooldown`: a call soon after itself is refused, and is accepted again when the time has passed."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, refused_with, succeeded
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Call, call again at once; then, where the clock can be moved, call once more after the cooldown."""
    call = rule.call("call")
    succeeded(await session.send(call))
    began = time.monotonic()
    again = await session.send(dataclasses.replace(call, hurry=True))
    _must_be_soon(session, call.operation, time.monotonic() - began)
    yield refused_with(rule, again, (rule.parameters["status"],))
    if session.target.control:
        yield accepted(rule, await session.send(call))


def _must_be_soon(session: Session, operation: str, seconds: float) -> None:
    """Raise Unprovable when the second call may have come after the cooldown: the run or the server is slow."""
    cooldown = session.rulebook.cooldowns.get(operation)
    if cooldown is not None and seconds >= cooldown and not session.target.control:
        raise Unprovable(f"the second {operation} took {seconds:.0f} s, longer than the {cooldown:g} s between two")

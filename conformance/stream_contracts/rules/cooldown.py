"""`cooldown`: a call soon after itself is refused, and is accepted again when the time has passed."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import AsyncIterator

from stream_contracts.exchange import Exchange
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, refused_with, succeeded
from stream_contracts.session import NotPermitted, Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Call, call again at once; then, where the clock can be moved, call once more after the cooldown.

    Where the run has called already and may not call yet, that was the first call.
    """
    call = rule.call("call")
    began = time.monotonic()
    too_early: NotPermitted | None = None
    try:
        succeeded(await session.send(call))
    except NotPermitted as reason:
        too_early = reason
    again = await session.send(dataclasses.replace(call, hurry=True))
    if too_early is not None and not _succeeded_before(session, again):
        raise too_early
    _must_be_soon(session, call.operation, time.monotonic() - began)
    yield refused_with(rule, again, (rule.parameters["status"],))
    if session.target.control:
        yield accepted(rule, await session.send(call))


def _succeeded_before(session: Session, again: Exchange) -> bool:
    """Whether a call to the same target was accepted earlier in the run."""
    return any(
        exchange.ok
        and exchange.call.operation == again.call.operation
        and exchange.request.target == again.request.target
        for exchange in session.exchanges
        if exchange.number < again.number
    )


def _must_be_soon(session: Session, operation: str, seconds: float) -> None:
    """Raise Unprovable when the second call may have come after the cooldown: the run or the server is slow."""
    cooldown = session.rulebook.cooldowns.get(operation)
    if cooldown is not None and seconds >= cooldown and not session.target.control:
        raise Unprovable(f"the second {operation} took {seconds:.0f} s, longer than the {cooldown:g} s between two")

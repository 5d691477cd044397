"""`cooldown`: a call soon after itself is refused, and is accepted again when the time has passed."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, refused_with, succeeded
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Call, call again at once; then, where the clock can be moved, call once more after the cooldown."""
    call = rule.call("call")
    succeeded(await session.send(call))
    yield refused_with(rule, await session.send(dataclasses.replace(call, hurry=True)), (rule.parameters["status"],))
    if session.target.control:
        yield accepted(rule, await session.send(call))

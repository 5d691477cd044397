"""`unknown-id`: an id that nothing has is answered as unknown."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import refused_with, succeeded
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Make sure that the call succeeds with a known id, then make it with an unknown one."""
    succeeded(await session.send(rule.call("known")))
    exchange = await session.send(rule.call("unknown"))
    yield refused_with(rule, exchange, (rule.parameters["status"],))

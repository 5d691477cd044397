"""`boundary`: the longest documented value is accepted, one more is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, refused_with
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Send the value at the limit, then the value beyond it."""
    yield accepted(rule, await session.send(rule.call("accepted")))
    yield refused_with(rule, await session.send(rule.call("refused")), session.rulebook.refused)

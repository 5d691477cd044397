"""`refused-after-delete`: removing something a second time is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, refused_with
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Create the fixture, remove it, remove it again."""
    instance = await session.create(rule.parameters["fixture"])
    yield accepted(rule, await session.remove(instance))
    yield refused_with(rule, await session.remove(instance), (rule.parameters["status"],))

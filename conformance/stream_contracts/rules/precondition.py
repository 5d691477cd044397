"""`precondition`: what succeeds where a condition is met is refused where it is not."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import refused_with, succeeded
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """See the call succeed with its precondition met, then refused without."""
    succeeded(await session.send(rule.call("met")))
    exchange = await session.send(rule.call("unmet"))
    yield refused_with(rule, exchange, tuple(rule.parameters["status"]))

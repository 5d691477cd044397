"""`default-limit`: without a limit a list is as long as with the documented default."""

from __future__ import annotations

from collections.abc import AsyncIterator

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import compare
from stream_contracts.rules.pages import items_of, with_query
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """See that there are more items than the default, then count those that come without a limit."""
    name, default = rule.parameters["parameter"], rule.parameters["default"]
    more = await session.send(with_query(rule.call("list"), {name: default + 1}))
    if len(items_of(rule, more)) <= default:
        raise Unprovable(f"the list has no more than {default} items, so its default limit cannot be seen")
    exchange = await session.send(rule.call("list"))
    yield compare(rule, exchange, f"items without {name}", default, len(items_of(rule, exchange)))

"""`filter`: a filtered list holds all items that match, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import compare
from stream_contracts.rules.pages import all_items, items_of, with_query
from stream_contracts.rules.values import look
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Filter by a value that some but not all items have; compare with what the unfiltered list shows."""
    everything = all_items(rule, await session.send(rule.call("list")))
    at = rule.parameters["at"]
    for wanted in _choices([look(item, at) for item in everything], rule.parameters.get("several", False)):
        query = {rule.parameters["parameter"]: wanted}
        exchange = await session.send(with_query(rule.call("list"), query))
        chosen = wanted if isinstance(wanted, list) else [wanted]
        matching = [item for item in everything if look(item, at) in chosen]
        found = items_of(rule, exchange)
        yield compare(rule, exchange, f"keys with {query}", _keys(rule, matching), _keys(rule, found))


def _choices(values: list[Any], several: bool) -> list[Any]:
    """Values to filter by: the most frequent one, and two at once where the filter takes several."""
    texts = [value for value in values if isinstance(value, str) and value]
    ranked = [value for value, _ in Counter(texts).most_common()]
    if len(ranked) < 2:
        raise Unprovable("the list has fewer than two values to filter by")
    return [[ranked[0]], ranked[:2]] if several else [ranked[0], ranked[-1]]


def _keys(rule: Rule, items: list[Any]) -> list[str]:
    return sorted(str(look(item, rule.parameters["key"])) for item in items)

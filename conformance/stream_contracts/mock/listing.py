"""Lists over a collection: which items, in which order, and which page of them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_contracts.mock.messages import ABSENT, Refusal
from stream_contracts.mock.pages import WHOLE, Paging, page_of
from stream_contracts.mock.state import Collection, Item
from stream_contracts.mock.templates import Scope, compile_template


@dataclass(frozen=True, slots=True)
class Listing:
    """What an operation lists.

    where: property to template of its value; a list allows its entries, no value allows all. flags: property to
    template; true leaves the items that have it, anything else leaves all. order: a property, with `-` before it for
    the greatest first.
    """

    where: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[str, Any] = field(default_factory=dict)
    order: str = ""
    paging: Paging = WHOLE


EVERYTHING = Listing()


def compile_listing(listing: Listing, collection: Collection) -> Callable[[Scope], list[Item]]:
    """A function that gives the items of the page that a call asks for, and leaves the page in its scope."""
    where = {name: compile_template(value) for name, value in listing.where.items()}
    flags = {name: compile_template(value) for name, value in listing.flags.items()}
    name, latest_first = listing.order.removeprefix("-"), listing.order.startswith("-")

    def act(scope: Scope) -> list[Item]:
        matched = list(collection)
        for property_name, template in where.items():
            matched = _equal(matched, property_name, template(scope))
        for property_name, template in flags.items():
            matched = _equal(matched, property_name, True if template(scope) is True else ABSENT)
        if name:
            matched.sort(key=operator.itemgetter(name), reverse=latest_first)
        scope.page = page_of(scope.call, listing.paging, matched)
        if listing.paging.past_the_end and scope.page.is_past_the_end:
            raise Refusal(listing.paging.past_the_end)
        return scope.page.items

    return act


def _equal(items: list[Item], name: str, wanted: Any) -> list[Item]:
    """The items that have a wanted value, or one of a list; all of them where nothing is wanted."""
    if wanted is ABSENT:
        return items
    if isinstance(wanted, list):
        return [item for item in items if item.get(name) in wanted]
    return [item for item in items if item.get(name) == wanted]

"""The world at the start: what the documented examples show, and more channels than fit on one page.

Maybell Feest, user 72, is the one whose story the examples tell. The channel that they show belongs to user 55, who
lets her work on it. Everything else is hers, and the seed decides how it is called.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from stream_contracts.documents import Document
from stream_contracts.mock.generator import Generator
from stream_contracts.mock.state import Item, State

CREATOR, FRIEND, HOST = 72, 73, 55
_OF_THE_PLAN = ("currency", "apps", "subscription_details", "features")
_OF_OTHERS = ("owner", "stream", "products", "simulcasts", "features", "isOwner", "questionsCount", "chatCount")
_DISHES = ("Sourdough", "Rye", "Focaccia", "Brioche", "Ciabatta", "Pretzels", "Pita", "Challah")
_DAYS = ("Friday", "Sunday", "Midweek")
ACTIVE, PAST, DELETED = 0, 1, 2


def example(document: Document, operation: str, name: str) -> Any:
    """A copy of what stands below `data` in the documented example of a success."""
    response = document.operation(operation).response(200)
    return copy.deepcopy(response.content[0].examples[name]["data"]) if response else None


def values(document: Document, _: State) -> Mapping[str, Any]:
    """What all users share: the user that nothing is known of, what a plan includes, how a subscription looks."""
    shown = example(document, "register", "registered")[0]
    subscription = shown["subscription_details"]["data"]
    return {
        "blank_user": {name: value for name, value in shown.items() if name not in _OF_THE_PLAN},
        "features": shown["features"],
        "subscription": {name: value for name, value in subscription.items() if name != "plan"},
    }


def new_user(state: State, **fields: Any) -> Item:
    """A user on the free plan, who has neither a phone nor confirmed anything."""
    private = {"password": "", "currency_id": 1, "plan_id": "price_free", "description": None, "location": None}
    return {**state.values["blank_user"], **private, "following": [], **fields}


def users(document: Document, state: State) -> Iterator[Item]:
    """The two users of the examples, and the owner of the channel there."""
    creator, friend = example(document, "register", "registered")
    owner = example(document, "getChannel", "found")["owner"]["data"]
    host = {name: owner[name] for name in ("hash_id", "id", "username", "nickname", "isVerified")}
    names = {"first_name": "Oveit", "last_name": "Account", "full_name": "Oveit Account", "email": "host@example.com"}
    for shown, password in (
        (creator, "not-a-real-password"),
        (friend, "third-fake-password"),
        ({**host, **names}, "fourth-fake-password"),
    ):
        public = {name: value for name, value in shown.items() if name not in _OF_THE_PLAN}
        yield new_user(state, **public, password=password)


def currencies(document: Document, _: State) -> Iterator[Item]:
    """Those of the example."""
    yield from example(document, "listCurrencies", "listed")


def plans(document: Document, state: State) -> Iterator[Item]:
    """The free plan of the examples, and one that costs something."""
    free = example(document, "register", "registered")[0]["subscription_details"]["data"]["plan"]["data"]
    yield free
    paid = {"name": "Bakery", "identifier": "bakery", "order": 2, "price": 29, "planId": "price_bakery", "basic": False}
    yield {**free, **paid, "id": state.generator.token(32)}


def channels(document: Document, state: State) -> Iterator[Item]:
    """The channel of the examples, another one of its owner, and those of the creator."""
    shown = example(document, "getChannel", "found")
    public = {name: value for name, value in shown.items() if name not in _OF_OTHERS}
    products = [product["id"] for product in shown["products"]["data"]]
    team = [HOST, CREATOR]
    yield {**public, "number": 22, "owner_id": HOST, "team": team, "product_ids": products, "attributes": {}}
    yield _channel(state.generator, "Sunday Bakery", 8, HOST, ACTIVE)
    for number in range(27):
        name = f"{_DAYS[number % len(_DAYS)]} {_DISHES[number % len(_DISHES)]}"
        yield _channel(state.generator, name, 101 + number, CREATOR, PAST if number % 9 == 4 else ACTIVE)


def deleted_channels(_: Document, state: State) -> Iterator[Item]:
    """Two channels that the creator has deleted."""
    template = next(item for item in state.collections["channel"] if item["number"] == 101)
    for number, name in ((201, "First Try"), (202, "Second Try")):
        yield {**template, **_channel(state.generator, name, number, CREATOR, DELETED)}


def _channel(generator: Generator, name: str, number: int, owner: int, status: int) -> Item:
    return {
        "id": generator.token(32),
        "name": name,
        "slug": generator.token(10),
        "description": f"{name}, live from the bakery.",
        "starts_at": f"2023-04-{generator.number(10, 28)} 18:00:00",
        "last_update": f"2023-04-{generator.number(1, 9):02}T{generator.number(10, 23)}:00:00.000000Z",
        "thread_id": 5000 + number,
        "number": number,
        "owner_id": owner,
        "team": [owner],
        "status": status,
    }


def streams(document: Document, state: State) -> Iterator[Item]:
    """The stream of the examples for the channel there, and one for each other channel."""
    shown = example(document, "getStream", "found")[0]
    yield shown
    for channel in state.collections["channel"]:
        if channel["id"] != shown["event_id"]:
            yield {"id": state.generator.token(32), "event_id": channel["id"]}


def products(document: Document, _: State) -> Iterator[Item]:
    """The product of the examples, and one that is on no channel."""
    shown = example(document, "listChannelProducts", "listed")[0]
    yield {**shown, "owner_id": CREATOR}
    other = {"id": 5, "name": "Test baking tin", "link": "https://shop.example.com/baking-tin", "price": 18.5}
    yield {**shown, **other, "owner_id": CREATOR}

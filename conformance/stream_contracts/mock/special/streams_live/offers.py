"""What is sold on channels: products, their variants, those of connected shops, and contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stream_contracts.mock.messages import Refusal
from stream_contracts.mock.special.streams_live import views
from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope


def _body(scope: Scope) -> Mapping[str, Any]:
    return scope.call.value if scope.call and isinstance(scope.call.value, dict) else {}


def _set_offers(scope: Scope, channel: Item, numbers: list[Any]) -> None:
    scope.state.collections["channel"].change(channel, {"product_ids": numbers})


def list_offers(scope: Scope) -> Any:
    """The products of a channel, in its order."""
    return [views.product(scope, item) for item in views.offers(scope, scope.parent)]


def offer(scope: Scope) -> None:
    """Put a product on a channel, behind the others."""
    numbers = scope.parent["product_ids"]
    if scope.item["id"] not in numbers:
        _set_offers(scope, scope.parent, [*numbers, scope.item["id"]])


def withdraw_offer(scope: Scope) -> None:
    """Take a product off a channel."""
    _set_offers(scope, scope.parent, [number for number in scope.parent["product_ids"] if number != scope.item["id"]])


def forget_product(scope: Scope) -> None:
    """Take a product that is deleted off all channels."""
    for channel in list(scope.state.collections["channel"]):
        if scope.item["id"] in channel["product_ids"]:
            rest = [number for number in channel["product_ids"] if number != scope.item["id"]]
            _set_offers(scope, channel, rest)


def order_offers(scope: Scope) -> Any:
    """Put the named products first, in that order. What the channel does not offer is passed over."""
    offered = scope.parent["product_ids"]
    wanted = [number for number in dict.fromkeys(_body(scope)["order"]) if number in offered]
    _set_offers(scope, scope.parent, [*wanted, *(number for number in offered if number not in wanted)])
    return list_offers(scope)


def list_elsewhere(scope: Scope) -> Any:
    """The products, or NFTs, of the caller that a channel does not offer, with the term in their names."""
    nfts = bool(scope.call and "/nfts/" in scope.call.path)
    caller, term = views.caller_id(scope), str(_body(scope).get("term", "")).lower()
    own = [
        item
        for item in scope.state.collections["nft" if nfts else "product"]
        if item["owner_id"] == caller and term in item["name"].lower()
    ]
    if nfts:
        return [item for item in own if item["event_id"] != scope.parent["id"]]
    offered = scope.parent["product_ids"]
    return [views.product(scope, item) for item in own if item["id"] not in offered]


def offer_variant(scope: Scope) -> Any:
    """Put a variant on a channel, once. Raises Refusal for an unknown product."""
    body, variants = _body(scope), scope.state.collections["variant"]
    if scope.state.collections["product"].get(body["product_id"]) is None:
        raise Refusal(422, "There is no such product.")
    wanted = {"event_id": scope.parent["id"], "product_id": body["product_id"], "reference": body["reference"]}
    same = (item for item in variants if wanted.items() <= item.items())
    return next(same, None) or variants.create({"id": scope.state.generator.token(32), **wanted})


def add_app_products(scope: Scope) -> Any:
    """Take products of a shop over, and put them on a channel."""
    body = _body(scope)
    source = "shopify" if "products" in body or (scope.call and "shopify" in scope.call.path) else "woo"
    entries = body.get("products", [body])
    made = [_taken_over(scope, entry, source) for entry in entries if "data" in entry]
    _set_offers(scope, scope.parent, [*scope.parent["product_ids"], *(item["id"] for item in made)])
    return [views.product(scope, item) for item in made]


def _taken_over(scope: Scope, entry: Mapping[str, Any], source: str) -> Item:
    data, variants = entry["data"], entry.get("variants", [])
    price = data.get("price", min((variant["price"] for variant in variants if "price" in variant), default=0))
    blank = {"id": scope.state.generator.next("1000", 1000), "owner_id": views.caller_id(scope), "source": source}
    shown = {
        "name": data["name"],
        "link": data.get("link", ""),
        "price": price,
        "fixed_price": True,
        "currency": "USD",
        "reference": data.get("reference"),
        "bumped": False,
        "for_sale": False,
        "hasOnlyDefaultVariant": data.get("hasOnlyDefaultVariant", False),
        "isQuantityBased": False,
        "imageSource": None,
        "image": data["image"],
        "app": source,
        "variants": {"data": variants},
        "quantity": {"total": None, "sold": 0, "available": 0, "no_limit": True},
    }
    return scope.state.collections["product"].create({**blank, **shown})


def remove_app_products(scope: Scope) -> Any:
    """Delete the products that Shopify has brought to a channel."""
    products = scope.state.collections["product"]
    for item in views.offers(scope, scope.parent):
        if item.get("source") == "shopify":
            scope.item = item
            products.remove(item)
            forget_product(scope)
    return None


def remove_contracts(scope: Scope) -> Any:
    """Delete all contracts of the caller."""
    contracts, caller = scope.state.collections["contract"], views.caller_id(scope)
    for item in [item for item in contracts if item["owner_id"] == caller]:
        contracts.remove(item)
    return None

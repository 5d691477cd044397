"""What answers show of a user, a channel, a stream and so on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope

NOTHING: Mapping[str, Any] = {"data": []}  # how the page prints an include that has no object
_PRIVATE = {
    "user": frozenset(
        {"password", "currency_id", "plan_id", "description", "location", "following", "canceled", "reset_at"}
    ),
    "channel": frozenset(
        {"number", "owner_id", "team", "product_ids", "status", "simulcast", "add_step", "locale", "code", "on_air"}
    ),
    "product": frozenset({"owner_id", "source", "transaction"}),
    "target": frozenset({"event_id"}),
    "token": frozenset({"access_token", "refresh_token", "kind", "lasting"}),
}
_OF_OWNERS = ("hash_id", "id", "username", "nickname", "subscription", "subscriptionStatus", "isVerified", "avatar")
_OF_PLAYBACK_OWNERS = ("hash_id", "id", "avatar", "subscriptionStatus", "first_name", "nickname")
_NOT_FOR_VIEWERS = frozenset(
    {
        *("location", "tickets", "tickets_sold", "tickets_checked_in", "background_url", "disk_quota", "isShared"),
        *("canAddMoreProducts", "notifications_msg", "nftsEnabled", "last_update", "isInstagramMultiCastAvailable"),
        *("minutes", "ecommerceProviderEnabled"),
    }
)


def _public(kind: str, item: Item) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _PRIVATE[kind]}


def caller_id(scope: Scope) -> Any:
    """The number of the user who calls; None for a viewer without a token."""
    return scope.call.user.fields["user_id"] if scope.call and scope.call.user else None


def user(scope: Scope, item: Item) -> Any:
    """A user as the user sees it."""
    pending = scope.state.collections["invitation"]
    invited = any(entry["email"] == item["email"] and entry["status"] == "pending" for entry in pending)
    return {
        **_public("user", item),
        "hasPendingInvitations": invited,
        "currency": _currency(scope, item),
        "apps": {"apps": []},
        "subscription_details": {"data": _subscription(scope, item)},
        "features": scope.state.values["features"],
    }


def _currency(scope: Scope, item: Item) -> Any:
    return {"data": scope.state.collections["currency"].get(item["currency_id"])}


def _subscription(scope: Scope, item: Item) -> Any:
    plan = scope.state.collections["plan"].get(item["plan_id"])
    canceled = item.get("canceled", False)
    return {**scope.state.values["subscription"], "canceled": canceled, "plan": {"data": plan}}


def channel(scope: Scope, item: Item) -> Any:
    """A channel as its team sees it."""
    found = _owner(scope, item)
    return {
        **_public("channel", item),
        **_common(scope, item),
        "nftsEnabled": bool(_of_channel(scope, "nft", item)),
        "owner": {"data": {**{name: found[name] for name in _OF_OWNERS}, "currency": _currency(scope, found)}},
        "stream": _stream_of(scope, item),
        "products": {"data": [product(scope, entry) for entry in offers(scope, item)]},
        "features": scope.state.values["features"],
        "simulcasts": {"data": [target(scope, entry) for entry in _of_channel(scope, "target", item)]},
    }


def playback(scope: Scope, item: Item) -> Any:
    """A channel as its viewers see it."""
    found, caller = _owner(scope, item), caller_id(scope)
    owner = {**{name: found[name] for name in _OF_PLAYBACK_OWNERS}, "currency": _currency(scope, found)}
    public = _public("channel", item)
    return {
        **{name: value for name, value in public.items() if name not in _NOT_FOR_VIEWERS},
        **_common(scope, item),
        "ecommerceProviderEnabled": False,
        "iCanSee": caller in item["team"],
        "user_notifications_email": False,
        "user_notifications_sms": False,
        "user_add_to_calendar": False,
        "no_cookies_event": False,
        "hasOveitConnection": False,
        "owner": {"data": {**owner, "smartContract": NOTHING}},
        "stream": NOTHING,
        "products": {"data": [product(scope, entry) for entry in offers(scope, item)]},
        "features": scope.state.values["features"],
        "playlist": NOTHING,
    }


def _common(scope: Scope, item: Item) -> dict[str, Any]:
    """What both views have, and what a channel does not hold itself."""
    questions = _of_channel(scope, "question", item)
    return {
        "free_pass": int(item["free_pass"]),
        "isOwner": item["owner_id"] == caller_id(scope),
        "withProducts": bool(item["product_ids"]),
        "attributes": item["attributes"] or [],
        "questionsCount": sum(not question["archived"] for question in questions),
        "chatCount": len(_of_channel(scope, "message", item)),
    }


def _owner(scope: Scope, item: Item) -> Item:
    return scope.state.collections["user"].get(item["owner_id"]) or {}


def _of_channel(scope: Scope, resource: str, item: Item) -> list[Item]:
    return [entry for entry in scope.state.collections[resource] if entry.get("event_id") == item["id"]]


def offers(scope: Scope, item: Item) -> list[Item]:
    """The products of a channel, in its order."""
    found = (scope.state.collections["product"].get(number) for number in item["product_ids"])
    return [product for product in found if product is not None]


def _stream_of(scope: Scope, item: Item) -> Any:
    found = _of_channel(scope, "stream", item)
    return {"data": stream(scope, found[0])} if found else NOTHING


def stream(scope: Scope, item: Item) -> Any:
    """A stream, with the slug that its channel has now."""
    owner = scope.state.collections["channel"].get(item["event_id"])
    playback = {"data": {"id": item["id"], **item["playback"]["data"]}}
    return {**item, "channel": owner["slug"] if owner else item["channel"], "playback": playback}


def product(_: Scope, item: Item) -> Any:
    """A product."""
    return _public("product", item)


def target(_: Scope, item: Item) -> Any:
    """A simulcast target."""
    return _public("target", item)


def channel_team(scope: Scope, item: Item) -> Any:
    """Who may work on a channel besides its owner."""
    users = (scope.state.collections["user"].get(number) for number in item["team"] if number != item["owner_id"])
    access = [{name: user[name] for name in ("hash_id", "id", "full_name")} for user in users if user is not None]
    return {"id": item["id"], "event_access": access, "owner": NOTHING}


def token(scope: Scope, item: Item) -> Any:
    """A token in a list: not the token itself, but the client that it was given to."""
    client = scope.state.collections["client"].get(item["client_id"])
    hidden = {} if client is None else {name: value for name, value in client.items() if name != "secret"}
    return {**_public("token", item), **({"client": hidden} if hidden else {})}

"""What viewers do: they ask, vote, follow and buy."""

from __future__ import annotations

from typing import Any

from stream_contracts.mock.messages import Refusal
from stream_contracts.mock.special.streams_live import views
from stream_contracts.mock.templates import Scope

_UP = 2


def read_questions(scope: Scope) -> Any:
    """The questions on a channel that are not archived. Raises Refusal for an unknown channel."""
    body = scope.call.value if scope.call else {}
    channels = scope.state.collections["channel"]
    found = [channels.get(body[name]) for name in ("eventId", "eventSlug") if name in body]
    if any(channel is None or channel != found[0] for channel in found):
        raise Refusal(422, "There is no such channel.")
    wanted = {"event_id": found[0]["id"], "archived": False} if found[0] else {}
    return [item for item in scope.state.collections["question"] if wanted.items() <= item.items()]


def vote(scope: Scope) -> Any:
    """Move a question up or down by one."""
    body = scope.call.value if scope.call else {}
    votes = scope.parent["votes"] + (1 if body["direction"] == _UP else -1)
    return scope.state.collections["question"].change(scope.parent, {"votes": votes})


def follow(scope: Scope) -> Any:
    """Follow the one who streams on a channel, or stop following."""
    body = scope.call.value if scope.call else {}
    users = scope.state.collections["user"]
    user = users.get(views.caller_id(scope))
    if user is None:
        return None
    others = [number for number in user["following"] if number != scope.parent["owner_id"]]
    following = [*others, scope.parent["owner_id"]] if body["following"] else others
    users.change(user, {"following": following})
    return {"channelId": scope.parent["number"], "following": body["following"]}


def add_to_cart(scope: Scope) -> Any:
    """One more item in the cart that the caller has on a channel; a guest begins a new one."""
    carts, caller = scope.state.collections["cart"], views.caller_id(scope)
    channel = scope.parent["id"]
    own = [cart for cart in carts if caller is not None and (cart["user_id"], cart["event_id"]) == (caller, channel)]
    token = scope.state.generator.token
    cart = own[0] if own else carts.create({"id": token(32), "event_id": channel, "user_id": caller, "type": None})
    item = {"id": token(32), "cart_id": cart["id"], "event_id": channel, "quantity": 1}
    return scope.state.collections["cart_item"].create({**item, "updated_at": scope.state.clock.text()})

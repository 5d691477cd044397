"""Who works with whom: teams of channels, members, and invitations.

Most of these operations have no documented body. What is meant is then the latest one, or the one whose `id` is sent
all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.mock.messages import Refusal
from stream_contracts.mock.special.streams_live import views
from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope


def _body(scope: Scope) -> Mapping[str, Any]:
    return scope.call.value if scope.call and isinstance(scope.call.value, dict) else {}


def _caller(scope: Scope) -> Item:
    return scope.state.collections["user"].get(views.caller_id(scope)) or {}


def _meant(scope: Scope, resource: str, fits: Callable[[Item], bool]) -> Item | None:
    """The latest item that fits, or the one whose id is in the body."""
    named = _body(scope).get("id")
    found = [item for item in scope.state.collections[resource] if fits(item) and named in (None, item["id"])]
    return found[-1] if found else None


def join_channel(scope: Scope) -> None:
    """Let a user work on a channel. Raises Refusal for an unknown one."""
    user = _contributor(scope)
    if user is not None and user["id"] not in scope.item["team"]:
        scope.state.collections["channel"].change(scope.item, {"team": [*scope.item["team"], user["id"]]})


def leave_channel(scope: Scope) -> None:
    """Let a user no longer work on a channel; its owner always does. Raises Refusal for an unknown one."""
    user = _contributor(scope)
    if user is not None and user["id"] != scope.item["owner_id"]:
        rest = [number for number in scope.item["team"] if number != user["id"]]
        scope.state.collections["channel"].change(scope.item, {"team": rest})


def _contributor(scope: Scope) -> Item | None:
    named = _body(scope).get("contributorId")
    user = None if named is None else scope.state.collections["user"].get(named)
    if named is not None and user is None:
        raise Refusal(422, "There is no such user.")
    return user


def list_own_invitations(scope: Scope) -> Any:
    """The invitations to the caller that wait for an answer."""
    return [item for item in scope.state.collections["invitation"] if _is_for(item, _caller(scope))]


def _is_for(item: Item, user: Item) -> bool:
    return bool(item["status"] == "pending" and item["email"] == user.get("email"))


def list_channel_invitations(scope: Scope) -> Any:
    """The invitations that name a channel."""
    return [item for item in scope.state.collections["invitation"] if scope.parent["id"] in item["events"]]


def remove_invitation(scope: Scope) -> Any:
    """Withdraw an invitation of the caller, or one that names the channel."""
    caller, channel = views.caller_id(scope), scope.parent["id"] if scope.parent else None
    found = _meant(
        scope,
        "invitation",
        lambda item: item["user_id"] == caller if channel is None else channel in item["events"],
    )
    if found is not None:
        scope.state.collections["invitation"].remove(found)
    return None


def answer_invitation(scope: Scope) -> Any:
    """Accept an invitation to the caller, who joins the team, or decline it."""
    user = _caller(scope)
    found = _meant(scope, "invitation", lambda item: _is_for(item, user))
    if found is None:
        return None
    accepted = bool(scope.call and scope.call.path.endswith("/accept"))
    if accepted:
        member = {"owner_id": found["user_id"], "user_id": user["id"], "events": found["events"]}
        scope.state.collections["member"].create({"id": scope.state.generator.token(32), **member})
        _open_channels(scope, found["events"], user)
    status = "accepted" if accepted else "declined"
    return scope.state.collections["invitation"].change(found, {"status": status})


def _open_channels(scope: Scope, hashes: list[str], user: Item) -> None:
    channels = scope.state.collections["channel"]
    for channel in filter(None, map(channels.get, hashes)):
        if user["id"] not in channel["team"]:
            channels.change(channel, {"team": [*channel["team"], user["id"]]})


def remove_member(scope: Scope) -> Any:
    """Remove a member from the caller's own team, named by the user's number."""
    members, caller, named = scope.state.collections["member"], views.caller_id(scope), _body(scope).get("id")
    own = [item for item in members if item["owner_id"] == caller and named in (None, item["user_id"])]
    if own:
        members.remove(own[-1])
    return None

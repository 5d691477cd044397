"""Lists of channels, their streams, and the services to which these are passed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stream_contracts.mock.pages import Paging, page_of
from stream_contracts.mock.special.streams_live import views
from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope

_PAGING = Paging(number="page", size=10)
_BLANK = {"id": "", "url": None, "name": None, "status": None, "key": None}


def _own(scope: Scope, resource: str = "channel") -> list[Item]:
    """The channels that the caller works on, the newest first."""
    caller = views.caller_id(scope)
    return [item for item in scope.state.collections[resource] if caller in item["team"]][::-1]


def list_channels(scope: Scope) -> Any:
    """One page of the channels of one status, or of those that are not deleted."""
    asked = scope.call.parameters.get("query", {}) if scope.call else {}
    status = asked.get("status")
    found = [*_own(scope), *(_own(scope, "deleted_channel") if status == 2 else [])]
    wanted = [item for item in found if status in (None, item["status"])]
    fields, directions = (str(asked.get(name, "")).split(";") for name in ("orderBy", "sortedBy"))
    for index in reversed(range(len(fields))):
        descending = directions[index : index + 1] == ["desc"]
        wanted.sort(key=lambda item: _rank(item, fields[index]), reverse=descending)
    return [views.channel(scope, item) for item in page_of(scope.call, _PAGING, wanted).items]


def _rank(item: Item, field: str) -> tuple[str, Any]:
    """Where an item comes by a field: values of one type together, and all alike where there is no such field."""
    value = item.get(field)
    return (type(value).__name__, value if isinstance(value, str | int | float) else "")


def list_all_channels(scope: Scope) -> Any:
    """All channels that the caller works on."""
    return [views.channel(scope, item) for item in _own(scope)]


def forget_channel(scope: Scope) -> None:
    """Keep a deleted channel for the list of those, and let go of what belonged to it."""
    scope.state.collections["deleted_channel"].create({**scope.item, "status": 2})
    for name in ("stream", "target", "media"):
        collection = scope.state.collections[name]
        for item in [item for item in collection if item["event_id"] == scope.item["id"]]:
            collection.remove(item)


def list_streams(scope: Scope) -> Any:
    """The streams of the channels that the caller works on."""
    own = {item["id"] for item in _own(scope)}
    return [views.stream(scope, item) for item in scope.state.collections["stream"] if item["event_id"] in own]


def add_stream(scope: Scope) -> None:
    """Give a new channel its stream."""
    scope.state.collections["stream"].create(_stream(scope, scope.item))


def take_stream(scope: Scope) -> Any:
    """The stream of a channel, which is made where there is none."""
    streams = scope.state.collections["stream"]
    found = next((item for item in streams if item["event_id"] == scope.parent["id"]), None)
    return views.stream(scope, found or streams.create(_stream(scope, scope.parent)))


def _stream(scope: Scope, channel: Item) -> Item:
    token = scope.state.generator.token
    return {
        "id": token(32),
        "event_id": channel["id"],
        "is_live_manual": False,
        "is_live": False,
        "roomId": None,
        "autojoin": False,
        "channel": channel["slug"],
        "token": token(32),
        "stream_key": token(32),
        "playback": {"data": {"playback_id": token(44)}},
        "space": None,
        "jwt": {"data": []},
    }


def switch_targets(scope: Scope) -> Any:
    """Switch all targets of a channel; the first of them, or a blank one where there is none."""
    targets = scope.state.collections["target"]
    status = scope.call.value["status"] if scope.call else False
    own: Iterable[Item] = [item for item in targets if item["event_id"] == scope.parent["id"]]
    changed = [views.target(scope, targets.change(item, {"status": status})) for item in own]
    return changed[0] if changed else _BLANK

"""The operations that behaviour.yaml cannot describe."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from stream_contracts.mock.messages import ABSENT, Refusal
from stream_contracts.mock.pages import Paging, page_of
from stream_contracts.mock.special.twitch_kraken import views
from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope

COOLDOWN_S = 8 * 60
_PAGING = Paging(limit="limit", offset="offset", size=25)


def read_stream(scope: Scope) -> Any:
    """The stream of a channel, null while it is offline. Version 1 links a live stream by its own name only."""
    name = scope.parent["name"]
    found = scope.state.collections["stream"].get(name)
    base = scope.call.base if scope.call else ""
    links = {"self": f"{base}/streams/{name}", "channel": f"{base}/channels/{name}"}
    if found is None:
        return {"stream": None, "_links": links}
    if views.version(scope.call) == 1:
        links = {"self": f"{base}/streams/{views.stream_name(found)}"}
    return {"stream": views.stream(scope, found), "_links": links}


def take_game_over(scope: Scope) -> None:
    """Let the stream of a channel that is live have the channel's game, after an update of the channel."""
    streams = scope.state.collections["stream"]
    found = streams.get(scope.item["name"])
    if found is not None:
        streams.change(found, {"game": scope.item["game"]})


def start_commercial(scope: Scope) -> Any:
    """Begin a break, unless the one before began less than 8 minutes ago."""
    now, before = scope.state.clock.now(), scope.parent["commercial_at"]
    if before is not None and (now - datetime.fromisoformat(before)).total_seconds() < COOLDOWN_S:
        raise Refusal(422, f"A commercial ran on '{scope.parent['name']}' less than 8 minutes ago")
    scope.state.collections["channel"].change(scope.parent, {"commercial_at": scope.state.clock.text()})
    return ABSENT


def list_followers(scope: Scope) -> Any:
    """One page of the followers of a channel, which begins behind a cursor, or at an offset."""
    asked = scope.call.parameters["query"] if scope.call else {}
    latest_first, cursor = asked.get("direction") != "asc", asked.get("cursor", "")
    followers = _followers(scope, latest_first)
    page = page_of(scope.call, _PAGING, _behind(followers, cursor, latest_first)).items
    end = _cursor(page[-1]) if page else cursor
    return {
        "_total": len(followers),
        "_links": {"self": _address(scope, asked), "next": _address(scope, {**asked, "cursor": end, "offset": 0})},
        "_cursor": end,
        "follows": [views.follower(scope, item) for item in page],
    }


def _followers(scope: Scope, latest_first: bool) -> list[Item]:
    follows, name = scope.state.collections["follow"], scope.parent["name"]

    def made() -> list[Item]:
        found = (item for item in follows if item["channel"] == name)
        return sorted(found, key=lambda item: str(item["created_at"]), reverse=latest_first)

    return list(scope.state.shown.get(("followers", name, latest_first), follows.changes, made))


def _behind(followers: list[Item], cursor: str, latest_first: bool) -> list[Item]:
    """The followers behind the one that a cursor stands for; all of them behind one that stands for none."""
    if not cursor.isdecimal():
        return followers
    if latest_first:
        return [item for item in followers if int(_cursor(item)) < int(cursor)]
    return [item for item in followers if int(_cursor(item)) > int(cursor)]


def _cursor(item: Item) -> str:
    """The time of a follow in nanoseconds: more digits than fit a number of 53 bits."""
    return f"{datetime.fromisoformat(item['created_at']).timestamp():.0f}000000000"


def _address(scope: Scope, asked: Mapping[str, Any]) -> str:
    left_out = {"cursor": "", "offset": 0}
    shown = tuple((name, value) for name, value in sorted(asked.items()) if left_out.get(name) != value)
    return f"{scope.call.origin}{scope.call.path}?{_encoded(shown)}" if scope.call else ""


@functools.lru_cache(256)
def _encoded(query: tuple[tuple[str, Any], ...]) -> str:
    return urlencode(query)

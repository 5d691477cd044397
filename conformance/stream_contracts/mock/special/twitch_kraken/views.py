"""What answers show of a channel, a stream and so on: in version 1 or 3, with links that lead to this mock."""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta
from typing import Any

from stream_contracts.mock.messages import Call, Headers
from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope

PRIVATE = frozenset(
    {
        *("email", "stream_key", "available", "editors", "managers", "teams", "following"),
        *("broadcast_delay", "feed_enabled", "commercial_at"),
    }
)
_VERSION = re.compile(r"application/vnd\.twitchtv\.v([0-9]+)\+json")
_IN_VERSION_1 = (
    *("name", "game", "created_at", "banner", "updated_at", "_id", "logo", "mature", "display_name", "status"),
)
_PACIFIC = timedelta(hours=-7)  # as in the sample of the page, in which winter does not occur
_SIZES = {"small": "80x45", "medium": "320x180", "large": "640x360", "template": "{width}x{height}"}


def version(call: Call | None) -> int:
    """The version that a call asks for: 1, or 3 for anything else (see TK-2)."""
    return _version(call.headers.get("accept", "")) if call else 3


@functools.lru_cache(64)
def _version(accept: str) -> int:
    asked = _VERSION.search(accept)
    return 1 if asked and asked[1] == "1" else 3


def version_header(call: Call) -> Headers:
    """The header that tells the version of an answer."""
    return (("x-api-version", str(version(call))),)


def channel(scope: Scope, item: Item) -> Any:
    """A channel of version 3 as everybody sees it."""
    name, base = item["name"], _base(scope)
    now = scope.state.collections["channel"].version(name)
    return scope.state.shown.get(("channel", name, base), now, functools.partial(_channel_3, scope, item))


def _channel_3(scope: Scope, item: Item) -> dict[str, Any]:
    public = {name: value for name, value in item.items() if name not in PRIVATE}
    return {**public, "_links": _channel_links(scope, item["name"])}


def own_channel(scope: Scope, item: Item) -> Any:
    """A channel as its owner sees it."""
    return {**channel(scope, item), "email": item["email"], "stream_key": item["stream_key"]}


def _channel_links(scope: Scope, name: str) -> dict[str, str]:
    own = f"{_base(scope)}/channels/{name}"
    below = ("follows", "commercial", "stream_key", "features", "subscriptions", "editors", "teams", "videos")
    return {"self": own, "chat": f"{_base(scope)}/chat/{name}", **{word: f"{own}/{word}" for word in below}}


def _channel_1(scope: Scope, item: Item) -> dict[str, Any]:
    links = _channel_links(scope, item["name"])
    teams = [team(scope, found) for found in scope.state.collections["team"] if found["name"] in item["teams"]]
    words = ("stream_key", "self", "chat", "commercial", "features")
    return {
        **{name: item[name] for name in _IN_VERSION_1},
        "teams": teams,
        "_links": {word: links[word] for word in words},
    }


def stream(scope: Scope, item: Item) -> Any:
    """A stream in the version that the call asks for."""
    if version(scope.call) == 1:
        return _stream_1(scope, item, channel_of(scope, item))
    name, collections = item["channel"], scope.state.collections
    now = collections["stream"].version(name), collections["channel"].version(name)
    made = functools.partial(_stream_3, scope, item)
    return scope.state.shown.get(("stream", name, _base(scope)), now, made)


def channel_of(scope: Scope, item: Item) -> Item:
    """The channel that an item belongs to."""
    found = scope.state.collections["channel"].get(item["channel"])
    if found is None:
        raise KeyError(item["channel"])
    return found


def stream_name(item: Item) -> str:
    """The name of a stream of version 1, which is not the name of its channel (see TK-26)."""
    return f"live_user_{item['channel']}"


def _stream_1(scope: Scope, item: Item, owner: Item) -> dict[str, Any]:
    name, base = stream_name(item), _base(scope)
    return {
        "game": item["game"],
        "name": name,
        "created_at": _in_words(item["created_at"]),
        "viewers": item["viewers"],
        "updated_at": _in_words(item["updated_at"]),
        "channel_id": owner["_id"],
        "preview": f"http://static-cdn.jtvnw.net/previews/{name}-630x473.jpg",
        "_links": {"self": f"{base}/streams/{name}", "channel": f"{base}/channels/{name}"},
        "_id": item["_id"],
        "delay_length": _seconds(owner["broadcast_delay"]),
        "broadcaster": item["broadcaster"],
        "geo": item["geo"],
        "channel": _channel_1(scope, owner),
        "status": owner["status"],
    }


def _in_words(time: str) -> str:
    """`2012-07-24T20:22:26Z` as `Tue Jul 24 13:22:26 2012`: as C writes it, without a zone (see TK-8)."""
    return (datetime.fromisoformat(time) + _PACIFIC).ctime()


def _seconds(delay: Any) -> int:
    """A delay that was set as a number or as its digits."""
    return int(delay) if str(delay).isdecimal() else 0


def _stream_3(scope: Scope, item: Item) -> dict[str, Any]:
    owner = channel_of(scope, item)
    picture = f"http://static-cdn.jtvnw.net/previews-ttv/{stream_name(item)}"
    return {
        **{name: item[name] for name in ("_id", "game", "viewers", "video_height", "average_fps")},
        "delay": _seconds(owner["broadcast_delay"]),
        "created_at": item["created_at"],
        "is_playlist": item["is_playlist"],
        "preview": {name: f"{picture}-{size}.jpg" for name, size in _SIZES.items()},
        "_links": {"self": f"{_base(scope)}/streams/{item['channel']}"},
        "channel": channel(scope, owner),
    }


def feature(scope: Scope, item: Item) -> Any:
    """A promoted stream with what it is promoted by."""
    streams = scope.state.collections["stream"]
    found = streams.get(item["channel"])
    names = ("image", "text") if version(scope.call) == 1 else ("image", "text", "title", "sponsored", "scheduled")
    return {**{name: item[name] for name in names}, "stream": stream(scope, found or {})}


def team(scope: Scope, item: Item) -> Any:
    """A team, the same in both versions."""
    return {"_links": {"self": f"{_base(scope)}/teams/{item['name']}"}, **item}


def user(scope: Scope, item: Item) -> Any:
    """A user."""
    return {"_links": {"self": f"{_base(scope)}/users/{item['name']}"}, **item}


def follower(scope: Scope, item: Item) -> Any:
    """A user who follows a channel."""
    key, collections = item["id"], scope.state.collections
    now = collections["follow"].version(key), collections["user"].version(item["user"])
    made = functools.partial(_follower, scope, item)
    return scope.state.shown.get(("follower", key, _base(scope)), now, made)


def _follower(scope: Scope, item: Item) -> dict[str, Any]:
    found = scope.state.collections["user"].get(item["user"])
    return {
        "created_at": item["created_at"],
        "_links": {"self": f"{_base(scope)}/users/{item['user']}/follows/channels/{item['channel']}"},
        "notifications": item["notifications"],
        "user": user(scope, found or {}),
    }


def video(scope: Scope, item: Item) -> Any:
    """A recorded broadcast or a highlight."""
    key, collections = item["_id"], scope.state.collections
    now = collections["video"].version(key), collections["channel"].version(item["channel"])
    return scope.state.shown.get(("video", key, _base(scope)), now, functools.partial(_video, scope, item))


def _video(scope: Scope, item: Item) -> dict[str, Any]:
    owner = channel_of(scope, item)
    hidden = ("channel", "recorded", "hls")
    return {
        **{name: value for name, value in item.items() if name not in hidden},
        "_links": {
            "self": f"{_base(scope)}/videos/{item['_id']}",
            "channel": f"{_base(scope)}/channels/{owner['name']}",
        },
        "channel": {"name": owner["name"], "display_name": owner["display_name"]},
    }


def _base(scope: Scope) -> str:
    return scope.call.base if scope.call else ""

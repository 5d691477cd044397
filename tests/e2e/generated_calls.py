"""What is called through the generated packages: one table an API, the same for both packages, sync and async."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A call and what must come back.

    arguments: parameters by their Python name. body: the model's name and its content. A text `$name` stands for a
    value that an earlier call saved. returns: the class of the decoded body. fields: dotted path into it (numbers are
    positions) -> type name and value. save: name -> path. error: the class of the error. of_sdk: arguments that only
    the SDK takes. accept: in place of the document's.
    """

    operation: str
    returns: str
    fields: dict[str, tuple[str, Any]]
    body: tuple[str, dict[str, Any]] | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    save: dict[str, str] = field(default_factory=dict)
    status: int = 200
    error: str = ""
    of_sdk: dict[str, Any] = field(default_factory=dict)
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The calls of an API in their order, and the credentials as each package takes them."""

    calls: tuple[Call, ...]
    client: dict[str, Any]
    sdk: dict[str, Any]


_ADDED = {
    "data.channel": ("str", "calls"),
    "data.platform": ("Platform", "trovo"),
    "data.thread_count": ("int", 0),
    "data.settings.general.ad_analytics": ("bool", True),
    "data.settings.additional.priority_region": ("str", "ANY"),
    "error": ("NoneType", None),
}
_DONE = {"data": ("bool", True), "error": ("NoneType", None)}
_CHANNEL = {"channel_id": "$id"}

STREAMDETAILS = (
    Call(
        "addChannel",
        "ChannelEnvelope",
        _ADDED,
        body=("AddChannelRequest", {"platform": "trovo", "channel": "calls"}),
        save={"id": "data.id"},
    ),
    Call("getChannel", "ChannelEnvelope", {**_ADDED, "data.id": ("int", "$id")}, body=("GetChannelRequest", _CHANNEL)),
    Call(
        "setThreadCount",
        "ConfirmationEnvelope",
        _DONE,
        body=("SetThreadCountRequest", {**_CHANNEL, "thread_count": 3}),
    ),
    Call(
        "setAutostartThreadCount",
        "ConfirmationEnvelope",
        _DONE,
        body=("SetAutostartThreadCountRequest", {**_CHANNEL, "thread_count": 2}),
    ),
    Call(
        "updateChannelSettings",
        "ChannelEnvelope",
        {
            "data.settings.general.dynamic_threads": ("bool", True),
            "data.settings.general.connection_speed": ("int", 5),
            "data.settings.additional.priority_region": ("str", "US"),
            "data.thread_count": ("int", 3),
            "data.autostart_thread_count": ("int", 2),
        },
        body=(
            "UpdateChannelSettingsRequest",
            {
                **_CHANNEL,
                "settings": {"general": {"dynamic_threads": True}, "additional": {"priority_region": "US"}},
            },
        ),
    ),
    Call(
        "refreshChatManagementUrl",
        "ManagementUrlEnvelope",
        {"error": ("NoneType", None)},
        body=("RefreshChatManagementUrlRequest", _CHANNEL),
        save={"url": "data.url"},
    ),
    Call("getAllChannels", "ChannelListEnvelope", {"data.-1.id": ("int", "$id")}, body=("GetAllChannelsRequest", {})),
    Call("getAllChannels", "ChannelListEnvelope", {"data.-1.management_url": ("str", "$url")}),
    Call("removeChannel", "ConfirmationEnvelope", _DONE, body=("RemoveChannelRequest", _CHANNEL)),
    Call(
        "getChannel",
        "ErrorEnvelope",
        {"data": ("NoneType", None), "error.code": ("int", 404)},
        body=("GetChannelRequest", _CHANNEL),
        status=404,
        error="NotFoundError",
    ),
)

_MINE = {"channel": "test_channel"}
_TWO = ["incontroltv", "sanctuarylive"]
_UPDATED = {"status": ("str", "A new title"), "game": ("str", "Diablo"), "delay": ("NoneType", None)}
_FORM = {"status": "Written & sent as a form", "delay": 60}

TWITCH_KRAKEN = (
    Call(
        "getChannel",
        "Channel",
        {
            "name": ("str", "test_channel"),
            "partner": ("bool", True),
            "background": ("NoneType", None),
            "created_at.year": ("int", 2007),
        },
        arguments=_MINE,
        save={"id": "field_id"},
    ),
    Call(
        "getOwnChannel",
        "OwnChannel",
        {"field_id": ("int", "$id"), "email": ("str", "test_channel@example.com")},
        save={"key": "stream_key"},
    ),
    Call(
        "updateChannel",
        "Channel",
        {**_UPDATED, "field_id": ("int", "$id")},
        arguments=_MINE,
        body=("UpdateChannelRequest", {"channel": {"status": "A new title", "game": "Diablo", "delay": "60"}}),
        of_sdk={"media_type": "application/json"},
    ),
    Call("getChannel", "Channel", _UPDATED, arguments=_MINE),
    Call(
        "updateChannel",
        "Channel",
        {**_UPDATED, "status": ("str", "Written & sent as a form")},
        arguments=_MINE,
        body=("UpdateChannelForm", {"channel": _FORM}),
        of_sdk={"media_type": "application/x-www-form-urlencoded"},
    ),
    Call(
        "resetStreamKey",
        "OwnChannel",
        {"field_id": ("int", "$id")},
        arguments=_MINE,
        save={"new_key": "stream_key"},
    ),
    Call("getOwnChannel", "OwnChannel", {"stream_key": ("str", "$new_key")}),
    Call(
        "listChannelVideos",
        "VideoList",
        {"videos.0.field_id": ("str", "c5920117"), "videos.0.recorded_at.year": ("int", 2015)},
        arguments={**_MINE, "limit": 1},
    ),
    Call(
        "listChannelFollows",
        "FollowList",
        {"follows.0.user.display_name": ("str", "Quiet_Corner"), "field_cursor": ("str", "1423715749000000000")},
        arguments={**_MINE, "limit": 1},
    ),
    Call("listChannelEditors", "UserList", {"users.0.name": ("str", "test_channel_editor")}, arguments=_MINE),
    Call("listChannelTeams", "TeamList", {"teams.0.field_id": ("int", 10)}, arguments=_MINE),
    Call(
        "startCommercial",
        "NoneType",
        {},
        arguments=_MINE,
        body=("StartCommercialRequest", {"length": 60}),
        status=204,
    ),
    Call(
        "startCommercial",
        "Error",
        {"error": ("str", "Unprocessable Entity"), "status": ("int", 422)},
        arguments=_MINE,
        status=422,
        error="UnprocessableEntityError",
    ),
    Call("getStream", "StreamEnvelope", {"stream": ("NoneType", None)}, arguments={"channel": "quiet_corner"}),
    Call(
        "getStream",
        "StreamEnvelope",
        {"stream.field_id": ("int", 13074825904), "stream.channel.field_id": ("int", "$id")},
        arguments=_MINE,
    ),
    Call(
        "listStreams",
        "StreamList",
        {
            "field_total": ("int", 2),
            "streams.0.channel.name": ("str", "incontroltv"),
            "streams.1.channel.name": ("str", "sanctuarylive"),
        },
        arguments={"channel": _TWO},
    ),
    Call("listStreams", "StreamList", {"field_total": ("int", 7)}, arguments={"game": "Diablo III", "limit": 1}),
    Call("listFeaturedStreams", "FeaturedStreamList", {"featured.0.stream.broadcaster": ("str", "obs")}),
    Call(
        "listFeaturedStreams",
        "FeaturedStreamList",
        {"featured.0.stream.video_height": ("int", 720)},
        accept="application/vnd.twitchtv.v3+json",
    ),
    Call("getStreamsSummary", "StreamSummary", {"channels": ("int", 7)}, arguments={"game": "Diablo III"}),
    Call("listFollowedStreams", "FollowedStreamList", {"field_total": ("int", 36)}, arguments={"limit": 1}),
    Call(
        "getChannel",
        "Error",
        {"status": ("int", 404), "error": ("str", "Not Found")},
        arguments={"channel": "nobody"},
        status=404,
        error="NotFoundError",
    ),
)

TABLES = {
    "streamdetails": Table(STREAMDETAILS, client={"access_token": "mock-token"}, sdk={"access_token": "mock-token"}),
    "twitch-kraken": Table(TWITCH_KRAKEN, client={"oauth_token": "mock-token"}, sdk={"oauth_token": "mock-token"}),
}

"""The calls of Twitch Kraken."""

from __future__ import annotations

from calls.table import Call, Table

_MINE = {"channel": "test_channel"}
_TWO = ["incontroltv", "sanctuarylive"]
_UPDATED = {"status": ("str", "A new title"), "game": ("str", "Diablo"), "delay": ("NoneType", None)}
_FORM = {"status": "Written & sent as a form", "delay": 60}

_CALLS = (
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

TABLE = Table(_CALLS, credentials={"oauth_token": "mock-token"})

"""Channels of streams.live: settings, streams, videos, and the services that a stream is passed on to."""

from __future__ import annotations

from typing import Any

from calls.table import Call

_MAKERS = "gDqe1B0zJvx6yw9olAjmY8W3pKM47QZN"  # the channel of the examples
_HERE = {"id": "$channel"}
_EVENT = {"event_id": "$channel"}
_MEDIA = {"id": "$media"}
_STREAM = {"id": "$stream"}
_TARGET = {**_EVENT, "target_id": "$target"}
_SENT = {"name": "Porch", "url": "rtmp://ingest.example.net/live", "key": "not-a-real-key-2"}


def _media(operation: str, **fields: tuple[str, Any]) -> Call:
    """A call about one video, whose answer is not documented: a plain value."""
    return Call(operation, "dict", {f"data.{name}": one for name, one in fields.items()}, arguments=_MEDIA)


_CHANNELS = (
    Call(
        "createChannel",
        "ChannelEnvelope",
        {
            "data": ("Channel", ...),
            "data.name": ("str", "Calls of a Monday"),
            "data.starts_at": ("str", "2023-04-17 18:00:00"),
            "data.is_owner": ("bool", True),
            "data.last_update.year": ("int", 2023),
            "data.location": ("NoneType", None),
            "data.attributes": ("list", []),
            "data.owner.data.currency.data.iso_code": ("str", "USD"),
            "data.media.data": ("list", []),
        },
        body=("CreateChannelRequest", {"name": "Calls of a Monday", "starts_at": "2023-04-17 18:00:00"}),
        save={"channel": "data.id", "slug": "data.slug", "thread": "data.thread_id", "stream": "data.stream.data.id"},
    ),
    Call(
        "listChannels",
        "ChannelListEnvelope",
        {"data.0": ("Channel", ...), "data.0.id": ("str", "$channel"), "data.9.disk_quota": ("str", "0")},
    ),
    Call(
        "listChannels",
        "ChannelListEnvelope",
        {"data.0.name": ("str", "Second Try"), "data": ("list", ...)},
        arguments={"status": 2, "page": 1, "order_by": "starts_at;name", "sorted_by": "asc;desc"},
    ),
    Call(
        "getChannel",
        "ChannelEnvelope",
        {"data.stream": ("StreamEnvelope", ...), "data.stream.data.id": ("str", "$stream")},
        arguments=_HERE,
    ),
    Call(
        "updateChannel",
        "ChannelEnvelope",
        {
            "data.description": ("str", "All of it, twice."),
            "data.privacy": ("int", 1),
            "data.free_pass": ("int", 1),
            "data.questions_enabled": ("bool", True),
            "data.stream_type": ("int", 2),
            "data.starts_at_date": ("str", "2023-04-17"),
            "data.attributes": ("ChannelAttributes", ...),
        },
        arguments=_HERE,
        body=(
            "UpdateChannelRequest",
            {
                "description": "All of it, twice.",
                "privacy": 1,
                "free_pass": True,
                "questionsEnabled": True,
                "starts_at_date": "2023-04-17",
                "attributes": {"channelMainColor": "#aa2200"},
            },
        ),
    ),
    Call(
        "getChannel",
        "ErrorEnvelope",
        {"error.code": ("int", 404)},
        arguments={"id": "nothing"},
        status=404,
        error="NotFoundError",
    ),
    Call(
        "generateChannelCode", "ChannelConfirmation", {"id": ("str", "$channel"), "code": ("int", 200)}, arguments=_HERE
    ),
    Call("getChannelAccess", "dict", {"data.allowed": ("bool", True)}, arguments=_HERE),
    Call("clearChannelCache", "NoneType", {}, arguments=_HERE),
)

_MEDIAS = (
    Call(
        "addMedia",
        "dict",
        {"data.filename": ("str", "loaf.webm"), "data.size": ("int", 5)},
        arguments=_HERE,
        body=("AddMediaRequest", {"file": {"extension": "video/webm", "filename": "loaf.webm", "size": 5}}),
        save={"media": "data.id"},
    ),
    Call("listMedia", "dict", {"data.0.id": ("str", "$media")}, arguments=_HERE),
    _media("updateMedia", id=("str", "$media")),
    _media("addMediaBanners", banner=("str", ...)),
    _media("clearMediaBanners", banner=("NoneType", None)),
    _media("changeMediaBackground", background=("str", ...)),
    _media("downloadMedia", url=("str", ...)),
    _media("syncMedia", id=("str", "$media")),
    Call(
        "trimMedia",
        "dict",
        {"data.start": ("float", 1.5), "data.end": ("int", 3)},
        arguments=_MEDIA,
        body=("TrimMediaRequest", {"start": 1.5, "end": 3}),
    ),
    Call("listMediaToDelete", "NoneType", {}, arguments={"page": "1"}),
    Call("deleteMedia", "NoneType", {}, arguments=_MEDIA),
)

_STREAMS = (
    Call(
        "createStream",
        "StreamEnvelope",
        {"data": ("Stream", ...), "data.id": ("str", "$stream"), "data.playback.data.id": ("str", "$stream")},
        body=("CreateStreamRequest", _EVENT),
    ),
    Call("listStreams", "StreamListEnvelope", {"data.-1": ("Stream", ...), "data.-1.id": ("str", "$stream")}),
    Call(
        "updateStream",
        "StreamEnvelope",
        {"data.autojoin": ("bool", True), "data.is_live_manual": ("bool", False)},
        arguments=_STREAM,
        body=("UpdateStreamRequest", {"autojoin": True, "is_live_manual": False}),
    ),
    Call("getStream", "StreamListEnvelope", {"data.0.autojoin": ("bool", True)}, arguments=_STREAM),
    Call("deleteStream", "NoneType", {}, arguments=_STREAM),
    Call(
        "getChannel",
        "ChannelEnvelope",
        {"data.stream": ("UnknownInclude", ...), "data.stream.data": ("list", [])},
        arguments=_HERE,
    ),
)

_TARGETS = (
    Call(
        "toggleSimulcast",
        "SimulcastTargetEnvelope",
        {"data.id": ("str", ""), "data.url": ("NoneType", None)},
        arguments=_EVENT,
        body=("ToggleSimulcastRequest", {"status": True}),
    ),
    Call(
        "createSimulcastTarget",
        "SimulcastTargetEnvelope",
        {"data": ("SimulcastTarget", ...), "data.name": ("str", "Porch"), "data.status": ("bool", False)},
        arguments=_EVENT,
        body=("SimulcastTargetRequest", _SENT),
        save={"target": "data.id"},
    ),
    Call(
        "updateSimulcastTarget",
        "SimulcastTargetEnvelope",
        {"data.id": ("str", "$target"), "data.name": ("str", "Attic")},
        arguments=_TARGET,
        body=("SimulcastTargetRequest", {**_SENT, "name": "Attic"}),
    ),
    Call("deleteSimulcastTarget", "NoneType", {}, arguments=_TARGET),
)

_STAGE = tuple(
    Call(
        operation,
        "dict",
        {"data.slug": ("str", "$slug"), "data.on_air": ("bool", on)},
        arguments={"event_slug": "$slug"},
    )
    for operation, on in (
        ("getStage", False),
        ("startStageBroadcast", True),
        ("checkStage", True),
        ("inviteToStage", True),
        ("stopStageBroadcast", False),
    )
)

_FIGURES = (
    Call(
        "parseStats",
        "dict",
        {"data.section": ("int", 1)},
        body=("StatsRequest", {"eventId": "$channel", "section": 1}),
    ),
    Call(
        "parseStatsInterval",
        "dict",
        {"data.range": ("list", ["2023-04-03T00:00:00", "2023-04-10T00:00:00"])},
        body=(
            "StatsIntervalRequest",
            {
                "eventId": "$channel",
                "section": 0,
                "interval": 1.5,
                "range": ["2023-04-03T00:00:00", "2023-04-10T00:00:00"],
            },
        ),
    ),
    *(
        Call(operation, "NoneType", {})
        for operation in ("downloadStats", "downloadChatStats", "downloadQuestionStats", "downloadSubscriberStats")
    ),
    Call(
        "listSessions",
        "dict",
        {"data.0.views": ("int", 12)},
        arguments={"event_id": _MAKERS},
        save={"session": "data.0.id"},
    ),
    Call("getSession", "dict", {"data.id": ("str", "$session")}, arguments={"session_id": "$session"}),
    Call("getStatistics", "EventTeamEnvelope", {"data": ("EventTeam", ...)}),
    Call("createUserStatistics", "EventTeamEnvelope", {"data": ("EventTeam", ...)}),
)

CALLS = (*_CHANNELS, *_MEDIAS, *_STREAMS, *_TARGETS, *_STAGE, *_FIGURES)

LAST = (
    Call("completeChannel", "dict", {"data.id": ("str", "$channel")}, arguments=_EVENT),
    Call("deleteChannel", "ChannelConfirmation", {"id": ("str", "$channel")}, arguments=_HERE),
)

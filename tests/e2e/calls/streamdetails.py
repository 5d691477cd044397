"""The calls of StreamDetails."""

from __future__ import annotations

from calls.table import Call, Table

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

_CALLS = (
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

TABLE = Table(_CALLS, credentials={"access_token": "mock-token"})

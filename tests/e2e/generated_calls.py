"""What is called through the generated packages: one table an API, the same for both packages, sync and async."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A call and what must come back.

    arguments: parameters by their Python name. body: the model's name and its content. A text `$name` stands for a
    value that an earlier call saved. returns: the class of the decoded body. fields: dotted path into it (numbers are
    positions) -> type name and value. save: name -> path. error: the class that the SDK raises.
    """

    operation: str
    returns: str
    fields: dict[str, tuple[str, Any]]
    body: tuple[str, dict[str, Any]] | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    save: dict[str, str] = field(default_factory=dict)
    status: int = 200
    error: str = ""


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

TABLES = {
    "streamdetails": Table(STREAMDETAILS, client={"token": "mock-token"}, sdk={"bearer_auth": "mock-token"}),
}

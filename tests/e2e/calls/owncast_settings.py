"""The settings of Owncast: each is set by its operation, with a model that has exactly its type, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from calls.table import Call

# By operation: the model of its body, the value, and what GetServerConfig shows of it, by path.
_Setting = tuple[str, Any, dict[str, Any]]


def _text(value: str, path: str) -> _Setting:
    return "AdminConfigStringValue", value, {path: value}


def _flag(value: bool, path: str) -> _Setting:
    return "AdminConfigBooleanValue", value, {path: value}


def _texts(model: str, value: list[str], path: str) -> _Setting:
    return model, value, {path: value}


_DONE = {"success": ("bool", True)}
_S3 = {
    "endpoint": "https://s3.example.net",
    "accessKey": "not-a-real-key-2",
    "secret": "not-a-real-secret-2",
    "bucket": "calls",
    "region": "eu-west-2",
    "acl": "private",
    "pathPrefix": "live",
    "enabled": False,
    "forcePathStyle": False,
}
_ACTION = {"url": "https://example.net/shop", "title": "Shop", "color": "#aa2200", "openExternally": False}
_LOW = {"name": "Tiny", "videoPassthrough": False, "videoBitrate": 500, "scaledHeight": 240, "framerate": 15}
_HANDLE = {"platform": "github", "url": "https://github.example.org/calls", "icon": "/img/platformlogos/github.svg"}
_DISCORD = {"webhook": "https://discord.example.org/2", "goLiveMessage": "Come and see.", "enabled": True}

_INSTANCE: dict[str, _Setting] = {
    "SetServerName": _text("Calls of a Monday", "instance_details.name"),
    "SetServerSummary": _text("Loud, fast and short.", "instance_details.summary"),
    "SetStreamTitle": _text("Patching in public", "instance_details.stream_title"),
    "SetExtraPageContent": _text("Every **Monday**.", "instance_details.extra_page_content"),
    "SetCustomOfflineMessage": _text("Back on Monday.", "instance_details.offline_message"),
    "SetServerWelcomeMessage": _text("Mind the cables.", "instance_details.welcome_message"),
    "SetCustomStyles": _text(".header { color: teal; }", "instance_details.custom_styles"),
    "SetCustomJavascript": _text("console.log(1 < 2 && 'ä');", "instance_details.custom_javascript"),
    "SetLogo": ("AdminConfigStringValue", "data:image/svg+xml;base64,PHN2Zy8+", {}),
    "SetTags": _texts("AdminConfigStringListValue", ["modular", "monday"], "instance_details.tags"),
    "SetNSFW": _flag(True, "instance_details.nsfw"),
    "SetCustomColorVariableValues": (
        "SetCustomColorVariableValuesRequest",
        {"theme-color-action": "#aa2200"},
        {"instance_details.appearance_variables.theme-color-action": "#aa2200"},
    ),
    "SetSocialHandles": (
        "SetSocialHandlesRequest",
        [_HANDLE],
        {"instance_details.social_handles.0.url": "https://github.example.org/calls"},
    ),
}
_SERVER: dict[str, _Setting] = {
    "SetServerURL": _text("https://calls.example.org", "yp.instance_url"),
    "SetDirectoryEnabled": _flag(True, "yp.enabled"),
    "SetFfmpegPath": _text("/usr/local/bin/ffmpeg", "ffmpeg_path"),
    "SetWebServerPort": ("AdminConfigPortValue", 8081, {"web_server_port": 8081}),
    "SetWebServerIP": _text("127.0.0.1", "web_server_ip"),
    "SetRTMPServerPort": ("AdminConfigNumberValue", 1936, {"rtmp_server_port": 1936}),
    "SetSocketHostOverride": _text("wss://calls.example.org", "socket_host_override"),
    "SetVideoServingEndpoint": _text("https://video.example.net", "video_serving_endpoint"),
    "SetVideoCodec": _text("libx264", "video_codec"),
    "SetStreamLatencyLevel": ("AdminConfigNumberValue", 4, {"video_settings.latency_level": 4}),
    "SetStreamOutputVariants": (
        "SetStreamOutputVariantsRequest",
        [_LOW],
        {
            "video_settings.video_quality_variants.0.name": "Tiny",
            "video_settings.video_quality_variants.0.scaled_height": 240,
        },
    ),
    "SetStreamKeys": (
        "SetStreamKeysRequest",
        [{"key": "not-a-real-key-2", "comment": "Laptop"}],
        {"stream_keys.0.key": "not-a-real-key-2", "stream_keys.0.comment": "Laptop"},
    ),
    "SetHideViewerCount": _flag(True, "hide_viewer_count"),
    "SetDisableSearchIndexing": _flag(True, "disable_search_indexing"),
    "SetS3Configuration": (
        "SetS3ConfigurationRequest",
        _S3,
        {"s3.endpoint": "https://s3.example.net", "s3.path_prefix": "live", "s3.force_path_style": False},
    ),
    "SetExternalActions": (
        "SetExternalActionsRequest",
        [_ACTION],
        {"external_actions.0.title": "Shop", "external_actions.0.open_externally": False},
    ),
    # The same one, since all other operations of the operator take it.
    "SetAdminPassword": ("AdminConfigStringValue", "mock-password", {}),
}
_CHAT: dict[str, _Setting] = {
    "SetChatDisabled": _flag(False, "chat_disabled"),
    "SetChatJoinMessagesEnabled": _flag(False, "chat_join_messages_enabled"),
    "SetEnableEstablishedChatUserMode": _flag(True, "chat_established_user_mode"),
    "SetForbiddenUsernameList": _texts("SetForbiddenUsernameListRequest", ["root"], "forbidden_usernames"),
    "SetSuggestedUsernameList": _texts("SetSuggestedUsernameListRequest", ["calm-fox"], "suggested_usernames"),
    "SetChatSpamProtectionEnabled": ("AdminConfigBooleanValue", False, {}),
    "SetChatSlurFilterEnabled": ("AdminConfigBooleanValue", True, {}),
    "SetFederationEnabled": _flag(True, "federation.enabled"),
    "SetFederationActivityPrivate": _flag(True, "federation.is_private"),
    "SetFederationShowEngagement": _flag(False, "federation.show_engagement"),
    "SetFederationUsername": _text("calls", "federation.username"),
    "SetFederationGoLiveMessage": _text("We are live!", "federation.go_live_message"),
    "SetFederationBlockDomains": _texts(
        "AdminConfigStringListValue", ["spam.example.com", "ads.example.com"], "federation.blocked_domains"
    ),
    "SetDiscordNotificationConfiguration": (
        "SetDiscordNotificationConfigurationRequest",
        _DISCORD,
        {"notifications.discord.go_live_message": "Come and see.", "notifications.discord.enabled": True},
    ),
    "SetBrowserNotificationConfiguration": (
        "SetBrowserNotificationConfigurationRequest",
        {"goLiveMessage": "Come quickly.", "enabled": False},
        {"notifications.browser.go_live_message": "Come quickly.", "notifications.browser.enabled": False},
    ),
}


def _calls() -> Iterator[Call]:
    shown: dict[str, tuple[str, Any]] = {}
    for operation, (model, value, paths) in (_INSTANCE | _SERVER | _CHAT).items():
        yield Call(operation, "BaseAPIResponse", _DONE, body=(model, {"value": value}))
        shown |= {path: (type(one).__name__, one) for path, one in paths.items()}
    yield Call("GetServerConfig", "AdminServerConfig", shown)


CALLS = tuple(_calls())

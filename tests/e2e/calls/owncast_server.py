"""What Owncast tells about itself, and what it shares with other hosts."""

from __future__ import annotations

from calls.table import Call

_DONE = {"success": ("bool", True)}
_MINE = {"access_token": "$token"}
_ACCOUNT = {"account": "maren@social.example.org"}
_PROOF = {
    "code": "not-a-real-code",
    "redirect_uri": "https://wiki.example.org/callback",
    "client_id": "https://wiki.example.org",
}
_MEASURED = {"-1": ("TimestampedValue", ...), "-1.time": ("datetime", ...)}

_PUBLIC = (
    Call(
        "GetStatus",
        "Status",
        {"online": ("bool", True), "version_number": ("str", "0.2.0"), "last_disconnect_time": ("NoneType", None)},
    ),
    Call(
        "GetWebConfig",
        "WebConfig",
        {"name": ("str", "Sunday Synths"), "tags": ("list", ["music", "ambient"]), "nsfw": ("bool", False)},
    ),
    Call("GetYPResponse", "YPDetails", {"name": ("str", "Sunday Synths"), "social.0.platform": ("str", "mastodon")}),
    Call(
        "GetAllSocialPlatforms",
        "SocialPlatforms",
        {"github": ("SocialHandle", ...), "github.platform": ("str", "GitHub")},
        sdk_returns="dict",
    ),
    Call("GetVideoStreamOutputVariants", "list", {"1": ("VideoVariant", ...), "1.name": ("str", "Low")}),
    Call("Ping", "NoneType", {}),
    Call(
        "ReportPlaybackMetrics",
        "NoneType",
        {},
        body=("PlaybackMetrics", {"bandwidth": 8400.5, "errors": 0, "qualityVariantChanges": 1}),
    ),
    Call(
        "RegisterForLiveNotifications",
        "NoneType",
        {},
        arguments=_MINE,
        body=("RegisterForLiveNotificationsRequest", {"channel": "BROWSER_PUSH_NOTIFICATION", "destination": "{}"}),
    ),
)

_STATUS = (
    Call(
        "StatusAdmin",
        "AdminStatus",
        {
            "broadcaster": ("Broadcaster", ...),
            "broadcaster.time.year": ("int", 2025),
            "broadcaster.stream_details.width": ("int", 1920),
            "current_broadcast.latency_level.level": ("int", 2),
            "online": ("bool", True),
        },
    ),
    Call("GetViewersOverTime", "list", _MEASURED, arguments={"window_start": "2025-03-09T18:00:00Z"}),
    Call(
        "GetActiveViewers",
        "list",
        {"0": ("Viewer", ...), "0.geo.country_code": ("str", "PT"), "1.geo": ("NoneType", None)},
    ),
    Call("GetHardwareStats", "HardwareStats", {f"cpu.{path}": value for path, value in _MEASURED.items()}),
    Call(
        "GetVideoPlaybackMetrics",
        "VideoPlaybackMetrics",
        {f"median_latency.{path}": value for path, value in _MEASURED.items()},
    ),
    Call("GetLogs", "list", {"0": ("AdminLog", ...), "0.level": ("str", "info"), "0.time.year": ("int", 2025)}),
    Call("GetWarnings", "list", {"0": ("AdminLog", ...), "0.level": ("str", "warning")}),
    *(
        Call(f"{method}PrometheusAPI", "str", {"0": ("str", "#")})  # a text as it is, without quotes
        for method in ("Get", "Post", "Put", "Delete")
    ),
    Call("AutoUpdateOptions", "AutoUpdateCapabilities", {"supports_update": ("bool", True)}),
    Call("AutoUpdateStart", "str", {"": ("str", "Installing v0.2.1\n")}),
    Call("AutoUpdateForceQuit", "BaseAPIResponse", _DONE),
    Call("ResetYPRegistration", "BaseAPIResponse", _DONE),
    Call("DisconnectInboundConnection", "BaseAPIResponse", _DONE),
)

_TOKENS = (
    Call(
        "CreateWebhook",
        "Webhook",
        {"events.0": ("WebhookEventType", "STREAM_STARTED"), "last_used": ("NoneType", None)},
        body=("CreateWebhookRequest", {"url": "https://bot.example.org/calls", "events": ["STREAM_STARTED"]}),
        save={"webhook": "id"},
    ),
    Call(
        "GetWebhooks",
        "list",
        {"-1": ("Webhook", ...), "-1.id": ("int", "$webhook"), "-1.timestamp": ("datetime", ...)},
    ),
    Call("DeleteWebhook", "BaseAPIResponse", _DONE, body=("DeleteWebhookRequest", {"id": "$webhook"})),
    Call(
        "CreateExternalAPIUser",
        "ExternalAPIUser",
        {"display_name": ("str", "callbot"), "scopes": ("list", ["CAN_SEND_MESSAGES"])},
        body=("CreateExternalAPIUserRequest", {"name": "callbot", "scopes": ["CAN_SEND_MESSAGES"]}),
        save={"key": "access_token"},
    ),
    Call("GetExternalAPIUsers", "list", {"-1": ("ExternalAPIUser", ...), "-1.access_token": ("str", "$key")}),
    Call(
        "DeleteExternalAPIUser",
        "BaseAPIResponse",
        _DONE,
        body=("DeleteExternalAPIUserRequest", {"token": "$key"}),
    ),
)

_FEDERATION = (
    Call(
        "GetFollowers",
        "PaginatedFollowers",
        {"results.0": ("Follower", ...)},
        arguments={"limit": 1, "offset": 1},
        save={"followers": "total", "follower": "results.0.link"},
    ),
    Call(
        "GetFollowersAdmin",
        "PaginatedFollowers",
        {"total": ("int", "$followers"), "results.1.link": ("str", "$follower")},
        arguments={"limit": 2},
    ),
    Call(
        "GetFederatedActions",
        "PaginatedFederatedActivity",
        {"results.0": ("FederatedActivity", ...), "results.0.timestamp": ("datetime", ...)},
        arguments={"limit": 1, "offset": 0},
    ),
    Call("GetPendingFollowRequests", "list", {"0": ("Follower", ...)}, save={"actor": "0.link"}),
    Call(
        "ApproveFollower",
        "BaseAPIResponse",
        _DONE,
        body=("ApproveFollowerRequest", {"actorIRI": "$actor", "approved": True}),
    ),
    Call(
        "GetBlockedAndRejectedFollowers",
        "list",
        {"0": ("Follower", ...), "0.link": ("str", "https://ads.example.com/users/offers")},
    ),
    Call(
        "SendFederatedMessage",
        "BaseAPIResponse",
        _DONE,
        body=("AdminConfigStringValue", {"value": "We start a little later."}),
    ),
    Call(
        "RemoteFollow",
        "RemoteFollowResponse",
        {"redirect_url": ("str", "https://social.example.org/authorize_interaction?uri=synths@live.example.org")},
        body=("RemoteFollowRequest", _ACCOUNT),
    ),
    Call(
        "RegisterFediverseOTPRequest",
        "BaseAPIResponse",
        _DONE,
        arguments=_MINE,
        body=("RegisterFediverseOTPRequestBody", _ACCOUNT),
    ),
    Call(
        "VerifyFediverseOTPRequest",
        "BaseAPIResponse",
        _DONE,
        body=("VerifyFediverseOTPRequestBody", {"code": "204816"}),
    ),
)

_INDIEAUTH = (
    Call(
        "StartIndieAuthFlow",
        "StartIndieAuthFlowResponse",
        {"redirect": ("str", ...)},
        arguments=_MINE,
        body=("StartIndieAuthFlowRequest", {"authHost": "https://maren.example.org"}),
    ),
    Call(
        "HandleIndieAuthRedirect",
        "NoneType",
        {},
        arguments={"state": "not-a-real-state", "code": "not-a-real-code"},
        headers={"location": "/"},
        status=307,
        error="APIStatusError",
    ),
    Call(
        "HandleIndieAuthEndpointGet",
        "NoneType",
        {},
        arguments={**_PROOF, "code_challenge": "not-a-real-challenge", "state": "not-a-real-state"},
        status=307,
        error="APIStatusError",
    ),
    Call(
        "HandleIndieAuthEndpointPost",
        "IndieAuthResponse",
        {"error": ("str", "invalid_grant"), "error_description": ("str", "The verifier does not fit the code.")},
        body=("HandleIndieAuthEndpointPostForm", {**_PROOF, "codeVerifier": "another & longer = one"}),
    ),
    Call(
        "HandleIndieAuthEndpointPost",
        "IndieAuthResponse",
        {"me": ("str", "https://live.example.org"), "profile.name": ("str", "Sunday Synths")},
        body=("HandleIndieAuthEndpointPostForm", {**_PROOF, "codeVerifier": "not-a-real-verifier"}),
    ),
)

CALLS = (*_PUBLIC, *_STATUS, *_TOKENS, *_FEDERATION, *_INDIEAUTH)

"""The chat of Owncast and who moderates it, integrations included."""

from __future__ import annotations

from calls.table import Call

_DONE = {"success": ("bool", True)}
_PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
_MINE = {"access_token": "$token"}
_REFUSED = {"success": ("bool", False)}


def _visible(value: bool) -> tuple[str, dict[str, object]]:
    return "MessageVisibilityUpdate", {"idArray": ["$message"], "visible": value}


def _enabled(value: bool) -> tuple[str, dict[str, object]]:
    return "UpdateUserEnabledRequest", {"userId": "$guest", "enabled": value}


_USERS = (
    Call(
        "RegisterAnonymousChatUser",
        "AnonymousUser",
        {"display_name": ("str", "calling-otter"), "access_token": ("str", "$token")},
        body=("RegisterAnonymousChatUserRequest", {"displayName": "calling-otter"}),
        save={"id": "id", "token": "access_token"},
    ),
    Call(
        "RegisterAnonymousChatUser",
        "AnonymousUser",
        {"id": ("str", "$guest")},
        arguments={"x_forwarded_user": "calls"},
        save={"guest": "id"},
    ),
    Call(
        "GetUserDetails",
        "str",
        {"": ("str", "Unauthorized\n")},
        arguments={**_MINE, "user_id": "$guest"},
        status=401,
        error="AuthenticationError",
    ),
    Call(
        "UpdateUserModerator",
        "BaseAPIResponse",
        _DONE,
        body=("UpdateUserModeratorRequest", {"userId": "$id", "isModerator": True}),
    ),
    Call(
        "GetModerators",
        "list",
        {"-1": ("User", ...), "-1.id": ("str", "$id"), "-1.scopes.0": ("str", "MODERATOR")},
    ),
    Call(
        "GetUserDetails",
        "ModerationUserDetails",
        {"user": ("User", ...), "user.id": ("str", "$guest"), "user.authenticated": ("bool", False)},
        arguments={**_MINE, "user_id": "$guest"},
    ),
    Call(
        "GetUserDetails",
        "NoneType",
        {},
        arguments={**_MINE, "user_id": "nobody"},
        status=404,
        error="NotFoundError",
    ),
    Call("UpdateUserEnabled", "BaseAPIResponse", _DONE, arguments=_MINE, body=_enabled(False)),
    Call("GetDisabledUsers", "list", {"-1": ("User", ...), "-1.id": ("str", "$guest")}),
    Call("UpdateUserEnabledAdmin", "BaseAPIResponse", _DONE, body=_enabled(True)),
    Call("BanIPAddress", "BaseAPIResponse", _DONE, body=("AdminConfigStringValue", {"value": "203.0.113.77"})),
    Call(
        "GetIPAddressBans",
        "list",
        {"-1": ("IPAddress", ...), "-1.ip_address": ("str", "203.0.113.77"), "-1.created_at": ("datetime", ...)},
    ),
    Call("UnbanIPAddress", "BaseAPIResponse", _DONE, body=("AdminConfigStringValue", {"value": "203.0.113.77"})),
)

_MESSAGES = (
    Call(
        "SendIntegrationChatMessage",
        "BaseAPIResponse",
        _DONE,
        body=("UserMessage", {"body": "Sent by a call."}),
    ),
    Call(
        "GetChatMessages",
        "list",
        {
            "-1": ("UserMessage", ...),
            "-1.type": ("str", "CHAT"),
            "-1.user": ("User", ...),
            "-1.user.is_bot": ("bool", True),
        },
        arguments=_MINE,
        save={"message": "-1.id", "text": "-1.body"},
    ),
    Call(
        "GetChatMessages",
        "str",
        {"": ("str", "Unauthorized\n")},
        arguments={"access_token": "nobody"},
        status=401,
        error="AuthenticationError",
    ),
    Call("UpdateMessageVisibility", "BaseAPIResponse", _DONE, arguments=_MINE, body=_visible(False)),
    Call(
        "GetChatMessagesAdmin",
        "list",
        {"-1": ("UserMessage", ...), "-1.id": ("str", "$message"), "-1.hidden_at": ("str", ...)},
    ),
    Call("UpdateMessageVisibilityAdmin", "BaseAPIResponse", _DONE, body=_visible(False)),
    Call("ExternalUpdateMessageVisibility", "BaseAPIResponse", _DONE, body=_visible(True)),
    Call(
        "ExternalGetChatMessages",
        "list",
        {"-1": ("UserMessage", ...), "-1.id": ("str", "$message"), "-1.body": ("str", "$text")},
    ),
    Call(
        "SendSystemMessage",
        "BaseAPIResponse",
        _DONE,
        body=("SystemMessage", {"body": "To all."}),
    ),
    Call(
        "SendSystemMessageToConnectedClient",
        "BaseAPIResponse",
        _DONE,
        arguments={"client_id": 12},
        body=("SystemMessage", {"body": "To one."}),
    ),
    Call("SendChatAction", "BaseAPIResponse", _DONE, body=("SystemActionEvent", {"body": "waves."})),
    Call("SendUserMessage", "BaseAPIResponse", _REFUSED, status=400, error="BadRequestError"),
    Call(
        "ExternalSetStreamTitle",
        "BaseAPIResponse",
        _DONE,
        body=("AdminConfigStringValue", {"value": "Set by a call"}),
    ),
    Call(
        "ExternalGetConnectedChatClients",
        "list",
        {"0": ("ChatClient", ...), "0.user.display_name": ("str", "quiet-otter"), "0.message_count": ("int", 3)},
    ),
    Call(
        "GetConnectedChatClients",
        "list",
        {"0.connected_at.year": ("int", 2025), "0.geo": ("GeoDetails", ...), "1.geo": ("NoneType", None)},
    ),
)

_EMOJI = (
    Call("GetCustomEmojiList", "list", {"0": ("Emoji", ...)}, save={"first": "0.name"}),
    Call(
        "UploadCustomEmoji",
        "BaseAPIResponse",
        _DONE,
        body=("UploadCustomEmojiRequest", {"name": "calls.png", "data": _PICTURE}),
    ),
    Call("GetCustomEmojiList", "list", {"-1.name": ("str", "calls"), "0.name": ("str", "$first")}),
    Call(
        "UploadCustomEmoji",
        "BaseAPIResponse",
        _REFUSED,
        body=("UploadCustomEmojiRequest", {"name": "calls.png", "data": _PICTURE}),
        status=400,
        error="BadRequestError",
    ),
    Call("DeleteCustomEmoji", "BaseAPIResponse", _DONE, body=("DeleteCustomEmojiRequest", {"name": "calls.png"})),
)

CALLS = (*_USERS, *_MESSAGES, *_EMOJI)

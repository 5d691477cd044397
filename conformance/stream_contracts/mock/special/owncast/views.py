"""What answers show of the items that the mock keeps."""

from __future__ import annotations

import html
from pathlib import PurePosixPath
from typing import Any

from stream_contracts.mock.state import Item
from stream_contracts.mock.templates import Scope

_OF_USERS = ("createdAt", "id", "displayName", "previousNames", "displayColor", "isBot", "authenticated")
_OF_CLIENTS = ("connectedAt", "geo", "userAgent", "messageCount")
_HIDDEN_OF_MESSAGES = ("user", "visible", "hiddenAt")


def user(_: Scope, item: Item) -> Any:
    """A chat user. What does not apply is left out: when it was disabled, its rights, the change of its name."""
    shown = {name: item[name] for name in _OF_USERS}
    if not item["enabled"]:
        shown["disabledAt"] = item["disabledAt"]
    if item["nameChangedAt"]:
        shown["nameChangedAt"] = item["nameChangedAt"]
    scopes = [*item["scopes"], *(["MODERATOR"] if item["moderator"] else [])]
    return {**shown, "scopes": scopes} if scopes else shown


def user_of(scope: Scope, item: Item) -> Any:
    """The user that an item belongs to."""
    return user(scope, scope.state.collections["user"].get(item["user"]) or {})


def message(scope: Scope, item: Item) -> Any:
    """An entry of the chat history, its text as HTML."""
    shown = {name: value for name, value in item.items() if name not in _HIDDEN_OF_MESSAGES}
    shown["body"] = html.escape(item["body"], quote=False)
    if not item["visible"]:
        shown["hiddenAt"] = item["hiddenAt"]
    return {**shown, "user": user_of(scope, item)} if item["user"] else shown


def client(scope: Scope, item: Item) -> Any:
    """A connection to the chat."""
    return {**{name: item[name] for name in _OF_CLIENTS}, "user": user_of(scope, item)}


def details(scope: Scope, item: Item) -> Any:
    """What a moderator sees of a user."""
    collections = scope.state.collections
    return {
        "user": user(scope, item),
        "connectedClients": [_connection(entry) for entry in collections["client"] if entry["user"] == item["id"]],
        "messages": [message(scope, entry) for entry in collections["message"] if entry["user"] == item["id"]],
    }


def _connection(item: Item) -> Item:
    place = (item["geo"] or {}).get("regionName", "")
    return {**{name: item[name] for name in _OF_CLIENTS}, "geo": place, "id": item["id"]}


def follower(_: Scope, item: Item) -> Any:
    """An account of the Fediverse; when it was turned away, where it was."""
    turned_away = item["decided"] and not item["accepted"]
    shown = {name: value for name, value in item.items() if name not in ("decided", "accepted")}
    return {**shown, "disabledAt": item["disabledAt"] if turned_away else None}


def log_line(_: Scope, item: Item) -> Any:
    """A line of the log."""
    return {name: value for name, value in item.items() if name != "number"}


def emoji(_: Scope, item: Item) -> Any:
    """A custom emoji: its name is that of the file without the extension."""
    return {"name": PurePosixPath(item["file"]).stem, "url": f"/img/emoji/{item['file']}"}

"""Registering, sessions and the tokens of clients."""

from __future__ import annotations

from typing import Any

from stream_contracts.mock.special.streams_live import views
from stream_contracts.mock.special.streams_live.world import new_user
from stream_contracts.mock.state import Collection, Item
from stream_contracts.mock.templates import Scope


def register(scope: Scope) -> Any:
    """A list with the new user. An address that is known is answered alike, and its account stays as it is."""
    body = scope.call.value if scope.call else {}
    users = scope.state.collections["user"]
    known = next((user for user in users if user["email"] == body["email"]), None)
    return [views.user(scope, known or users.create(_registered(scope, body)))]


def _registered(scope: Scope, body: Item) -> Item:
    name = body["email"].partition("@")[0]
    number = body.get("phoneValue")
    generator = scope.state.generator
    return new_user(
        scope.state,
        hash_id=generator.token(32),
        id=generator.next("user", 100),
        first_name=name,
        last_name="",
        full_name=name,
        nickname=name,
        email=body["email"],
        phone=f"{body['phonePrefixValue']} {number}" if number else None,
        password=body["password"],
    )


def name_user(scope: Scope) -> None:
    """Let the parts of a name follow the whole, after an update of the profile."""
    first, _, last = scope.item["full_name"].partition(" ")
    names = {"first_name": first, "last_name": last, "nickname": scope.item["full_name"]}
    scope.state.collections["user"].change(scope.item, names)


def replace_session(scope: Scope) -> None:
    """End the session whose refresh token made the new one, unless it is the one of the documented example."""
    _end(_tokens(scope), [scope.parent])


def log_out(scope: Scope) -> Any:
    """End the session of the caller. The ready credentials have none."""
    tokens = _tokens(scope)
    token = tokens.get(scope.call.user.fields.get("id")) if scope.call and scope.call.user else None
    _end(tokens, [token] if token else [])
    return None


def end_sessions(scope: Scope) -> Any:
    """End all sessions of the caller."""
    caller = views.caller_id(scope)
    tokens = _tokens(scope)
    _end(tokens, [token for token in tokens if (token["kind"], token["user_id"]) == ("login", caller)])
    return None


def withdraw_client_tokens(scope: Scope) -> None:
    """Withdraw the tokens of a client that is deleted."""
    tokens = _tokens(scope)
    _end(tokens, [token for token in tokens if token["client_id"] == scope.item["id"]])


def _tokens(scope: Scope) -> Collection:
    return scope.state.collections["token"]


def _end(tokens: Collection, ended: list[Item]) -> None:
    for token in ended:
        if not token["lasting"]:
            tokens.remove(token)

"""Credentials that change: those that items hold, and those that are made of a value."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import tiny
from asgi_driver import Driver, tiny_mock

OBJECT, BODY = tiny.answer({"type": "object"}), tiny.body({"type": "object"})
BASIC = {"type": "http", "scheme": "basic"}


def _basic(text: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def tokens(**declared: Any) -> Driver:
    """A mock in which items hold bearer tokens, and others a token in the query."""
    document = tiny.document(
        {
            "GET /mine": {"responses": {"200": OBJECT}},
            "POST /mine": {"responses": {"200": OBJECT}, "security": [{"Bearer": ["write"]}]},
            "GET /chat": {
                "parameters": [tiny.parameter("query", "key", {"type": "string"})],
                "security": [],
                "responses": {"200": OBJECT},
            },
        },
        schemes={"Bearer": tiny.TOKEN},
    )
    resources = {
        "token": {"key": "id", "items": [{"id": 1, "secret": "one", "may": ["write"]}, {"id": 2, "secret": "two"}]},
        "guest": {"key": "id", "items": [{"id": 3, "key": "three", "on": True}, {"id": 4, "key": "four", "on": False}]},
    }
    held = {
        "Bearer": {"resource": "token", "member": "secret", "scopes": "may", "used": "at"},
        "query.key": {"resource": "guest", "member": "key", "required": {"on": True}},
    }
    operations = {name: {"show": {"id": "$user.id"}} for name in ("getMine", "postMine", "getChat")}
    known = {"Bearer": [{"credential": "fixed", "scopes": ["write"], "fields": {"id": 0}}]}
    given = {"tokens": held, "resources": resources, "authentication": known, **declared}
    return Driver(tiny_mock(document, operations, **given))


@pytest.mark.parametrize(
    ("token", "read", "write"),
    [("fixed", 0, 200), ("one", 1, 200), ("two", 2, 403), ("three", None, 401), ("", None, 401)],
)
def test_items_hold_credentials_with_scopes(token: str, read: int | None, write: int) -> None:
    driver = tokens()

    reply = driver.ask("/mine", method="GET", token=token)

    assert (reply.value["id"] if reply.status == 200 else None) == read
    assert driver.ask("/mine", token=token).status == write


def test_an_item_notes_when_its_credential_was_used() -> None:
    driver = tokens()

    driver.ask("/mine", method="GET", token="two")

    assert [item.get("at") for item in driver.mock.state.collections["token"]] == [None, "2026-01-01T12:00:00Z"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("key=three", 200), ("key=four", 401), ("key=one", 401), ("", 401), ("key=", 401), ("key=three&key=three", 401)],
)
def test_a_parameter_can_be_a_credential_that_an_item_holds(query: str, status: int) -> None:
    reply = tokens().ask("/chat", method="GET", query=query)

    assert reply.status == status
    assert status != 200 or reply.value == {"id": 3}


def test_a_credential_follows_the_value_that_it_is_made_of() -> None:
    document = tiny.document({"PUT /x": {"requestBody": BODY, "responses": {"200": OBJECT}}}, schemes={"Basic": BASIC})
    operations = {"putX": {"configure": {"password": "$body.new"}}}
    known = {"Basic": [{"credential": "root:${value.password}"}]}
    mock = tiny_mock(document, operations, authentication=known, values={"password": "old"})
    driver = Driver(mock)

    statuses = [
        driver.ask("/x", {"new": "new"}, method="PUT", headers=_basic(f"root:{word}")).status
        for word in ("new", "old", "old", "new")
    ]

    assert statuses == [401, 200, 401, 200]
    assert list(mock.credentials["Basic"]) == ["root:old"]

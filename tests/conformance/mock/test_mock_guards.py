"""What behaviour.yaml declares around a verb: refusals, other callers, times of changes, functions of mock/special."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import tiny
from asgi_driver import Driver, tiny_mock

from stream_contracts.mock.building import build
from stream_contracts.mock.server import credentials
from stream_contracts.mock.special.special import Special
from stream_contracts.mock.templates import Scope
from stream_specs.errors import UserError

OBJECT = tiny.answer({"type": "object"})
DOCUMENT = tiny.document(
    {
        "GET /things/{id}": {"responses": {"200": OBJECT, "404": OBJECT}},
        "PUT /things/{id}": {"requestBody": tiny.body({"type": "object"}), "responses": {"200": OBJECT}},
    },
    schemes={"Bearer": tiny.TOKEN},
)
CREDENTIALS = [
    {"credential": "small", "scopes": ["read"], "fields": {"name": "eve"}},
    {"credential": "big", "scopes": ["read", "write"], "fields": {"name": "ann"}},
    {"credential": "bob-token", "actor": "bob", "scopes": ["read", "write", "more"], "fields": {"name": "bob"}},
]
DECLARED: dict[str, Any] = {
    "authentication": {"Bearer": CREDENTIALS},
    "resources": {
        "thing": {
            "key": "id",
            "unknown": "There is no ${path.id}.",
            "touched": "changed",
            "items": [
                {"id": "a", "owner": "ann", "may": ["ann", "bob"], "paid": False, "size": 1, "changed": "before"}
            ],
        }
    },
}
READ = {"read": "thing", "key": "$path.id"}
WRITE = {"set": "thing", "key": "$path.id", "with": {"size": "$body.size"}}


def driver(token: str = "big", **write: Any) -> Driver:
    operations = {"getThingsId": READ, "putThingsId": {**WRITE, **write}}
    return Driver(tiny_mock(DOCUMENT, operations, **DECLARED), token)


OWNER = {"unless": {"value": "$user.name", "is": "$item.owner"}, "status": 401}
LISTED = {"unless": {"value": "$user.name", "in": "$item.may"}, "status": 401}
UNPAID = {
    "when": "$body.size",
    "unless": {"value": "$item.paid", "is": True},
    "status": 422,
    "message": "Pay ${path.id}",
}
ON_UNPAID = {"when": {"value": "$item.paid", "is": False}, "status": 402}


@pytest.mark.parametrize(
    ("refuse", "token", "body", "status"),
    [
        ([OWNER], "big", {"size": 2}, 200),
        ([OWNER], "bob-token", {"size": 2}, 401),
        ([LISTED], "bob-token", {"size": 2}, 200),
        ([LISTED], "small", {"size": 2}, 401),
        ([UNPAID], "big", {"size": 2}, 422),
        ([UNPAID], "big", {"size": 0}, 422),
        ([UNPAID], "big", {"other": 2}, 200),
        ([ON_UNPAID], "big", {"other": 2}, 402),
        ([OWNER, UNPAID], "small", {"size": 2}, 401),
        ([UNPAID, OWNER], "small", {"size": 2}, 422),
    ],
)
def test_the_first_refusal_that_applies_counts(refuse: list[Any], token: str, body: Any, status: int) -> None:
    asked = driver(token, refuse=refuse)

    reply = asked.ask("/things/a", body, method="PUT")

    assert reply.status == status
    changed = status == 200 and "size" in body
    assert asked.ask("/things/a", method="GET").value["size"] == (2 if changed else 1)


@pytest.mark.parametrize(("refuse", "status"), [([OWNER], 401), ([ON_UNPAID], 404), ([], 404)])
def test_refusals_come_before_the_search_and_what_is_not_there_has_no_properties(refuse: Any, status: int) -> None:
    assert driver(refuse=refuse).ask("/things/b", {}, method="PUT").status == status


def test_messages_are_templates() -> None:
    asked = driver(refuse=[UNPAID])

    said = [asked.ask(f"/things/{name}", {"size": 1}, method="PUT").value["message"] for name in ("a", "b")]

    assert said == ["Pay a", "Pay b"]
    assert asked.ask("/things/b", method="GET").value["message"] == "There is no b."


def test_a_change_is_dated_when_something_differs() -> None:
    asked = driver()

    dates = [asked.ask("/things/a", body, method="PUT").value["changed"] for body in ({}, {"size": 1}, {"size": 2})]

    assert dates == ["before", "before", "2026-01-01T12:00:00Z"]


def test_an_operation_may_have_a_status_of_its_own_for_bad_input() -> None:
    assert [driver(**more).ask("/things/a", b"{", method="PUT").status for more in ({}, {"bad-input": 422})] == [
        400,
        422,
    ]


def test_credentials_are_named_by_scheme_and_actor() -> None:
    assert credentials(driver().mock) == {"Bearer": "big", "Bearer.bob": "bob-token"}


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ({"special": "nothing"}, "nothing"),
        ({**READ, "then": "nothing"}, "nothing"),
        ({**READ, "view": "nothing"}, "nothing"),
        ({**READ, "parent": {"nothing": "$path.id"}}, "nothing"),
    ],
)
def test_what_is_not_there_is_named_before_the_first_call(declared: dict[str, Any], name: str) -> None:
    with pytest.raises(UserError, match=name):
        tiny_mock(DOCUMENT, {"getThingsId": declared}, **DECLARED)


def test_a_world_that_nobody_makes_is_named() -> None:
    with pytest.raises(UserError, match="no function `sky`"):
        tiny_mock(
            DOCUMENT, {"getThingsId": READ, "putThingsId": WRITE}, resources={"thing": {"key": "id", "items": "sky"}}
        )


def _note(scope: Scope) -> None:
    scope.state.set_value("noted", scope.item["size"])


SPECIAL = Special(
    functions={"note": _note, "count": lambda scope: len(scope.state.collections["thing"])},
    views={
        "short": lambda scope, item: {"id": item["id"], "for": scope.call.user.fields["name"] if scope.call else ""}
    },
    worlds={"two": lambda document, state: iter([{"id": "a", "size": 1}, {"id": document.api, "size": 2}])},
    headers=lambda call: (("x-method", call.method),),
)


@pytest.fixture
def special(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stream_contracts.mock.building.special_of", lambda api: SPECIAL)


@pytest.mark.usefixtures("special")
def test_functions_make_the_world_look_at_items_and_follow_a_verb() -> None:
    operations = {"getThingsId": {**READ, "view": "short"}, "putThingsId": {**WRITE, "then": "note"}}
    resources = {"thing": {"key": "id", "items": "two"}}
    asked = Driver(tiny_mock(DOCUMENT, operations, **{**DECLARED, "resources": resources}), "big")

    asked.ask("/things/tiny", {"size": 7}, method="PUT")
    reply = asked.ask("/things/tiny", method="GET")

    assert reply.value == {"id": "tiny", "for": "ann"}
    assert reply.headers["x-method"] == "GET"
    assert asked.mock.state.values == {"noted": 7}
    assert asked.ask("/nowhere", method="GET").headers["x-method"] == "GET"


@pytest.mark.usefixtures("special")
def test_a_removal_shows_no_item() -> None:
    resources = {"thing": {"key": "id", "items": "two", "view": "short"}}
    operations = {
        "getThingsId": READ,
        "putThingsId": {"delete": "thing", "key": "$path.id", "answer": {"gone": "$result"}},
    }
    asked = Driver(tiny_mock(DOCUMENT, operations, **{**DECLARED, "resources": resources}), "big")

    shown = asked.ask("/things/a", method="GET").value

    assert shown == {"id": "a", "for": "ann"}
    assert asked.ask("/things/a", {}, method="PUT").value == {"gone": True}


@pytest.mark.usefixtures("special")
def test_a_copy_of_the_mock_with_another_seed_keeps_its_functions() -> None:
    operations = {"getThingsId": {"special": "count", "answer": {"count": "$result"}}, "putThingsId": WRITE}
    made = tiny_mock(DOCUMENT, operations, **DECLARED)
    again = build(DOCUMENT, dataclasses.replace(made.behaviour, special=Special()), seed=2)

    assert Driver(again, "big").ask("/things/a", method="GET").value == {"count": 1}


def test_a_refusal_may_have_a_body_of_its_own() -> None:
    refusal = {
        "unless": {"value": "$item.paid", "is": True},
        "status": 401,
        "body": {"code": 422, "for": "$item.owner"},
    }

    reply = driver(refuse=[refusal]).ask("/things/a", {"size": 2}, method="PUT")

    assert (reply.status, reply.value) == (401, {"code": 422, "for": "ann"})

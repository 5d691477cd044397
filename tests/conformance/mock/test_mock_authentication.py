"""Authentication as documented: where the credential goes, how it is spelled, which scopes it needs."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import tiny
from asgi_driver import Driver, tiny_mock

SCHEMES: dict[str, Any] = {
    "Bearer": {"type": "http", "scheme": "bearer"},
    "OAuth": {"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "OAuth "},
    "Basic": {"type": "http", "scheme": "basic"},
    "Header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "Query": {"type": "apiKey", "in": "query", "name": "accessToken"},
}
CREDENTIALS = {name: [{"credential": "a:b" if name == "Basic" else "secret", "scopes": ["read"]}] for name in SCHEMES}


def _driver(security: list[Any], missing_scope: int = 403) -> Driver:
    document = tiny.document({"GET /x": {"security": security}}, schemes=SCHEMES)
    errors = {"body": {"status": "$status", "message": "$message"}, "missing-scope": missing_scope}
    return Driver(tiny_mock(document, authentication=CREDENTIALS, errors=errors))


def _basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("scheme", "headers", "query", "status"),
    [
        ("Bearer", {"Authorization": "Bearer secret"}, "", 200),
        ("Bearer", {"Authorization": "bearer secret"}, "", 200),
        ("Bearer", {"Authorization": "Bearer wrong"}, "", 401),
        ("Bearer", {"Authorization": "Bearer Secret"}, "", 401),
        ("Bearer", {"Authorization": "Bearer"}, "", 401),
        ("Bearer", {"Authorization": "secret"}, "", 401),
        ("Bearer", {"Authorization": ""}, "", 401),
        ("Bearer", {}, "", 401),
        ("OAuth", {"Authorization": "OAuth secret"}, "", 200),
        ("OAuth", {"Authorization": "Bearer secret"}, "", 401),
        ("Basic", {"Authorization": _basic("a:b")}, "", 200),
        ("Basic", {"Authorization": _basic("a:c")}, "", 401),
        ("Basic", {"Authorization": "Basic a:b"}, "", 401),
        ("Header", {"X-Key": "secret"}, "", 200),
        ("Header", {"X-Key": "wrong"}, "", 401),
        ("Query", {}, "accessToken=secret", 200),
        ("Query", {}, "accessToken=wrong", 401),
        ("Query", {}, "accessToken=secret&accessToken=wrong", 401),
        ("Query", {}, "", 401),
    ],
)
def test_a_credential_must_stand_where_the_scheme_says(
    scheme: str, headers: dict[str, str], query: str, status: int
) -> None:
    reply = _driver([{scheme: []}]).ask("/x", method="GET", headers=headers, query=query)

    assert reply.status == status


@pytest.mark.parametrize("missing_scope", [401, 403])
def test_a_missing_scope_has_the_status_that_the_behaviour_declares(missing_scope: int) -> None:
    driver = _driver([{"Bearer": ["write"]}], missing_scope)

    assert driver.ask("/x", method="GET", token="secret").status == missing_scope
    assert driver.ask("/x", method="GET", token="wrong").status == 401


def test_a_scope_that_the_credential_has_is_enough() -> None:
    assert _driver([{"Bearer": ["read"]}]).ask("/x", method="GET", token="secret").status == 200


def test_any_one_alternative_is_enough() -> None:
    driver = _driver([{"Bearer": ["write"]}, {"Query": []}])

    assert driver.ask("/x", method="GET", query="accessToken=secret").status == 200


def test_all_schemes_of_an_alternative_are_needed() -> None:
    driver = _driver([{"Bearer": [], "Query": []}])

    assert driver.ask("/x", method="GET", token="secret").status == 401
    assert driver.ask("/x", method="GET", token="secret", query="accessToken=secret").status == 200


@pytest.mark.parametrize("security", [[], [{}], [{"Bearer": []}, {}]])
def test_a_public_operation_needs_nothing(security: list[Any]) -> None:
    assert _driver(security).ask("/x", method="GET").status == 200


def test_a_refusal_names_the_schemes_that_http_knows() -> None:
    reply = _driver([{"Bearer": []}, {"Basic": []}, {"Query": []}]).ask("/x", method="GET")

    assert reply.headers["www-authenticate"] == 'Basic realm="mock", Bearer'


@pytest.mark.parametrize(("token", "name"), [("secret", "ann"), ("wrong", None), ("", None)])
def test_where_a_credential_may_be_sent_it_tells_who_calls(token: str, name: str | None) -> None:
    known = {"Bearer": [{"credential": "secret", "fields": {"name": "ann"}}]}
    operations = {"getX": {"show": {"name": "$user.name"}, "answer": "$result"}}
    document = tiny.document(
        {"GET /x": {"security": [{}, {"Bearer": []}], "responses": {"200": tiny.answer({})}}}, schemes=SCHEMES
    )

    reply = Driver(tiny_mock(document, operations, authentication=known)).ask("/x", method="GET", token=token)

    assert (reply.status, reply.value.get("name")) == (200, name)

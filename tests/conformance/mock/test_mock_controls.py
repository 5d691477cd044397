"""The control path, and `Prefer`, which forces a documented answer."""

from __future__ import annotations

from typing import Any

import pytest
import tiny
from asgi_driver import KNOWN, Driver, streamdetails, tiny_mock

from stream_contracts.documents import Operation


def _control(driver: Driver, path: str, body: Any = b"", **given: Any) -> Any:
    return Driver(driver.mock, base="").ask(f"/__mock__/{path}", body, **given)


def test_reset_brings_the_initial_world_back() -> None:
    driver = streamdetails()
    before = driver.ask("/channel/get-all").body
    driver.ask("/channel/remove", KNOWN)

    reply = _control(driver, "reset")

    assert (reply.status, reply.value) == (200, {"seed": 1})
    assert driver.ask("/channel/get-all").body == before


def test_reset_takes_another_seed() -> None:
    driver = streamdetails()

    _control(driver, "reset", {"seed": 9})

    assert driver.ask("/channel/get-all").body == streamdetails(9).ask("/channel/get-all").body


def test_the_log_holds_the_last_thousand_requests_and_no_secrets() -> None:
    driver = streamdetails()
    for _ in range(1001):
        driver.ask("/nothing", query="accessToken=canary")
    driver.ask("/channel/get", {"channel_id": 1, "other": "canary"}, token="canary")

    reply = _control(driver, "requests", method="GET")

    assert len(reply.value["requests"]) == 1000
    assert reply.value["requests"][-1] == {
        "method": "POST",
        "path": "/api/v1/channel/get",
        "status": 401,
        "operationId": "getChannel",
    }
    assert b"canary" not in reply.body


def test_the_clock_can_be_advanced() -> None:
    assert _control(streamdetails(), "clock", {"advance_s": 480}).value == {"now": "2026-01-01T12:08:00Z"}


@pytest.mark.parametrize(
    ("path", "body", "method", "status"),
    [
        ("clock", {"advance_s": -1}, "POST", 400),
        ("clock", {"advance_s": True}, "POST", 400),
        ("clock", {"advance_s": "5"}, "POST", 400),
        ("clock", {"advance_s": 1e12}, "POST", 400),
        ("clock", b"", "POST", 400),
        ("clock", b"{", "POST", 400),
        ("reset", {"seed": "a"}, "POST", 400),
        ("reset", {"sed": 1}, "POST", 400),
        ("reset", [], "POST", 400),
        ("reset", b"", "GET", 405),
        ("requests", b"", "POST", 405),
        ("nothing", b"", "GET", 404),
    ],
)
def test_a_wrong_control_call_is_refused_and_says_what_is_expected(
    path: str, body: Any, method: str, status: int
) -> None:
    reply = _control(streamdetails(), path, body, method=method)

    assert reply.status == status
    assert reply.value["error"]


@pytest.mark.parametrize("peer", ["192.0.2.7", "::ffff:192.0.2.7", ""])
def test_another_machine_sees_no_control_path(peer: str) -> None:
    driver = streamdetails()
    driver.ask("/channel/remove", KNOWN)

    assert _control(driver, "reset", peer=peer).value["error"]["code"] == 404
    assert driver.ask("/channel/get-all").value["data"] == []


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_every_loopback_address_is_this_machine(peer: str) -> None:
    assert _control(streamdetails(), "reset", peer=peer).status == 200


def _operations() -> tuple[Operation, ...]:
    return streamdetails().mock.document.operations


@pytest.mark.parametrize("operation", _operations(), ids=lambda operation: operation.id)
def test_every_documented_answer_can_be_forced(operation: Operation) -> None:
    driver = streamdetails()
    for response in operation.responses:
        reply = driver.ask(operation.path, headers={"Prefer": f"code={response.status}"}, token="")

        example = next(iter(response.content[0].examples.values()))
        assert (reply.status, reply.value) == (int(response.status), example)
        assert reply.headers["preference-applied"] == f"code={response.status}"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("code=409, example=already-added", 409),
        ('code="409"; example="already-added"', 409),
        ("code=409, example=other", 400),
        ("code=418", 400),
        ("code=x", 400),
        ("return=minimal", 401),
    ],
)
def test_prefer_is_read_as_a_list_of_names_and_values(header: str, status: int) -> None:
    assert streamdetails().ask("/channel/add", headers={"Prefer": header}, token="").status == status


def test_a_forced_answer_changes_nothing() -> None:
    driver = streamdetails()

    driver.ask("/channel/remove", KNOWN, headers={"Prefer": "code=200"})

    assert driver.ask("/channel/get", KNOWN).status == 200


@pytest.mark.parametrize(("code", "status"), [("2XX", 200), ("2xx", 200), ("201", 201), ("4XX", 400), ("5XX", 422)])
def test_a_range_can_be_forced_by_its_name(code: str, status: int) -> None:
    answer = tiny.answer({})
    answer["content"]["application/json"]["example"] = None
    document = tiny.document({"GET /x": {"responses": {"2XX": answer, "400": answer}}})
    mock = tiny_mock(document, errors={"body": {}, "bad-input": 422})

    assert Driver(mock).ask("/x", method="GET", headers={"Prefer": f"code={code}"}).status == status

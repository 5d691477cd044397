"""Redirects: one that leads away from the server, and that nothing documents, is a finding of its own."""

from __future__ import annotations

import pytest
import tiny

from stream_contracts.cases import Case, Expectation
from stream_contracts.exchange import Call
from stream_contracts.judge import Judge
from stream_contracts.redirects import observe, same_origin
from stream_contracts.verdicts import Level, Observation

ORIGIN = "http://127.0.0.1:8080"
RESPONSES = {"200": tiny.answer(), "302": tiny.answer(), "400": tiny.answer()}
DOCUMENT = tiny.document({"GET /things": {"responses": {"200": tiny.answer()}}, "GET /go": {"responses": RESPONSES}})


def _observe(status: int, location: str = "", operation: str = "getThings") -> Observation | None:
    headers = {"Location": location} if location else {}
    return observe(DOCUMENT, ORIGIN, tiny.exchange(Call(operation), tiny.response(status, **headers)))


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1:8080/v1/things",
        "http://127.0.0.1/v1/things",
        "http://127.0.0.1:8081/",
        "http://elsewhere.example/",
        "//elsewhere.example/",
        "http://127.0.0.1:8080@elsewhere.example/",
        "http://[broken",
        "https:",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_origin_is_a_finding(status: int, location: str) -> None:
    found = _observe(status, location)

    assert found is not None
    assert not found.ok
    assert found.requirement == "tiny/rule/redirects-stay"
    assert found.actual == f"{status} to {location}"


@pytest.mark.parametrize("location", ["/v2", "v2", "?page=2", "", "http://127.0.0.1:8080/v2", "HTTP://127.0.0.1:8080"])
def test_a_redirect_that_stays_is_none(location: str) -> None:
    found = _observe(302, location)

    assert found is not None
    assert found.ok


def test_a_documented_redirect_may_lead_anywhere() -> None:
    found = _observe(302, "http://elsewhere.example/", "getGo")

    assert found is not None
    assert found.ok


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_refusal_shows_nothing(status: int) -> None:
    assert _observe(status, "http://elsewhere.example/") is None


def test_a_location_in_an_answer_that_is_no_redirect_says_nothing() -> None:
    found = _observe(201, "http://elsewhere.example/")

    assert found is not None
    assert found.ok


@pytest.mark.parametrize("expectation", [Expectation.ACCEPTED, Expectation.METHOD_REFUSED])
def test_the_judge_looks_at_every_answer(expectation: Expectation) -> None:
    case = Case("x", Call("getThings"), expectation, (), "")
    exchange = tiny.exchange(case.call, tiny.response(302, Location="http://elsewhere.example/"))

    found = list(Judge(DOCUMENT, tiny.book(), ORIGIN).observe(exchange, case))

    assert [entry.ok for entry in found if entry.requirement == "tiny/rule/redirects-stay"] == [False]


def test_traffic_of_an_unknown_origin_is_not_judged() -> None:
    exchange = tiny.exchange(Call("getThings"), tiny.response(302, Location="http://elsewhere.example/"))

    found = Judge(DOCUMENT, tiny.book()).observe(exchange)

    assert "tiny/rule/redirects-stay" not in {entry.requirement for entry in found}


def test_it_advises_because_no_page_says_it() -> None:
    from stream_contracts import requirements

    derived = {entry.id: entry for entry in requirements.derive(DOCUMENT, tiny.book())}

    assert derived["tiny/rule/redirects-stay"].level is Level.SHOULD


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example", "http://a.example:80/x", True),
        ("https://a.example:443", "https://A.example", True),
        ("http://a.example", "http://a.example.", True),
        ("http://a.example", "https://a.example", False),
        ("http://a.example", "http://a.example:99999", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert same_origin(one, other) is same

"""What an exchange shows: about any answer, about what its case probes, and about invariants."""

from __future__ import annotations

import random
from typing import Any

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.cases import Case, Expectation
from stream_contracts.documents import Document
from stream_contracts.exchange import Call, Credential, Exchange, Response
from stream_contracts.judge import Judge, alive
from stream_contracts.verdicts import Observation

THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
RESPONSES = {
    "200": tiny.answer(THING),
    "204": tiny.answer(),
    "400": tiny.answer({"type": "object"}, media="application/problem+json"),
    "4XX": tiny.answer({}, media="text/*"),
    "503": tiny.answer(THING),
}
HEADERS = {
    "X-Count": {"schema": {"type": "integer", "minimum": 0}},
    "X-Name": {"schema": {"type": "string", "maxLength": 5}},
    "X-Flag": {"schema": {"$ref": "#/components/schemas/Flag"}},
}


def _document(responses: dict[str, Any] | None = None, **operation: Any) -> Document:
    schemas = {"Flag": {"type": "boolean"}}
    return tiny.document({"GET /things": {"responses": responses or RESPONSES, **operation}}, schemas=schemas)


def _case(expectation: Expectation, *whats: str) -> Case:
    return Case("case", Call("getThings"), expectation, tuple(f"tiny/getThings/{what}" for what in whats), "words")


def _observe(
    response: Response | None, case: Case | None = None, document: Document | None = None, **book: Any
) -> dict[str, Observation]:
    judge = Judge(document or _document(), tiny.book(**book))
    found = list(judge.observe(tiny.exchange(Call("getThings"), response), case))
    assert len({observation.requirement for observation in found}) == len(found)
    return {observation.requirement.removeprefix("tiny/getThings/"): observation for observation in found}


def _verdicts(found: dict[str, Observation]) -> dict[str, bool]:
    return {what: observation.ok for what, observation in found.items()}


# --- any answer

GOOD, STRAY = {"statuses": True, "no-server-error": True}, {"statuses": False, "no-server-error": True}
ANSWERS: list[tuple[str, Response, dict[str, bool]]] = [
    ("as documented", tiny.response(200, {"id": 1}), {**GOOD, "200.content-type": True, "200.schema": True}),
    (
        "with a charset",
        tiny.response(200, {"id": 1}, Content_Type="Application/JSON; charset=utf-8"),
        {**GOOD, "200.content-type": True, "200.schema": True},
    ),
    ("no body documented", tiny.response(204, raw=b"", Content_Type=""), GOOD),
    ("undeclared status", tiny.response(201, {"id": 1}), STRAY),
    ("undeclared redirect", tiny.response(302, {"id": 1}), STRAY),
    ("undeclared 500", tiny.response(500, {}), {"statuses": False, "no-server-error": False}),
    ("documented 503", tiny.response(503, {"id": 1}), {**GOOD, "503.content-type": True, "503.schema": True}),
    (
        "wrong media type, right body",
        tiny.response(200, {"id": 1}, Content_Type="text/html"),
        {**GOOD, "200.content-type": False, "200.schema": True},
    ),
    (
        "no media type, wrong body",
        tiny.response(200, {}, Content_Type=""),
        {**GOOD, "200.content-type": False, "200.schema": False},
    ),
    (
        "another JSON type",
        tiny.response(400, {}, Content_Type="application/problem+json"),
        {**GOOD, "400.content-type": True, "400.schema": True},
    ),
    (
        "status of a range, type of a range",
        tiny.response(418, raw=b"teapot", Content_Type="text/plain"),
        {**GOOD, "4XX.content-type": True},
    ),
    ("wrong type of a range", tiny.response(418, {}), {**GOOD, "4XX.content-type": False}),
    ("wrong shape", tiny.response(200, {"id": "1"}), {**GOOD, "200.content-type": True, "200.schema": False}),
    ("broken JSON", tiny.response(200, raw=b'{"id": 1'), {**GOOD, "200.content-type": True, "200.schema": False}),
    ("empty", tiny.response(200, raw=b""), {**GOOD, "200.content-type": True, "200.schema": False}),
    ("NaN", tiny.response(200, raw=b'{"id": NaN}'), {**GOOD, "200.content-type": True, "200.schema": False}),
    ("no UTF-8", tiny.response(200, raw=b'{"id": "\xff"}'), {**GOOD, "200.content-type": True, "200.schema": False}),
    ("half a pair", tiny.response(200, raw=rb'"\ud800"'), {**GOOD, "200.content-type": True, "200.schema": False}),
    (
        "300 deep",
        tiny.response(200, raw=b"[" * 300 + b"]" * 300),
        {**GOOD, "200.content-type": True, "200.schema": False},
    ),
    ("endlessly deep", tiny.response(200, raw=b"[" * 99_999), {**GOOD, "200.content-type": True, "200.schema": False}),
    ("cut", Response(200, (("Content-Type", "application/json"),), b"{", True), {**GOOD, "200.content-type": True}),
]


@pytest.mark.parametrize(
    "response",
    [
        tiny.response(200, {"id": 1}),
        tiny.response(202, None),
        tiny.response(204, raw=b"", Content_Type=""),
        tiny.response(200, raw=b"a,b", Content_Type="text/csv"),
    ],
)
def test_of_an_undocumented_success_only_the_status_is_looked_at(response: Response) -> None:
    evidence = {"level": "undocumented", "source": "page#Heading"}
    document = _document({"2XX": tiny.answer({}, **{"x-evidence": evidence}), "500": tiny.answer(THING)})

    assert _verdicts(_observe(response, document=document)) == GOOD
    assert _verdicts(_observe(tiny.response(404, {}), document=document)) == STRAY


@pytest.mark.parametrize(("response", "expected"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_an_answer_is_compared_with_the_document(response: Response, expected: dict[str, bool]) -> None:
    assert _verdicts(_observe(response)) == expected


def test_a_limit_on_the_rate_that_is_not_documented_shows_nothing() -> None:
    only_200 = _document({"200": tiny.answer(THING)})
    invariant = tiny.rule("invariant", at="/id", exists=True)
    case = _case(Expectation.ACCEPTED, "success")

    assert _observe(tiny.response(429, {}), case, only_200, rules=[invariant]) == {}
    assert "statuses" in _observe(tiny.response(418, {}), case, only_200)
    assert "statuses" in _observe(tiny.response(429, {}), case, _document({"429": tiny.answer({})}))


def test_no_answer_shows_nothing() -> None:
    assert _observe(None, _case(Expectation.ACCEPTED, "success")) == {}


@pytest.mark.parametrize(
    ("what", "response", "expected", "actual"),
    [
        ("statuses", tiny.response(201, {}), "one of 200, 204, 400, 4XX, 503", "201"),
        ("no-server-error", tiny.response(500, {}), "no undocumented 5XX", "500"),
        ("200.content-type", tiny.response(200, {}, Content_Type="text/html"), "application/json", "text/html"),
        ("200.content-type", tiny.response(200, {}, Content_Type=""), "application/json", "no Content-Type"),
        ("200.schema", tiny.response(200, {"id": "x"}), "the documented shape", '/id: "x" is not of type "integer"'),
        ("200.schema", tiny.response(200, []), "the documented shape", 'the body: [] is not of type "object"'),
        (
            "200.schema",
            tiny.response(200, raw=b"x"),
            "the documented shape",
            "not JSON: Expecting value: line 1 column 1",
        ),
    ],
)
def test_an_observation_says_what_was_expected_and_what_came(
    what: str, response: Response, expected: str, actual: str
) -> None:
    found = _observe(response)[what]

    assert not found.ok
    assert found.expected == expected
    assert found.actual.startswith(actual)


def test_a_long_reason_is_cut() -> None:
    assert len(_observe(tiny.response(200, ["x" * 9999]))["200.schema"].actual) == 300


@pytest.mark.parametrize(("status", "quirk"), [(200, False), (503, True), (400, False)])
def test_a_documented_server_error_is_a_quirk(status: int, quirk: bool) -> None:
    found = _observe(tiny.response(status, {"id": 1}))

    assert {what for what, observation in found.items() if observation.quirk} == (
        {"no-server-error"} if quirk else set()
    )


def test_every_observation_names_its_exchange() -> None:
    judge = Judge(_document(), tiny.book())

    found = judge.observe(tiny.exchange(Call("getThings"), tiny.response(200, {}), number=7))

    assert {observation.exchange for observation in found} == {7}


# --- headers


@pytest.mark.parametrize(
    ("name", "sent", "ok", "actual"),
    [
        ("X-Count", "5", True, "5"),
        ("X-Count", "0", True, "0"),
        ("X-Count", "-1", False, "the header: -1 is less than the minimum of 0"),
        ("X-Count", "five", False, 'the header: "five" is not of type "integer"'),
        ("X-Count", "NaN", False, 'the header: "NaN" is not of type "integer"'),
        ("X-Count", "", False, "absent"),
        ("X-Name", "abc", True, "abc"),
        ("X-Name", "12345", True, "12345"),
        ("X-Name", "true", True, "true"),
        ("X-Name", "123456", False, 'the header: "123456" is longer than 5 characters'),
        ("X-Flag", "true", True, "true"),
        ("X-Flag", "yes", False, 'the header: "yes" is not of type "boolean"'),
    ],
)
def test_a_header_is_read_by_the_type_of_its_schema(name: str, sent: str, ok: bool, actual: str) -> None:
    document = _document({"200": tiny.answer(headers={name: HEADERS[name]})})

    found = _observe(Response(200, ((name.lower(), sent),), b""), document=document)[f"200.header.{name}"]

    assert (found.ok, found.actual) == (ok, actual)


# --- what a case probes

ACCEPTED, REFUSED, UNAUTHORIZED = Expectation.ACCEPTED, Expectation.REFUSED, Expectation.UNAUTHORIZED
METHOD, MEDIA = Expectation.METHOD_REFUSED, Expectation.MEDIA_TYPE_REFUSED
PROBES = [
    (ACCEPTED, "success", {200: True, 204: True, 201: False, 302: False, 400: False, 404: False, 500: False}),
    (ACCEPTED, "success", {401: None, 403: None, 409: None, 429: None, 503: None}),
    (REFUSED, "body.a.type", {400: True, 422: True, 200: False, 404: False, 500: False}),
    (REFUSED, "body.a.type", {401: None, 403: None, 429: None, 503: None}),
    (REFUSED, "path.id.type", {400: True, 404: True, 200: False}),
    (UNAUTHORIZED, "auth.Token.missing", {401: True, 403: True, 200: False, 400: False, 500: False}),
    (UNAUTHORIZED, "auth.Token.missing", {429: None, 503: None}),
    (METHOD, "method.undeclared", {405: True, 200: False, 404: False, 400: False, 500: False}),
    (METHOD, "method.undeclared", {401: None, 403: None, 429: None, 503: None}),
    (MEDIA, "body.media-type", {415: True, 400: True, 422: True, 200: False, 404: False, 500: False}),
    (MEDIA, "body.media-type", {401: None, 403: None, 429: None, 503: None}),
]


@pytest.mark.parametrize(
    ("expectation", "what", "status", "ok"),
    [(expectation, what, status, ok) for expectation, what, table in PROBES for status, ok in table.items()],
)
def test_a_status_proves_disproves_or_says_nothing(
    expectation: Expectation, what: str, status: int, ok: bool | None
) -> None:
    found = _observe(tiny.response(status), _case(expectation, what), refused=["400", "422"], conflict=["409"])

    assert _verdicts(found).get(what) is ok


def test_either_status_refuses_a_credential_and_an_undocumented_one_is_said_apart() -> None:
    document = _document({"200": tiny.answer(), "403": tiny.answer()})

    found = _observe(tiny.response(401), _case(UNAUTHORIZED, "auth.Token.wrong"), document)

    assert found["auth.Token.wrong"].ok
    assert not found["statuses"].ok


def test_a_refusal_names_all_statuses_that_would_have_done() -> None:
    found = _observe(tiny.response(200), _case(REFUSED, "path.id.type"), refused=["400", "422"])

    assert (found["path.id.type"].expected, found["path.id.type"].actual) == ("400 or 422 or 404", "200")


def test_a_probe_shows_the_same_about_everything_it_was_made_for() -> None:
    case = _case(REFUSED, "body.a.type", "body.a.enum", "statuses", "200.schema", "no-server-error")

    found = _observe(tiny.response(400, {}, Content_Type="application/problem+json"), case)

    assert _verdicts(found) == {
        **GOOD,
        "400.content-type": True,
        "400.schema": True,
        "body.a.type": True,
        "body.a.enum": True,
    }


@pytest.mark.parametrize("expectation", [METHOD, MEDIA])
def test_an_answer_that_may_come_from_a_proxy_is_judged_for_its_status_only(expectation: Expectation) -> None:
    found = _observe(tiny.response(405, raw=b"<html>"), _case(expectation, "probed"), rules=[ENVELOPE])

    assert list(found) == ["probed"]


# --- invariants

ENVELOPE = tiny.rule(
    "invariant",
    **{"assert": [{"check": "one-null", "at": ["/data", "/error"]}, {"check": "equals-status", "at": ["/error/code"]}]},
)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"data": 1, "error": None}, [True]),
        (400, {"data": None, "error": {"code": 400}}, [True, True]),
        (400, {"data": None, "error": {"code": 401}}, [True, False]),
        (400, {"data": None, "error": {"code": "400"}}, [True, False]),
        (200, {"data": None, "error": None}, [False]),
        (200, {"data": 1, "error": 2}, [False]),
        (200, {"error": None}, [False]),
        (200, [], [False]),
        (201, {"data": 1, "error": None}, [True]),
    ],
)
def test_an_invariant_is_judged_on_every_answer(status: int, body: Any, expected: list[bool]) -> None:
    judge = Judge(_document(), tiny.book(rules=[ENVELOPE]))

    found = judge.observe(tiny.exchange(Call("getThings"), tiny.response(status, body)))

    assert [observation.ok for observation in found if observation.requirement == "tiny/rule/a-rule"] == expected


@pytest.mark.parametrize(("body", "expected"), [(b"<html>", [False]), (b"[" * 9999, [False])])
def test_a_body_that_is_no_json_breaks_an_invariant_about_json(body: bytes, expected: list[bool]) -> None:
    judge = Judge(_document(), tiny.book(rules=[ENVELOPE]))

    found = judge.observe(tiny.exchange(Call("getThings"), tiny.response(200, raw=body)))

    assert [entry.ok for entry in found if entry.requirement == "tiny/rule/a-rule"] == expected


def test_an_invariant_words_what_it_found() -> None:
    judge = Judge(_document(), tiny.book(rules=[ENVELOPE]))

    found = list(judge.observe(tiny.exchange(Call("getThings"), tiny.response(400, {"data": 1, "error": {"code": 7}}))))

    assert [(entry.expected, entry.actual) for entry in found[-2:]] == [
        ("exactly one of /data and /error is null", '/data = 1, /error = {"code": 7}'),
        ("/error/code = 400", "7"),
    ]


# --- which operations work at all


@pytest.mark.parametrize(
    ("call", "status", "found"),
    [
        (Call("getThings"), 200, True),
        (Call("getThings"), 204, True),
        (Call("getThings"), 201, False),
        (Call("getThings"), 400, False),
        (Call("getThings"), 503, False),
        (Call("getThings", credential=Credential.WRONG, scheme="Token"), 200, False),
        (Call("getThings", credential=Credential.MISSING, scheme="Token"), 200, False),
        (Call("getThings", method="PUT"), 200, False),
    ],
)
def test_an_operation_is_alive_when_it_accepted_a_proper_request(call: Call, status: int, found: bool) -> None:
    assert alive(_document(), [tiny.exchange(call, tiny.response(status))]) == ({"getThings"} if found else set())


def test_no_answer_is_no_sign_of_life() -> None:
    assert alive(_document(), [tiny.exchange(Call("getThings"), None)]) == frozenset()


# --- in general

_bodies = st.sampled_from([b"", b"{}", b'{"id": 1}', b'{"id": "x"}', b"<html>", b"null"]) | st.binary(max_size=8)
_types = st.sampled_from(["", "application/json", "text/html; charset=x", ";", "x"])
_responses = st.builds(
    Response, st.integers(100, 599), st.tuples(st.tuples(st.just("Content-Type"), _types)), _bodies, st.booleans()
)
_cases = st.none() | st.builds(
    _case, st.sampled_from(Expectation), st.sampled_from(["success", "body.a.type", "path.i.type"])
)
_JUDGE = Judge(_document(), tiny.book(rules=[ENVELOPE]))


def _all(pairs: list[tuple[Exchange, Case | None]]) -> list[Observation]:
    return [observation for exchange, case in pairs for observation in _JUDGE.observe(exchange, case)]


@given(st.lists(st.tuples(_responses | st.none(), _cases), max_size=6), st.randoms(use_true_random=False))
def test_judging_is_repeatable_and_each_exchange_stands_for_itself(
    answered: list[tuple[Response | None, Case | None]], shuffler: random.Random
) -> None:
    pairs = [
        (tiny.exchange(Call("getThings"), response, number), case) for number, (response, case) in enumerate(answered)
    ]
    shuffled = sorted(pairs, key=lambda _: shuffler.random())

    found = _all(pairs)

    assert _all(pairs) == found
    assert sorted(_all(shuffled), key=repr) == sorted(found, key=repr)


@given(_responses, _cases)
def test_an_observation_that_is_bad_says_why(response: Response, case: Case | None) -> None:
    for observation in _JUDGE.observe(tiny.exchange(Call("getThings"), response), case):
        assert observation.expected
        assert observation.ok or observation.actual

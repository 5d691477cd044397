"""Cases: documented requests, coverage of every constraint, and probes; bound to what the run created."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
import tiny

from stream_contracts import cases, constraints, requirements
from stream_contracts.cases import Case, Expectation, Profile
from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call, Credential
from stream_contracts.rulebook import Rulebook

NAME = {"type": "string", "minLength": 3, "maxLength": 12}
THING = {
    "type": "object",
    "required": ["name", "id"],
    "properties": {"name": NAME, "id": {"type": "integer", "minimum": 1}, "inner": {"type": "object"}},
}
EXAMPLE = {"name": "abcdefgh", "id": 7}


def _make(document: Document, book: Rulebook | None = None, profile: Profile = Profile.STANDARD) -> list[Case]:
    return list(cases.make(document, book or tiny.book(), profile))


def _add(**operation: Any) -> Document:
    body = tiny.body(THING, examples=tiny.examples(added=EXAMPLE))
    return tiny.document({"POST /things": {"requestBody": body, **operation}}, schemes={"Token": tiny.TOKEN})


def _of(found: list[Case], what: str) -> list[Case]:
    return [case for case in found if case.id.partition("/")[2] == what]


# --- documented requests


def _examples(operation: dict[str, Any], place: str = "GET /things") -> list[tuple[str, Call]]:
    return list(cases.example_calls(tiny.document({place: operation}).operations[0]))


def test_every_example_of_the_body_is_a_request() -> None:
    body = tiny.body({}, examples=tiny.examples(first={"a": 1}, second=None))

    calls = _examples({"requestBody": body}, "POST /things")

    assert calls == [
        ("first", Call("postThings", body={"a": 1}, media_type="application/json")),
        ("second", Call("postThings", body=None, media_type="application/json")),
    ]


def test_examples_pair_by_name() -> None:
    parameters = [
        tiny.parameter("query", "limit", {}, examples=tiny.examples(first=1, second=2)),
        tiny.parameter("query", "sort", {}, examples=tiny.examples(second="asc")),
        tiny.parameter("header", "X-A", {}, examples=tiny.examples(other="x")),
    ]
    body = tiny.body({}, examples=tiny.examples(first="one", second="two"))

    calls = dict(_examples({"parameters": parameters, "requestBody": body}, "POST /things"))

    assert {name: (call.query, call.headers, call.body) for name, call in calls.items()} == {
        "first": ({"limit": 1}, {}, "one"),
        "second": ({"limit": 2, "sort": "asc"}, {}, "two"),
        "other": ({}, {"X-A": "x"}, ABSENT),
    }


def test_a_required_parameter_always_goes_with_its_first_example() -> None:
    parameters = [
        tiny.parameter("query", "must", {}, required=True, examples=tiny.examples(one=1, two=2)),
        tiny.parameter("query", "may", {}, examples=tiny.examples(three=3)),
        tiny.parameter("path", "id", {}, example="thing-1"),
    ]

    calls = dict(_examples({"parameters": parameters}, "GET /things/{id}"))

    assert {name: (call.path, call.query) for name, call in calls.items()} == {
        "one": ({"id": "thing-1"}, {"must": 1}),
        "three": ({"id": "thing-1"}, {"must": 1, "may": 3}),
        "two": ({"id": "thing-1"}, {"must": 2}),
    }


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ({}, ["default"]),
        ({"requestBody": tiny.body({}, required=False)}, ["default"]),
        ({"requestBody": tiny.body({}, required=True)}, []),
        ({"requestBody": tiny.body({}, example={"a": 1})}, ["default"]),
        ({"parameters": [tiny.parameter("query", "q", {}, example=1)]}, ["default"]),
    ],
)
def test_without_examples_a_request_without_a_body_is_the_example(operation: Any, names: list[str]) -> None:
    assert [name for name, _ in _examples(operation)] == names


def test_an_example_that_looks_like_a_template_is_sent_as_it_is() -> None:
    body = tiny.body({}, example={"price": "$5"})

    assert _examples({"requestBody": body})[0][1].body == {"price": "$$5"}


def test_a_documented_request_is_to_be_accepted_and_shows_what_any_answer_shows() -> None:
    responses = {"200": tiny.answer({"type": "object"}), "204": tiny.answer()}

    case = _of(_make(_add(responses=responses), profile=Profile.SMOKE), "example-added")[0]

    assert case.expectation is Expectation.ACCEPTED
    assert [what.removeprefix("tiny/postThings/") for what in case.proves] == [
        *["success", "statuses", "no-server-error", "200.content-type", "200.schema"]
    ]


@pytest.mark.parametrize(
    ("schema", "unknown"), [({"type": "string"}, "$unique(24)"), ({"type": ["integer", "null"]}, 987654321)]
)
def test_a_documented_404_is_looked_for_with_an_id_that_nothing_has(schema: Any, unknown: Any) -> None:
    operation = {
        "parameters": [tiny.parameter("path", "id", schema, example="a")],
        "responses": {"200": tiny.answer(), "404": tiny.answer({"type": "object"})},
    }

    found = _of(_make(tiny.document({"GET /things/{id}": operation})), "unknown")

    assert [(case.call.path, case.expectation) for case in found] == [({"id": unknown}, Expectation.ANSWERED)]
    assert "tiny/getThingsId/404.schema" in found[0].proves


def test_without_a_documented_404_nothing_unknown_is_asked_for() -> None:
    assert not _of(_make(tiny.document({"GET /things/{id}": {}})), "unknown")


@pytest.mark.parametrize(
    ("old", "template", "bound"),
    [
        ("twelve-signs", "$unique", "$unique(12)"),
        ("short", "$unique", "short"),
        ("somebody@example.com", "$unique@example.org", "$unique(8)@example.org"),
        ("a@b.c", "$unique@example.org", "$unique@example.org"),
        ("twelve-signs", "$thing.id", "$thing.id"),
    ],
)
def test_a_new_name_is_as_long_as_the_value_that_it_replaces(old: str, template: str, bound: str) -> None:
    assert cases._fitting(old, template) == bound


def test_an_operation_without_a_success_is_asked_for_a_documented_answer() -> None:
    found = _make(tiny.document({"GET /gone": {"responses": {"410": tiny.answer()}}}))

    assert [case.expectation for case in found] == [Expectation.ANSWERED, Expectation.METHOD_REFUSED]
    assert found[0].proves == ("tiny/getGone/statuses", "tiny/getGone/no-server-error")


# --- bindings


def _book(**bindings: Any) -> Rulebook:
    return tiny.book(bindings={"postThings": {place.replace("__", "."): value for place, value in bindings.items()}})


def test_valid_requests_reach_what_the_run_created() -> None:
    found = _make(_add(), _book(body__id="$thing.id"))

    accepted = [case.call.body for case in found if case.expectation is Expectation.ACCEPTED]

    assert accepted
    assert all(body["id"] == "$thing.id" for body in accepted)


def test_a_value_that_is_broken_on_purpose_is_not_bound() -> None:
    found = _make(_add(), _book(body__id="$thing.id"))

    broken = [case.call.body for case in found if case.id.startswith("postThings/body.id.")]
    others = [case.call.body for case in found if case.id.startswith("postThings/body.name.")]

    assert broken
    assert not [body for body in broken if body.get("id") == "$thing.id"]
    assert others
    assert all(body["id"] == "$thing.id" for body in others)


@pytest.mark.parametrize(
    ("broken", "location", "bound"),
    [
        ("body.name.type", "body.id", True),
        ("body.id.type", "body.id", False),
        ("body.id.required", "body.id", False),
        ("body.id.deep.type", "body.id", False),
        ("body.id[].type", "body.id", False),
        ("body.identity.type", "body.id", True),
        ("body.additionalProperties", "body.id", True),
    ],
)
def test_a_binding_stays_away_from_the_broken_place_only(broken: str, location: str, bound: bool) -> None:
    document = _add()
    binder = cases._Binder(document, _book(**{location.replace(".", "__"): "$thing.id"}))

    call = binder.bind(Call("postThings", body={"id": 1}), [broken])

    assert (call.body["id"] == "$thing.id") is bound


@pytest.mark.parametrize(
    ("location", "call", "expected"),
    [
        ("path.id", Call("x", path={"id": 1}), Call("x", path={"id": "$t"})),
        ("query.id", Call("x", query={"id": 1}), Call("x", query={"id": "$t"})),
        ("header.X-Id", Call("x", headers={"X-Id": 1}), Call("x", headers={"X-Id": "$t"})),
        ("body.a.b", Call("x", body={"a": {"b": 1, "c": 2}}), Call("x", body={"a": {"b": "$t", "c": 2}})),
        ("body.a.b", Call("x", body={"a": 5}), Call("x", body={"a": 5})),
        ("body.a", Call("x", body=[1]), Call("x", body=[1])),
        ("body.a", Call("x"), Call("x")),
        ("credentials.Token", Call("x"), Call("x", secrets={"Token": "$t"})),
        ("body.a", Call("x", body={"b": 1}), Call("x", body={"b": 1})),
    ],
)
def test_a_binding_replaces_a_value_that_is_there(location: str, call: Call, expected: Call) -> None:
    assert cases._replace_at(call, location, "$t") == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("abcdefgh", "$unique(8)"),
        ("a" * 50, "$unique(50)"),
        ("short", "short"),
        ("", ""),
        (7, "$unique"),
        (None, "$unique"),
    ],
)
def test_a_unique_name_keeps_the_length_that_may_be_the_point_of_the_case(old: Any, new: Any) -> None:
    assert cases._fitting(old, "$unique") == new


def test_bindings_leave_the_document_alone() -> None:
    document = _add()
    before = json.dumps(document.raw)

    _make(document, _book(body__id="$thing.id", body__name="$unique"))

    assert json.dumps(document.raw) == before


# --- coverage and probes


def test_every_constraint_of_the_body_has_a_case_that_breaks_it_and_nothing_else() -> None:
    document = _add()

    found = [case for case in _make(document) if case.expectation is Expectation.REFUSED and case.call.raw is None]

    for case in found:
        unbound = dataclasses.replace(case.call, media_type="application/json")
        broken = constraints.broken_by(document, unbound)
        assert broken
        assert {f"tiny/postThings/{what}" for what in broken} <= set(case.proves)


def test_the_longest_and_the_shortest_valid_text_are_accepted() -> None:
    accepted = [case for case in _make(_add()) if case.expectation is Expectation.ACCEPTED]

    assert {len(case.call.body["name"]) for case in accepted} >= {3, 12}


def test_a_generated_value_that_looks_like_a_template_is_sent_as_it_is() -> None:
    schema = {"type": "object", "properties": {"price": {"enum": ["$5"]}}}
    parameters = [tiny.parameter("query", "q", {"type": "string", "enum": ["$7"]})]
    document = tiny.document({"POST /things": {"requestBody": tiny.body(schema), "parameters": parameters}})

    calls = [case.call for case in _make(document) if case.expectation is Expectation.ACCEPTED]

    assert {call.body["price"] for call in calls if "price" in call.body} == {"$$5"}
    assert {value for call in calls for value in call.query.values()} == {"$$7"}


def test_each_required_value_is_left_out_once_of_a_valid_request() -> None:
    parameters = [tiny.parameter("query", "q", {"type": "integer"}, required=True, example=1)]

    found = _make(_add(parameters=parameters))

    for what, part in (("query.q.required", "query"), ("body.name.required", "body"), ("body.id.required", "body")):
        name = what.split(".")[1]
        assert any(name not in getattr(case.call, part) for case in _of(found, what))


def test_bodies_that_are_no_json_are_refused() -> None:
    probes = _of(_make(_add()), "body.syntax")

    assert [case.call.raw for case in probes] == [b'{"a": ', b"{'a': 1}", b'{"a": 1}}', b"\xff\xfe{}"]
    assert {case.call.media_type for case in probes} == {"application/json"}
    for raw in (case.call.raw for case in probes):
        with pytest.raises(ValueError, match=r".+"):
            json.loads(raw or b"0")


def test_a_body_of_another_media_type_is_refused_for_it() -> None:
    (probe,) = _of(_make(_add()), "body.media-type")

    assert (probe.call.raw, probe.call.media_type) == (b"<a/>", "application/xml")
    assert probe.expectation is Expectation.MEDIA_TYPE_REFUSED
    assert probe.proves == ("tiny/postThings/body.media-type",)


def test_a_form_has_no_syntax_of_json() -> None:
    body = tiny.body({"type": "object"}, media="application/x-www-form-urlencoded", example={})

    found = _make(tiny.document({"POST /things": {"requestBody": body}}))

    assert not _of(found, "body.syntax")
    assert _of(found, "body.media-type")


def test_each_credential_is_left_out_once_and_wrong_once() -> None:
    found = [case for case in _make(_add(), profile=Profile.SMOKE) if "/auth." in case.id]

    assert [(case.id, case.call.credential, case.call.scheme) for case in found] == [
        ("postThings/auth.Token.missing", Credential.MISSING, "Token"),
        ("postThings/auth.Token.wrong", Credential.WRONG, "Token"),
    ]
    assert {case.expectation for case in found} == {Expectation.UNAUTHORIZED}
    assert all(case.call.body == EXAMPLE for case in found)


def test_the_first_undeclared_method_of_a_path_is_tried_once() -> None:
    document = tiny.document({"GET /things/{id}": {}, "PUT /things/{id}": {}})
    book = tiny.book(bindings={"*": {"path.id": "$thing.id"}})

    (probe,) = [case for case in _make(document, book) if case.id.endswith("method.undeclared")]

    assert probe.call == Call("getThingsId", path={"id": "$thing.id"}, method="PATCH")
    assert probe.expectation is Expectation.METHOD_REFUSED


def test_a_path_with_every_method_has_no_undeclared_one() -> None:
    document = tiny.document({f"{method} /things": {} for method in ("GET", "PUT", "PATCH", "POST", "DELETE")})

    assert not [case for case in _make(document) if case.id.endswith("method.undeclared")]


def test_smoke_is_examples_credentials_and_methods() -> None:
    ids = [case.id for case in _make(_add(), profile=Profile.SMOKE)]

    assert ids == [
        "postThings/example-added",
        "postThings/auth.Token.missing",
        "postThings/auth.Token.wrong",
        "postThings/method.undeclared",
    ]


def test_without_a_documented_request_there_is_nothing_to_probe() -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body(THING)}}, schemes={"Token": tiny.TOKEN})

    ids = {case.id for case in _make(document)}

    assert not [name for name in ids if "auth." in name or "method." in name or "syntax" in name]


def test_a_cookie_parameter_does_no_harm() -> None:
    parameters = [tiny.parameter("cookie", "sid", {"type": "string"}, required=True, example="x")]

    assert _make(_add(parameters=parameters))


def test_cases_prove_only_what_is_required() -> None:
    node = {"type": "object", "properties": {"n": {"type": "integer"}, "next": {"$ref": "#/components/schemas/Node"}}}
    operation = {
        "requestBody": tiny.body({"$ref": "#/components/schemas/Node"}, example={"n": 1}),
        "parameters": [tiny.parameter("query", "o", {"type": "object"}, style="deepObject")],
        "responses": {"200": tiny.answer({}), "404": tiny.answer()},
    }
    document = tiny.document({"POST /things": operation}, schemas={"Node": node})
    required = {requirement.id for requirement in requirements.derive(document, tiny.book())}

    proven = {what for case in _make(document) for what in case.proves}

    assert proven <= required


# --- as JSON


def test_calls_that_differ_on_the_wire_differ_as_json() -> None:
    bodies: list[Any] = [ABSENT, None, "", {}, [], 0, False, "null"]
    calls = [Call("x", body=body) for body in bodies] + [Call("x", raw=b""), Call("x", query={"a": ""})]

    texts = {
        json.dumps(cases.to_json(Case("id", call, Expectation.ACCEPTED, (), "")), sort_keys=True) for call in calls
    }

    assert len(texts) == len(calls)


def test_a_case_as_json_holds_what_was_said_and_nothing_else() -> None:
    case = Case("op/x", Call("op", path={"id": "a"}, raw=b"\xff"), Expectation.REFUSED, ("tiny/op/x",), "words")

    assert cases.to_json(case) == {
        "id": "op/x",
        "call": {"operation": "op", "path": {"id": "a"}, "raw": "\xff", "credential": "valid"},
        "expectation": "refused as bad input",
        "proves": ["tiny/op/x"],
    }

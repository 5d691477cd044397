"""Words of behaviour.yaml beyond the verbs on one item: values, answers, shapes of refusals, controls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tiny
from asgi_driver import Driver, tiny_mock

from stream_contracts.documents import Document
from stream_contracts.mock import behaviour
from stream_contracts.mock.messages import Answer
from stream_contracts.mock.model import Mock
from stream_contracts.mock.special.special import Special
from stream_specs.errors import UserError

OBJECT, LIST = tiny.answer({"type": "object"}), tiny.answer({"type": "array"})
TEXT = {
    "description": "A text.",
    "content": {"text/plain": {"schema": {"type": "string"}, "examples": {"a": {"value": "b"}}}},
}
BODY = tiny.body({"type": "object"})
BASIC = {"type": "http", "scheme": "basic"}


def things(**operations: Any) -> Document:
    """A document with a list, a creation and a change of things."""
    return tiny.document(
        {
            "GET /things": {"responses": {"200": LIST}},
            "POST /things": {"requestBody": BODY, "responses": {"200": OBJECT, "400": OBJECT}},
            "PUT /things": {"requestBody": BODY, "responses": {"200": OBJECT, "400": OBJECT}},
            **operations,
        }
    )


def mocked(operations: Any = None, document: Document | None = None, **declared: Any) -> Mock:
    """A mock of things. What is not declared shows an empty value."""
    document = document or things()
    plain = {entry.id: {"show": {}} for entry in document.operations}
    return tiny_mock(document, {**plain, **(operations or {})}, **declared)


LISTED = {"getThings": {"list": "thing"}}
THINGS = {"thing": {"key": "id", "template": {"size": 0}, "items": [{"id": "a", "size": 1}, {"id": "b", "size": 1}]}}


def test_put_makes_an_item_once_and_changes_it_afterwards() -> None:
    operations = {**LISTED, "putThings": {"put": "thing", "with": {"id": "$body.id", "colour": "$body.colour"}}}
    driver = Driver(mocked(operations, resources=THINGS))

    for colour in ("red", "blue"):
        driver.ask("/things", {"id": "c", "colour": colour}, method="PUT")
    driver.ask("/things", {"id": "a", "colour": "green"}, method="PUT")

    assert driver.ask("/things", method="GET").value == [
        {"id": "a", "size": 1, "colour": "green"},
        {"id": "b", "size": 1},
        {"id": "c", "size": 0, "colour": "blue"},
    ]


@pytest.mark.parametrize(
    ("ids", "status", "sizes"),
    [(["a", "b"], 200, [9, 9]), ([], 200, [1, 1]), (["a", "z"], 410, [1, 1]), ("b", 200, [1, 9])],
)
def test_set_changes_each_item_of_a_list_of_keys_or_none(ids: Any, status: int, sizes: list[int]) -> None:
    change = {"set": "thing", "key": "$body.ids", "with": {"size": 9}, "unknown": 410}
    driver = Driver(mocked({**LISTED, "putThings": change}, resources=THINGS))

    reply = driver.ask("/things", {"ids": ids}, method="PUT")

    assert (reply.status, [item["size"] for item in driver.ask("/things", method="GET").value]) == (status, sizes)


def test_a_part_of_a_value_is_set_and_the_rest_of_it_stays() -> None:
    operations = {
        "putThings": {"configure": {"settings.page.title": "$body.title", "settings.new.deep": 1}},
        "postThings": {"show": "$value.settings"},
    }
    mock = mocked(operations, values={"settings": {"page": {"title": "old", "size": 1}, "port": 80}})
    driver = Driver(mock)

    driver.ask("/things", {"title": "new"}, method="PUT")

    expected = {"page": {"title": "new", "size": 1}, "port": 80, "new": {"deep": 1}}
    assert driver.ask("/things", {}).value == expected
    mock.reset(1)
    assert driver.ask("/things", {}).value == {"page": {"title": "old", "size": 1}, "port": 80}


def test_answers_go_by_the_verb_and_may_be_the_documented_example() -> None:
    document = things(**{"DELETE /things": {"responses": {"200": {**OBJECT, "content": _example({"done": True})}}}})
    operations = {
        **LISTED,
        "deleteThings": {"delete": "thing", "key": "a"},
        "putThings": {"set": "thing", "key": "b", "with": {"size": 2}, "answer": {"own": "$result.size"}},
    }
    driver = Driver(mocked(operations, document, resources=THINGS, answers={"delete": "$example", "set": "unused"}))

    assert driver.ask("/things", method="DELETE").value == {"done": True}
    assert driver.ask("/things", {}, method="PUT").value == {"own": 2}
    assert driver.ask("/things", method="GET").value == [{"id": "b", "size": 2}]


def _example(value: Any) -> dict[str, Any]:
    return {"application/json": {"schema": {"type": "object"}, "examples": {"one": {"value": value}}}}


def test_an_operation_may_answer_with_the_example_of_a_refusal() -> None:
    document = tiny.document({"GET /x": {"responses": {"400": {**OBJECT, "content": _example({"no": 1})}}}})

    reply = Driver(tiny_mock(document, {"getX": {"example": "one", "status": 400}})).ask("/x", method="GET")

    assert (reply.status, reply.value) == (400, {"no": 1})


def test_a_success_has_the_headers_that_are_declared() -> None:
    document = tiny.document({"GET /x": {"responses": {"307": {"description": "Elsewhere."}}}})
    operations = {"getX": {"show": "there", "headers": {"Location": "/${result}"}}}

    reply = Driver(tiny_mock(document, operations)).ask("/x", method="GET")

    assert (reply.status, reply.body, reply.headers["Location"]) == (307, b"", "/there")


@pytest.mark.parametrize("value", ["a\r\nX-Mine: 1", "a\0", "\N{SNOWMAN}"])
def test_a_header_that_no_header_may_be_is_never_sent(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = tiny.document({"GET /x": {"responses": {"307": {"description": "Elsewhere."}}}})
    operations = {"getX": {"show": value, "headers": {"Location": "/${result}"}}}

    reply = Driver(tiny_mock(document, operations)).ask("/x", method="GET")

    assert (reply.status, reply.value["status"], "Location" in reply.headers) == (500, 500, False)
    assert "internal error on GET /v1/x" in capsys.readouterr().err


def test_an_integer_of_any_size_is_shown_as_it_is() -> None:
    document = tiny.document({"GET /x": {"responses": {"200": OBJECT}}})

    reply = Driver(tiny_mock(document, {"getX": {"show": {"x": 2**70}}})).ask("/x", method="GET")

    assert reply.value == {"x": 2**70}


def test_a_text_is_sent_as_it_is() -> None:
    document = tiny.document({"GET /x": {"responses": {"200": TEXT}}})

    reply = Driver(tiny_mock(document, {"getX": {"show": "ä: ${now}"}}, clock="2025-03-09T18:15:00Z")).ask(
        "/x", method="GET"
    )

    assert (reply.body.decode(), reply.headers["content-type"]) == ("ä: 2025-03-09T18:15:00Z", "text/plain")


@pytest.mark.parametrize(("flag", "text"), [(True, "is true"), (False, "is false"), (None, "is null"), (1, "is 1")])
def test_words_of_json_stay_words_of_json_inside_a_text(flag: Any, text: str) -> None:
    operations = {"postThings": {"show": {"said": "is ${body.flag}"}}}

    assert Driver(mocked(operations)).ask("/things", {"flag": flag}).value == {"said": text}


SHAPES = {
    "body": {"usual": "$message"},
    "shapes": {"401": {"media-type": "text/plain", "body": "no\n"}, "404": {}, "405": {"body": {"own": "$status"}}},
}


@pytest.mark.parametrize(
    ("method", "path", "status", "media_type", "body"),
    [
        ("GET", "/x", 401, "text/plain", b"no\n"),
        ("GET", "/nothing", 404, None, b""),
        ("PUT", "/x", 405, "application/json", b'{"own":405}'),
    ],
)
def test_refusals_have_the_shape_of_their_status(
    method: str, path: str, status: int, media_type: str | None, body: bytes
) -> None:
    document = tiny.document({"GET /x": {"responses": {"200": OBJECT}}}, schemes={"Basic": BASIC})
    errors = {**SHAPES, "challenges": {"Basic": {"WWW-Authenticate": 'Basic realm="mine"', "X-More": "yes"}}}
    driver = Driver(tiny_mock(document, {"getX": {"show": {}}}, errors=errors, authentication={}))

    reply = driver.ask(path, method=method)

    assert (reply.status, reply.headers.get("content-type"), reply.body) == (status, media_type, body)
    assert (reply.headers.get("X-More") == "yes") == (status == 401)


TAKES = {"type": "object", "required": ["on"], "properties": {"on": {"type": "boolean"}}, "additionalProperties": False}
LAMP = {"lamp": {"takes": TAKES, "does": {"configure": {"lamp": "$body.on"}, "result": {"is": "$value.lamp"}}}}


def test_a_control_changes_the_world() -> None:
    mock = mocked({"postThings": {"show": {"lamp": "$value.lamp"}}}, values={"lamp": False}, controls=LAMP)
    control = Driver(mock, base="")

    reply = control.ask("/__mock__/lamp", {"on": True})

    assert (reply.status, reply.value) == (200, {"is": True})
    assert Driver(mock).ask("/things", {}).value == {"lamp": True}


@pytest.mark.parametrize(
    ("body", "method", "peer", "status"),
    [
        ({"on": 1}, "POST", "127.0.0.1", 400),
        ({}, "POST", "127.0.0.1", 400),
        (b"", "POST", "127.0.0.1", 400),
        ({"on": True}, "PUT", "127.0.0.1", 405),
        ({"on": True}, "POST", "203.0.113.1", 404),
    ],
)
def test_a_wrong_control_call_changes_nothing(body: Any, method: str, peer: str, status: int) -> None:
    mock = mocked(values={"lamp": False}, controls=LAMP)

    reply = Driver(mock, base="").ask("/__mock__/lamp", body, method=method, peer=peer)

    assert (reply.status, mock.state.values) == (status, {"lamp": False})


@pytest.mark.parametrize(
    ("schema", "value", "status"),
    [
        ({"minimum": 1}, 1, 200),
        ({"minimum": 1}, 0, 400),
        ({"format": "ipv4"}, "127.0.0.1", 200),
        ({"format": "ipv4"}, "127.0.0", 400),
        ({}, None, 200),
    ],
)
def test_what_does_not_fit_a_schema_is_refused(schema: Any, value: Any, status: int) -> None:
    refuse = [{"unless": {"value": "$body.value", "fits": schema}, "status": 400}]
    operations = {"postThings": {"show": {}, "refuse": refuse}}

    assert Driver(mocked(operations)).ask("/things", {"value": value}).status == status


def test_what_is_not_there_fits_no_schema() -> None:
    refuse = [{"unless": {"value": "$body.value", "fits": {}}, "status": 400}]

    assert Driver(mocked({"postThings": {"show": {}, "refuse": refuse}})).ask("/things", {}).status == 400


def test_functions_give_values_and_whole_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from stream_contracts.mock import building

    special = Special(
        functions={"teapot": lambda _: Answer(418, {"short": True}, headers=(("X-Kind", "pot"),))},
        values={"start": lambda document, state: {"api": document.api, "drawn": state.generator.number(1, 9)}},
    )
    monkeypatch.setattr(building, "special_of", lambda _: special)
    operations = {"postThings": {"special": "teapot"}, "putThings": {"show": "$value.api"}}
    driver = Driver(mocked(operations, values="start"))

    reply = driver.ask("/things", {})

    assert (reply.status, reply.value, reply.headers["X-Kind"]) == (418, {"short": True}, "pot")
    assert driver.ask("/things", {}, method="PUT").value == "tiny"


def test_the_clock_starts_where_it_is_declared_also_in_a_copy_of_the_state() -> None:
    mock = mocked(clock="2025-03-09T18:15:00Z")
    mock.state.clock.advance(5)

    assert mock.state.copy().clock.text() == mock.state.clock.text() == "2025-03-09T18:15:05Z"


@pytest.mark.parametrize(
    ("declared", "word"),
    [
        ({"tokens": {"Bearer": {"resource": "nothing", "member": "x"}}}, "nothing"),
        ({"tokens": {"Wrong": {"resource": "thing", "member": "x"}}}, "Wrong"),
        ({"values": "missing"}, "missing"),
        ({"controls": {"lamp": {"takes": {}, "does": {"read": "nothing", "key": "a"}}}}, "nothing"),
        ({"controls": {"lamp": {"takes": {}, "does": {"special": "missing"}}}}, "missing"),
    ],
)
def test_names_that_do_not_exist_are_found_at_once(declared: Any, word: str) -> None:
    with pytest.raises(UserError, match=word):
        mocked(LISTED, **{"resources": THINGS, **declared})


@pytest.mark.parametrize(
    "change",
    [
        {"tokens": {"path.x": {"resource": "a", "member": "b"}}},
        {"tokens": {"Bearer": {"resource": "a"}}},
        {"controls": {"reset": {"takes": {}, "does": {"show": 1}}}},
        {"controls": {"lamp": {"does": {"show": 1}}}},
        {"controls": {"lamp": {"takes": {}, "does": {}}}},
        {"answers": {"shout": "$result"}},
        {"clock": "noon"},
        {"operations": {"a": {"put": "thing"}}},
        {"operations": {"a": {"show": 1, "takes": {}}}},
        {"errors": {"body": {}, "shapes": {"200": {}}}},
    ],
)
def test_the_vocabulary_is_closed(change: Any, tmp_path: Path) -> None:
    path = tmp_path / "behaviour.json"
    path.write_text(json.dumps({"errors": {"body": {}}, "operations": {}, **change}), "utf-8")

    with pytest.raises(UserError):
        behaviour.load(path)

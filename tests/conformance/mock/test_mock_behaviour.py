"""Reading behaviour.yaml: mistakes are named with file and line, and what does not fit the document is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiny
from asgi_driver import Driver, tiny_mock

from stream_contracts import data
from stream_contracts.mock import behaviour
from stream_specs.errors import UserError

THINGS = {"thing": {"key": "id", "template": {"id": "$body.id"}}}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("operations: {}\n", 1, "errors"),
        ("errors: {body: x}\noperations:\n  a:\n    reed: thing\n    key: 1\n", 4, "reed"),
        ("errors: {body: x}\noperations:\n  a:\n    read: thing\n", 3, "exactly one of"),
        ("errors: {body: x}\noperations:\n  a: {read: t, list: t, key: 1}\n", 3, "exactly one of"),
        ("errors:\n  body: x\n  bad-input: 200\noperations: {}\n", 3, "200"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    path = tmp_path / "behaviour.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(UserError) as caught:
        behaviour.load(path)

    assert caught.value.where.endswith(f"behaviour.yaml:{line}")
    assert word in caught.value.what


@pytest.mark.parametrize(
    ("declared", "word"),
    [
        ({"operations": {"nobody": {"list": "thing"}}}, "no operation `nobody`"),
        ({"operations": {"postThings": {"list": "think"}}}, "unknown resource `think`"),
        ({"operations": {"postThings": {"special": "x"}}}, "no function"),
        ({"authentication": {"Basic": [{"credential": "a"}]}}, "no security scheme `Basic`"),
        ({"operations": {"postThings": {"example": "other"}}}, "no example `other`"),
        ({"operations": {"postThings": {"list": "thing", "result": "$oops"}}}, "`$oops` is no template"),
    ],
)
def test_a_behaviour_that_does_not_fit_the_document_is_refused(declared: Any, word: str) -> None:
    answer = tiny.answer({"type": "object"})
    document = tiny.document({"POST /things": {"responses": {"200": answer}}})

    with pytest.raises(UserError) as caught:
        tiny_mock(document, **{"resources": THINGS, "operations": {"postThings": {"list": "thing"}}, **declared})

    assert word in caught.value.what


def test_an_operation_without_behaviour_answers_with_its_example() -> None:
    answer = tiny.answer({"type": "object"})
    answer["content"]["application/json"]["example"] = {"a": 1}
    document = tiny.document({"GET /things": {"responses": {"201": answer, "404": tiny.answer()}}})

    reply = Driver(tiny_mock(document)).ask("/things", method="GET")

    assert (reply.status, reply.value) == (201, {"a": 1})


def test_an_operation_with_neither_behaviour_nor_example_is_refused() -> None:
    document = tiny.document({"GET /things": {"responses": {"200": tiny.answer({"type": "object"})}}})

    with pytest.raises(UserError, match="no behaviour and no example"):
        tiny_mock(document)


@pytest.mark.parametrize(("status", "expected"), [(0, (200, b"null")), (202, (202, b"null")), (204, (204, b""))])
def test_a_range_is_answered_with_its_first_status_or_with_the_one_that_is_named(status: int, expected: Any) -> None:
    answer = tiny.answer({})
    answer["content"]["application/json"]["example"] = None
    document = tiny.document({"GET /things": {"responses": {"2XX": answer, "500": tiny.answer()}}})
    operations = {"getThings": {"example": "default", "status": status}} if status else {}

    reply = Driver(tiny_mock(document, operations)).ask("/things", method="GET")

    assert (reply.status, reply.body) == expected


def test_a_success_without_content_has_no_body() -> None:
    reply = Driver(tiny_mock(tiny.document({"DELETE /things": {"responses": {"204": {"description": "Gone."}}}}))).ask(
        "/things", method="DELETE"
    )

    assert (reply.status, reply.body, reply.headers) == (204, b"", {})


def test_a_configuration_value_is_set_and_read_back() -> None:
    answer = tiny.answer({"type": "object"})
    document = tiny.document(
        {
            "POST /name": {"requestBody": tiny.body({"type": "object"}), "responses": {"200": answer}},
            "GET /name": {"responses": {"200": answer}},
        }
    )
    operations = {
        "postName": {"configure": {"name": "$body.value"}},
        "getName": {"configure": {}, "result": {"name": "$value.name"}},
    }
    driver = Driver(tiny_mock(document, operations, values={"name": "before"}))

    before = driver.ask("/name", method="GET").value
    driver.ask("/name", {"value": "after"})

    assert (before, driver.ask("/name", method="GET").value) == ({"name": "before"}, {"name": "after"})


@pytest.mark.parametrize("api", data.apis())
def test_every_api_has_a_behaviour_that_fits_its_document(api: str) -> None:
    from stream_contracts.mock.server import make

    assert make(api).endpoints


@pytest.mark.parametrize(
    ("body", "shown"),
    [(b'{"id": 7}', {"id": 7}), (b"", {}), (b"[7]", {}), (b"{", {}), (b"\xff", {})],
)
def test_an_operation_without_a_documented_body_takes_what_comes(body: bytes, shown: Any) -> None:
    document = tiny.document({"POST /x": {"responses": {"200": tiny.answer({})}}})
    declared = {"postX": {"show": {"id": "$body.id"}, "answer": "$result"}}

    reply = Driver(tiny_mock(document, declared)).ask("/x", body)

    assert (reply.status, reply.value) == (200, shown)

"""Code samples from tiny documents: which request is shown, and how it is written."""

from __future__ import annotations

from typing import Any

import pytest

from stream_specs.docs import curl, python_text
from stream_specs.docs.endpoints import endpoints
from stream_specs.docs.requests import sample
from stream_specs.docs.samples import CodeSample, with_samples
from stream_specs.errors import UserError


def document(operation: dict[str, Any], method: str = "post", **more: Any) -> dict[str, Any]:
    """A document of one operation, `/notes/{id}`, whose id is `a b`."""
    identified = {"in": "path", "name": "id", "required": True, "schema": {}, "example": "a b"}
    whole = {"operationId": "one", "responses": {}, "parameters": [identified], **operation}
    return {"servers": [{"url": "https://x.example/v1"}], "paths": {"/notes/{id}": {method: whole}}, **more}


def command(operation: dict[str, Any], method: str = "post", **more: Any) -> str:
    made = document(operation, method, **more)
    return curl.command(sample(made, endpoints(made)[0]))


def body(media_type: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {media_type: {"examples": {"a": {"value": value}}, **more}}}}


FILE = {"type": "string", "format": "binary"}
URL = "'https://x.example/v1/notes/a%20b'"
COMMANDS = {
    "GET is not named": ({}, "get", f"curl {URL}"),
    "nor is POST with a body": (
        body("application/json", {"it's": 1}),
        "post",
        f"curl {URL} \\\n  -H 'Content-Type: application/json' \\\n  -d '{{\"it'\"'\"'s\": 1}}'",
    ),
    "any other is": ({}, "delete", f"curl -X DELETE {URL}"),
    "POST without a body is": ({}, "post", f"curl -X POST {URL}"),
    "a form, with an object in it": (
        body("application/x-www-form-urlencoded", {"a": {"b": 1}, "c": ["x&y", "z"]}),
        "post",
        f"curl {URL} \\\n  --data-urlencode 'a[b]=1' \\\n  --data-urlencode 'c=x&y' \\\n  --data-urlencode 'c=z'",
    ),
    "a form with a file": (
        body("multipart/form-data", {"f": "text", "n": "@x"}, schema={"properties": {"f": FILE}}),
        "put",
        f"curl -X PUT {URL} \\\n  -F 'f=@picture.png;type=image/png' \\\n  --form-string 'n=@x'",
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_request_becomes_a_command(name: str) -> None:
    operation, method, expected = COMMANDS[name]

    assert command(operation, method) == expected


SCHEMES = {
    "bearer": ({"type": "http", "scheme": "bearer"}, "-H 'Authorization: Bearer ...'"),
    "basic": ({"type": "http", "scheme": "basic", "x-username": "admin"}, "-u 'admin:...'"),
    "basic with any name": ({"type": "http", "scheme": "basic"}, "-u '...:...'"),
    "a prefix": (
        {"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "OAuth "},
        "-H 'Authorization: OAuth ...'",
    ),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_credential_is_left_to_the_reader(name: str) -> None:
    scheme, expected = SCHEMES[name]

    made = command({}, "get", security=[{"A": []}, {}], components={"securitySchemes": {"A": scheme}})

    assert made == f"curl {URL} \\\n  {expected}"


def test_a_key_in_the_query_stands_in_the_address() -> None:
    scheme = {"type": "apiKey", "in": "query", "name": "key"}

    made = command({"security": [{"A": []}]}, "get", components={"securitySchemes": {"A": scheme}})

    assert made == f"curl {URL[:-1]}?key=...'"


def test_what_is_not_required_is_left_out_and_lists_are_joined_as_described() -> None:
    asked = {"in": "query", "schema": {}, "example": ["a", "b"]}
    named = [
        {**asked, "name": "each", "required": True},
        {**asked, "name": "joined", "required": True, "explode": False},
        {**asked, "name": "other"},
    ]
    made = command({"parameters": named}, "get")

    assert "?each=a&each=b&joined=a,b'" in made


def test_the_example_that_an_answer_has_too_is_taken() -> None:
    media = {"examples": {"refused": {"value": 1}, "added": {"value": 2}}}
    answers = {"200": {"content": {"application/json": {"examples": {"added": {"value": {}}}}}}}

    made = document({"requestBody": {"content": {"application/json": media}}, "responses": answers})

    assert sample(made, endpoints(made)[0]).body.value == 2  # type: ignore[union-attr]


def test_a_required_parameter_without_an_example_is_an_error() -> None:
    made = document({"parameters": [{"in": "query", "name": "q", "required": True, "schema": {}}]})

    with pytest.raises(UserError, match="the required parameter `q` of one has no example"):
        sample(made, endpoints(made)[0])


def test_samples_are_added_to_each_operation_and_to_nothing_else() -> None:
    before = document({"summary": "One"}, "get")

    after = with_samples(before, {"one": (CodeSample("curl", "Shell", "curl", "curl x"),)})

    operation = after["paths"]["/notes/{id}"]["get"]
    assert operation.pop("x-codeSamples") == [{"lang": "Shell", "label": "curl", "source": "curl x"}]
    assert after == before


LITERALS = [
    (None, "None"),
    (True, "True"),
    ('a"b\n', '"a\\"b\\n"'),
    ([1, 2.5, []], "[1, 2.5, []]"),
    ({"a": {"b": False}}, '{"a": {"b": False}}'),
    (["x" * 60, "y" * 60], f'[\n    "{"x" * 60}",\n    "{"y" * 60}",\n]'),
]


@pytest.mark.parametrize(("value", "expected"), LITERALS)
def test_a_value_of_json_becomes_python(value: Any, expected: str) -> None:
    assert python_text.literal(value) == expected


def test_a_call_takes_several_lines_when_one_is_too_short() -> None:
    short = python_text.call("f", ["a=1", "b=2"])
    long = python_text.call("f", [f"a={'x' * 50}", f"b={'y' * 50}"])

    assert short == "f(a=1, b=2)"
    assert long == f"f(\n    a={'x' * 50},\n    b={'y' * 50},\n)"

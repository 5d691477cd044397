"""Parsing bodies: strict JSON, forms with brackets, multipart forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.mock.bodies import MAX_DEPTH, BodyReader, parse_json
from stream_contracts.mock.parameters import MalformedError

_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(_values)
def test_what_json_can_say_is_read_as_it_is(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{} {}",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": "\\ud800"}',
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * 100_000,
        b"[" + b"9" * 5000 + b"]",
        b" ",
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_what_is_not_wholly_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_json(body)


def test_brackets_inside_strings_do_not_count_as_depth() -> None:
    assert parse_json(b'["' + b'[\\"' * 500 + b'"]') == ['["' * 500]


@pytest.mark.parametrize(("text", "value"), [(b"1.0", 1), (b"1e3", 1000), (b"1.5", 1.5), (b"1e300", 1e300)])
def test_a_whole_number_is_an_integer_however_it_is_written(text: bytes, value: float) -> None:
    found = parse_json(text)

    assert (found, type(found)) == (value, type(value))


FORM = {
    "type": "object",
    "properties": {
        "length": {"type": "integer"},
        "on": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "integer"}},
        "channel": {"type": "object", "properties": {"status": {"type": "string"}, "delay": {"type": "integer"}}},
    },
}


def _reader(media: str, schema: Any = FORM) -> BodyReader:
    document = tiny.document({"PUT /c": {"requestBody": tiny.body(schema, media=media)}})
    return BodyReader(document, document.operation("putC").request_body.content[0])


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"length=30", {"length": 30}),
        (b"length=soon", {"length": "soon"}),
        (b"on=true", {"on": True}),
        (b"tags=1&tags=2", {"tags": [1, 2]}),
        (b"tags=1", {"tags": [1]}),
        (b"tags[]=1", {"tags": [1]}),
        (b"channel[status]=a+b&channel%5Bdelay%5D=3", {"channel": {"status": "a b", "delay": 3}}),
        (b"other=%E2%82%AC", {"other": "€"}),
        (b"length=", {"length": ""}),
    ],
)
def test_a_form_is_read_by_its_schema(body: bytes, value: Any) -> None:
    assert _reader("application/x-www-form-urlencoded").read(body, "") == value


@pytest.mark.parametrize("body", [b"a=%FF", b"a=\xff", b"a=1&a[b]=2", b"a[b]=1&a[b][c]=2"])
def test_a_form_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedError):
        _reader("application/x-www-form-urlencoded").read(body, "")


def test_a_multipart_form_is_read_by_its_schema() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="length"\r\n\r\n30\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\xff\r\n--x--\r\n'
    )

    assert _reader("multipart/form-data").read(body, "multipart/form-data; boundary=x") == {"length": 30, "file": "ÿ"}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"image[]=1", {"image[]": ["1"]}),
        (b"image[]=1&image[]=2", {"image[]": ["1", "2"]}),
        (b"tags[]=1&image[]=2", {"tags": ["1"], "image[]": ["2"]}),
    ],
)
def test_a_name_with_brackets_that_the_schema_knows_is_taken_as_it_is(body: bytes, value: Any) -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    schema = {"type": "object", "properties": {"image[]": texts, "tags": texts}}

    assert _reader("application/x-www-form-urlencoded", schema).read(body, "") == value


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=y"])
def test_a_multipart_form_with_a_wrong_boundary_is_refused(content_type: str) -> None:
    with pytest.raises(MalformedError):
        _reader("multipart/form-data").read(b"--x\r\n\r\n--x--\r\n", content_type)

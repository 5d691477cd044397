"""From a call with values to the bytes of a request, and back to what a server reads from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts import wire
from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call, Credential, Request

STRING = {"type": "string"}
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def _build(document: Document, secrets: Mapping[str, str] | None = None, **call: Any) -> Request:
    return wire.build(document, Call(document.operations[0].id, **call), document.base_path, secrets or {})


# --- paths


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("plain-1.2~_", "plain-1.2~_"),
        ("a/b", "a%2Fb"),
        ("../admin", "..%2Fadmin"),
        ("%2F", "%252F"),
        ("a b", "a%20b"),
        ("?#;&=+", "%3F%23%3B%26%3D%2B"),
        ("{other}", "%7Bother%7D"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
        ("", ""),
        (7, "7"),
        (True, "true"),
        (None, "null"),
        ([1, "b,c"], "1,b%2Cc"),
    ],
)
def test_a_path_value_stays_one_segment(value: Any, segment: str) -> None:
    document = tiny.document({"GET /things/{id}/parts/{other}": {}})

    request = _build(document, path={"id": value, "other": "x"})

    assert request.target == f"/v1/things/{segment}/parts/x"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_path_value_arrives_as_it_was_meant(value: str) -> None:
    document = tiny.document({"GET /things/{id}": {}})

    segments = _build(document, path={"id": value}).target.split("/")

    assert len(segments) == 4
    assert unquote(segments[3]) == value


# --- queries


@pytest.mark.parametrize(
    ("style", "explode", "value", "query"),
    [
        ("form", True, ["a", "b"], "q=a&q=b"),
        ("form", False, ["a", "b"], "q=a,b"),
        ("form", False, ["a,b", "c"], "q=a%2Cb,c"),
        ("form", True, [], ""),
        ("form", False, [], ""),
        ("spaceDelimited", False, ["a,", "b"], "q=a%2C%20b"),
        ("pipeDelimited", False, ["a", "b"], "q=a%7Cb"),
        ("form", True, {"r": 1, "g": 2}, "r=1&g=2"),
        ("form", False, {"r": 1, "g": 2}, "q=r,1,g,2"),
        ("deepObject", True, {"r": 1, "g": True}, "q%5Br%5D=1&q%5Bg%5D=true"),
        ("form", True, "a b+c&d=e/é", "q=a%20b%2Bc%26d%3De%2F%C3%A9"),
        ("form", True, "a,b[c]", "q=a%2Cb%5Bc%5D"),
        ("form", True, "", "q="),
        ("form", True, 1.5, "q=1.5"),
        ("form", True, False, "q=false"),
        ("form", True, None, "q=null"),
    ],
)
def test_a_query_value_is_written_in_the_style_of_its_parameter(
    style: str, explode: bool, value: Any, query: str
) -> None:
    parameter = tiny.parameter("query", "q", {}, style=style, explode=explode)
    document = tiny.document({"GET /things": {"parameters": [parameter]}})

    request = _build(document, query={"q": value})

    assert request.target.partition("?")[2] == query


def test_an_undeclared_query_value_is_sent_all_the_same() -> None:
    request = _build(tiny.document({"GET /things": {}}), query={"x": ["1", "2"]})

    assert request.target == "/v1/things?x=1&x=2"


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.text("aé ,+&=%#\n"), min_size=1))
def test_a_query_arrives_as_it_was_meant(values: dict[str, str]) -> None:
    request = _build(tiny.document({"GET /things": {}}), query=values)

    pairs = parse_qsl(request.target.partition("?")[2], keep_blank_values=True, strict_parsing=True)

    assert dict(pairs) == values


# --- bodies


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"a": [1, None, "é"]}, b'{"a": [1, null, "\\u00e9"]}'),
        (None, b"null"),
        ("text", b'"text"'),
        ("", b'""'),
        ({}, b"{}"),
        ([], b"[]"),
        (0, b"0"),
        (False, b"false"),
        (ABSENT, b""),
    ],
)
def test_a_json_body_is_json_and_an_absent_one_is_nothing(body: Any, sent: bytes) -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({})}})

    request = _build(document, body=body)

    assert request.body == sent
    assert request.header("Content-Type") == ("" if body is ABSENT else "application/json")


def test_raw_bytes_are_sent_as_they_are() -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({})}})

    request = _build(document, raw=b'{"a": ', media_type="application/json")

    assert request.body == b'{"a": '
    assert request.header("Content-Type") == "application/json"


def test_a_body_of_text_is_not_quoted() -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body(STRING, media="text/plain")}})

    assert _build(document, body="hé").body == "hé".encode()


def test_a_call_chooses_among_the_documented_media_types() -> None:
    content = {"application/json": {"schema": {}}, FORM: {"schema": {}}}
    document = tiny.document({"POST /things": {"requestBody": {"content": content}}})

    request = _build(document, body={"a": 1}, media_type=FORM)

    assert (request.body, request.header("Content-Type")) == (b"a=1", FORM)


@pytest.mark.parametrize(
    ("value", "encoding", "sent"),
    [
        ({"a": 1, "b": True, "c": None, "d": "é &="}, {}, b"a=1&b=true&c=null&d=%C3%A9+%26%3D"),
        ({"a": ["x", "y"]}, {}, b"a=x&a=y"),
        ({"a": ["x", "y"]}, {"a": {"style": "form", "explode": False}}, b"a=x,y"),
        ({"a": {"b": 1}}, {"a": {"style": "deepObject", "explode": True}}, b"a%5Bb%5D=1"),
        ({}, {}, b""),
        ("no-object", {}, b"no-object="),
    ],
)
def test_a_form_follows_its_encoding(value: Any, encoding: Mapping[str, Any], sent: bytes) -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({}, media=FORM, encoding=encoding)}})

    assert _build(document, body=value).body == sent


def test_multipart_has_a_part_for_each_member_and_files_have_names() -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({}, media=MULTIPART)}})

    parts = _parts(_build(document, body={"title": "é", "size": 3, "file": {"filename": "a.txt", "content": "hi"}}))

    assert parts == [
        ('form-data; name="title"', "é"),
        ('form-data; name="size"', "3"),
        ('form-data; name="file"; filename="a.txt"', "hi"),
    ]


UPLOAD = {"type": "string", "format": "binary"}


def test_content_of_files_is_sent_as_files_and_lists_as_one_part_an_item() -> None:
    members = {"image": {"$ref": "#/components/schemas/Upload"}, "more[]": {"type": "array", "items": UPLOAD}}
    form = {"type": "object", "properties": {**members, "tags": {"type": "array", "items": STRING}}}
    body = tiny.body({"$ref": "#/components/schemas/Form"}, media=MULTIPART)
    document = tiny.document({"POST /things": {"requestBody": body}}, schemas={"Upload": UPLOAD, "Form": form})

    parts = _parts(_build(document, body={"image": "GIF", "more[]": ["a", "b"], "tags": ["c", "d"], "other": 1}))

    assert parts == [
        ('form-data; name="image"; filename="upload"', "GIF"),
        ('form-data; name="more[]"; filename="upload"', "a"),
        ('form-data; name="more[]"; filename="upload"', "b"),
        ('form-data; name="tags"', "c"),
        ('form-data; name="tags"', "d"),
        ('form-data; name="other"', "1"),
    ]


def test_a_name_cannot_break_out_of_its_multipart_header() -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({}, media=MULTIPART)}})

    parts = _parts(_build(document, body={'a"\r\nX: y': "1"}))

    assert parts == [('form-data; name="a%22%0D%0AX: y"', "1")]


def _parts(request: Request) -> list[tuple[str, str]]:
    head = f"Content-Type: {request.header('Content-Type')}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + request.body)
    return [
        (str(part["Content-Disposition"]), part.get_payload(decode=True).decode().removesuffix("\r\n"))  # type: ignore[union-attr]
        for part in message.get_payload()  # type: ignore[union-attr]
    ]


# --- headers and methods


def test_accept_lists_every_documented_media_type_once() -> None:
    responses = {"200": tiny.answer({}), "201": tiny.answer({}), "400": tiny.answer({}, media="text/plain")}

    request = _build(tiny.document({"GET /things": {"responses": responses}}))

    assert request.header("Accept") == "application/json, text/plain"


@pytest.mark.parametrize(
    ("root", "operation", "accept"),
    [
        ({}, {}, "*/*"),
        ({"x-accept": "application/vnd.tiny.v3+json"}, {}, "application/vnd.tiny.v3+json"),
        ({"x-accept": "application/vnd.tiny.v3+json"}, {"x-accept": "text/html"}, "text/html"),
    ],
)
def test_accept_can_be_fixed_for_the_api_or_for_an_operation(
    root: dict[str, str], operation: dict[str, str], accept: str
) -> None:
    document = tiny.document({"GET /things": operation}, **root)

    assert _build(document).header("Accept") == accept


def test_headers_of_the_call_are_sent_as_text() -> None:
    request = _build(tiny.document({"GET /things": {}}), headers={"X-Count": 3, "X-List": ["a", "b"]})

    assert request.headers[1:] == (("X-Count", "3"), ("X-List", "a,b"))


def test_a_content_type_of_the_call_is_not_doubled() -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({})}})

    request = _build(document, body={}, headers={"content-type": "text/csv"})

    assert [value for name, value in request.headers if name.lower() == "content-type"] == ["text/csv"]


def test_a_call_can_use_another_method() -> None:
    assert _build(tiny.document({"GET /things": {}}), method="DELETE").method == "DELETE"


# --- credentials

SCHEMES: dict[str, dict[str, str]] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "prefixed": {"type": "http", "scheme": "bearer", "x-prefix": "OAuth "},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "prefixed-header": {"type": "apiKey", "in": "header", "name": "X-Key", "x-prefix": "Key "},
}


@pytest.mark.parametrize(
    ("scheme", "secret", "sent", "wrong"),
    [
        ("bearer", "s3cret", "Authorization: Bearer s3cret", "Authorization: Bearer wrong-credential"),
        ("bearer", "wrong:s3", "Authorization: Bearer wrong:s3", "Authorization: Bearer wrong-credential"),
        ("prefixed", "s3cret", "Authorization: OAuth s3cret", "Authorization: OAuth wrong-credential"),
        ("basic", "me:pw", "Authorization: Basic bWU6cHc=", "Authorization: Basic d3Jvbmc6d3JvbmctY3JlZGVudGlhbA=="),
        ("header", "s3cret", "X-Key: s3cret", "X-Key: wrong-credential"),
        ("prefixed-header", "s3cret", "X-Key: Key s3cret", "X-Key: Key wrong-credential"),
    ],
)
def test_a_credential_is_spelled_as_its_scheme_says(scheme: str, secret: str, sent: str, wrong: str) -> None:
    document = tiny.document({"GET /things": {}}, schemes={scheme: SCHEMES[scheme]})

    def credential(kind: Credential) -> list[str]:
        request = _build(document, {scheme: secret}, credential=kind, scheme=scheme)
        return [f"{name}: {value}" for name, value in request.headers if name != "Accept"]

    assert credential(Credential.VALID) == [sent]
    assert credential(Credential.WRONG) == [wrong]
    assert credential(Credential.MISSING) == []


def test_a_key_in_the_query_is_added_to_the_query() -> None:
    schemes = {"key": {"type": "apiKey", "in": "query", "name": "api_key"}}
    document = tiny.document({"GET /things": {}}, schemes=schemes)

    request = _build(document, {"key": "a b&c"}, query={"q": "1"})

    assert request.target == "/v1/things?q=1&api_key=a%20b%26c"
    assert [name for name, _ in request.headers] == ["Accept"]


def _document_with(security: list[dict[str, list[str]]]) -> Document:
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in ("A", "B")}
    return tiny.document({"GET /things": {"security": security}}, schemes=schemes)


OR, AND = [{"A": []}, {"B": []}], [{"A": [], "B": []}]


@pytest.mark.parametrize(
    ("security", "secrets", "call", "sent"),
    [
        (OR, {"A": "a", "B": "b"}, {}, {"X-A": "a"}),
        (OR, {"B": "b"}, {}, {"X-B": "b"}),
        (OR, {}, {}, {}),
        (AND, {"A": "a", "B": "b"}, {}, {"X-A": "a", "X-B": "b"}),
        (AND, {"A": "a", "B": "b"}, {"credential": Credential.MISSING, "scheme": "A"}, {"X-B": "b"}),
        (
            AND,
            {"A": "a", "B": "b"},
            {"credential": Credential.WRONG, "scheme": "B"},
            {"X-A": "a", "X-B": "wrong-credential"},
        ),
        ([], {"A": "a"}, {}, {}),
        ([{}], {"A": "a"}, {}, {}),
    ],
)
def test_the_first_alternative_with_all_credentials_is_used(
    security: list[dict[str, list[str]]], secrets: dict[str, str], call: dict[str, Any], sent: dict[str, str]
) -> None:
    request = _build(_document_with(security), secrets, **call)

    assert dict(request.headers[1:]) == sent


@pytest.mark.parametrize(
    ("credential", "sent"), [(Credential.MISSING, {}), (Credential.WRONG, {"X-A": "wrong-credential"})]
)
def test_a_probe_of_one_scheme_never_carries_the_credential_of_another_alternative(
    credential: Credential, sent: dict[str, str]
) -> None:
    request = _build(_document_with(OR), {"B": "b"}, credential=credential, scheme="A")

    assert dict(request.headers[1:]) == sent


# --- what a server reads

TEXTS: list[tuple[Any, str, Any]] = [
    ("integer", "5", 5),
    ("integer", "-5", -5),
    ("integer", "5.5", 5.5),
    ("integer", "1e3", 1000.0),
    ("integer", "abc", "abc"),
    ("integer", "", ""),
    ("integer", " 5", " 5"),
    ("integer", "1_000", "1_000"),
    ("integer", "\N{ARABIC-INDIC DIGIT FIVE}", "\N{ARABIC-INDIC DIGIT FIVE}"),
    ("integer", "--5", "--5"),
    ("integer", "9" * 5000, "9" * 5000),
    ("integer", "true", "true"),
    ("number", "nan", "nan"),
    ("number", "inf", "inf"),
    ("number", "1e999", "1e999"),
    ("boolean", "true", True),
    ("boolean", "false", False),
    ("boolean", "True", "True"),
    ("boolean", "1", "1"),
    ("string", "5", "5"),
    ("string", "true", "true"),
    (["integer", "null"], "5", 5),
    (["boolean", "string"], "true", True),
]


@pytest.mark.parametrize(("kind", "text", "value"), TEXTS)
def test_text_is_read_by_the_type_of_the_schema(kind: Any, text: str, value: Any) -> None:
    read = wire.from_text({"type": kind}, text)

    assert (read, type(read)) == (value, type(value))


def test_without_a_type_text_stays_text() -> None:
    assert wire.from_text({}, "5") == "5"


@given(st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text())
def test_a_scalar_survives_the_way_over_text(value: Any) -> None:
    kind = {bool: "boolean", int: "integer", float: "number", str: "string"}[type(value)]

    assert wire.from_text({"type": kind}, wire.to_text(value)) == value


ARRAY = {"type": "array", "items": STRING}
EXPLODED, JOINED, PIPES, DEEP = ("form", True), ("form", False), ("pipeDelimited", False), ("deepObject", True)


@pytest.mark.parametrize(
    ("schema", "style", "value", "received", "read"),
    [
        (ARRAY, EXPLODED, ["a", "b"], ["a", "b"], ["a", "b"]),
        (ARRAY, EXPLODED, ["a"], "a", ["a"]),
        (ARRAY, EXPLODED, ["a,b"], "a,b", ["a,b"]),
        (ARRAY, EXPLODED, [], ABSENT, None),
        (ARRAY, EXPLODED, "a", "a", ["a"]),
        (ARRAY, JOINED, ["a", "b"], "a,b", ["a", "b"]),
        (ARRAY, JOINED, [], ABSENT, None),
        (ARRAY, JOINED, [""], "", []),
        (ARRAY, PIPES, ["a", "b"], "a|b", ["a", "b"]),
        ({"type": "object"}, DEEP, {"a": 1}, {"a": "1"}, {"a": "1"}),
        ({"type": "integer"}, EXPLODED, 5, "5", 5),
        ({"type": "integer"}, EXPLODED, ["1", "2"], ["1", "2"], 1),
        (STRING, EXPLODED, 5, "5", "5"),
    ],
)
def test_a_server_reads_a_query_value_from_the_text_that_was_sent(
    schema: dict[str, Any], style: tuple[str, bool], value: Any, received: Any, read: Any
) -> None:
    given_ = tiny.parameter("query", "q", schema, style=style[0], explode=style[1])
    operation = tiny.document({"GET /things": {"parameters": [given_]}}).operations[0]
    parameter = operation.parameters[0]

    text = wire.as_received(operation, parameter, Call(operation.id, query={"q": value}))

    assert text == received
    assert text is ABSENT or wire.coerce(parameter, schema, text) == read


@pytest.mark.parametrize(
    ("location", "call", "received"),
    [
        ("query", {"query": {}}, ABSENT),
        ("query", {"query": {"q[a]": "1", "q[b]": 2}}, {"a": "1", "b": "2"}),
        ("path", {"path": {"q": 7}}, "7"),
        ("path", {"path": {"q": [1, 2]}}, "1,2"),
        ("header", {"headers": {"Q": True}}, "true"),
        ("cookie", {}, ABSENT),
    ],
)
def test_a_server_reads_a_parameter_where_it_belongs(location: str, call: dict[str, Any], received: Any) -> None:
    style = "deepObject" if location == "query" else "simple"
    given_ = tiny.parameter(location, "q", {}, style=style)
    operation = tiny.document({"GET /things": {"parameters": [given_]}}).operations[0]

    assert wire.as_received(operation, operation.parameters[0], Call(operation.id, **call)) == received


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (True, "true"), (None, "null"), (1.0, "1.0"), ({"a": 1}, '{"a":1}'), ([1, 2], "[1,2]")],
)
def test_scalars_have_one_spelling(value: Any, text: str) -> None:
    assert wire.to_text(value) == text


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_json_body_arrives_as_it_was_meant(value: Any) -> None:
    document = tiny.document({"POST /things": {"requestBody": tiny.body({})}})

    assert json.loads(_build(document, body=value).body) == value

"""What came back: JSON read strictly, headers without regard to case, and a curl command to repeat a request."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.exchange import ABSENT, Call, Exchange, Request, Response, as_curl


def _response(body: bytes, **more: Any) -> Response:
    return Response(200, (), body, **more)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_json_is_read_as_it_was_written(value: Any) -> None:
    assert _response(json.dumps(value).encode()).json() == value
    assert _response(json.dumps(value, ensure_ascii=False).encode()).json() == value


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Expecting value"),
        (b"<html>", "Expecting value"),
        (b"{'a': 1}", "Expecting property name"),
        (b'{"a": 1}}', "Extra data"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b"[Infinity]", "Infinity is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b"[1e999]", "1e999 is beyond every number"),
        (b"[" + b"1" * 5000 + b"]", "digits"),
        (b"\xff\xfe", "can't decode byte"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (rb'"\ud800"', "half a surrogate pair"),
        (rb'{"\uDFFF": 1}', "half a surrogate pair"),
        (b"[" * 102 + b"]" * 102, "nested too deep"),
        (b'{"a":' * 102 + b"1" + b"}" * 102, "nested too deep"),
        (b"[" * 500_000, "nested too deep"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_no_reader_can_rely_on_is_not_json(body: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        _response(body).json()


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'"\\ud800"', r"\ud800"),
        (b"1e300", 1e300),
        (b"[" * 100 + b"]" * 100, None),
        (b"[" + b"[]," * 500 + b"[]]", [[]] * 501),
        (b'["' + b"[" * 500 + b'\\"{", {}]', ["[" * 500 + '"{', {}]),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b" null ", None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_unusual_but_json_is_read(body: bytes, value: Any) -> None:
    read = _response(body).json()

    assert value is None or read == value


def test_a_body_that_was_cut_is_not_read() -> None:
    with pytest.raises(ValueError, match="longer than the suite reads"):
        _response(b"{}", truncated=True).json()


def test_headers_are_found_in_any_case_and_the_first_one_counts() -> None:
    response = Response(200, (("content-TYPE", "Text/HTML; charset=x"), ("Content-Type", "other")), b"")

    assert response.header("Content-Type") == "Text/HTML; charset=x"
    assert response.media_type == "text/html"
    assert response.header("X-None") == ""
    assert Request("GET", "/", (("a", "b"),), b"").header("A") == "b"


@pytest.mark.parametrize(
    ("response", "ok"),
    [(None, False), (tiny.response(200), True), (tiny.response(204), True), (tiny.response(302), False)],
)
def test_only_an_answer_2xx_is_ok(response: Response | None, ok: bool) -> None:
    assert tiny.exchange(Call("op"), response).ok is ok


def test_an_absent_body_is_not_null() -> None:
    assert Call("op").body is ABSENT
    assert Call("op").body is not None
    assert repr(ABSENT) == "ABSENT"


# --- curl

ORIGIN = "http://127.0.0.1:8080"
REQUESTS = [
    Request("GET", "/v1/things?q[a]=1&b={x}&c=$HOME", (), b""),
    Request("GET", "/v1/..%2F../things", (), b""),
    Request("POST", "/v1", (("X-Quote", """it's "$x" `y` \\ !"""), ("Content-Type", "text/plain")), b"@/etc/passwd"),
    Request("POST", "/v1", (), '{"a": "l\'été\\n"}\n'.encode()),
    Request("DELETE", "/v1/a;rm -rf &|<>*?", (("X-Empty", ""),), b""),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.target)
def test_a_shell_passes_the_request_on_unchanged(request_: Request) -> None:
    printed = 'curl() { printf "%s\\0" "$@"; }\n' + as_curl(ORIGIN, request_)

    done = subprocess.run(["sh", "-c", printed], capture_output=True, check=True)
    arguments = done.stdout.decode().split("\0")[:-1]

    options, url = arguments[:5], arguments[5]
    assert options == ["-i", "--globoff", "--path-as-is", "-X", request_.method]
    assert url == ORIGIN + request_.target
    headers = [value for option, value in zip(arguments[6::2], arguments[7::2], strict=True) if option == "-H"]
    assert headers == [f"{name}: {value}" if value else f"{name};" for name, value in request_.headers]
    assert arguments[-2:] == ["--data-raw", request_.body.decode()] or not request_.body


def test_an_exchange_without_an_answer_says_why() -> None:
    exchange = Exchange(0, Call("op"), REQUESTS[0], None, "no answer within 1 s")

    assert not exchange.ok
    assert exchange.error

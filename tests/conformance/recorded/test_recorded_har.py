"""A HAR file is read as far as it says something, and what its writer left out is known to be unknown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hars
import pytest

from stream_contracts.exchange import Response
from stream_contracts.recorded.har import Entry, origin_of, read_file
from stream_specs.errors import UserError

JSON = (("Content-Type", "application/json"),)


def _read(folder: Path, *entries: dict[str, Any]) -> list[Entry]:
    return list(read_file(hars.write(folder, *entries)).entries)


def _changed(change: Callable[[dict[str, Any]], Any], **given: Any) -> dict[str, Any]:
    entry = hars.entry(**given)
    change(entry)
    return entry


def test_an_entry_is_read(tmp_path: Path) -> None:
    url = "http://127.0.0.1:8080/v1/things/a%20b?q=%C3%A9&q=2#top"

    (entry,) = _read(tmp_path, hars.entry("post", url, sent={"a": 1}, answer={"id": 7}))

    assert (entry.origin, entry.path, entry.query) == ("http://127.0.0.1:8080", "/v1/things/a%20b", "q=%C3%A9&q=2")
    assert (entry.request.method, entry.request.target) == ("POST", "/v1/things/a%20b?q=%C3%A9&q=2")
    assert (entry.request.body, entry.has_body) == (b'{"a": 1}', True)
    assert entry.response == Response(200, JSON, b'{"id": 7}')


def _set_content(**content: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda entry: entry["response"].__setitem__("content", content)


BODIES = [
    ("as it is", _set_content(size=2, text="{}"), b"{}", False),
    ("more than its size, by another encoding", _set_content(size=1, text="é"), "é".encode(), False),
    (
        "in base64",
        _set_content(size=2, text="/wA=", encoding="base64"),
        b"\xff\x00",
        False,
    ),
    ("no base64", _set_content(size=2, text="*", encoding="base64"), b"", True),
    ("cut", _set_content(size=5, text="{}"), b"{}", True),
    ("left out", _set_content(size=5), b"", True),
    ("left out, without a size", _set_content(), b"", True),
    ("left out, of an unknown size", _set_content(size=-1), b"", True),
    ("empty", _set_content(size=0), b"", False),
    ("no size", _set_content(text="{}", size=None), b"{}", False),
    ("no content", lambda entry: entry["response"].pop("content"), b"", True),
    ("half a character", _set_content(size=3, text="a\ud800b"), b"a?b", False),
]


@pytest.mark.parametrize(("change", "body", "truncated"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_the_body_of_an_answer_is_whole_or_known_to_be_cut(
    change: Callable[[dict[str, Any]], Any], body: bytes, truncated: bool, tmp_path: Path
) -> None:
    (entry,) = _read(tmp_path, _changed(change))

    assert entry.response == Response(200, JSON, body, truncated)


def _sent(size: int = 0, headers: list[dict[str, str]] | None = None, **data: Any) -> Callable[[dict[str, Any]], Any]:
    post = {"postData": data} if data else {}
    return lambda entry: entry["request"].update(bodySize=size, headers=headers or [], **post)


LENGTH = [{"name": "content-length", "value": "9"}]
SENT = [
    ("none", _sent(), b"", True),
    ("of unknown size", _sent(size=-1), b"", True),
    ("text", _sent(size=2, mimeType="application/json", text="{}"), b"{}", True),
    ("empty text", _sent(mimeType="application/json", text=""), b"", True),
    ("left out, by its size", _sent(size=9), b"", False),
    ("left out, by its header", _sent(size=-1, headers=LENGTH), b"", False),
    ("parameters only", _sent(size=9, mimeType="multipart/form-data", params=[{"name": "a"}]), b"", False),
    ("parameters and empty text", _sent(mimeType="x", params=[{"name": "a"}], text=""), b"", False),
]


@pytest.mark.parametrize(("change", "body", "known"), [row[1:] for row in SENT], ids=[row[0] for row in SENT])
def test_the_body_of_a_request_is_known_or_known_to_be_missing(
    change: Callable[[dict[str, Any]], Any], body: bytes, known: bool, tmp_path: Path
) -> None:
    (entry,) = _read(tmp_path, _changed(change))

    assert (entry.request.body, entry.has_body) == (body, known)


UNSEEN = [
    ({"status": 304}, "answered from a cache"),
    ({"_fromCache": "disk"}, "answered from a cache"),
    ({"_fromCache": True}, "answered from a cache"),
    ({"status": 0}, "without an answer"),
    ({"status": -1}, "without an answer"),
    ({"_fromCache": None}, ""),
]


@pytest.mark.parametrize(("given", "reason"), UNSEEN, ids=str)
def test_what_no_server_answered_has_no_answer(given: dict[str, Any], reason: str, tmp_path: Path) -> None:
    (entry,) = _read(tmp_path, hars.entry(**given))

    assert (entry.unseen, entry.response is None) == (reason, bool(reason))


def test_an_answer_without_a_status_is_none(tmp_path: Path) -> None:
    (entry,) = _read(tmp_path, _changed(lambda entry: entry["response"].pop("status")))

    assert entry.unseen == "without an answer"


def test_pseudo_headers_are_none(tmp_path: Path) -> None:
    (entry,) = _read(tmp_path, hars.entry(request_headers={":path": "/v1", "X-A": "1"}))

    assert entry.request.headers == (("X-A", "1"),)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://Example.org/a", "http://example.org"),
        ("http://example.org:80/a", "http://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://example.org:80", "https://example.org:80"),
        ("https://user:password@example.org/", "https://example.org"),
        ("http://[::1]:8080/x", "http://[::1]:8080"),
        ("HTTP://a/", "http://a"),
        ("data:text/plain,x", ""),
        ("chrome-extension://abc/x", ""),
        ("ws://a/", ""),
        ("http://a:99999/", ""),
        ("http://[::1/", ""),
        ("", ""),
    ],
)
def test_an_origin_has_one_spelling(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def _text(value: Any) -> bytes:
    return json.dumps(value).encode()


MISTAKES = [
    (b"", "not JSON at line 1, column 1", ""),
    (b'{"log": secret', "not JSON at line 1, column 9", ""),
    (b"\xff\xfe", "not UTF-8", ""),
    (b"[" * 100_000, "nested too deep", ""),
    (b"[]", "`type` is broken", "#"),
    (_text({"log": {}}), "`required` is broken", "#/log"),
    (_text({"log": {"entries": [hars.entry(), {"request": 7}]}}), "`required` is broken", "#/log/entries/1"),
    (_text(hars.har(hars.entry(status="secret"))), "`type` is broken", "#/log/entries/0/response/status"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("content", "what", "where"), MISTAKES, ids=[what for _, what, _ in MISTAKES])
def test_what_is_no_har_file_is_refused_without_showing_what_is_in_it(
    content: bytes, what: str, where: str, tmp_path: Path
) -> None:
    path = tmp_path / "session.har"
    path.write_bytes(content)

    with pytest.raises(UserError) as raised:
        read_file(path)

    assert what in raised.value.what
    assert raised.value.where == f"{path}{where}"
    assert "secret" not in str(raised.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "session.har"
    path.write_bytes(b"\xef\xbb\xbf" + _text(hars.har()))

    assert read_file(path).entries == ()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read: No such file"):
        read_file(tmp_path / "none.har")

"""Which requests of a recording are about an API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hars
import pytest
import tiny

from stream_contracts.recorded.har import read_file
from stream_contracts.recorded.matching import Traffic, match
from stream_specs.errors import UserError

DOCUMENT = tiny.document({"GET /things": {}, "POST /things": {}, "GET /things/{id}": {}})
OTHER = "https://other.example/v1"
PREFLIGHT = {"Access-Control-Request-Method": "POST"}


def _match(folder: Path, *entries: dict[str, Any], url: str = "") -> Traffic:
    return match(DOCUMENT, read_file(hars.write(folder, *entries)), url)


def test_a_request_finds_its_operation_and_parameters(tmp_path: Path) -> None:
    traffic = _match(tmp_path, hars.entry(url=f"{hars.API}/things/a%2Fb?x=1"), hars.entry("POST"))

    assert [(found.operation.id, found.path) for found in traffic.matched] == [
        ("getThingsId", {"id": "a/b"}),
        ("postThings", {}),
    ]
    assert traffic.url == hars.API


def test_what_the_document_does_not_have_is_listed(tmp_path: Path) -> None:
    unknown = [hars.entry("DELETE"), hars.entry(url=f"{hars.API}/people?x=1"), hars.entry(url=f"{hars.API}/people?x=2")]

    traffic = _match(tmp_path, hars.entry(), *unknown)

    assert traffic.unknown == {"DELETE /v1/things": 1, "GET /v1/people": 2}
    assert len(traffic.matched) == 1


def test_what_is_not_of_the_api_is_counted_with_its_reason(tmp_path: Path) -> None:
    others = [
        hars.entry(url="http://127.0.0.1:8080/index.html"),
        hars.entry(url="http://127.0.0.1:8080/v10/things"),
        hars.entry(url="https://cdn.example/app.js"),
        hars.entry(url="data:,x"),
        hars.entry(status=304),
        hars.entry(status=0),
        hars.entry("OPTIONS", request_headers=PREFLIGHT),
    ]

    traffic = _match(tmp_path, hars.entry(), *others)

    assert len(traffic.matched) == 1
    assert traffic.unknown == {}
    assert traffic.left_out == {
        "of another server or path": 4,
        "answered from a cache": 1,
        "without an answer": 1,
        "a browser's question before a request (CORS)": 1,
    }


def test_an_options_request_that_no_browser_asks_is_a_route(tmp_path: Path) -> None:
    assert _match(tmp_path, hars.entry(), hars.entry("OPTIONS")).unknown == {"OPTIONS /v1/things": 1}


def test_two_servers_need_a_choice(tmp_path: Path) -> None:
    entries = [hars.entry(), hars.entry(), hars.entry(url=f"{OTHER}/things")]

    with pytest.raises(UserError, match="2 servers in the recording have paths of `tiny`") as raised:
        _match(tmp_path, *entries)

    assert raised.value.hint == "say which with --url: http://127.0.0.1:8080, https://other.example"
    assert len(_match(tmp_path, *entries, url="https://other.example").matched) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api/", "HTTP://127.0.0.1:8080/api"]
)
def test_a_url_can_have_a_base_path_of_its_own(url: str, tmp_path: Path) -> None:
    traffic = _match(tmp_path, hars.entry(url="http://127.0.0.1:8080/api/things"), hars.entry(), url=url)

    assert [found.entry.path for found in traffic.matched] == ["/api/things"]
    assert traffic.url == "http://127.0.0.1:8080/api"


def test_a_url_shows_no_password(tmp_path: Path) -> None:
    assert _match(tmp_path, hars.entry(), url="http://me:secret@127.0.0.1:8080").url == hars.API


@pytest.mark.parametrize(
    ("entries", "url", "what"),
    [
        ([], "", "the recording has no call of `tiny` at /v1"),
        ([hars.entry(url="http://127.0.0.1:8080/other")], "", "the recording has no call of `tiny` at /v1"),
        ([hars.entry()], OTHER, f"the recording has no call of `tiny` at {OTHER}"),
        ([hars.entry()], "127.0.0.1:8080", "not an http or https URL"),
    ],
)
def test_a_recording_of_something_else_is_refused(
    entries: list[dict[str, Any]], url: str, what: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as raised:
        _match(tmp_path, *entries, url=url)

    assert raised.value.what == what

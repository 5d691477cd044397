"""A recording holds the credentials of a person: none of them reaches a result."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import quote

import hars
import pytest
import tiny

from stream_contracts.recorded.har import read_file
from stream_contracts.recorded.judging import judge_recording
from stream_contracts.recorded.secrets import emptied
from stream_contracts.reports import html, junit, result_json, terminal
from stream_contracts.verdicts import Verdict

CANARY = "c4nary/+5ecret"
SCHEMES = {
    "Token": tiny.TOKEN,
    "Key": {"type": "apiKey", "in": "query", "name": "appid"},
    "Own": {"type": "apiKey", "in": "header", "name": "X-Own"},
}
MARKED = {"type": "object", "properties": {"pin": {"type": "string", "x-secret": True}}}
DOCUMENT = tiny.document(
    {"POST /things": {"requestBody": tiny.body(MARKED), "responses": {"200": tiny.answer({"type": "integer"})}}},
    schemes=SCHEMES,
)
URL = f"{hars.API}/things"


def _cookie(name: str) -> dict[str, dict[str, str]]:
    return {"request_headers": {name: f"theme=dark; sid={CANARY}"}}


BASIC = base64.b64encode(f"me:{CANARY}".encode()).decode()
PLACES: dict[str, dict[str, Any]] = {
    "a bearer token": {"request_headers": {"authorization": f"Bearer {CANARY}"}},
    "a basic credential": {"request_headers": {"Authorization": f"Basic {BASIC}"}},
    "a proxy's credential": {"request_headers": {"Proxy-Authorization": f"Basic {BASIC}"}},
    "a cookie": _cookie("Cookie"),
    "a cookie, in lower case": _cookie("cookie"),
    "a new cookie": {"response_headers": {"Set-Cookie": f"sid={CANARY}; Path=/; HttpOnly"}},
    "a percent-encoded cookie": {"request_headers": {"Cookie": f"sid={quote(CANARY, safe='')}"}},
    "a key in a header": {"request_headers": {"x-own": CANARY}},
    "a telling header": {"request_headers": {"X-Session-Token": CANARY}},
    "a telling header of an answer": {"response_headers": {"X-CSRF": CANARY}},
    "a key in the query": {"url": f"{URL}?appid={quote(CANARY, safe='')}"},
    "a telling parameter": {"url": f"{URL}?access_token={quote(CANARY, safe='')}"},
    "a marked member": {"sent": {"pin": CANARY}},
    "a telling member": {"sent": {"user": [{"password": CANARY}]}},
    "a telling member of an answer": {"answer": {"accessToken": CANARY}},
    "a referrer": {"request_headers": {"referer": f"https://a.example/?x=1#access_token={quote(CANARY, safe='')}&y=2"}},
    "a redirect": {"response_headers": {"Location": f"/in?token={quote(CANARY, safe='')}"}},
}


def _everything(folder: Path, *entries: dict[str, Any]) -> str:
    """All reports of a recording, whatever they say."""
    result = judge_recording(DOCUMENT, tiny.book(), read_file(hars.write(folder, *entries)))
    assert result.summary[Verdict.FAIL]
    reports = [result_json.render(result), junit.render(result), html.render(result, DOCUMENT), terminal.render(result)]
    return "\n".join(reports)


def _spellings() -> set[str]:
    return {CANARY, quote(CANARY, safe=""), CANARY.replace("/", "\\/"), BASIC, BASIC.rstrip("=")}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_found_at_its_place_and_wherever_it_is_repeated(place: str, tmp_path: Path) -> None:
    given = {"url": URL, "answer": "no json", **PLACES[place]}
    echo = hars.entry("POST", URL, answer=f"you sent {CANARY} and {BASIC}", sent={"note": CANARY})
    unknown = hars.entry("GET", f"{hars.API}/{quote(CANARY, safe='')}")

    text = _everything(tmp_path, hars.entry("POST", **given), echo, unknown)

    assert [spelling for spelling in sorted(_spellings() - _allowed(place)) if spelling in text] == []


def _allowed(place: str) -> set[str]:
    """The Basic credential is a secret only where one was sent."""
    return set() if "credential" in place else {BASIC, BASIC.rstrip("=")}


def test_without_a_secret_the_text_is_there(tmp_path: Path) -> None:
    assert CANARY in _everything(tmp_path, hars.entry("POST", URL, answer=f"you sent {CANARY}"))


def test_a_secret_of_another_server_is_one_as_well(tmp_path: Path) -> None:
    login = hars.entry("POST", "https://login.example/", sent={"password": CANARY})

    assert CANARY not in _everything(tmp_path, login, hars.entry("POST", URL, answer=f"you sent {CANARY}"))


def test_headers_of_secrets_are_emptied_whatever_they_hold(tmp_path: Path) -> None:
    headers = {"Authorization": "x", "Cookie": "a=b", "X-Other": "x"}
    (entry,) = read_file(hars.write(tmp_path, hars.entry(request_headers=headers))).entries

    kept = emptied(DOCUMENT, entry)

    assert kept.request.headers == (("Authorization", "[secret]"), ("Cookie", "[secret]"), ("X-Other", "x"))

"""Proofs of identity on the mock of Owncast: IndieAuth in both directions, and codes of the Fediverse."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from owncast import VIEWER, Owncast, fresh, world

from stream_contracts.exchange import Call

OTTER = "Ob2dz5jSR"
VERIFIER = "a-text-that-only-the-wiki-knows"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
WIKI = {"client_id": "https://wiki.example.org", "redirect_uri": "https://wiki.example.org/callback?a=b"}
ASKED = {**WIKI, "code_challenge": CHALLENGE, "state": "x & y", "code": "ignored"}


def is_authenticated(asked: Owncast) -> bool:
    user = asked.mock.state.collections["user"].get(OTTER)
    return bool(user and user["authenticated"])


def exchange(asked: Owncast, form: dict[str, str]) -> Any:
    return asked.send(Call("HandleIndieAuthEndpointPost", body=form))


def test_a_login_leads_to_a_page_and_back_to_the_chat() -> None:
    asked = fresh()

    begun = asked.call("StartIndieAuthFlow", {"authHost": "https://maren.example.org"}, token=VIEWER)
    query = parse_qs(urlsplit(begun.value["redirect"]).query)
    before = is_authenticated(asked)
    ended = asked.call("HandleIndieAuthRedirect", query={"state": query["state"][0], "code": "any"})

    assert query["client_id"] == ["https://live.example.org"]
    assert (ended.status, ended.body, ended.headers["Location"]) == (307, b"", "/")
    assert (before, is_authenticated(asked)) == (False, True)


def test_a_login_that_nobody_began_is_refused() -> None:
    reply = world().call("HandleIndieAuthRedirect", query={"state": "unknown", "code": "any"})

    assert (reply.status, reply.value["success"]) == (400, False)


@pytest.mark.parametrize("host", ["", "maren", "ftp://maren.example.org", "https://"])
def test_a_login_takes_the_address_of_a_site(host: str) -> None:
    assert world().call("StartIndieAuthFlow", {"authHost": host}, token=VIEWER).status == 400


def test_the_operator_is_vouched_for_once_to_the_one_who_asked() -> None:
    asked = fresh()

    vouched = asked.call("HandleIndieAuthEndpointGet", query=ASKED)
    target = urlsplit(vouched.headers["Location"])
    back = parse_qs(target.query)
    form = {**WIKI, "code": back["code"][0], "codeVerifier": VERIFIER}
    answers = [exchange(asked, form).value for _ in range(2)]

    assert (vouched.status, vouched.body) == (307, b"")
    assert (target.netloc, target.path, back["a"], back["state"]) == ("wiki.example.org", "/callback", ["b"], ["x & y"])
    assert answers[0]["me"] == "https://live.example.org"
    assert (answers[1]["error"], list(answers[1])) == ("invalid_grant", ["error", "errorDescription"])


@pytest.mark.parametrize(
    "change",
    [
        {"code": "unknown"},
        {"client_id": "https://other.example.org"},
        {"redirect_uri": "https://wiki.example.org/other"},
        {"codeVerifier": "guessed"},
    ],
)
def test_what_does_not_fit_gets_the_reason_and_uses_the_code_not_up(change: dict[str, str]) -> None:
    asked = fresh()
    code = parse_qs(urlsplit(asked.call("HandleIndieAuthEndpointGet", query=ASKED).headers["Location"]).query)["code"]
    form = {**WIKI, "code": code[0], "codeVerifier": VERIFIER}

    refused = exchange(asked, {**form, **change})

    assert (refused.status, refused.value["error"]) == (200, "invalid_grant")
    assert "me" in exchange(asked, form).value


@pytest.mark.parametrize("address", ["", "wiki", "javascript:alert(1)", "/callback"])
def test_a_wrong_way_back_gets_the_reason_and_no_redirect(address: str) -> None:
    reply = world().call("HandleIndieAuthEndpointGet", query={**ASKED, "redirect_uri": address})

    assert (reply.status, reply.value["error"]) == (200, "invalid_request")


def test_a_way_back_with_other_letters_is_encoded() -> None:
    reply = fresh().call(
        "HandleIndieAuthEndpointGet", query={**ASKED, "redirect_uri": "https://wiki.example/é\r\nX: y"}
    )

    assert reply.headers["Location"].startswith("https://wiki.example/%C3%A9%0D%0AX:%20y?code=")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "code_challenge", "state", "code"])
def test_the_operator_vouches_for_complete_requests_only(name: str) -> None:
    reply = world().call("HandleIndieAuthEndpointGet", query={key: text for key, text in ASKED.items() if key != name})

    assert (reply.status, reply.value["success"]) == (400, False)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "code"])
def test_a_code_is_exchanged_for_complete_forms_only(name: str) -> None:
    form = {key: text for key, text in {**WIKI, "code": "any"}.items() if key != name}

    assert exchange(world(), form).status == 400


def test_a_code_of_the_fediverse_proves_the_account() -> None:
    asked = fresh()

    asked.call("RegisterFediverseOTPRequest", {"account": "maren@social.example.org"}, token=VIEWER)
    code = [entry["code"] for entry in asked.mock.state.collections["one_time_code"]][-1]
    wrong = asked.call("VerifyFediverseOTPRequest", {"code": "000000"})
    before = is_authenticated(asked)
    right = asked.call("VerifyFediverseOTPRequest", {"code": code})

    assert (wrong.status, wrong.body) == (403, b"")
    assert (right.status, right.value["success"]) == (200, True)
    assert (before, is_authenticated(asked)) == (False, True)
    assert (len(code), code.isdecimal()) == (6, True)


@pytest.mark.parametrize(
    "account", ["", "maren", "@", "maren@", "@social.example.org", "a b@social.example.org", "a@b/c"]
)
@pytest.mark.parametrize("operation", ["RegisterFediverseOTPRequest", "RemoteFollow"])
def test_an_account_is_a_name_at_a_host(operation: str, account: str) -> None:
    given = {"token": VIEWER} if operation == "RegisterFediverseOTPRequest" else {}

    assert world().call(operation, {"account": account}, **given).status == 400


def test_a_follower_to_be_goes_on_at_its_own_host() -> None:
    asked = fresh()
    asked.call("SetFederationUsername", {"value": "modular"})

    reply = asked.call("RemoteFollow", {"account": "@ivo@tube.example.net"})

    expected = "https://tube.example.net/authorize_interaction?uri=modular@live.example.org"
    assert reply.value == {"redirectUrl": expected}

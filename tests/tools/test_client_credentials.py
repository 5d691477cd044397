"""The credentials and settings of a generated client, and that neither leaks."""

from __future__ import annotations

import asyncio
import base64
import logging

import httpx
import pytest
from client_api import CREDENTIALS, SECRET, call, client, module
from loopback import Loopback, Reply, running

pytestmark = pytest.mark.usefixtures("code")


def _sent(server: Loopback) -> tuple[str, str, str]:
    one = server.received[-1]
    return one.headers.get("authorization", ""), one.headers.get("x-key", ""), one.target.partition("?")[2]


@pytest.mark.parametrize(
    ("operation", "given", "sent"),
    [
        ("by_bearer", ["access_token"], (f"Bearer {SECRET}-1", "", "")),
        ("by_basic", ["basic"], ("Basic " + base64.b64encode(f"name:{SECRET}-2".encode()).decode(), "", "")),
        ("by_prefix", ["odd_token"], (f"Odd {SECRET}-3", "", "")),
        ("by_header", ["x_key"], ("", f"{SECRET}-4", "")),
        ("by_query", ["query_key"], ("", "", f"query_key={SECRET}-5")),
        ("get_thing", list(CREDENTIALS), ("", "", "")),
        ("either", ["odd_token", "x_key"], (f"Odd {SECRET}-3", "", "")),
        ("either", ["x_key", "query_key", "access_token"], ("", f"{SECRET}-4", f"query_key={SECRET}-5")),
        ("optionally", ["odd_token"], (f"Odd {SECRET}-3", "", "")),
        ("optionally", ["access_token"], ("", "", "")),
    ],
)
def test_each_call_takes_the_credentials_that_its_operation_needs(
    server: Loopback, operation: str, given: list[str], sent: tuple[str, str, str]
) -> None:
    arguments = {"id": "1"} if operation == "get_thing" else {}

    call(server, operation, client=client(server.url, **{name: CREDENTIALS[name] for name in given}), **arguments)

    assert _sent(server) == sent


def test_a_password_with_a_fixed_name_needs_no_name(server: Loopback) -> None:
    scheme = module("_runtime.client").Scheme("basic", header="Authorization", prefix="Basic ", username="admin")

    assert scheme.spelled("ä:b") == "Basic " + base64.b64encode("admin:ä:b".encode()).decode()


@pytest.mark.parametrize("given", [("a:b", SECRET), (SECRET,)])
def test_a_name_and_password_that_basic_cannot_carry_are_refused(given: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="`basic` must be a name without a colon, and a password") as caught:
        client("http://odd.example", basic=given)

    assert SECRET not in str(caught.value)


def test_a_key_in_the_query_stands_beside_the_parameters(server: Loopback) -> None:
    call(server, "by_query", q="a b")

    assert server.received[0].target == f"/secured?q=a%20b&query_key={SECRET}-5"


def test_a_missing_credential_is_named_and_nothing_is_sent(server: Loopback) -> None:
    given = client(server.url, x_key="k")

    with pytest.raises(module("errors").MissingCredentialsError) as caught:
        call(server, "either", client=given)

    assert str(caught.value) == "either needs a client with `odd_token` or `x_key` and `query_key`"
    assert server.received == []


def test_no_credential_is_in_a_repr_a_log_or_an_exception(server: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    mine = client(server.url, **CREDENTIALS, headers={"X-Mine": SECRET}, cookies={"c": SECRET})
    server.replies += [Reply(SECRET.encode(), 500), Reply(b"{}", 200)]

    failed = call(server, "by_query", client=mine)
    odd = call(server, "by_bearer", client=client(server.url, **CREDENTIALS))

    assert (failed.status_code, odd.status_code) == (500, 200)
    shown = [repr(one) + str(one) for one in (mine, failed, odd, failed.error, odd.error, mine.schemes)]
    assert SECRET not in "".join([*shown, caplog.text])
    assert "HTTP Request: DELETE" in caplog.text


def test_what_was_received_is_in_no_repr(server: Loopback) -> None:
    server.replies.append(Reply(SECRET.encode(), media_type=f"text/plain; name={SECRET}"))

    answer = call(server, "get_text")

    assert answer.parsed == SECRET
    assert repr(answer) == "Response(status_code=200, error=None)"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"https://me:{SECRET}@odd.example", "must not hold credentials"),
        ("odd.example/v1", "must be http"),
        ("ftp://odd.example", "must be http"),
        ("http://odd.example?a=1", "must be http"),
        ("http://odd.example#a", "must be http"),
        ("http://", "must be http"),
        ("http://[::1", "must be http"),
    ],
)
def test_a_base_url_that_is_none_is_refused(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        client(url)

    assert SECRET not in str(caught.value)


def test_a_client_waits_30_seconds_checks_certificates_and_follows_nothing() -> None:
    made = client("https://odd.example")

    http = made.get_httpx_client()

    assert http.timeout == httpx.Timeout(30.0)
    assert http._transport._pool._ssl_context.verify_mode.name == "CERT_REQUIRED"
    assert made.follow_redirects is False
    assert client("https://odd.example", timeout=None).get_httpx_client().timeout == httpx.Timeout(None)


def test_a_redirect_is_an_answer_unless_it_is_to_be_followed(server: Loopback) -> None:
    moved = Reply(status=302, location="/elsewhere?x=1")
    server.replies += [moved, moved]

    kept = call(server, "by_query")
    followed = call(server, "by_query", client=client(server.url, **CREDENTIALS, follow_redirects=True))

    assert (kept.status_code, type(kept.error).__name__) == (302, "UnexpectedStatusError")
    assert (followed.status_code, followed.error) == (200, None)
    assert [one.target for one in server.received][2:] == ["/elsewhere?x=1"]


def test_nothing_is_sent_to_another_origin(server: Loopback) -> None:
    with running() as other:
        for location in (f"{other.url}/steal", f"//{other.url.removeprefix('http://')}/steal"):
            server.replies.append(Reply(status=307, location=location))
            answer = call(server, "by_header", client=client(server.url, **CREDENTIALS, follow_redirects=True))
            assert answer.status_code == 307
        assert other.received == []


def test_redirects_end(server: Loopback) -> None:
    server.replies += [Reply(status=302, location="/again")] * 50

    answer = call(server, "get_thing", client=client(server.url, follow_redirects=True), id="1")

    assert answer.status_code == 302
    assert len(server.received) == 21


def test_a_client_of_httpx_can_be_given(server: Loopback) -> None:
    mine = httpx.Client(base_url=server.url, headers={"X-Mine": "1"}, follow_redirects=True)
    server.replies.append(Reply(status=302, location="/elsewhere"))

    answer = call(server, "by_header", client=client(server.url, **CREDENTIALS).set_httpx_client(mine))

    assert answer.status_code == 302
    assert (server.received[0].headers["x-mine"], server.received[0].headers["x-key"]) == ("1", f"{SECRET}-4")


def test_the_settings_reach_httpx(server: Loopback) -> None:
    given = {"headers": {"X-Mine": "1"}, "cookies": {"a": "b"}, "httpx_args": {"params": {"c": "d"}}}

    call(server, "get_thing", client=client(server.url, **given), id="1")

    sent = server.received[0]
    assert (sent.headers["x-mine"], sent.headers["cookie"], sent.target) == ("1", "a=b", "/things/1?c=d")


def test_a_header_whose_name_is_none_is_refused(server: Loopback) -> None:
    with pytest.raises(ValueError, match="the name of a header"):
        call(server, "get_thing", client=client(server.url, headers={f"X\r\n{SECRET}": "1"}), id="1")

    assert server.received == []


def test_a_client_can_be_used_again_after_its_block(server: Loopback) -> None:
    mine = client(server.url)

    for _ in range(2):
        assert call(server, "get_thing", client=mine, id="1").status_code == 200


def test_an_asynchronous_client_can_be_used_again_after_its_block(server: Loopback) -> None:
    async def twice() -> list[int]:
        mine, found = client(server.url), []
        for _ in range(2):
            async with mine:
                answer = await module("api.odd.get_thing").asyncio_detailed("1", client=mine)
                found.append(answer.status_code)
        return found

    assert asyncio.run(twice()) == [200, 200]

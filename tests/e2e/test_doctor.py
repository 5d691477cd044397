"""`stream-contracts doctor`: against our mocks and against servers with one thing wrong, on real sockets."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stream_contracts import checking, doctor, rehearsal, rulebook
from stream_contracts.cases import Profile
from stream_contracts.commands.doctor import command
from stream_contracts.doctor import Finding, State
from stream_contracts.documents import Effect
from stream_contracts.mock.server import MockServer, running_mock
from stream_contracts.rehearsal import Forecast
from stream_contracts.target import Options
from stream_specs.errors import UserError

KRAKEN_VALUES = ("channel=test_channel", "live=incontroltv", "offline=hebo", "unavailable=gone_channel")


@pytest.fixture(scope="module")
def streamdetails() -> Iterator[MockServer]:
    with running_mock("streamdetails") as mock:
        yield mock


@pytest.fixture(scope="module")
def kraken() -> Iterator[MockServer]:
    with running_mock("twitch-kraken") as mock:
        yield mock


@pytest.fixture(scope="module")
def owncast() -> Iterator[MockServer]:
    with running_mock("owncast") as mock:
        yield mock


def examine(
    api: str, url: str, *auth: str, known: tuple[str, ...] = (), safety: str = "read-only"
) -> dict[str, Finding]:
    options = Options(url=url, auth=auth, known=known, safety=safety, timeout=5.0)
    prepared = checking.prepare(api, Profile.SMOKE, 1, options=options)
    assert prepared.target is not None
    return {finding.about: finding for finding in doctor.examine(prepared, prepared.target)}


@contextmanager
def answering(status: int, **headers: str) -> Iterator[str]:
    """The origin of a server that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# --- a target that is ready


def test_a_ready_target_has_nothing_bad(kraken: MockServer) -> None:
    credentials = [f"{name}={secret}" for name, secret in kraken.credentials.items()]

    found = examine("twitch-kraken", kraken.url, *credentials, known=KRAKEN_VALUES)

    assert {about: finding.text for about, finding in found.items() if finding.state is State.BAD} == {}
    assert found["OAuth"] == Finding(State.OK, "OAuth", "GET /channel answered 200, and 401 with a wrong one")
    assert found["known offline"].state is State.OK
    assert found["known unavailable"].state is State.OK


def test_it_sends_reads_only_whatever_the_target_allows(owncast: MockServer) -> None:
    owncast.mock.log.clear()

    examine(
        "owncast", owncast.url, *(f"{name}={secret}" for name, secret in owncast.credentials.items()), safety="full"
    )

    sent = {owncast.mock.document.operation(entry.operation).effect for entry in owncast.mock.log if entry.operation}
    assert sent == {Effect.READ}


def test_a_version_is_shown_where_the_rules_say_that_there_is_one(owncast: MockServer, kraken: MockServer) -> None:
    assert examine("owncast", owncast.url)["version"] == Finding(State.OK, "version", "0.2.0")
    assert examine("twitch-kraken", kraken.url)["version"].state is State.OPEN


def test_another_version_than_that_of_the_document_is_said(owncast: MockServer) -> None:
    options = Options(url=owncast.url)
    prepared = checking.prepare("owncast", Profile.SMOKE, 1, options=options)
    assert prepared.target is not None
    newer = dataclasses.replace(prepared, document=dataclasses.replace(prepared.document, version="9.9"))

    found = {finding.about: finding for finding in doctor.examine(newer, prepared.target)}

    assert found["version"].text == "the server is 0.2.0, the document describes 9.9"


# --- what can be wrong


def test_a_wrong_credential_is_bad_and_is_not_shown(streamdetails: MockServer) -> None:
    found = examine("streamdetails", streamdetails.url, "BearerAuth=canary")

    assert found["BearerAuth"].state is State.BAD
    assert "401" in found["BearerAuth"].text
    assert "canary" not in repr(found)


def test_a_missing_credential_is_open_and_the_server_is_reached_without_it(streamdetails: MockServer) -> None:
    found = examine("streamdetails", streamdetails.url)

    assert found["reachable"].state is State.OK
    assert "answered 401" in found["reachable"].text
    assert found["BearerAuth"].state is State.OPEN
    assert "--auth 'BearerAuth=SECRET'" in found["BearerAuth"].hint


def test_a_server_that_takes_any_credential_is_noticed() -> None:
    with answering(200) as origin:
        found = examine("streamdetails", origin, "BearerAuth=x")

    assert found["BearerAuth"].text.endswith("but 200 with a wrong one, too")


@pytest.mark.parametrize(
    ("known", "about", "state"),
    [
        ("channel=nobody_has_this", "known channel", State.BAD),
        ("offline=incontroltv", "known offline", State.BAD),
        ("unavailable=hebo", "known unavailable", State.BAD),
        ("live=incontroltv", "known live", State.OK),
    ],
)
def test_a_known_value_that_is_not_what_it_has_to_be_is_bad(
    kraken: MockServer, known: str, about: str, state: State
) -> None:
    found = examine("twitch-kraken", kraken.url, "OAuth=mock-token", known=(known,))

    assert found[about].state is state


@pytest.mark.parametrize(("channel", "state"), [(12345, State.OK), (99, State.BAD)])
def test_what_a_run_that_may_only_read_looks_at_is_looked_at(
    streamdetails: MockServer, channel: int, state: State
) -> None:
    credential = f"BearerAuth={streamdetails.credentials['BearerAuth']}"

    found = examine("streamdetails", streamdetails.url, credential, known=(f"channel.id={channel}",))

    assert found["known channel.id"].state is state


def test_a_server_that_is_not_there_is_the_only_finding() -> None:
    with answering(200) as origin:
        pass  # its port is free again

    found = examine("streamdetails", origin, "BearerAuth=x")

    assert list(found) == ["reachable"]
    assert found["reachable"].state is State.BAD
    assert "cannot connect" in found["reachable"].text


def test_a_wrong_base_path_is_guessed(owncast: MockServer) -> None:
    found = examine("owncast", f"{owncast.origin}/nowhere")

    assert found["reachable"].state is State.BAD
    assert found["reachable"].hint == "is `/nowhere` the base path of the API?"


def test_a_redirect_away_is_not_followed_but_proposed() -> None:
    with answering(301, Location="https://streams.example/api/status") as origin:
        found = examine("owncast", origin)

    assert list(found) == ["reachable"]
    assert found["reachable"].text == "GET /status answered 301 and leads to https://streams.example/api/status"
    assert found["reachable"].hint == 'redirects are never followed: url = "https://streams.example/api"'


def test_a_mistyped_known_value_is_a_mistake() -> None:
    with pytest.raises(UserError) as raised:
        examine("twitch-kraken", "http://127.0.0.1:9", known=("ofline=a",))

    assert (raised.value.what, raised.value.hint) == (
        "no rule uses the known value `ofline`",
        "did you mean `offline`?",
    )


# --- the forecast


def _forecast(url: str, safety: str, *auth: str, known: tuple[str, ...] = ()) -> Forecast:
    options = Options(url=url, auth=auth, known=known, safety=safety)
    prepared = checking.prepare("streamdetails", Profile.STANDARD, 1, options=options)
    assert prepared.target is not None
    return rehearsal.rehearse(prepared, prepared.target)


def test_the_forecast_is_what_the_run_then_shows(streamdetails: MockServer, tmp_path: Path) -> None:
    credential = f"BearerAuth={streamdetails.credentials['BearerAuth']}"
    options = Options(url=streamdetails.url, auth=(credential,), known=("channel.id=12345",), safety="read-only")
    prepared = checking.prepare("streamdetails", Profile.STANDARD, 1, options=options)

    forecast = _forecast(streamdetails.url, "read-only", credential, known=("channel.id=12345",))
    result = checking.check(prepared, tmp_path)

    proven = [outcome for outcome in result.outcomes if outcome.verdict in ("pass", "warn")]
    assert (forecast.provable, forecast.requests) == (len(proven), sum(result.wire.values()))
    assert forecast.total == len(result.outcomes)
    assert forecast.provable + sum(count for _, count in forecast.reasons) == forecast.total


def test_more_is_provable_where_more_is_given_and_allowed() -> None:
    nothing = _forecast("http://streams.invalid", "read-only")
    read = _forecast("http://streams.invalid", "read-only", "BearerAuth=x")
    told = _forecast("http://streams.invalid", "read-only", "BearerAuth=x", known=("channel.id=1",))
    full = _forecast("http://streams.invalid", "full", "BearerAuth=x")

    assert nothing.provable < read.provable < told.provable < full.provable
    assert nothing.requests == 0
    assert any("no credential for BearerAuth" in reason for reason, _ in nothing.reasons)
    assert any(reason.startswith("safety is read-only") for reason, _ in read.reasons)


# --- the command


def _invoke(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_the_command_shows_all_of_it_and_ends_with_0(streamdetails: MockServer, tmp_path: Path) -> None:
    file = tmp_path / "target.toml"
    secret = streamdetails.credentials["BearerAuth"]
    file.write_text(
        f'api = "streamdetails"\nurl = "{streamdetails.url}"\nrate = 10\n[auth]\nBearerAuth = "{secret}"', "utf-8"
    )

    done = _invoke("--target", str(file))

    assert done.exit_code == 0
    assert "ok   BearerAuth  POST /channel/get" in done.stdout
    assert "requirements with profile standard" in done.stdout
    assert "at 10 a second" in done.stdout
    assert secret not in done.output


def test_the_command_ends_with_2_and_names_what_is_bad(streamdetails: MockServer) -> None:
    done = _invoke("--api", "streamdetails", "--url", streamdetails.url, "--auth", "BearerAuth=canary")

    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == "BAD  1 of 3: BearerAuth"
    assert "canary" not in done.output


def test_the_command_wants_an_api() -> None:
    done = _invoke("--url", "http://127.0.0.1:9")

    assert isinstance(done.exception, UserError)
    assert done.exception.what == "no API is named"


def test_a_version_in_the_rules_names_an_operation() -> None:
    book = rulebook.parse(
        {"refused": ["400"], "rules": [], "version": {"shown": {"operation": "a"}, "at": "/v"}}, "tiny"
    )

    assert book.operations() == {"a"}

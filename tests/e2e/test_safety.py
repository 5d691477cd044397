"""What a run may do to a server, seen from the server: the mock's own log of requests."""

from __future__ import annotations

import pytest
import unreported

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.documents import Effect
from stream_contracts.mock.server import MockServer, running_mock
from stream_contracts.result import RunResult
from stream_contracts.target import Options
from stream_contracts.verdicts import ExitCode, Verdict


def check(mock: MockServer, safety: str, known: tuple[str, ...] = ()) -> RunResult:
    auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
    options = Options(url=mock.url, auth=auth, safety=safety, known=known)
    prepared = checking.prepare(mock.mock.document.api, Profile.STANDARD, 1, options=options)
    return unreported.execute(prepared)


def effects_that_were_sent(mock: MockServer) -> set[Effect]:
    document = mock.mock.document
    return {document.operation(entry.operation).effect for entry in mock.mock.log if entry.operation}


@pytest.mark.parametrize("api", ["streamdetails", "twitch-kraken"])  # test_safety_is_proved.py has all of them
def test_a_read_only_run_sends_nothing_but_reads(api: str) -> None:
    with running_mock(api) as mock:
        result = check(mock, "read-only")
        sent = effects_that_were_sent(mock)

    assert sent == {Effect.READ}
    assert result.unsafe_requests == 0
    assert result.summary[Verdict.FAIL] == 0
    assert result.summary[Verdict.NOT_PROVEN] == 0
    assert result.summary[Verdict.PASS] > 0
    assert result.exit_code is ExitCode.OK


def test_a_read_only_run_proves_more_when_it_is_told_what_exists() -> None:
    with running_mock("streamdetails") as mock:
        unaided = check(mock, "read-only")
        told = check(mock, "read-only", known=("channel.id=12345",))
        sent = effects_that_were_sent(mock)

    assert sent == {Effect.READ}
    passed = {outcome.requirement.id for outcome in told.outcomes if outcome.verdict is Verdict.PASS}
    assert "streamdetails/getChannel/success" in passed
    assert told.summary[Verdict.PASS] > unaided.summary[Verdict.PASS]


def test_a_run_on_its_own_resources_leaves_the_others_alone() -> None:
    with running_mock("streamdetails") as mock:
        before = [dict(item) for item in mock.mock.state.collections["channel"]]
        result = check(mock, "own-resources")
        after = [dict(item) for item in mock.mock.state.collections["channel"]]

    assert after == before
    assert result.leftovers == ()
    assert result.exit_code is ExitCode.OK


@pytest.mark.parametrize("safety", ["read-only", "own-resources", "full"])
def test_the_result_counts_what_was_sent_as_the_server_does(safety: str) -> None:
    with running_mock("streamdetails") as mock:
        result = check(mock, safety)
        received = len(mock.mock.log)

    assert sum(result.wire.values()) == received


CHAT = ("user.accessToken=not-a-real-chat-token", "moderator.accessToken=not-a-real-moderator-token")


def test_a_read_only_run_proves_every_operation_of_owncast_that_reads() -> None:
    with running_mock("owncast") as mock:
        result = check(mock, "read-only", known=(*CHAT, "guest.id=Ob2dz5jSR"))
        document = mock.mock.document
        sent = effects_that_were_sent(mock)

    verdicts = {outcome.requirement.id: outcome.verdict for outcome in result.outcomes}
    reads = {operation.id for operation in document.operations if operation.effect is Effect.READ}
    assert sent == {Effect.READ}
    assert result.exit_code is ExitCode.OK
    assert {verdicts[f"owncast/{name}/success"] for name in reads} == {Verdict.PASS}


@pytest.mark.parametrize("safety", ["own-resources", "full"])
def test_a_run_leaves_the_settings_of_owncast_and_what_can_be_removed_as_they_were(safety: str) -> None:
    with running_mock("owncast") as mock:
        before = left_behind(mock)
        result = check(mock, safety)
        after = left_behind(mock)

    assert after == before
    assert result.leftovers == ()
    assert result.exit_code is ExitCode.OK


def left_behind(mock: MockServer) -> dict[str, object]:
    """The settings, and all that has a call to remove it."""
    state = mock.mock.state
    removable = ("token", "webhook", "ban", "emoji")
    return {"settings": state.values["settings"], **{name: list(state.collections[name]) for name in removable}}

"""Profile deep on a socket: what it finds that no other profile does, and that it leaves nothing behind.

That the mocks withstand it is shown with what its requests are, in test_safety_is_proved.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.mock import server
from stream_contracts.mock.messages import Answer, Call, Handle
from stream_contracts.mock.model import Around, Mock
from stream_contracts.mock.server import MockServer, running_mock
from stream_contracts.result import RunResult
from stream_contracts.target import Options
from stream_contracts.verdicts import Outcome, Verdict

SECRET = "mock-token"


def check(mock: MockServer, profile: Profile, folder: Path, each: int | None = None) -> RunResult:
    """A check of the one operation that is in question. each: requests of profile deep."""
    auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
    options = Options(url=mock.url, auth=auth, safety="full")
    prepared = checking.prepare("streamdetails", profile, 1, ("streamdetails/setThreadCount",), options)
    return checking.check(checking.with_deep(prepared, each, None), folder)


def outcome(result: RunResult, requirement: str) -> Outcome:
    return next(outcome for outcome in result.outcomes if outcome.requirement.id == requirement)


def breaking(operation: str, when: Callable[[object], bool]) -> Mock:
    """A mock that answers 418 to some valid bodies of an operation."""

    def around(call: Call, inner: Handle) -> Answer:
        answer = inner(call)
        broken = call.match.operation == operation and answer.status == 200 and when(json.loads(call.body))
        return Answer(418, {"error": "short and stout"}) if broken else answer

    return _with(around)


def _with(around: Around) -> Mock:
    return server.make("streamdetails").with_around(around)


def test_it_finds_what_no_other_profile_does_and_shows_the_smallest_request(tmp_path: Path) -> None:
    broken = breaking("setThreadCount", lambda body: isinstance(body, dict) and body["thread_count"] > 1000)
    requirement = "streamdetails/setThreadCount/statuses"

    with server.running(broken) as mock:
        standard = check(mock, Profile.STANDARD, tmp_path / "standard")
        deep = check(mock, Profile.DEEP, tmp_path / "deep", each=300)

    assert outcome(standard, requirement).verdict is Verdict.PASS
    found = outcome(deep, requirement)
    assert (found.verdict, found.actual) == (Verdict.FAIL, "418")
    assert '"thread_count": 1001}' in found.curl
    assert SECRET not in found.curl
    assert deep.leftovers == ()


def test_an_interrupt_cleans_up_and_leaves_what_is_known(tmp_path: Path) -> None:
    with running_mock("streamdetails") as mock:
        auth = [f"--auth={name}={secret}" for name, secret in mock.credentials.items()]
        command = [sys.executable, "-m", "stream_contracts", "run", "--api", "streamdetails", "--url", mock.url, *auth]
        command += ["--profile", "deep", "--deep-requests", "100000", "--out", str(tmp_path), "--quiet"]
        command += ["--only", "streamdetails/addChannel"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        _wait(lambda: len(mock.mock.log) > 100)  # cases and rules are 39
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        channels = [channel["id"] for channel in mock.mock.state.collections["channel"]]

    result = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert (result["complete"], result["leftovers"]) == (False, [])
    assert result["summary"]["pass"] > 20
    assert channels == [channel["id"] for channel in server.make("streamdetails").state.collections["channel"]]


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(1200):
        if until():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")

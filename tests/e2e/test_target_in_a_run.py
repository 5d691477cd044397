"""What a target file changes in a run, seen from the server: dangerous operations, what is lacking, headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.mock.server import MockServer, running_mock
from stream_contracts.result import RunResult
from stream_contracts.target import Options
from stream_contracts.verdicts import Outcome, Verdict

DANGEROUS = "AutoUpdateForceQuit"


def check(mock: MockServer, folder: Path, more: str = "", only: tuple[str, ...] = (), **options: object) -> RunResult:
    api = mock.mock.document.api
    credentials = "\n".join(f'"{name}" = "{secret}"' for name, secret in mock.credentials.items())
    file = folder / "target.toml"
    file.write_text(f'api = "{api}"\nurl = "{mock.url}"\n{more}\n[auth]\n{credentials}\n', "utf-8")
    prepared = checking.prepare(api, Profile.STANDARD, 1, only, Options(file=file, **options))  # type: ignore[arg-type]
    return checking.check(prepared, folder / "reports")


def sent(mock: MockServer) -> set[str]:
    return {entry.operation for entry in mock.mock.log if entry.operation}


def of(result: RunResult, what: str) -> Outcome:
    return next(outcome for outcome in result.outcomes if outcome.requirement.id == what)


@pytest.mark.parametrize(("allow", "verdict"), [((), Verdict.SKIPPED), ((DANGEROUS,), Verdict.PASS)])
def test_a_dangerous_operation_is_sent_only_when_it_is_named(
    allow: tuple[str, ...], verdict: Verdict, tmp_path: Path
) -> None:
    with running_mock("owncast") as mock:
        result = check(mock, tmp_path, only=(f"owncast/{DANGEROUS}",), safety="full", allow=allow)
        operations = sent(mock)

    found = of(result, f"owncast/{DANGEROUS}/success")
    assert found.verdict is verdict
    assert (DANGEROUS in operations) is bool(allow)
    assert allow or f"--allow {DANGEROUS}" in found.detail
    assert result.unsafe_requests == 0


def test_what_the_server_lacks_is_not_asked_for_by_cases_or_rules(tmp_path: Path) -> None:
    lacks = (
        '[lacks]\nsetThreadCount = "threads are fixed"\n"streamdetails/addChannel/body.channel.maxLength" = "no limit"'
    )

    with running_mock("streamdetails", fault="ignore-max-length:addChannel") as mock:
        result = check(mock, tmp_path, lacks, safety="own-resources")
        operations = sent(mock)

    assert "setThreadCount" not in operations
    own = [entry for entry in result.outcomes if entry.requirement.operation == "setThreadCount"]
    assert {entry.verdict for entry in own} == {Verdict.SKIPPED}
    assert "threads are fixed" in of(result, "streamdetails/rule/unknown-id/setThreadCount").detail
    assert of(result, "streamdetails/addChannel/body.channel.maxLength").detail.endswith("no limit")
    assert [entry.requirement.id for entry in result.outcomes if entry.verdict is Verdict.FAIL] == [
        "streamdetails/rule/channel-name-limit"
    ]


def test_a_hidden_header_is_sent_and_in_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY", "gateway-canary")
    more = '[headers]\nX-Gateway = "env:GATEWAY"\nX-Team = "streams"'

    with running_mock("streamdetails", fault="ignore-max-length:addChannel") as mock:
        result = check(mock, tmp_path, more, ("streamdetails/addChannel",))

    failed = of(result, "streamdetails/addChannel/body.channel.maxLength")
    assert "X-Gateway: [X-Gateway]" in failed.curl
    assert "X-Team: streams" in failed.curl
    assert not [path for path in (tmp_path / "reports").iterdir() if "gateway-canary" in path.read_text("utf-8")]

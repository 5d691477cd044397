"""A mock that misbehaves in exactly one way is caught by the requirement that this breaks."""

from __future__ import annotations

import pytest
import unreported

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.mock.server import running_mock
from stream_contracts.target import Options
from stream_contracts.verdicts import ExitCode, Verdict

# One of each class, over a socket; `make faults` tries all of the catalogue without one.
FAULTS = [
    ("wrong-type:getAllChannels", "getAllChannels/200.schema"),
    ("success-201:addChannel", "addChannel/statuses"),
    ("ignore-max-length:addChannel", "addChannel/body.channel.maxLength"),
    ("ignore-max-length:addChannel", "rule/channel-name-limit"),
    ("crash-on-bad-input:updateChannelSettings", "updateChannelSettings/body.settings.type"),
    ("accept-wrong-credential:getAllChannels", "getAllChannels/auth.BearerAuth.wrong"),
    ("write-not-kept:setThreadCount", "rule/thread-counts-independent/setThreadCount"),
    ("create-again-succeeds:addChannel", "rule/add-twice-conflicts"),
    ("list-misses-newest:getAllChannels", "rule/add-then-listed"),
]


@pytest.mark.parametrize(("fault", "requirement"), FAULTS, ids=[f"{fault}-{what}" for fault, what in FAULTS])
def test_a_fault_fails_the_requirement_that_it_breaks(fault: str, requirement: str) -> None:
    with running_mock("streamdetails", fault=fault) as mock:
        auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
        options = Options(url=mock.url, auth=auth)
        result = unreported.execute(checking.prepare("streamdetails", Profile.STANDARD, 1, options=options))

    failed = {outcome.requirement.id: outcome for outcome in result.outcomes if outcome.verdict is Verdict.FAIL}
    assert f"streamdetails/{requirement}" in failed
    assert failed[f"streamdetails/{requirement}"].curl.startswith("curl ")
    assert result.exit_code is ExitCode.VIOLATION


def test_a_broken_should_warns_and_does_not_fail_the_run() -> None:
    with running_mock("streamdetails", fault="refresh-changes-nothing") as mock:
        auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
        options = Options(url=mock.url, auth=auth)
        result = unreported.execute(checking.prepare("streamdetails", Profile.STANDARD, 1, options=options))

    warned = [outcome.requirement.id for outcome in result.outcomes if outcome.verdict is Verdict.WARN]
    assert warned == ["streamdetails/rule/refresh-changes-url"]
    assert result.exit_code is ExitCode.OK

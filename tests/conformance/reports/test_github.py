"""Annotations: what breaks a run is an error, in lines that no server can add to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_samples import EMPTY, FAILED, FLAKY, GREEN, INTERRUPTED, MIXED, RESULTS, UNPROVEN, WARNED

from stream_contracts.reports import github
from stream_contracts.result import RunResult

KINDS = {
    "green": (GREEN, []),
    "failed": (replace(GREEN, outcomes=(*GREEN.outcomes, FAILED)), ["error"]),
    "flaky": (replace(GREEN, outcomes=(*GREEN.outcomes, FLAKY)), ["error"]),
    "unproven": (replace(GREEN, outcomes=(*GREEN.outcomes, UNPROVEN)), ["warning"]),
    "warned": (replace(GREEN, outcomes=(*GREEN.outcomes, WARNED)), ["notice"]),
    "nothing shown": (EMPTY, ["warning"]),
    "interrupted with leftovers": (INTERRUPTED, ["error", "warning"]),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_verdict_has_its_command(name: str) -> None:
    result, commands = KINDS[name]

    lines = github.render(result).splitlines()

    assert [line.partition(" ")[0] for line in lines] == [f"::{command}" for command in commands]


def test_a_failure_tells_what_to_do() -> None:
    line = github.render(MIXED).splitlines()[0]

    title, _, message = line.removeprefix("::error title=").partition("::")
    assert title == "fail%3A streamdetails/addChannel/body.channel.maxLength"
    assert message.startswith("A `channel` of more than 50 characters is refused.%0Adetail: A name of 51 characters")
    assert "%0Arepeat: curl -X POST" in message


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_every_line_is_a_command_of_ours(result: RunResult) -> None:
    text = github.render(result)

    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in text.split("\n")[:-1])
    assert text == "" or text.endswith("\n")


def test_a_server_cannot_begin_a_command() -> None:
    said = replace(FAILED, actual="x\n::add-mask::y\r\n::error::z 100%0A", requirement=FAILED.requirement)

    text = github.render(replace(GREEN, outcomes=(said,)))

    errors = [line for line in text.split("\n") if line.startswith("::error")]
    assert len(errors) == 1
    assert "actual: x%0A::add-mask::y%0A::error::z 100%250A" in errors[0]


@pytest.mark.parametrize(("count", "last"), [(10, "fail%3A"), (11, "2 more errors"), (500, "491 more errors")])
def test_what_would_not_be_shown_is_counted(count: int, last: str) -> None:
    outcomes = [replace(FAILED, requirement=replace(FAILED.requirement, id=f"a/b/{n}")) for n in range(count)]

    lines = github.render(replace(GREEN, outcomes=(*GREEN.outcomes, *outcomes))).splitlines()

    assert len(lines) == 10
    assert last in lines[-1]


ASKED = [(None, {}, False), (None, {"GITHUB_ACTIONS": "true"}, True), (False, {"GITHUB_ACTIONS": "true"}, False)]


@pytest.mark.parametrize(("given", "environment", "expected"), [*ASKED, (True, {}, True)])
def test_they_come_by_themselves_only_in_github_actions(
    given: bool | None, environment: dict[str, str], expected: bool
) -> None:
    assert github.asked_for(given, environment) is expected

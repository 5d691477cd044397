"""The command `stream-contracts faults`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stream_contracts.cases import Profile
from stream_contracts.faults import campaign
from stream_contracts.faults.command import command
from stream_contracts.faults.table import FAULTS
from stream_specs.errors import UserError


def test_the_list_names_every_fault_with_its_class_and_sentence() -> None:
    lines = CliRunner().invoke(command, ["--list"]).stdout.splitlines()

    assert [line.split()[0] for line in lines] == list(FAULTS)
    assert lines[0].endswith("[response body] The success of {operation} lacks a required property.")


def test_the_list_of_an_api_names_what_each_fault_must_break() -> None:
    lines = CliRunner().invoke(command, ["--list", "--api", "streamdetails"]).stdout.splitlines()

    assert ["ignore-enum:addChannel", "streamdetails/addChannel/body.platform.enum"] in [line.split() for line in lines]
    assert [line.split()[0] for line in lines].count("dead-silent") == 1


@pytest.mark.parametrize(
    "options",
    [["--list", "--api", "nobody"], ["--api", "streamdetails", "--class", "nothing"], ["--profile", "none"]],
)
def test_a_mistake_is_said_plainly(options: list[str]) -> None:
    error = CliRunner().invoke(command, options).exception

    assert isinstance(error, UserError)


def test_some_faults_can_be_selected_by_name_class_and_number() -> None:
    bench = campaign.prepare("streamdetails", Profile.SMOKE, 1)

    def names(*given: str, classes: tuple[str, ...] = (), sample: int | None = None) -> list[str]:
        return [placed.name for placed in campaign.select(bench, given, classes, sample)]

    assert names("drop-property:addChannel", "ignore-enum") == ["drop-property:addChannel", "ignore-enum:addChannel"]
    assert names("drop-property", sample=2) == ["drop-property:addChannel", "drop-property:updateChannelSettings"]
    assert names(classes=("repeats",), sample=1) == [
        "create-again-succeeds:addChannel",
        "delete-again-succeeds:removeChannel",
        "stale-answer:getChannel",
    ]
    with pytest.raises(UserError, match="unknown fault"):
        names("nothing")


def test_a_run_prints_the_table_and_writes_both_reports(tmp_path: Path) -> None:
    options = ["--api", "streamdetails", "--fault", "delete-not-kept", "--profile", "smoke", "--quiet", "--jobs", "1"]

    done = CliRunner().invoke(command, [*options, "--out", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert "state       1       1  100.0" in done.output.replace("  state", "state")
    written = json.loads((tmp_path / "streamdetails.json").read_text())
    assert [(row["name"], row["named"]) for row in written["faults"]] == [("delete-not-kept:removeChannel", True)]
    assert (tmp_path / "streamdetails.html").is_file()

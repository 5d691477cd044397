"""The command `stream-contracts faults`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

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


@pytest.mark.parametrize("options", [[], ["--list", "--api", "nobody"]])
def test_a_mistake_is_said_plainly(options: list[str]) -> None:
    error = CliRunner().invoke(command, options).exception

    assert isinstance(error, UserError)

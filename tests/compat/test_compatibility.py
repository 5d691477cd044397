from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from compatibility import TOOLS
from findings import Excuse, Finding, Subject, complaints, listing, read, table
from programs import HERE, NODE_TOOLS, ROOT, run

from tools import Try

_FOUND = [Finding("lint", "rule", "one", version, f"/{place}", "No.") for version in ("3.1", "3.0") for place in "ab"]
_TRIED = [("lint", "one"), ("lint", "two")]


def _excuse(places: int = 2, apis: tuple[str, ...] = ("one",), versions: tuple[str, ...] = ("3.1", "3.0")) -> Excuse:
    return Excuse("lint", "rule", apis, versions, places, "It is right.", "https://github.com/a/b/issues/1")


@pytest.mark.parametrize(
    ("excuses", "expected"),
    [
        ([_excuse()], []),
        ([], [f"lint: one {version}: rule: /{place}: No." for version in ("3.0", "3.1") for place in "ab"]),
        ([_excuse(versions=("3.1",))], [f"lint: one 3.0: rule: /{place}: No." for place in "ab"]),
        ([_excuse(places=1)], [f"lint: one {v}: rule: 1 places are excused, 2 are there" for v in ("3.0", "3.1")]),
        (
            [_excuse(), _excuse(apis=("two",), versions=("3.1",))],
            ["lint: two 3.1: rule: 2 places are excused, 0 are there"],
        ),
        ([_excuse(), _excuse(apis=("not tried",))], []),
    ],
    ids=("excused", "not excused", "another version", "another number", "stale", "not tried"),
)
def test_a_finding_is_excused_where_it_is_listed_and_an_idle_excuse_is_a_finding(
    excuses: list[Excuse], expected: list[str]
) -> None:
    assert complaints(_FOUND, excuses, _TRIED) == expected


def test_the_table_counts_what_is_left_and_names_the_excuses() -> None:
    made = table(_FOUND, [_excuse()], {"lint": "lints", "other": "reads"}, ["one", "two"])

    assert made.splitlines()[2:] == ["| lint | lints | 0, but [1] | 0 |", "| other | reads | 0 | 0 |"]
    assert table(_FOUND, [], {"lint": "lints"}, ["one"]).splitlines()[2] == "| lint | lints | 4 |"


def test_the_list_of_excuses_says_where_and_why() -> None:
    assert listing([_excuse()]) == (
        "1. lint `rule` on `one` (2 places, 3.1 and 3.0). It is right. [a/b/issues/1](https://github.com/a/b/issues/1)\n"
    )


def test_an_excuse_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.toml"
    path.write_text('[[exception]]\ntool = "a"\nrule = "b"\napis = ["c"]\nversions = ["3.1"]\nplaces = 1\n')

    with pytest.raises(ValueError, match="an exception needs"):
        read(path)


def test_our_excuses_can_be_read_and_none_is_for_a_failure_of_a_tool() -> None:
    excuses = read(HERE / "exceptions.toml")

    assert excuses
    assert [excuse for excuse in excuses if excuse.rule == "outcome" or not excuse.why] == []


def test_the_node_tools_are_pinned_exactly_and_the_lock_names_no_download() -> None:
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    lock = json.loads((HERE / "package-lock.json").read_text())["packages"]

    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, entry in lock.items() if name and ("integrity" not in entry or "resolved" in entry)] == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            ["node", "-e", "require('net').connect(9, '192.0.2.1')"],
            marks=pytest.mark.skipif(shutil.which("node") is None, reason="needs Node"),
        ),
        [sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 9), 1)"],
    ],
    ids=("node", "python"),
)
def test_a_tool_that_calls_home_is_stopped_and_named(command: list[str], tmp_path: Path) -> None:
    said = run(command, tmp_path, tmp_path / "network.log")

    assert said.code != 0
    assert "offline: no connection to 192.0.2.1" in said.err
    assert set((tmp_path / "network.log").read_text().split()) == {"192.0.2.1"}


def test_the_page_holds_a_row_for_each_tool() -> None:
    command = [sys.executable, HERE / "compatibility.py", "--help"]
    helped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = [name.strip() for name in helped.split("--only {")[1].split("}")[0].split(",")]
    page = (ROOT / "docs" / "reference" / "compatibility.md").read_text(encoding="utf-8")

    assert len(names) == 9
    assert [name for name in names if f"| {name} |" not in page] == []


@pytest.mark.parametrize(
    ("name", "is_node"), [("openapi-spec-validator", False), ("schemathesis", False), ("redocly", True)]
)
def test_a_tool_finds_what_is_wrong_with_a_document(name: str, is_node: bool, tmp_path: Path) -> None:
    if is_node and not NODE_TOOLS.is_dir():
        pytest.skip("the Node tools are not installed")
    path = tmp_path / "broken.json"
    answers = {"200": {"description": "Done.", "content": {"application/json": {"schema": {"$ref": "#/nowhere"}}}}}
    parameters = [{"$ref": "#/components/parameters/None"}]
    operation = {"operationId": "a", "parameters": parameters, "responses": answers}
    info = {"title": "T", "version": "1"}
    path.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": {"/a": {"get": operation}}}))

    found = list(TOOLS[name][0](Try(name, Subject("one", "3.0", path), tmp_path, tmp_path / "network.log")))

    assert {finding.tool for finding in found} == {name}

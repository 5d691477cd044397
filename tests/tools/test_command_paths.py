"""`validate` and `bundle` in a project of any layout: what the paths on the command line mean."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import sample_api

from stream_specs.cli import group
from stream_specs.commands import run

ADD = "paths/my-notes/addNote.yaml"


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The API `notes` as a project of somebody else has it: contracts/notes."""
    monkeypatch.chdir(tmp_path)
    sample_api.write(tmp_path)
    (tmp_path / "specs").rename(tmp_path / "contracts")
    return tmp_path / "contracts" / "notes"


def _code(*arguments: str) -> object:
    with pytest.raises(SystemExit) as caught:
        run(group, arguments)
    return caught.value.code


@pytest.mark.parametrize("path", ["contracts", "contracts/notes", "contracts/notes/openapi.yaml"])
@pytest.mark.parametrize("broken", [False, True])
def test_a_path_is_a_folder_of_apis_or_an_api(
    api: Path, path: str, broken: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    if broken:
        sample_api.edit(api, ADD, "x-effect: create\n", "")

    code = _code("validate", path)

    first = capsys.readouterr().out.splitlines()[0]
    expected = r"contracts/notes/paths/my-notes/addNote.yaml:1: effect: .*" if broken else r"1 document valid: .*"
    assert code == int(broken)
    assert re.fullmatch(expected, first)


def test_an_api_that_is_named_twice_is_validated_once(api: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _code("validate", "contracts", "contracts/notes", "--api", "notes") == 0
    assert capsys.readouterr().out.startswith("1 document valid: ")


MISTAKES = [
    (["validate"], "error: specs: cannot read the folder", "hint: name the folder that holds the APIs"),
    (["validate", "contracts", "--api", "note"], "error: contracts: unknown API `note`", "did you mean `notes`?"),
    (["bundle", "contracts/notes/paths"], "error: contracts/notes/paths: no API in this folder", "openapi.yaml"),
]


@pytest.mark.parametrize(("arguments", "error", "hint"), MISTAKES)
def test_a_path_without_an_api_is_a_mistake(
    api: Path, arguments: list[str], error: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _code(*arguments) == 2
    [first, second] = capsys.readouterr().err.splitlines()
    assert first.startswith(error)
    assert hint in second


def test_check_names_the_bundles_that_are_stale_and_writes_nothing(
    api: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _code("bundle", "contracts", "--out", "dist") == 0
    assert _code("bundle", "contracts", "--out", "dist", "--check") == 0
    (api.parents[1] / "dist/notes.json").unlink()
    sample_api.edit(api, ADD, "Adds a note.", "Adds one note.")
    before = (api.parents[1] / "dist/notes.yaml").read_bytes()
    capsys.readouterr()

    code = _code("bundle", "contracts", "--out", "dist", "--check")

    lines = [f"stale: dist/notes.{ending} (run `stream-specs bundle`)" for ending in ("yaml", "json")]
    assert (code, capsys.readouterr().out.splitlines()) == (1, lines)
    assert (api.parents[1] / "dist/notes.yaml").read_bytes() == before
    assert not (api.parents[1] / "dist/notes.json").exists()


@pytest.mark.parametrize("tool", ["openapi_python_client", "datamodel_code_generator", "ruff"])
def test_without_the_generators_one_line_says_what_to_install(
    api: Path, tool: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, tool, None)

    code = _code("generate", "--specs", "contracts")

    assert (code, capsys.readouterr().err.splitlines()) == (
        2,
        [
            f"error: {tool.replace('_', '-')} is not installed",
            "hint: pip install 'stream-contracts[generate]'; `stream-specs bundle` does without",
        ],
    )

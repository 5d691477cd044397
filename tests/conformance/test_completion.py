"""What TAB offers, asked through click's own completion, and that starting is quick enough for it."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.shell_completion import BashComplete

from stream_contracts import data
from stream_contracts.cli import group
from stream_specs.cli import group as specs_group
from stream_specs.completion import SHELLS

APIS = list(data.apis())
HEAVY = (
    "aiohttp",
    "httptools",
    "jinja2",
    "jsonschema_rs",
    "rich",
    "schemathesis",
    "uvloop",
    "yaml",
    "openapi_python_client",
)

# what stands on the line before the word, the word, all that is offered
LINES = [
    ("", "re", ["requirements"]),
    ("", "c", ["clean", "check-har", "completion"]),
    ("completion", "", list(SHELLS)),
    ("run --api", "stream", ["streamdetails", "streams-live"]),
    *((f"{command} --api", "", APIS) for command in ("run", "plan", "doctor", "init", "requirements", "check-har x")),
    *((f"{command} --api", "", APIS) for command in ("mock", "faults")),
    ("mock --api streamdetails --fault", "accept-missing-b", ["accept-missing-body"]),
    ("run --api owncast --safety full --allow", "", ["AutoUpdateForceQuit", "AutoUpdateStart", "SetAdminPassword"]),
    ("run --api streamdetails --allow", "", []),
    ("doctor --api owncast --allow", "S", ["SetAdminPassword"]),
    ("run --profile", "", ["deep", "smoke", "standard"]),
    *((f"{command} --safety", "", ["full", "own-resources", "read-only"]) for command in ("run", "plan", "doctor")),
    ("run --api nonsense --only", "", []),
    ("rum --api", "own", []),
]


def _offered(command_line: click.Command, line: str, word: str) -> list[tuple[str, str]]:
    made = BashComplete(command_line, {}, "stream-contracts", "_STREAM_CONTRACTS_COMPLETE")
    return [(item.type, item.value) for item in made.get_completions(line.split(), word)]


@pytest.mark.parametrize(("line", "word", "expected"), LINES, ids=[f"{line} {word}" for line, word, _ in LINES])
def test_a_word_completes(line: str, word: str, expected: list[str]) -> None:
    assert _offered(group, line, word) == [("plain", value) for value in expected]


def test_requirements_complete_part_by_part() -> None:
    line = "run --api streamdetails --only"

    first = [value for _, value in _offered(group, line, "")]
    deeper = [value for _, value in _offered(group, line, "streamdetails/addChannel/bo")]

    assert first[:2] == ["streamdetails", "streamdetails/addChannel"]
    assert {value.count("/") for value in first} == {0, 1}
    assert "streamdetails/addChannel/body.channel.maxLength" in deeper
    assert {value.count("/") for value in deeper} == {2}


@pytest.mark.parametrize("line", ["check-har", "run --target", "run --baseline", "run --compare", "merge", "diff"])
def test_files_are_left_to_the_shell(line: str) -> None:
    assert _offered(group, line, "some") == [("file", "some")]


def test_the_keys_of_documents_are_those_of_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(__file__.rsplit("/tests/", 1)[0])

    for command in ("validate", "bundle", "generate"):
        assert _offered(specs_group, f"{command} --api", "o") == [("plain", "owncast")]
    assert _offered(specs_group, "validate --specs nowhere --api", "") == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("name", "command_line"), [("stream-contracts", group), ("stream-specs", specs_group)])
def test_the_script_calls_the_command_back(
    shell: str, name: str, command_line: click.Group, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line.main(["completion", shell], prog_name=name, standalone_mode=False)

    script = capsys.readouterr().out
    assert f"_{name.replace('-', '_').upper()}_COMPLETE={shell}_complete" in script
    assert name in script


def test_starting_and_listing_the_commands_loads_nothing_large() -> None:
    program = f"""
import sys
from stream_contracts.cli import group
assert [name for name in group.list_commands(None) if group.get_command(None, name) is None] == []
print(*sorted(set({HEAVY}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("module", "name"), [("stream_contracts", "stream-contracts"), ("stream_specs", "stream-specs")]
)
def test_a_package_runs_as_a_module(module: str, name: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith(f"{name} ")


def test_the_version_names_each_document(capsys: pytest.CaptureFixture[str]) -> None:
    group.main(["--version"], prog_name="stream-contracts", standalone_mode=False)

    first, *documents = capsys.readouterr().out.splitlines()
    assert first.startswith("stream-contracts ")
    assert [line.split()[0] for line in documents] == APIS
    assert documents[0].split() == ["owncast", "0.2.0", "210", "operations"]

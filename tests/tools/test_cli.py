"""The command line `stream-specs`: what a user sees, and the exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sample_api
import yaml
from command_line import Done, stream_specs

ADD = "paths/my-notes/addNote.yaml"


@pytest.fixture
def api(tmp_path: Path) -> Path:
    return sample_api.write(tmp_path)


def _run(folder: Path, *arguments: str) -> Done:
    return stream_specs(*arguments, cwd=folder)


def test_valid_documents_are_counted(api: Path, tmp_path: Path) -> None:
    done = _run(tmp_path, "validate")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 document valid: 2 operations, 7 examples in ")


def test_findings_are_lines_and_exit_1(api: Path, tmp_path: Path) -> None:
    sample_api.edit(api, ADD, "x-effect: create\n", "")
    sample_api.edit(api, "schemas/Colour.yaml", "description: A colour.\n", "")

    done = _run(tmp_path, "validate", "--api", "notes")

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "specs/notes/paths/my-notes/addNote.yaml:1: effect: `addNote` has no x-effect"
        " (one of read, create, update, delete, outbound, dangerous)",
        "specs/notes/schemas/Colour.yaml:1: description: schema `Colour` has no description"
        " (description: What it means, in a sentence.)",
        "2 problems in 1 of 1 document",
    ]


def test_findings_as_json(api: Path, tmp_path: Path) -> None:
    sample_api.edit(api, ADD, "x-effect: create\n", "")

    done = _run(tmp_path, "validate", "--format", "json")

    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(item["file"], item["line"], item["rule"]) for item in found["problems"]] == [
        ("specs/notes/paths/my-notes/addNote.yaml", 1, "effect")
    ]
    assert found["documents"][0]["valid"] is False
    assert found["documents"][0]["counts"]["operations"] == 2


def test_findings_as_annotations(api: Path, tmp_path: Path) -> None:
    sample_api.edit(api, ADD, "x-effect: create\n", "")

    done = _run(tmp_path, "validate", "--format", "github")

    assert done.stdout.splitlines()[0] == (
        "::error file=specs/notes/paths/my-notes/addNote.yaml,line=1,title=effect::`addNote` has no x-effect"
        " (one of read, create, update, delete, outbound, dangerous)"
    )


def test_the_summary_counts_what_is_there(api: Path, tmp_path: Path) -> None:
    sample_api.edit(api, "examples/shared/404-unknown.json", "No such note.", 'No", "such": "note.')
    condition = "if: {properties: {text: {const: Hello}}}\nthen: {required: [colour]}\n"
    sample_api.edit(api, "schemas/NewNote.yaml", "required: [text]\n", f"required: [text]\n{condition}")

    done = _run(tmp_path, "validate", "--summary")

    head, row = (line.split("  ") for line in done.stdout.splitlines()[-2:])
    cells = dict(zip([cell.strip() for cell in head if cell], [cell.strip() for cell in row if cell], strict=True))
    assert cells == {
        "api": "notes", "operations": "2", "parameters": "2", "body fields": "2", "responses": "3",
        "examples": "6/7", "links": "1", "documented": "1", "inferred": "0", "external": "0",
        "undocumented": "0",
    }  # fmt: skip


MISTAKES = [
    (
        "unknown-api",
        ["validate", "--api", "note"],
        "error: specs: unknown API `note`\nhint: did you mean `notes`?\n",
    ),
    (
        "unknown-api-of-bundle",
        ["bundle", "--api", "zzz"],
        "error: specs: unknown API `zzz`\nhint: one of `notes`\n",
    ),
    (
        "no-folder",
        ["validate", "--specs", "none"],
        "error: none: cannot read the folder: No such file or directory\n"
        "hint: name the folder that holds the APIs, as an argument or with --specs\n",
    ),
    (
        "no-api",
        ["validate", "--specs", "specs/notes"],
        "error: specs/notes: no API in this folder\nhint: an API is a folder with a file `openapi.yaml`\n",
    ),
    (
        "file-for-folder",
        ["validate", "--specs", "specs/DECISIONS.md"],
        "error: specs/DECISIONS.md: cannot read the folder: Not a directory\n"
        "hint: name the folder that holds the APIs, as an argument or with --specs\n",
    ),
    ("unknown-command", ["validat"], "error: unknown command `validat`\nhint: did you mean `validate`?\n"),
    (
        "unknown-option",
        ["validate", "--apis", "x"],
        "error: no such option '--apis'. Did you mean '--api'?\nhint: see `stream-specs validate --help`\n",
    ),
    (
        "bad-choice",
        ["validate", "--format", "xml"],
        "error: invalid value for '--format': 'xml' is not one of 'text', 'json', 'github'\n"
        "hint: see `stream-specs validate --help`\n",
    ),
    (
        "no-such-place-to-write",
        ["bundle", "--out", "specs/DECISIONS.md"],
        "error: specs/DECISIONS.md/notes.yaml: cannot write: File exists\n"
        "hint: choose a folder that you can write to\n",
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_a_mistake_is_worded_and_exits_2(api: Path, tmp_path: Path, arguments: list[str], expected: str) -> None:
    done = _run(tmp_path, *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


@pytest.mark.parametrize("command", ["validate", "bundle"])
def test_a_syntax_error_is_one_line_and_exits_2(api: Path, tmp_path: Path, command: str) -> None:
    (api / ADD).write_text("operationId: addNote\n  summary: [\n")

    done = _run(tmp_path, command)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: specs/notes/paths/my-notes/addNote.yaml:2:10: "
        "not YAML: mapping values are not allowed in this context\n"
    )


def test_a_reference_to_nowhere_is_a_finding(api: Path, tmp_path: Path) -> None:
    sample_api.edit(api, ADD, "schemas/NewNote.yaml", "schemas/NewNot.yaml")

    done = _run(tmp_path, "validate")

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "specs/notes/paths/my-notes/addNote.yaml:12: ref-nowhere: `../../schemas/NewNot.yaml` leads to no file"
        " (did you mean `NewNote.yaml`?)",
        "1 problem in 1 of 1 document; other checks wait until every reference leads somewhere",
    ]


def test_what_cannot_be_bundled_is_not_written(api: Path, tmp_path: Path) -> None:
    sample_api.edit(api, ADD, "schemas/NewNote.yaml", "schemas/NewNot.yaml")

    done = _run(tmp_path, "bundle")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: specs/notes/paths/my-notes/addNote.yaml:12: `../../schemas/NewNot.yaml` leads to no file",
        "hint: did you mean `NewNote.yaml`?",
    ]
    assert not (tmp_path / "generated").exists()


def test_bundles_are_written_in_both_formats(api: Path, tmp_path: Path) -> None:
    done = _run(tmp_path, "bundle", "--api", "notes", "--out", "out")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "out/notes.yaml, notes.json\n"
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["notes.json", "notes.yaml"]
    as_json = json.loads((tmp_path / "out/notes.json").read_text())
    assert yaml.safe_load((tmp_path / "out/notes.yaml").read_text()) == as_json


def test_a_bundle_may_be_printed(api: Path, tmp_path: Path) -> None:
    done = _run(tmp_path, "bundle", "--stdout", "--format", "json")

    assert json.loads(done.stdout)["info"]["title"] == "Notes"
    assert not (tmp_path / "generated").exists()


def test_only_one_bundle_may_be_printed(api: Path, tmp_path: Path) -> None:
    sample_api.write(tmp_path, {"specs/other/openapi.yaml": "openapi: 3.1.0\n"})

    done = _run(tmp_path, "bundle", "--stdout")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: --stdout prints one bundle\nhint: add --api notes\n"


def test_a_reader_that_goes_away_is_no_error(api: Path, tmp_path: Path) -> None:
    long = "description: " + "Long. " * 40_000 + "\n"
    sample_api.edit(api, "schemas/Problem.yaml", "description: What went wrong.\n", long)
    command = f"{sys.executable} -m stream_specs bundle --stdout | head -c 10"

    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("openapi: 3", "")


def test_ctrl_c_exits_130(api: Path, tmp_path: Path) -> None:
    pipe = api / "schemas" / "Blocking.yaml"
    os.mkfifo(pipe)
    sample_api.edit(api, "schemas/Problem.yaml", "    type: string\n", "    $ref: Blocking.yaml\n")
    command = [
        sys.executable,
        "-c",
        "from pathlib import Path; Path.is_file = Path.exists; import stream_specs.__main__",
    ]
    running = subprocess.Popen([*command, "validate"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    with pipe.open("wb"):  # opens once the process reads it
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=30)

    assert (running.returncode, errors.strip()) == (130, "error: interrupted")


def test_starting_loads_no_command(tmp_path: Path) -> None:
    code = "import sys, stream_specs.cli; print(sorted(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    heavy = {"yaml", "jsonschema_rs", "openapi_spec_validator", "rich", "stream_specs.validate", "stream_specs.bundle"}
    assert heavy.isdisjoint(eval(done.stdout))


def test_the_version_is_printed(tmp_path: Path) -> None:
    done = _run(tmp_path, "--version")

    assert (done.returncode, done.stdout.split()[0]) == (0, "stream-specs")


def test_help_lists_the_commands_and_exit_codes(tmp_path: Path) -> None:
    done = _run(tmp_path, "--help")

    assert done.returncode == 0
    assert "validate Check the sources of the documents." in " ".join(done.stdout.split())
    assert "Exit codes: 0 done, 1 findings, 2" in done.stdout

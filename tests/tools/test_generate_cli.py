from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stream_specs import apis

_ROOT = Path(__file__).parents[2]
_APIS = [folder.name for folder in apis.find(_ROOT / "specs") if not apis.is_draft(folder)]


def _generate(*arguments: str, cwd: Path = _ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stream_specs", "generate", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)


def _broken_bundle(folder: Path) -> Path:
    """A copy of what is committed with one file stale, one missing, one too many."""
    generated = folder / "generated"
    _generate("--only", "bundles", "--out", str(generated))
    (generated / "README.md").unlink()
    (generated / "bundles" / "gone.yaml").write_text("old")
    with (generated / "bundles" / f"{_APIS[0]}.yaml").open("a") as file:
        file.write("# edited\n")
    return generated


@pytest.mark.parametrize("api", _APIS)
def test_what_is_committed_is_what_the_documents_give(api: str) -> None:
    done = _generate("--check", "--api", api)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_check_lists_what_differs_and_writes_nothing(tmp_path: Path) -> None:
    generated = _broken_bundle(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    done = _generate("--check", "--only", "bundles", "--out", str(generated))

    assert done.returncode == 1
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["missing", f"{generated}/README.md"],
        ["surplus", f"{generated}/bundles/gone.yaml"],
        ["stale", f"{generated}/bundles/{_APIS[0]}.yaml"],
    ]
    assert "run `stream-specs generate`" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_run_says_what_it_changed_and_a_second_one_that_nothing_did(tmp_path: Path) -> None:
    arguments = ["--only", "clients", "--api", "streamdetails", "--specs", str(_ROOT / "specs")]

    first, second = (_generate(*arguments, cwd=tmp_path) for _ in range(2))

    assert first.stdout.startswith("generated/clients/streamdetails: ")
    assert "clients/streamdetails: generated in " in first.stderr
    assert second.stdout == "generated: up to date\n"
    assert [path.name for path in (tmp_path / "generated").iterdir()] == ["clients"]


def test_a_draft_is_generated_only_when_it_is_named(tmp_path: Path) -> None:
    for api, mark in (("done", ""), ("begun", "x-draft: true\n")):
        shutil.copytree(_ROOT / "specs" / "streamdetails", tmp_path / "specs" / api)
        root = tmp_path / "specs" / api / "openapi.yaml"
        root.write_text(mark + root.read_text())

    everything = _generate("--only", "bundles", cwd=tmp_path)
    written = sorted(path.name for path in (tmp_path / "generated" / "bundles").iterdir())
    named = _generate("--only", "bundles", "--api", "begun", cwd=tmp_path)

    assert (everything.returncode, named.returncode) == (0, 0), everything.stderr + named.stderr
    assert written == ["done.3.0.json", "done.json", "done.yaml"]
    assert (tmp_path / "generated" / "bundles" / "begun.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--api", "streamdetail"], "error: specs: unknown API `streamdetail`\nhint: did you mean `streamdetails`?\n"),
        (["--specs", "absent"], "error: absent: cannot read the folder: No such file or directory\nhint: "),
        (["--only", "docs"], "error: invalid value for '--only': 'docs' is not one of"),
        (["--out", "pyproject.toml/x"], "error: pyproject.toml/x: cannot write: Not a directory"),
    ],
)
def test_a_mistake_is_one_clear_line_and_exit_code_2(arguments: list[str], message: str) -> None:
    done = _generate(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert "Traceback" not in done.stderr

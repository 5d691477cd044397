from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Done, stream_specs

_ROOT = Path(__file__).parents[2]
_API = """\
openapi: 3.1.0
info: {title: Tiny, version: '1.2.0'}
servers: [{url: 'http://tiny.example/v1'}]
paths:
  /things:
    get: {operationId: getThing, tags: [Thing], responses: {'204': {description: Nothing.}}}
"""


def _generate(*arguments: str, cwd: Path = _ROOT) -> Done:
    return stream_specs("generate", *arguments, cwd=cwd)


def _tiny(folder: Path, *names: str) -> None:
    for name in names:
        (folder / "specs" / name).mkdir(parents=True)
        (folder / "specs" / name / "openapi.yaml").write_text(_API)


# `make check-generated` compares the packages of all APIs; those of one show that a generator or a template changed.
@pytest.mark.parametrize(
    ("arguments", "made"),
    [(["--only", "bundles"], []), (["--api", "twitch-kraken"], ["clients/twitch-kraken", "sdks/twitch-kraken"])],
    ids=["all bundles", "both packages of one API"],
)
def test_what_is_committed_is_what_the_documents_give(arguments: list[str], made: list[str]) -> None:
    done = _generate("--check", *arguments)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert sorted(line.partition(": generated in ")[0] for line in done.stderr.splitlines()) == made


def test_check_lists_what_differs_and_writes_nothing(tmp_path: Path) -> None:
    _tiny(tmp_path, "tiny")
    _generate("--only", "bundles", cwd=tmp_path)
    (tmp_path / "generated" / "README.md").unlink()
    (tmp_path / "generated" / "bundles" / "gone.yaml").write_text("old")
    with (tmp_path / "generated" / "bundles" / "tiny.yaml").open("a") as file:
        file.write("# edited\n")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    done = _generate("--check", "--only", "bundles", cwd=tmp_path)

    assert done.returncode == 1
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["missing", "generated/README.md"],
        ["surplus", "generated/bundles/gone.yaml"],
        ["stale", "generated/bundles/tiny.yaml"],
    ]
    assert "run `stream-specs generate`" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_run_says_what_it_changed_and_a_second_one_that_nothing_did(tmp_path: Path) -> None:
    _tiny(tmp_path, "tiny")

    first, second = (_generate("--only", "bundles", cwd=tmp_path) for _ in range(2))

    assert first.stdout.splitlines()[0] == "generated/README.md: 1 file changed"
    assert second.stdout == "generated: up to date\n"
    assert sorted(path.name for path in (tmp_path / "generated").iterdir()) == ["README.md", "bundles"]


def test_a_draft_is_generated_only_when_it_is_named(tmp_path: Path) -> None:
    _tiny(tmp_path, "done", "begun")
    (tmp_path / "specs" / "begun" / "openapi.yaml").write_text(f"x-draft: true\n{_API}")

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


_WITHOUT_GENERATORS = """
import importlib.util, sys
absent = {"openapi_python_client", "datamodel_code_generator"}
sys.modules.update(dict.fromkeys(absent))
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in absent else find(name, package)
from stream_specs.cli import main
main()
"""


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [("bundles", 0, ""), ("sdks", 2, "error: datamodel-code-generator is not installed\nhint: pip install ")],
)
def test_only_packages_need_the_generators(tmp_path: Path, kind: str, code: int, message: str) -> None:
    _tiny(tmp_path, "tiny")

    command = [sys.executable, "-c", _WITHOUT_GENERATORS, "generate", "--only", kind]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr[: len(message)]) == (code, message), done.stderr

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from once import once

from stream_specs.errors import UserError
from stream_specs.generate import generation, job
from stream_specs.generate.allowed import Allowed
from stream_specs.generate.generation import Order
from stream_specs.generate.plan import GENERATORS, KINDS, Generator
from stream_specs.generate.trees import Change

_API = """\
openapi: 3.1.0
info: {title: Tiny, version: '1.2.0', description: 'A "tiny" API.'}
servers: [{url: 'http://tiny.example/v1'}]
tags: [{name: Thing, description: Things.}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      tags: [Thing]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        '200':
          description: The thing.
          content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
"""
# A generator that writes one module and warns as it is told.
_FAKE = """\
import json, pathlib, sys
document, folder, report = map(pathlib.Path, sys.argv[-3:])
folder.mkdir()
(folder / "__init__.py").write_text("NAME =   'x'\\n")
report.write_text(json.dumps({"warnings": sys.argv[1:-3], "requires": ["fake>=1"]}))
"""
_WARNING = "Nothing for <Thing object at 0x7f00deadbeef>"

# Settings of tools that stand around the generated tree and must not reach it.
_SETTINGS = """\
[tool.ruff]
line-length = 40
format.quote-style = "single"
[tool.black]
line-length = 40
skip-string-normalization = true
[tool.isort]
force_single_line = true
[tool.datamodel-codegen]
snake-case-field = true
"""


def _fake(*warnings: str, script: str = _FAKE, kind: str = "clients") -> Generator:
    return Generator(kind, "client", "openapi-python-client", (sys.executable, "-c", script, *warnings))


def _order(folder: Path, generators: Sequence[Generator], **change: object) -> Order:
    specs = folder / "specs" / "tiny"
    specs.mkdir(parents=True, exist_ok=True)
    if not (specs / "openapi.yaml").exists():
        (specs / "openapi.yaml").write_text(_API)
    settings = {"complete": True, "kinds": KINDS, "allowed": ()} | change
    return Order(apis=(specs,), generators=tuple(generators), **settings)  # type: ignore[arg-type]


def _run(folder: Path, order: Order) -> list[Change]:
    """One run into folder/generated, as the command does it."""
    work = folder / "work" / str(len(list(folder.glob("work/*"))))
    work.mkdir(parents=True)
    fresh = generation.generate(order, work, lambda line: None)
    return generation.write(order, fresh, folder / "generated", work / "attic")


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both packages of the tiny API below `generated`."""
    return once(tmp_path_factory, "tiny", lambda folder: _run(folder, _order(folder, GENERATORS)))


def test_two_runs_in_two_folders_give_the_same_bytes_without_paths_and_dates(both: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(_SETTINGS)

    _run(tmp_path, _order(tmp_path, GENERATORS))

    one, another = (_tree(folder / "generated") for folder in (both, tmp_path))
    everything = b"".join(another.values()).decode()
    assert one == another
    assert {"clients/tiny/tiny_client/py.typed", "sdks/tiny/tiny_sdk/models.py", "bundles/tiny.json"} <= one.keys()
    assert str(tmp_path) not in everything
    assert time.strftime("%Y-%m-%d") not in everything
    assert " at 0x" not in everything


@pytest.mark.parametrize(("kind", "suffix"), [("clients", "client"), ("sdks", "sdk")])
def test_each_package_says_what_made_it_and_has_the_version_of_the_document(both: Path, kind: str, suffix: str) -> None:
    package = both / "generated" / kind / "tiny"
    project = (package / "pyproject.toml").read_text()
    command = f"stream-specs generate --api tiny --only {kind}"
    assert f'name = "tiny-{suffix}"\nversion = "1.2.0"\n' in project
    assert all(command in path.read_text() for path in package.rglob("*.py"))
    assert all(command in text for text in (project, (package / "README.md").read_text()))
    assert 'A "tiny" API.' in (package / "README.md").read_text()


def test_stale_files_and_packages_of_apis_that_are_no_more_are_removed(tmp_path: Path) -> None:
    order = _order(tmp_path, [_fake()])
    _run(tmp_path, order)
    expected = _tree(tmp_path / "generated")
    for stale in ("clients/tiny/tiny_client/old.py", "clients/gone/old.py", "bundles/gone.json", "bundles/tiny.old"):
        (tmp_path / "generated" / stale).parent.mkdir(exist_ok=True)
        (tmp_path / "generated" / stale).write_text("old")

    changes = _run(tmp_path, order)

    assert _tree(tmp_path / "generated") == expected
    assert {change.state for change in changes} == {"surplus"}
    assert _run(tmp_path, order) == []


def test_what_belongs_to_other_apis_and_other_kinds_stays_when_one_is_generated(tmp_path: Path) -> None:
    for other in ("clients/other/a.py", "sdks/tiny/a.py", "requirements/tiny.json", "bundles/.gitkeep"):
        (tmp_path / "generated" / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "generated" / other).write_text("stays")

    _run(tmp_path, _order(tmp_path, [_fake()], complete=False, kinds=("bundles", "clients")))

    stayed = [path for path, content in _tree(tmp_path / "generated").items() if content == b"stays"]
    assert sorted(stayed) == ["bundles/.gitkeep", "clients/other/a.py", "requirements/tiny.json", "sdks/tiny/a.py"]


_FAILURES = {
    "a crash": ("import sys\nsys.exit('no such schema')", "openapi-python-client failed.*\n  no such schema"),
    "silence": ("raise SystemExit(3)", r"openapi-python-client failed \(exit 3\):\n  it said nothing"),
    "an undefined name": (_FAKE.replace("'x'", "Unset"), "ruff failed(.|\n)*Undefined name `Unset`"),
    "a syntax error": (_FAKE.replace("'x'", "("), "ruff failed"),
}


@pytest.mark.parametrize("case", _FAILURES)
def test_a_failing_generator_is_one_error_and_leaves_the_old_tree(tmp_path: Path, case: str) -> None:
    script, message = _FAILURES[case]
    _run(tmp_path, _order(tmp_path, [_fake()]))
    before = _tree(tmp_path / "generated")
    (tmp_path / "specs" / "tiny" / "openapi.yaml").write_text(_API.replace("1.2.0", "1.3.0"))

    with pytest.raises(UserError, match=message) as caught:
        _run(tmp_path, _order(tmp_path, [_fake(), _fake(script=script, kind="sdks")]))

    assert caught.value.where == "sdks/tiny"
    assert _tree(tmp_path / "generated") == before


def test_a_generator_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_TIMEOUT", 0.2)

    with pytest.raises(UserError, match="openapi-python-client did not end within"):
        _run(tmp_path, _order(tmp_path, [_fake(script="import threading\nthreading.Event().wait()")]))


def test_a_warning_fails_the_run_unless_it_is_allowed(tmp_path: Path) -> None:
    entry = Allowed("tiny", "clients", "Nothing for <Thing object at 0x<address>>", "Harmless.", "A limit.")
    generators = [_fake(_WARNING)]

    with pytest.raises(UserError, match="clients/tiny warns: Nothing for <Thing object at 0x<address>>"):
        _run(tmp_path, _order(tmp_path, generators))
    assert not (tmp_path / "generated").exists()

    _run(tmp_path, _order(tmp_path, generators, allowed=(entry,)))
    assert (tmp_path / "generated" / "clients" / "tiny").is_dir()


def test_an_allowed_warning_that_does_not_occur_fails_the_run(tmp_path: Path) -> None:
    entry = Allowed("tiny", "clients", "Nothing for", "Harmless.", "A limit.")

    with pytest.raises(UserError, match="clients/tiny: the allowed warning `Nothing for` did not occur"):
        _run(tmp_path, _order(tmp_path, [_fake()], allowed=(entry,)))
    _run(tmp_path, _order(tmp_path, [_fake()], allowed=(entry,), kinds=("bundles",)))


@pytest.mark.parametrize(
    ("kind", "old", "new", "message"),
    [
        (
            "clients",
            "{name: {type: string}}",
            "{name: {type: array}}",
            "clients/tiny warns: WARNING parsing GET /things",
        ),
        (
            "sdks",
            "{name: {type: string}}",
            "{name: {type: string, format: odd}}",
            "sdks/tiny warns: UserWarning: .*odd",
        ),
    ],
)
def test_the_warnings_of_the_real_generators_are_heard(
    tmp_path: Path, kind: str, old: str, new: str, message: str
) -> None:
    order = _order(tmp_path, GENERATORS, kinds=(kind,))
    (order.apis[0] / "openapi.yaml").write_text(_API.replace(old, new))

    with pytest.raises(UserError, match=message):
        _run(tmp_path, order)


@pytest.mark.parametrize(("old", "new"), [("'1.2.0'", "of May"), (", version: '1.2.0'", ""), ("title: Tiny, ", "")])
def test_a_document_that_cannot_name_a_package_is_refused(tmp_path: Path, old: str, new: str) -> None:
    order = _order(tmp_path, [_fake()])
    (order.apis[0] / "openapi.yaml").write_text(_API.replace(old, new))

    with pytest.raises(UserError, match="info needs a title, and a version that a Python package can have"):
        _run(tmp_path, order)

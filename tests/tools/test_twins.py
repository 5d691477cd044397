"""OPTIONS operations that are written once: where they stand, what they are called, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_api

from stream_specs.bundle import bundle, collect
from stream_specs.validate import validate

SHARED = """summary: Answer a preflight for {operationId}
description: Says whether {operationId} may be sent.
tags: [My Notes]
x-effect: read
x-evidence: {level: documented, source: 'notes#{operationId}'}
security: []
responses:
  '204':
    description: Nothing.
"""
TWINS = """x-options-twins:
  operation: paths/my-notes/options.yaml
  of:
    addNote: [My Notes]
    getNote: [My Notes]
servers:
"""


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = sample_api.write(tmp_path).relative_to(tmp_path)
    sample_api.edit(folder, "openapi.yaml", "servers:\n", TWINS)
    (folder / "paths/my-notes/options.yaml").write_text(SHARED)
    return folder


def _problems(api: Path) -> list[str]:
    return [str(problem).removeprefix("specs/notes/") for problem in collect(api).problems]


def test_each_named_operation_gets_a_twin_and_the_key_is_gone(api: Path) -> None:
    document = bundle(api).document

    assert "x-options-twins" not in document
    assert document["paths"]["/notes"]["options"] == {
        "operationId": "addNoteOptions",
        "summary": "Answer a preflight for addNote",
        "description": "Says whether addNote may be sent.",
        "tags": ["My Notes"],
        "x-effect": "read",
        "x-evidence": {"level": "documented", "source": "notes#addNote"},
        "security": [],
        "responses": {"204": {"description": "Nothing."}},
    }


def test_a_twin_has_the_path_parameters_of_its_operation(api: Path) -> None:
    twin = bundle(api).document["paths"]["/notes/{id}"]["options"]

    assert twin["parameters"] == [{"$ref": "#/components/parameters/NoteId"}]


def test_a_twin_is_deprecated_when_its_operation_is(api: Path) -> None:
    sample_api.edit(api, "paths/my-notes/getNote.yaml", "x-effect: read\n", "x-effect: read\ndeprecated: true\n")

    paths = bundle(api).document["paths"]

    assert paths["/notes/{id}"]["options"]["deprecated"] is True
    assert "deprecated" not in paths["/notes"]["options"]


def test_twins_are_checked_like_other_operations(api: Path) -> None:
    assert validate(api).problems == ()

    sample_api.edit(api, "paths/my-notes/options.yaml", "x-effect: read\n", "")

    found = [str(problem).removeprefix("specs/notes/") for problem in validate(api).problems]
    assert found == [
        "paths/my-notes/options.yaml:1: effect: `addNoteOptions` has no x-effect "
        "(one of read, create, update, delete, outbound, dangerous)",
        "paths/my-notes/options.yaml:1: effect: `getNoteOptions` has no x-effect "
        "(one of read, create, update, delete, outbound, dangerous)",
    ]


def test_places_lead_to_the_shared_file_and_to_the_line_that_asks_for_the_twin(api: Path) -> None:
    origins = bundle(api).origins

    assert origins.at("/paths/~1notes/options/summary") == ("specs/notes/paths/my-notes/options.yaml", 1)
    file, line = origins.at("/paths/~1notes/options/operationId")
    assert (file, (api / "openapi.yaml").read_text().splitlines()[line - 1]) == (
        "specs/notes/openapi.yaml",
        "    addNote: [My Notes]",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    addNote: [My Notes]\n", "    addNotes: [My Notes]\n", "there is no operation `addNotes`"),
        ("    addNote: [My Notes]\n", "    addNote: My Notes\n", "`addNote` has no list of tags"),
        ("  of:\n", "  for:\n", "`x-options-twins` is not an operation and a list of ids"),
        ("my-notes/options.yaml", "my-notes/option.yaml", "`paths/my-notes/option.yaml` leads to no file"),
    ],
)
def test_a_wrong_declaration_is_one_problem(api: Path, old: str, new: str, message: str) -> None:
    sample_api.edit(api, "openapi.yaml", old, new)

    [problem] = _problems(api)
    assert problem.startswith("openapi.yaml:")
    assert f": {message}" in problem


def test_a_path_has_one_options_operation(api: Path) -> None:
    sample_api.edit(api, "openapi.yaml", "  /notes:\n", "  /notes:\n    options:\n      summary: Mine\n")

    [problem] = _problems(api)
    assert "`/notes` has OPTIONS already" in problem


def test_bundling_the_bundle_changes_nothing(api: Path, tmp_path: Path) -> None:
    from stream_specs.bundle import dump_yaml

    first = dump_yaml(bundle(api).document)
    (tmp_path / "bundle.yaml").write_text(first)

    assert dump_yaml(bundle(tmp_path / "bundle.yaml").document) == first

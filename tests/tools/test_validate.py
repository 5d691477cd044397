"""A document may be wrong in any way: that is reported, and nothing breaks."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import pytest
import sample_api
from hypothesis import given, settings
from hypothesis import strategies as st

from stream_specs import pointers
from stream_specs.bundle import Bundle, bundle
from stream_specs.structural import semantic
from stream_specs.validate import validate_bundle


def _below(value: Any, pointer: str = "") -> list[str]:
    """The pointers of everything in a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [pointer] + [below for key, item in items for below in _below(item, pointers.join(pointer, key))]


def _tiny() -> Bundle:
    """The tiny API without its decision, so that no DECISIONS.md is needed."""
    with tempfile.TemporaryDirectory() as folder:
        api = sample_api.write(Path(folder))
        sample_api.edit(api, "paths/my-notes/addNote.yaml", "    x-decision: [NT-1]\n", "")
        return bundle(api)


_FOLDER = Path("nowhere/notes")
_BUNDLE = _tiny()
_POINTERS = _below(_BUNDLE.document)[1:]
_JUNK = st.sampled_from(
    [
        *(None, True, False, 0, -1.5, "", "x", "$response.body#/a"),
        *([], [None], ["x"], [[]], {}, {"": None}, {"x": 1}),
        *({"$ref": "#/nowhere"}, {"$ref": 5}, {"$ref": "#/components/schemas/Note"}, {"$ref": "urn:x"}),
        *({"type": "strng"}, {"enum": 5}, {"pattern": "("}, {"allOf": [True]}, {"properties": 5}),
        *({"x-evidence": 5}, {"examples": {"a": 5}}, {"examples": []}, {"operationId": []}, {"in": []}),
        {"$id": "http://[", "$schema": "urn:x"},
    ]
)


def _put(document: Any, pointer: str, value: Any) -> Any:
    changed = copy.deepcopy(document)
    holder = pointers.resolve(changed, pointers.parent(pointer))
    token = pointers.split(pointer)[-1]
    holder[int(token) if isinstance(holder, list) else token] = value
    return changed


@given(pointer=st.sampled_from(_POINTERS), junk=_JUNK)
@settings(max_examples=150, deadline=None)
def test_junk_anywhere_in_a_document_breaks_no_check(pointer: str, junk: Any) -> None:
    document = _put(_BUNDLE.document, pointer, junk)

    verdict = validate_bundle(_FOLDER, Bundle(document, _BUNDLE.origins))

    assert all(problem.line >= 1 and problem.file and problem.message for problem in verdict.problems)


# What openapi-spec-validator finds beyond the schema of OpenAPI, without saying where.
SECOND_OPINIONS = [
    ("type", "/components/schemas/Colour/type", "strng", "schema"),
    ("pattern", "/components/schemas/Problem/properties/message/pattern", "(", "schema"),
    ("default", "/components/schemas/NewNote/properties/text/default", 5, "example-invalid"),
    ("operation-id", "/paths/~1notes~1{id}/get/operationId", "addNote", "operation-id"),
    ("path-parameter", "/components/parameters/NoteId/name", "key", "path-parameter"),
    ("tag", "/tags", [{"name": "My Notes", "description": "A."}] * 2, "tag"),
]


@pytest.mark.parametrize("case", SECOND_OPINIONS, ids=[case[0] for case in SECOND_OPINIONS])
def test_what_the_second_opinion_finds_has_a_place_by_ours(case: tuple[str, str, Any, str]) -> None:
    _, pointer, value, rule = case
    document = _put(_BUNDLE.document, pointer, value)

    problems = validate_bundle(_FOLDER, Bundle(document, _BUNDLE.origins)).problems

    assert list(semantic(document, _BUNDLE.origins)) != []
    assert rule in [problem.rule for problem in problems]
    assert "openapi" not in [problem.rule for problem in problems]


def test_findings_are_sorted_by_file_and_line() -> None:
    document = _put(_BUNDLE.document, "/info", {"title": "N", "version": "1"})
    document = _put(document, "/paths/~1notes/post/summary", "Add.")

    problems = validate_bundle(_FOLDER, Bundle(document, _BUNDLE.origins)).problems

    places = [(problem.file, problem.line) for problem in problems]
    assert len(places) >= 2
    assert places == sorted(places)

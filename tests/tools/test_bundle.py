from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import sample_api
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stream_specs.bundle import BundleError, bundle, collect, dump_json, dump_yaml
from stream_specs.errors import UserError

ROOT = "openapi.yaml"
ADD = "paths/my-notes/addNote.yaml"
GET = "paths/my-notes/getNote.yaml"


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return sample_api.write(tmp_path).relative_to(tmp_path)


def _problems(api: Path) -> list[str]:
    return [str(problem).removeprefix("specs/notes/") for problem in collect(api).problems]


def test_operations_are_put_in_place_and_parts_become_sorted_components(api: Path) -> None:
    document = bundle(api).document

    assert document["paths"]["/notes"]["post"]["operationId"] == "addNote"
    assert list(document["components"]) == ["securitySchemes", "parameters", "headers", "responses", "schemas"]
    assert list(document["components"]["schemas"]) == ["Colour", "Identified", "NewNote", "Note", "Problem"]
    get = document["paths"]["/notes/{id}"]["get"]
    assert get["parameters"][0] == {"$ref": "#/components/parameters/NoteId"}
    assert get["responses"]["404"] == {"$ref": "#/components/responses/NotFound"}


def test_example_files_become_values_and_extensions_stay(api: Path) -> None:
    operation = bundle(api).document["paths"]["/notes"]["post"]

    example = operation["requestBody"]["content"]["application/json"]["examples"]["added"]
    assert example == {"summary": "A short note.", "value": {"text": "milk"}}
    assert operation["x-effect"] == "create"


def test_keys_keep_their_order(api: Path) -> None:
    operation = bundle(api).document["paths"]["/notes"]["post"]

    assert list(operation) == list(yaml.safe_load(sample_api.ADD_NOTE))


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", ("openapi.yaml", 1)),
        ("/paths/~1notes", ("openapi.yaml", 16)),
        ("/paths/~1notes/post", ("paths/my-notes/addNote.yaml", 1)),
        ("/paths/~1notes/post/x-effect", ("paths/my-notes/addNote.yaml", 5)),
        ("/components/schemas/NewNote/properties/text/maxLength", ("schemas/NewNote.yaml", 8)),
        ("/components/parameters/NoteId/schema/type", ("parameters.yaml", 7)),
        ("/components/securitySchemes/Token", ("openapi.yaml", 24)),
        (
            "/paths/~1notes/post/responses/200/content/application~1json/examples/added/value/text",
            ("examples/addNote/200-added.json", 3),
        ),
        ("/components/schemas/NewNote/properties/text/beyond", ("schemas/NewNote.yaml", 5)),
    ],
)
def test_origins_lead_back_to_file_and_line(api: Path, pointer: str, expected: tuple[str, int]) -> None:
    file, line = bundle(api).origins.at(pointer)

    assert (file.removeprefix("specs/notes/"), line) == expected


def test_schemas_may_refer_to_themselves(api: Path) -> None:
    schemas = bundle(api).document["components"]["schemas"]

    assert schemas["Identified"]["properties"]["parent"]["anyOf"][0] == {"$ref": "#/components/schemas/Note"}


# name, file, old, new, problems
MISTAKES: list[tuple[str, str, str, str, list[str]]] = [
    (
        "no-file",
        ADD,
        "schemas/NewNote.yaml",
        "schemas/NewNot.yaml",
        [f"{ADD}:12: ref-nowhere: `../../schemas/NewNot.yaml` leads to no file (did you mean `NewNote.yaml`?)"],
    ),
    (
        "wrong-folder",
        ADD,
        "../../schemas/NewNote.yaml",
        "../schemas/NewNote.yaml",
        [
            f"{ADD}:12: ref-nowhere: `../schemas/NewNote.yaml` leads to no file"
            " (the path is relative to specs/notes/paths/my-notes)"
        ],
    ),
    (
        "no-fragment",
        GET,
        "parameters.yaml#/NoteId",
        "parameters.yaml#/NoteI",
        [
            f"{GET}:7: ref-nowhere: `../../parameters.yaml#/NoteI` leads to no value of specs/notes/parameters.yaml"
            " (did you mean `#/NoteId`?)"
        ],
    ),
    (
        "no-operation",
        ROOT,
        "paths/my-notes/addNote.yaml",
        "paths/my-notes/add.yaml",
        [f"{ROOT}:18: ref-nowhere: `paths/my-notes/add.yaml` leads to no file (did you mean `addNote.yaml`?)"],
    ),
    (
        "no-example",
        ADD,
        "request-added.json",
        "request-add.json",
        [
            f"{ADD}:16: ref-nowhere: `../../examples/addNote/request-add.json` leads to no file"
            " (did you mean `request-added.json`?)"
        ],
    ),
    (
        "outside",
        ADD,
        "../../schemas/NewNote.yaml",
        "../../../DECISIONS.md",
        [f"{ADD}:12: ref-outside: `../../../DECISIONS.md` leaves specs/notes"],
    ),
    (
        "other-host",
        ADD,
        "../../schemas/NewNote.yaml",
        "https://notes.example/Note.yaml",
        [
            f"{ADD}:12: ref-outside: `https://notes.example/Note.yaml` is not a file of this API"
            " (keep a copy below the API's folder)"
        ],
    ),
    (
        "middle",
        GET,
        "      items:\n        type: string",
        "      items:\n        $ref: ../../schemas/NewNote.yaml#/properties/text",
        [
            f"{GET}:16: ref-shape: `#/properties/text` leads into the middle of a schema"
            " (give that part a file of its own)"
        ],
    ),
    (
        "sibling",
        ROOT,
        "      $ref: paths/my-notes/addNote.yaml",
        "      $ref: paths/my-notes/addNote.yaml\n      summary: Add",
        [
            f"{ROOT}:18: ref-shape: other keys stand beside this reference"
            " (move the other keys into specs/notes/paths/my-notes/addNote.yaml)"
        ],
    ),
    (
        "not-a-mapping",
        "schemas/Colour.yaml",
        sample_api.COLOUR,
        "- red\n",
        ["schemas/NewNote.yaml:10: ref-shape: `Colour.yaml` leads to a list, not to a mapping"],
    ),
    (
        "defined-by-itself",
        "schemas/Identified.yaml",
        "type: object\n",
        "allOf:\n  - $ref: Note.yaml\ntype: object\n",
        [
            f"schemas/{name}.yaml:1: ref-cycle: `{name}` is defined by itself"
            " (a reference below `properties` or `items` may lead back)"
            for name in ("Identified", "Note")
        ],
    ),
    (
        "unused-parameter",
        "parameters.yaml",
        "NoteId:\n",
        "Other:\n  name: other\n  in: query\nNoteId:\n",
        ["parameters.yaml:1: unused: nothing uses `Other` (remove it, or use it)"],
    ),
    (
        "unused-component-of-the-root",
        ROOT,
        "  securitySchemes:\n",
        "  schemas:\n    Other: {type: object}\n  securitySchemes:\n",
        [f"{ROOT}:24: unused: nothing uses `Other` (remove it, or use it)"],
    ),
    (
        "unused-operation",
        ROOT,
        "  /notes:\n    post:\n      $ref: paths/my-notes/addNote.yaml\n",
        "",
        [
            "examples/addNote/200-added.json:1: unused: nothing uses this example (remove it, or use it)",
            "examples/addNote/request-added.json:1: unused: nothing uses this example (remove it, or use it)",
            "headers.yaml:1: unused: nothing uses `Left` (remove it, or use it)",
            f"{ADD}:1: unused: nothing uses this operation (remove it, or use it)",
        ],
    ),
]


@pytest.mark.parametrize("case", MISTAKES, ids=[case[0] for case in MISTAKES])
def test_all_problems_of_references_are_found(api: Path, case: tuple[str, str, str, str, list[str]]) -> None:
    _, file, old, new, expected = case
    sample_api.edit(api, file, old, new)

    assert _problems(api) == expected


def test_two_files_of_one_name_clash(api: Path) -> None:
    sample_api.write(Path(), {"specs/notes/schemas/more/Colour.yaml": sample_api.COLOUR})
    sample_api.edit(api, "schemas/Problem.yaml", "    type: string\n", "    $ref: more/Colour.yaml\n")

    assert _problems(api) == [
        "schemas/Problem.yaml:5: name-clash: two schemas are named `Colour`: specs/notes/schemas/Colour.yaml"
        " and specs/notes/schemas/more/Colour.yaml (rename one of them)"
    ]


def test_files_that_nothing_uses_are_found(api: Path) -> None:
    sample_api.write(
        Path(),
        {
            "specs/notes/schemas/Colour copy.yaml": sample_api.COLOUR,
            "specs/notes/examples/shared/notes.txt": "x",
            "specs/notes/links.yaml": "Next: {operationId: getNote}\n",
            "specs/notes/schemas/README.md": "Not a schema.\n",
        },
    )

    assert _problems(api) == [
        "examples/shared/notes.txt:1: unused: nothing uses this example (remove it, or use it)",
        "links.yaml:1: unused: nothing uses `Next` (remove it, or use it)",
        "schemas/Colour copy.yaml:1: unused: nothing uses this schema (remove it, or use it)",
    ]


def test_all_mistakes_are_reported_and_the_error_counts_them(api: Path) -> None:
    sample_api.edit(api, ADD, "schemas/NewNote.yaml", "schemas/NewNot.yaml")
    sample_api.edit(api, GET, "#/NoteId", "#/Id")

    with pytest.raises(BundleError) as caught:
        bundle(api)

    assert [problem.rule for problem in caught.value.problems] == ["ref-nowhere", "ref-nowhere"]
    assert str(caught.value).startswith(
        f"specs/notes/{ADD}:12: `../../schemas/NewNot.yaml` leads to no file, and 1 more (hint: "
    )


def test_an_operation_that_refers_to_itself_is_an_error(api: Path) -> None:
    (api / ADD).write_text("$ref: addNote.yaml\n")

    assert _problems(api)[0] == f"{ADD}:1: ref-cycle: `addNote.yaml` leads back to itself"


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("a.txt", b"one\r\ntwo\n", {"value": "one\ntwo\n"}),
        ("a.yaml", b"no: 1\n", {"value": {"no": 1}}),
        ("a.bin", b"\x00\x01", {"externalValue": "examples/getNote/a.bin"}),
    ],
)
def test_text_is_embedded_and_other_files_stay_files(
    api: Path, file: str, content: bytes, expected: dict[str, Any]
) -> None:
    (api / "examples/getNote" / file).write_bytes(content)
    example = f"{{externalValue: ../../examples/getNote/{file}}}"
    sample_api.edit(
        api, GET, "      application/json:\n", f"      a/b: {{examples: {{a: {example}}}}}\n      application/json:\n"
    )

    content_of_200 = bundle(api).document["paths"]["/notes/{id}"]["get"]["responses"]["200"]["content"]

    assert content_of_200["a/b"]["examples"]["a"] == expected


def test_a_discriminator_names_components(api: Path) -> None:
    sample_api.edit(
        api, "schemas/Note.yaml", "allOf:\n", "discriminator: {propertyName: id, mapping: {a: Problem.yaml}}\nallOf:\n"
    )

    note = bundle(api).document["components"]["schemas"]["Note"]

    assert note["discriminator"]["mapping"] == {"a": "#/components/schemas/Problem"}


def test_properties_named_like_keywords_are_properties(api: Path) -> None:
    properties = "  example: {type: string, description: E.}\n  properties: {$ref: Colour.yaml}\n"
    sample_api.edit(api, "schemas/NewNote.yaml", "properties:\n", "properties:\n" + properties)

    schema = bundle(api).document["components"]["schemas"]["NewNote"]

    assert schema["properties"]["properties"] == {"$ref": "#/components/schemas/Colour"}


def test_a_reference_within_data_is_data(api: Path) -> None:
    sample_api.edit(
        api, "schemas/Problem.yaml", "    type: string\n", "    type: string\n    default: {$ref: x.yaml}\n"
    )

    schema = bundle(api).document["components"]["schemas"]["Problem"]

    assert schema["properties"]["message"]["default"] == {"$ref": "x.yaml"}


def test_a_folder_without_a_document_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"openapi\.yaml: cannot read"):
        bundle(tmp_path)


def test_a_document_that_is_a_list_is_an_error(api: Path) -> None:
    (api / ROOT).write_text("- a\n")

    with pytest.raises(UserError, match="not an OpenAPI document"):
        bundle(api)


def test_bundling_a_bundle_changes_nothing(api: Path, tmp_path: Path) -> None:
    first = bundle(api).document
    (tmp_path / "one.yaml").write_text(dump_yaml(first), encoding="utf-8")

    second = bundle(tmp_path / "one.yaml").document

    assert dump_json(second) == dump_json(first)
    assert dump_yaml(second) == dump_yaml(first)


def test_the_bytes_do_not_depend_on_the_folder_or_the_run(tmp_path: Path) -> None:
    dumps = {dump_yaml(bundle(sample_api.write(tmp_path / name)).document) for name in ("a", "b/c")}

    assert len(dumps) == 1


_NAMES = st.sampled_from(["A", "B", "C", "D"])


def _schema(references: list[str], local: bool) -> dict[str, Any]:
    place = "#/components/schemas/{}" if local else "{}.yaml"
    properties = {f"p{i}": {"$ref": place.format(name)} for i, name in enumerate(references)}
    return {"type": "object", "properties": properties} if properties else {"type": "string"}


@given(graph=st.dictionaries(_NAMES, st.lists(_NAMES, max_size=3), min_size=4, max_size=4), start=_NAMES)
@settings(max_examples=50)
def test_any_graph_of_schemas_bundles_to_what_is_reached_and_again_to_itself(
    graph: dict[str, list[str]], start: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        media = {"schema": {"$ref": f"schemas/{start}.yaml"}}
        answer = {"description": "A.", "content": {"application/json": media}}
        paths = {"/a": {"get": {"responses": {"200": answer}}}}
        (root / "openapi.yaml").write_text(json.dumps({"openapi": "3.1.0", "paths": paths}))
        (root / "schemas").mkdir()
        for name, references in graph.items():
            (root / "schemas" / f"{name}.yaml").write_text(dump_yaml(_schema(references, local=False)))

        result = collect(root)
        (root / "one.json").write_text(dump_json(result.document))
        again = collect(root / "one.json").document

    reached = _reached(graph, start)
    expected = {name: _schema(graph[name], local=True) for name in sorted(reached)}
    assert result.document["components"]["schemas"] == expected
    assert list(result.document["components"]["schemas"]) == sorted(reached)
    assert {Path(problem.file).stem for problem in result.problems} == set(graph) - reached
    assert again == result.document


def _reached(graph: dict[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph[name])
    return seen

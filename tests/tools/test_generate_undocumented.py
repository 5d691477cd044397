from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream_specs.errors import UserError
from stream_specs.generate import undocumented
from stream_specs.generate.plan import GENERATORS, package

_, _SDK = GENERATORS
_OPERATIONS = """\
from ._runtime.client.operations import ResponseDecoder

OPERATION_0 = OperationPlan(
    operation_id="readAll",
    responses=ResponseDecoder((), ()),
)
OPERATION_1 = OperationPlan(
    operation_id="write",
    responses=ResponseDecoder((), ()),
)
"""


def _document(level: str, *, shared: bool = False) -> dict[str, Any]:
    anything = {"description": "Anything.", "content": {}, "x-evidence": {"level": level}}
    answer = {"$ref": "#/components/responses/Anything"} if shared else anything
    operations = {
        "get": {"operationId": "readAll", "responses": {"2XX": answer, "500": anything}},
        "put": {"operationId": "write", "responses": {"200": anything}},
        "options": {"operationId": "readAllOptions", "responses": {"2XX": answer}},
    }
    return {
        "info": {"title": "Tiny", "version": "1.0"},
        "paths": {"/a": operations},
        "components": {"responses": {"Anything": anything}},
    }


def _take(folder: Path, document: dict[str, Any]) -> None:
    undocumented.take(package("tiny", document, _SDK), document, folder)


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "own"])
@pytest.mark.parametrize(("level", "names"), [("undocumented", {"readAll"}), ("inferred", set())])
def test_a_range_of_successes_without_documentation_is_open_and_clients_have_no_options(
    level: str, names: set[str], shared: bool
) -> None:
    assert undocumented.operations(_document(level, shared=shared)) == names


def test_the_operation_of_an_sdk_gets_another_decoder_and_the_others_keep_theirs(tmp_path: Path) -> None:
    (tmp_path / "_operations.py").write_text(_OPERATIONS)

    _take(tmp_path, _document("undocumented"))

    text = (tmp_path / "_operations.py").read_text()
    assert text.startswith("from ._undocumented import PlainDecoder\nfrom ._runtime")
    assert '"readAll",\n    responses=PlainDecoder((), ())' in text
    assert '"write",\n    responses=ResponseDecoder((), ())' in text
    assert "class PlainDecoder(ResponseDecoder[Any]):" in (tmp_path / "_undocumented.py").read_text()


def test_a_document_without_such_a_success_changes_nothing(tmp_path: Path) -> None:
    _take(tmp_path, _document("inferred"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_OPERATIONS.replace("readAll", "other"), id="no such operation"),
        pytest.param(_OPERATIONS.replace("ResponseDecoder(", "Decoder(", 1), id="another decoder"),
        pytest.param(_OPERATIONS.replace("from ._runtime.client.operations import", "import"), id="no import"),
    ],
)
def test_an_sdk_without_the_expected_places_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "_operations.py").write_text(text)

    with pytest.raises(UserError, match=r"wrote no decoder for .*in _operations\.py"):
        _take(tmp_path, _document("undocumented"))

"""Every documented example of every answer is decoded by both generated packages, and nothing of it is lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stream_contracts import data
from stream_contracts.documents import Document, Operation, Response
from stream_contracts.mock.server import running_mock

_ROOT = Path(__file__).parents[2]
_SCRIPT = Path(__file__).with_name("decode_examples.py")
_KINDS = ("clients", "sdks")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def _cases(document: Document) -> list[dict[str, Any]]:
    """What decode_examples.py takes, with the example that the answer must be, and what it must not be decoded to."""
    return [
        {
            "operation": operation.id,
            "status": int(response.status.replace("XX", "00")),
            "example": example,
            "prefer": f"code={response.status}" + (f", example={name}" if name else ""),
            "arguments": _arguments(operation),
            "body": _body(document, operation),
            "untyped": _untyped(document, response),
        }
        for operation in document.operations
        if operation.method.upper() != "OPTIONS"
        for response in operation.responses
        for name, example in _examples(response)
    ]


def _examples(response: Response) -> Iterator[tuple[str, Any]]:
    """The examples of an answer by their names; nothing, without a name, where there is no body."""
    for media in response.content:
        yield from media.examples.items()
    if not response.content:
        yield "", None


def _untyped(document: Document, response: Response) -> list[str]:
    """The classes of Python that do not show that an answer was decoded."""
    if not response.content:
        return []
    schema = document.resolve(response.content[0].schema or {})
    if "properties" not in schema and schema.get("type") == "object":
        return ["bytes", "NoneType"]
    if not {"properties", "allOf", "anyOf", "oneOf"} & schema.keys() and schema.get("type", "null") == "null":
        return ["bytes"]  # null, or any value
    return ["dict", "list", "bytes", "NoneType"]


def _arguments(operation: Operation) -> dict[str, Any]:
    """The first documented value of each required parameter."""
    return {one.name: next(iter(one.examples.values())) for one in operation.parameters if one.required}


def _body(document: Document, operation: Operation) -> list[Any] | None:
    """Media type, name of the model, the first documented value and the names of its files, of a required body."""
    if operation.request_body is None or not operation.request_body.required:
        return None
    media = operation.request_body.content[0]
    assert media.schema is not None
    value = next(iter(media.examples.values()))
    schemas = document.resolve(media.schema).get("properties", {})
    files = [
        name for name, schema in schemas.items() if "binary" in (schema.get("format"), _items(schema).get("format"))
    ]
    return [media.name, media.schema["$ref"].rpartition("/")[2], value, [name for name in files if name in value]]


def _items(schema: dict[str, Any]) -> dict[str, Any]:
    items: dict[str, Any] = schema.get("items", {})
    return items


def _documented(document: Document) -> int:
    """How many examples and empty answers the bundle has, counted without our reader of documents."""
    paths = document.raw["paths"].values()
    operations = [
        one for path in paths for verb, one in path.items() if verb in ("get", "put", "post", "delete", "patch")
    ]
    answers = [document.resolve(answer) for one in operations for answer in one["responses"].values()]
    contents = [media for answer in answers for media in answer.get("content", {}).values()]
    empty = [answer for answer in answers if not answer.get("content")]
    return len(empty) + sum(len(media.get("examples", {})) + ("example" in media) for media in contents)


def _decoded(api: str, kind: str, cases: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    file = folder / "cases.json"
    file.write_text(json.dumps(cases))
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment = {**kept, "PYTHONPATH": str(_ROOT / "generated" / kind / api)}
    with running_mock(api) as mock:
        command = [sys.executable, "-s", "-W", "error", str(_SCRIPT), api, kind, mock.url, str(file)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _same(value: Any) -> Any:
    """A value in which equal times are equal: `Z` and `+00:00` name the same zone."""
    if isinstance(value, dict):
        return {key: _same(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_same(item) for item in value]
    if isinstance(value, str) and _DATE.fullmatch(value):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


@pytest.mark.parametrize("api", data.apis())
@pytest.mark.parametrize("kind", _KINDS)
def test_every_documented_example_is_decoded_and_nothing_of_it_is_lost(api: str, kind: str, tmp_path: Path) -> None:
    document = data.document(api)
    cases = _cases(document)

    answers = _decoded(api, kind, cases, tmp_path)

    assert len(answers) == len(cases) == _documented(document) > 0
    for case, answer in zip(cases, answers, strict=True):
        label = f"{case['operation']} {case['prefer']}"
        assert (label, answer["status"]) == (label, case["status"])
        assert (label, _same(answer["decoded"])) == (label, _same(case["example"]))
        assert (label, answer["unknown"]) == (label, [])
        assert answer["model"] not in case["untyped"], label
        assert bool(answer["error"]) == (case["status"] >= (300 if kind == "sdks" else 400)), label


def test_a_value_that_a_package_changes_is_seen() -> None:
    example = {"at": "2015-02-12T04:15:49Z", "views": 38, "note": "04:15"}

    assert _same(example) == _same(example | {"at": "2015-02-12T04:15:49+00:00"})
    assert _same(example) != _same(example | {"at": "2015-02-12T05:15:49Z"})
    assert _same(example) != _same(example | {"views": 39})
    assert _same(example) != _same({"at": example["at"], "views": 38})

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from report_samples import FAILED, GREEN, HOSTILE, MIXED, RESULTS, results

from stream_contracts.reports import result_json
from stream_contracts.result import SCHEMA, RunResult
from stream_specs.errors import UserError


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_the_file_follows_its_schema(result: RunResult) -> None:
    validator = jsonschema_rs.Draft202012Validator(result_json.schema())
    assert not [str(error) for error in validator.iter_errors(json.loads(result_json.render(result)))]


def test_the_schema_is_one_and_describes_every_key() -> None:
    schema = result_json.schema()
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["$id"] == schema["properties"]["schema"]["const"] == SCHEMA
    objects = [schema, schema["$defs"]["requirement"], schema["properties"]["summary"]]
    assert all(set(each["required"]) == set(each["properties"]) for each in objects)
    assert all("description" in value for each in objects for value in each["properties"].values())


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_a_file_reads_back_as_the_same_result(result: RunResult, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(result_json.render(result), encoding="utf-8")
    assert result_json.load(path) == result


@settings(deadline=None, max_examples=60)
@given(results)
def test_any_result_reads_back_as_the_same(result: RunResult) -> None:
    text = result_json.render(result)
    assert result_json.parse(text, "result.json") == result
    assert text.isascii()
    assert text == json.dumps(json.loads(text), indent=2) + "\n"


def test_equal_results_are_equal_bytes() -> None:
    reordered = replace(MIXED, wire=dict(reversed(MIXED.wire.items())), versions=dict(reversed(MIXED.versions.items())))
    assert result_json.render(reordered) == result_json.render(MIXED)


def test_the_keys_that_readers_rely_on() -> None:
    record = json.loads(result_json.render(MIXED))
    assert record["summary"] == {"pass": 2, "fail": 1, "flaky": 0, "warn": 1, "not_proven": 1, "skipped": 1}
    assert (record["exit_code"], record["complete"], record["wire"]) == (1, True, {"GET": 12, "POST": 400})
    failed = next(row for row in record["requirements"] if row["verdict"] == "fail")
    assert (failed["id"], failed["operation"]) == (FAILED.requirement.id, "addChannel")
    assert (failed["level"], failed["evidence"], failed["curl"]) == ("MUST", 2, FAILED.curl)
    assert failed["source"] == {"level": "documented", "source": "streamdetails#Add a channel", "note": ""}


def test_the_file_explains_each_of_its_keys() -> None:
    record = json.loads(result_json.render(MIXED))
    keys = {*record, *(f"requirements[].{key}" for key in record["requirements"][0])}
    assert set(record["$description"]) == keys


def test_a_lone_surrogate_is_replaced() -> None:
    result = replace(GREEN, notes=("a\ud800b",), wire={"\udc00": 1})
    read = result_json.parse(result_json.render(result), "result.json")
    assert (read.notes, dict(read.wire)) == (("a\ufffdb",), {"\ufffd": 1})


def _set(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda record: record.__setitem__(key, value)


@pytest.mark.parametrize(
    ("change", "what", "where"),
    [
        (_set("api", 7), '7 is not of type "string"', "#/api"),
        (_set("extra", 7), "Additional properties are not allowed ('extra' was unexpected)", "#"),
        (_set("schema", "other"), f'"{SCHEMA}" was expected', "#/schema"),
        (_set("started", "yesterday"), "does not match", "#/started"),
        (_set("exit_code", 0), "`exit_code` does not agree with `requirements`", ""),
        (lambda record: record["summary"].update(fail=0), "`summary` does not agree with `requirements`", ""),
        (lambda record: record["requirements"][0].update(verdict="good"), "is not one of", "#/requirements/0/verdict"),
        (lambda record: record["requirements"][0].pop("curl"), '"curl" is a required property', "#/requirements/0"),
    ],
)
def test_what_is_not_a_result_is_refused(change: Callable[[dict[str, Any]], None], what: str, where: str) -> None:
    record = json.loads(result_json.render(MIXED))
    change(record)
    with pytest.raises(UserError) as raised:
        result_json.parse(json.dumps(record), "result.json")
    assert what in raised.value.what
    assert raised.value.where == f"result.json{where}"


@pytest.mark.parametrize("text", ["", "{", HOSTILE, "[" * 200_000, "[]", "7"])
def test_what_is_not_json_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UserError) as raised:
        result_json.parse(text, "result.json")
    assert str(raised.value).startswith("result.json")
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("content", "what"), [(None, "cannot read: No such file"), (b"\xff", "cannot read: not UTF-8")]
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, what: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=what) as raised:
        result_json.load(path)
    assert raised.value.where == str(path)

"""What a rules file has to look like: its schema, and the line of each mistake."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

from stream_contracts.documents import pointer
from stream_specs import sources
from stream_specs.errors import UserError

_COMMON = frozenset({"id", "kind", "text", "level", "evidence", "each", "given"})


def read(path: Path) -> Mapping[str, Any]:
    """The content of a rules file that has the right shape. Raises UserError that names file, line and repair."""
    source = sources.load(path)
    _check(source, "", source.value, "")
    seen: set[str] = set()
    for index, entry in enumerate(source.value["rules"]):
        _check_id(source, entry, index, seen)
        _check_kind(source, entry, index)
    value: Mapping[str, Any] = source.value
    return value


def parameter_sets(entry: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters of a rule for each entry of its `each`, by name; those of a rule without one under ""."""
    own = {name: value for name, value in entry.items() if name not in _COMMON}
    if "each" not in entry:
        yield "", own
    for suffix, more in entry.get("each", {}).items():
        yield suffix, {**own, **{name: value for name, value in more.items() if name not in _COMMON}}


@functools.cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads((Path(__file__).parent / "rulebook.schema.json").read_text("utf-8"))
    return schema


@functools.cache
def _validator(kind: str) -> jsonschema_rs.Validator:
    """Of the parameters of a kind of rule; of a whole file for ""."""
    schema = _schema()
    own = {**schema["$defs"]["kinds"][kind], "$defs": schema["$defs"]} if kind else dict(schema)
    return jsonschema_rs.Draft202012Validator(own)


def _check(source: sources.Source, kind: str, value: Any, *places: str) -> None:
    """Raise UserError for what breaks the schema of a kind. places: pointers at which the value may stand."""
    errors = _validator(kind).iter_errors(value)
    error = min(errors, key=lambda found: found.schema_path[-1] != "additionalProperties", default=None)
    if error is not None:
        inside = pointer(*map(str, error.instance_path))
        where = next((place + inside for place in places if place + inside in source.lines), places[0] + inside)
        raise UserError(error.message, where=_line(source, where), hint=f"see {where or 'the top level'} in the file")


def _check_id(source: sources.Source, entry: Mapping[str, Any], index: int, seen: set[str]) -> None:
    if entry["id"] in seen:
        hint = "ids of rules are ids of requirements: choose another"
        raise UserError(f"a second rule `{entry['id']}`", where=_line(source, f"/rules/{index}/id"), hint=hint)
    seen.add(entry["id"])


def _check_kind(source: sources.Source, entry: Mapping[str, Any], index: int) -> None:
    kinds, place = _schema()["$defs"]["kinds"], f"/rules/{index}"
    if entry["kind"] not in kinds:
        hint = f"kinds: {', '.join(sorted(kinds))}"
        raise UserError(f"unknown kind of rule `{entry['kind']}`", where=_line(source, f"{place}/kind"), hint=hint)
    fixtures = source.value.get("fixtures", {})
    for suffix, parameters in parameter_sets(entry):
        own = place + (pointer("each", suffix) if suffix else "")
        _check(source, entry["kind"], parameters, own, place)
        if parameters.get("fixture", "") not in ("", *fixtures):
            hint = f"fixtures: {', '.join(sorted(fixtures)) or 'none'}"
            where = _line(source, f"{place}/fixture")
            raise UserError(f"no fixture `{parameters['fixture']}`", where=where, hint=hint)


def _line(source: sources.Source, place: str) -> str:
    while place and place not in source.lines:
        place = place.rpartition("/")[0]
    return f"{source.path}:{source.lines.get(place, 1)}"

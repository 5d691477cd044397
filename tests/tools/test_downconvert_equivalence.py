"""The 3.0 twins accept what the 3.1 documents accept: every example, and 200 values near right for each schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from openapi30 import as_json_schema
from schema_values import Values

from stream_specs import structure
from stream_specs.downconvert import downconvert, schemas
from stream_specs.downconvert.losses import Lose
from stream_specs.structure import Kind, Node

_BUNDLES = Path(__file__).parents[2] / "generated" / "bundles"
_APIS = sorted(path.stem for path in _BUNDLES.glob("*.json") if "." not in path.stem)
_VALUES = 200


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_BUNDLES / f"{name}.json").read_text(encoding="utf-8"))
    return document


@dataclass(frozen=True, slots=True)
class _Place:
    """A component schema, or one written at a parameter, header or body, with its documented examples."""

    pointer: str
    schema: Mapping[str, Any]
    examples: list[Any]

    @property
    def is_reference(self) -> bool:
        """True when the schema is a component and nothing else."""
        return set(self.schema) == {"$ref"}


def _places(document: dict[str, Any]) -> list[_Place]:
    """All of them; what is an example of a reference is one of the component as well."""
    places = [
        _Place(node.pointer, structure.mapping(node.value), list(_examples(node.parent)))
        for node in structure.walk(structure.document(document))
        if node.kind is Kind.SCHEMA and node.parent is not None and node.parent.kind is not Kind.SCHEMA
    ]
    by_pointer = {place.pointer: place for place in places}
    for place in places:
        if place.is_reference:
            by_pointer[place.schema["$ref"].removeprefix("#")].examples.extend(place.examples)
    return places


def _examples(holder: Node) -> Iterator[Any]:
    if holder.kind is Kind.COMPONENTS:
        return
    yield from (example["value"] for example in holder.map.get("examples", {}).values() if "value" in example)
    if "example" in holder.map:
        yield holder.map["example"]


def _validators(document: dict[str, Any], places: list[_Place]) -> Iterator[jsonschema_rs.Draft202012Validator]:
    registry = jsonschema_rs.Registry([("urn:document", document)])
    for place in places:
        schema = {"$ref": f"urn:document#{quote(place.pointer)}"}
        yield jsonschema_rs.Draft202012Validator(schema, registry=registry, validate_formats=True)


@dataclass(frozen=True, slots=True)
class _Compared:
    """verdicts: how many values both accept (True) and refuse (False). differing: "pointer: value" of the others."""

    verdicts: Counter[bool]
    differing: list[str]


def _compare(document: dict[str, Any], twin: dict[str, Any]) -> _Compared:
    places = _places(document)
    values = Values(document, seed=1)
    result = _Compared(Counter(), [])
    pairs = zip(places, _validators(document, places), _validators(as_json_schema(twin), places), strict=True)
    for place, new, old in pairs:
        made = 0 if place.is_reference else _VALUES
        for value in (*place.examples, *values.of(place.schema, place.examples, made)):
            accepted = new.is_valid(value)
            if old.is_valid(value) is accepted:
                result.verdicts[accepted] += 1
            else:
                result.differing.append(f"{place.pointer}: {json.dumps(value)}")
    return result


@pytest.mark.parametrize("api", _APIS)
def test_document_and_twin_accept_the_same_values(api: str) -> None:
    compared = _compare(_read(api), _read(f"{api}.3.0"))

    assert compared.differing == []
    assert min(compared.verdicts.values()) > sum(compared.verdicts.values()) / 10, "both verdicts are tried"


def _nothing(built: dict[str, Any], _node: Node, _lose: Lose) -> dict[str, Any]:
    return built


def _without_nullable(built: dict[str, Any], node: Node, lose: Lose) -> dict[str, Any]:
    typed = schemas._types(built, node, lose)
    return {key: value for key, value in typed.items() if key != "nullable"}


# Steps of the conversion that our documents need, what a broken converter does instead, and a schema that shows it.
_BROKEN: Mapping[str, tuple[str, Callable[..., dict[str, Any]], str]] = {
    "_const": ("streamdetails", _nothing, "ConfirmationEnvelope"),
    "_types": ("twitch-kraken", _without_nullable, "Channel"),
    "_conditions": ("streams-live", _nothing, "LoginSociallyRequest"),
    "_dependencies": ("streams-live", _nothing, "RegisterRequest"),
}


@pytest.mark.parametrize("name", _BROKEN)
def test_a_converter_with_a_broken_step_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    api, instead, schema = _BROKEN[name]
    document = _read(api)
    steps = tuple(instead if one.__name__ == name else one for one in schemas._STEPS)
    assert steps != schemas._STEPS
    monkeypatch.setattr(schemas, "_STEPS", steps)

    compared = _compare(document, downconvert(document).document)

    assert any(line.startswith(f"/components/schemas/{schema}: ") for line in compared.differing)

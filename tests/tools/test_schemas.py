from __future__ import annotations

from typing import Any

import pytest

from stream_specs.schemas import Schemas

_NAMED = {"type": "object", "properties": {"name": {"type": "string"}}}
_AGED = {"type": "object", "properties": {"age": {"type": "integer"}}}
_COMPONENTS: dict[str, Any] = {
    "Named": _NAMED,
    "Aged": _AGED,
    "Both": {"allOf": [{"$ref": "#/components/schemas/Named"}, {"$ref": "#/components/schemas/Aged"}]},
    "BothAndMore": {"allOf": [{"$ref": "#/components/schemas/Both"}, {"properties": {"more": {}}}]},
    "Either": {"oneOf": [{**_NAMED, "required": ["name"]}, {**_AGED, "required": ["age"]}]},
    "Maybe": {"anyOf": [{"$ref": "#/components/schemas/Named"}, {"type": "null"}]},
    "Open": {**_NAMED, "additionalProperties": True},
    "Map": {**_NAMED, "additionalProperties": {"type": "integer"}},
    "Patterned": {**_NAMED, "patternProperties": {"^x": {}}},
    "Unevaluated": {**_NAMED, "unevaluatedProperties": {"type": "integer"}},
    "Free": {"type": "object"},
    "Refined": {"$ref": "#/components/schemas/Named", "properties": {"age": {}}},
    "Holder": {"type": "object", "properties": {"held": {"$ref": "#/components/schemas/Both"}}},
    "List": {"type": "array", "items": {"$ref": "#/components/schemas/Named"}},
    "Tree": {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}},
    "Conditional": {
        **_NAMED,
        "if": {"properties": {"name": {"const": "a"}}},
        "then": {"properties": {"only_a": {}}},
        "else": {"properties": {"only_b": {}}},
    },
    "Without": {**_NAMED, "not": {"$ref": "#/components/schemas/HasName"}},
    "HasName": {"type": "object", "properties": {"name": {}}, "required": ["name"]},
    "Overlap": {"oneOf": [{"$ref": "#/components/schemas/Holder"}, {"$ref": "#/components/schemas/Free"}]},
    "Dated": {"type": "string", "format": "date-time"},
}

FITS: list[tuple[str, Any]] = [
    ("Named", {"name": "a"}),
    ("Named", {}),
    ("Both", {"name": "a", "age": 1}),
    ("BothAndMore", {"name": "a", "age": 1, "more": 2}),
    ("Either", {"name": "a"}),
    ("Either", {"age": 1}),
    ("Maybe", None),
    ("Maybe", {"name": "a"}),
    ("Open", {"name": "a", "x": 1}),
    ("Map", {"name": "a", "x": 1}),
    ("Patterned", {"name": "a", "x1": 1, "y": 1}),
    ("Unevaluated", {"name": "a", "x": 1}),
    ("Free", {"x": 1}),
    ("Refined", {"name": "a", "age": 1}),
    ("Holder", {"held": {"name": "a", "age": 1}}),
    ("List", [{"name": "a"}, {}]),
    ("Tree", {"below": {"below": {}}}),
    ("Conditional", {"name": "a", "only_a": 1}),
    ("Conditional", {"name": "b", "only_b": 1}),
    ("Without", {}),
    ("Dated", "2012-07-24T20:22:26Z"),
]


@pytest.mark.parametrize(("name", "value"), FITS)
def test_what_is_declared_fits(name: str, value: Any) -> None:
    assert _mismatches(name, value) == []


REFUSED: list[tuple[str, Any, list[str]]] = [
    ("Named", {"name": "a", "x": 1, "y": 2}, ["/x: `x` is not declared", "/y: `y` is not declared"]),
    ("Both", {"name": "a", "x": 1}, ["/x: `x` is not declared"]),
    ("BothAndMore", {"age": 1, "x": 1}, ["/x: `x` is not declared"]),
    ("Either", {"name": "a", "x": 1}, ["/x: `x` is not declared"]),
    ("Maybe", {"x": 1}, ["/x: `x` is not declared"]),
    ("Map", {"x": "a"}, ['/x: "a" is not of type "integer"']),
    ("Unevaluated", {"x": "a"}, ["/x: `x` is not declared"]),
    ("Refined", {"x": 1}, ["/x: `x` is not declared"]),
    ("Holder", {"held": {"x/y": 1}}, ["/held/x~1y: `x/y` is not declared"]),
    ("Holder", {"held": {"age": "a"}}, ['/held/age: "a" is not of type "integer"']),
    ("List", [{}, {"x": 1}], ["/1/x: `x` is not declared"]),
    ("Tree", {"below": {"below": {"x": 1}}}, ["/below/below/x: `x` is not declared"]),
    ("Conditional", {"name": "b", "only_a": 1}, ["/only_a: `only_a` is not declared"]),
    ("Without", {"name": "a"}, [""]),
    ("Maybe", {"name": 5}, ['/name: 5 is not of type "string"']),
    # The strict form of Holder refuses the value, so that Free alone takes it; the schema as written takes neither.
    ("Overlap", {"held": {"x": 1}}, [""]),
    ("Dated", "Tue Jul 24 13:22:26 2012", ['"Tue Jul 24 13:22:26 2012" is not a "date-time"']),
]


@pytest.mark.parametrize(("name", "value", "expected"), REFUSED)
def test_what_is_not_declared_is_refused_and_named(name: str, value: Any, expected: list[str]) -> None:
    found = _mismatches(name, value)

    assert len(found) == len(expected)
    assert all(part in text for part, text in zip(expected, found, strict=True))


def test_a_reference_in_a_media_type_is_strict_too() -> None:
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Both"}}
    schemas = Schemas({"components": {"schemas": _COMPONENTS}, "inline": schema})

    assert schemas.mismatches("/inline", [{"name": "a", "age": 1}]) == []
    assert [found.path for found in schemas.mismatches("/inline", [{}, {"x": 1}])] == ["/1/x"]


def test_servers_may_say_more() -> None:
    assert _schemas().fits("/components/schemas/Named", {"x": 1})


def test_a_mismatch_names_the_keyword_in_the_document() -> None:
    mismatch = _schemas().mismatches("/components/schemas/Holder", {"held": {"age": "a"}})[0]

    assert mismatch.schema == "/components/schemas/Aged/properties/age/type"


def test_an_unusable_schema_says_why_and_refuses_nothing() -> None:
    schemas = Schemas({"components": {"schemas": {"Bad": {"type": "strng"}}}})

    assert schemas.unusable("/components/schemas/Bad") != ""
    assert schemas.mismatches("/components/schemas/Bad", 5) == []
    assert _schemas().unusable("/components/schemas/Named") == ""


def _schemas() -> Schemas:
    return Schemas({"components": {"schemas": _COMPONENTS}})


def _mismatches(name: str, value: Any) -> list[str]:
    found = _schemas().mismatches(f"/components/schemas/{name}", value)
    return [f"{mismatch.path}: {mismatch.message}" for mismatch in found]

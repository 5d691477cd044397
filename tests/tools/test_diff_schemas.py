"""Every kind of change of a schema, both ways, in what is sent and in what is received."""

from __future__ import annotations

from typing import Any

import diff_documents
import pytest
from diff_documents import HEADER, QUERY, RECEIVED, SENT

# Severity in requests and in responses; the other way round the two sides of a row swap.
NARROWS, WIDENS, BREAKS, KEEPS, DOCUMENTS = (
    "breaking compatible",
    "compatible breaking",
    *(f"{word} {word}" for word in ("breaking", "compatible", "documentation")),
)
S, N, INT = {"type": "string"}, {"type": "number"}, {"type": "integer"}


def obj(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required or []}


# old schema, new schema, what old -> new shows and what new -> old shows: kind and the two severities
CASES: list[tuple[Any, Any, str, str, str, str]] = [
    (S, {"type": ["string", "integer"]}, "type-widened", WIDENS, "type-narrowed", NARROWS),
    (INT, N, "type-widened", WIDENS, "type-narrowed", NARROWS),
    (S, {}, "type-widened", WIDENS, "type-narrowed", NARROWS),
    (S, INT, "type-changed", BREAKS, "type-changed", BREAKS),
    (S, {"type": ["string", "null"]}, "nullable-added", WIDENS, "nullable-removed", NARROWS),
    (S, {"anyOf": [S, {"type": "null"}]}, "nullable-added", WIDENS, "nullable-removed", NARROWS),
    (S, {"type": "string", "nullable": True}, "nullable-added", WIDENS, "nullable-removed", NARROWS),
    ({"enum": ["a"]}, {"enum": ["a", None]}, "nullable-added", WIDENS, "nullable-removed", NARROWS),
    ({"enum": ["a"]}, {"enum": ["b", "a"]}, "enum-widened", WIDENS, "enum-narrowed", NARROWS),
    ({"type": "string", "enum": ["a"]}, S, "enum-widened", WIDENS, "enum-narrowed", NARROWS),
    ({"const": "a"}, {"enum": ["a", "b"]}, "enum-widened", WIDENS, "enum-narrowed", NARROWS),
    (S, {"type": "string", "const": "a"}, "const-added", NARROWS, "const-removed", WIDENS),
    ({"const": "a"}, {"const": "b"}, "const-changed", BREAKS, "const-changed", BREAKS),
    ({**INT, "minimum": 1}, {**INT, "minimum": 2}, "minimum-raised", NARROWS, "minimum-lowered", WIDENS),
    (INT, {**INT, "minimum": 2}, "minimum-raised", NARROWS, "minimum-lowered", WIDENS),
    ({**INT, "maximum": 9}, {**INT, "maximum": 8}, "maximum-lowered", NARROWS, "maximum-raised", WIDENS),
    (
        *({**N, "exclusiveMinimum": 0}, {**N, "exclusiveMinimum": 0.5}),
        *("exclusive-minimum-raised", NARROWS, "exclusive-minimum-lowered", WIDENS),
    ),
    (
        *({**N, "maximum": 9, "exclusiveMaximum": True}, {**N, "exclusiveMaximum": 8}),
        *("exclusive-maximum-lowered", NARROWS, "exclusive-maximum-raised", WIDENS),
    ),
    ({**S, "minLength": 1}, {**S, "minLength": 2}, "min-length-raised", NARROWS, "min-length-lowered", WIDENS),
    ({**S, "maxLength": 50}, {**S, "maxLength": 20}, "max-length-lowered", NARROWS, "max-length-raised", WIDENS),
    (S, {**S, "maxLength": 20}, "max-length-lowered", NARROWS, "max-length-raised", WIDENS),
    (
        *({"type": "array"}, {"type": "array", "minItems": 1}),
        *("min-items-raised", NARROWS, "min-items-lowered", WIDENS),
    ),
    (
        *({"type": "array", "maxItems": 3}, {"type": "array", "maxItems": 2}),
        *("max-items-lowered", NARROWS, "max-items-raised", WIDENS),
    ),
    (
        *({"type": "object"}, {"type": "object", "minProperties": 1}),
        *("min-properties-raised", NARROWS, "min-properties-lowered", WIDENS),
    ),
    (
        *({"type": "object", "maxProperties": 3}, {"type": "object", "maxProperties": 2}),
        *("max-properties-lowered", NARROWS, "max-properties-raised", WIDENS),
    ),
    (
        *({"type": "array"}, {"type": "array", "uniqueItems": True}),
        *("unique-items-added", NARROWS, "unique-items-removed", WIDENS),
    ),
    (
        {**N, "multipleOf": 0.1},
        {**N, "multipleOf": 0.3},
        "multiple-of-narrowed",
        NARROWS,
        "multiple-of-widened",
        WIDENS,
    ),
    (N, {**N, "multipleOf": 3}, "multiple-of-narrowed", NARROWS, "multiple-of-widened", WIDENS),
    ({**N, "multipleOf": 2}, {**N, "multipleOf": 3}, "multiple-of-changed", BREAKS, "multiple-of-changed", BREAKS),
    (S, {**S, "pattern": "^a"}, "pattern-added", NARROWS, "pattern-removed", WIDENS),
    ({**S, "pattern": "^b"}, {**S, "pattern": "^a"}, "pattern-changed", BREAKS, "pattern-changed", BREAKS),
    (S, {**S, "format": "uri"}, "format-added", NARROWS, "format-removed", WIDENS),
    ({**S, "format": "date"}, {**S, "format": "uri"}, "format-changed", BREAKS, "format-changed", BREAKS),
    (
        *(S, {**S, "default": "a"}),
        *("default-added", "compatible documentation", "default-removed", "breaking documentation"),
    ),
    (
        *({**S, "default": "b"}, {**S, "default": "a"}),
        *("default-changed", "breaking documentation", "default-changed", "breaking documentation"),
    ),
    (obj(), obj(a=S), "property-added-optional", KEEPS, "property-removed-optional", BREAKS),
    (obj(), obj(["a"], a=S), "property-added-required", NARROWS, "property-removed-required", BREAKS),
    (obj(a=S), obj(["a"], a=S), "property-required", NARROWS, "property-optional", WIDENS),
    ({"type": "object"}, obj(["a"]), "property-added-required", NARROWS, "property-removed-required", BREAKS),
    (
        *(obj(), {**obj(), "additionalProperties": False}),
        *("additional-properties-closed", NARROWS, "additional-properties-opened", KEEPS),
    ),
    (
        *(obj(), {**obj(), "additionalProperties": S}),
        *("additional-properties-restricted", NARROWS, "additional-properties-freed", WIDENS),
    ),
    (
        *({**obj(), "additionalProperties": S}, {**obj(), "additionalProperties": False}),
        *("additional-properties-closed", NARROWS, "additional-properties-opened", KEEPS),
    ),
    (
        *({**obj(), "additionalProperties": S}, {**obj(), "additionalProperties": INT}),
        *("type-changed", BREAKS, "type-changed", BREAKS),
    ),
    (S, {**S, "readOnly": True}, "read-only-added", NARROWS, "read-only-removed", KEEPS),
    (S, {**S, "writeOnly": True}, "write-only-added", WIDENS, "write-only-removed", KEEPS),
    ({"anyOf": [S, INT]}, {"anyOf": [INT, S, obj()]}, "branch-added", WIDENS, "branch-removed", NARROWS),
    ({"oneOf": [S, INT]}, {"oneOf": [INT, S, obj()]}, "branch-added", WIDENS, "branch-removed", NARROWS),
    (S, {"anyOf": [S, INT]}, "branch-added", WIDENS, "branch-removed", NARROWS),
    ({**S, "maxLength": 5}, {"anyOf": [INT, {**S, "maxLength": 5}]}, "branch-added", WIDENS, "branch-removed", NARROWS),
    (
        {"anyOf": [S, INT]},
        {"anyOf": [{**S, "minLength": 1}, INT]},
        "min-length-raised",
        NARROWS,
        "min-length-lowered",
        WIDENS,
    ),
    ({}, {"anyOf": [S, INT]}, "union-added", NARROWS, "union-removed", WIDENS),
    ({"oneOf": [S, INT]}, {"anyOf": [S, INT]}, "union-inclusive", WIDENS, "union-exclusive", NARROWS),
    ({"allOf": [S, {"maxLength": 5}]}, {"allOf": [S]}, "part-removed", WIDENS, "part-added", NARROWS),
    (
        *({"allOf": [S, {"maxLength": 5}]}, {"allOf": [S, {"maxLength": 5}, {"pattern": "a"}]}),
        *("part-added", NARROWS, "part-removed", WIDENS),
    ),
    (S, {**S, "not": {"const": "a"}}, "condition-added", NARROWS, "condition-removed", WIDENS),
    ({"not": {"const": "b"}}, {"not": {"const": "a"}}, "condition-changed", BREAKS, "condition-changed", BREAKS),
    (
        *(obj(), {**obj(), "patternProperties": {"^x-": S}}),
        *("condition-added", NARROWS, "condition-removed", WIDENS),
    ),
    ({"items": S}, {"items": INT}, "type-changed", BREAKS, "type-changed", BREAKS),
    ({"type": "array"}, {"type": "array", "items": S}, "type-narrowed", NARROWS, "type-widened", WIDENS),
    (
        *({"oneOf": [S, INT]}, {"oneOf": [S, INT], "discriminator": {"propertyName": "a"}}),
        *("discriminator-changed", BREAKS, "discriminator-changed", BREAKS),
    ),
    (S, {**S, "unheardOf": 1}, "keyword-changed", BREAKS, "keyword-changed", BREAKS),
    (S, {**S, "deprecated": True}, "deprecated-added", KEEPS, "deprecated-removed", KEEPS),
    (S, {**S, "examples": ["a"]}, "example-added", DOCUMENTS, "example-removed", DOCUMENTS),
    ({**S, "example": "b"}, {**S, "example": "a"}, "example-changed", DOCUMENTS, "example-changed", DOCUMENTS),
    (S, {**S, "title": "A"}, "title-changed", DOCUMENTS, "title-changed", DOCUMENTS),
    (S, {**S, "description": "A."}, "description-changed", DOCUMENTS, "description-changed", DOCUMENTS),
    (S, {**S, "externalDocs": {}}, "external-docs-changed", DOCUMENTS, "external-docs-changed", DOCUMENTS),
    (S, {**S, "x-secret": True}, "secret-changed", DOCUMENTS, "secret-changed", DOCUMENTS),
    (S, {**S, "x-decision": ["N-1"]}, "decision-changed", DOCUMENTS, "decision-changed", DOCUMENTS),
    (S, {**S, "x-evidence": {"level": "a"}}, "evidence-changed", DOCUMENTS, "evidence-changed", DOCUMENTS),
    (S, {**S, "x-other": 1}, "extension-changed", DOCUMENTS, "extension-changed", DOCUMENTS),
    # Named schemas: what is written beside a reference is compared, and what it leads to.
    ({"$ref": "#/components/schemas/Text"}, S, "max-length-raised", WIDENS, "max-length-lowered", NARROWS),
    (
        *({"$ref": "#/components/schemas/Text"}, {"$ref": "#/components/schemas/Text", "description": "A."}),
        *("description-changed", DOCUMENTS, "description-changed", DOCUMENTS),
    ),
    (
        *({"$ref": "#/components/schemas/Text"}, {"anyOf": [{"$ref": "#/components/schemas/Text"}, {"type": "null"}]}),
        *("nullable-added", WIDENS, "nullable-removed", NARROWS),
    ),
]
PLACES = {
    "body": (SENT, 0, "request"),
    "query": (QUERY, 0, "request"),
    "answer": (RECEIVED, 1, "response"),
    "header": (HEADER, 1, "response"),
}
TEXT = ("/components/schemas/Text", {"type": "string", "maxLength": 5})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]}: {case[0]} -> {case[1]}"[:90])
def test_a_change_of_a_schema_is_judged_by_the_direction_it_is_met_in(case: tuple[Any, ...], place: str) -> None:
    old, new, forward, there, backward, back = case
    pointer, column, direction = PLACES[place]
    before, after = [TEXT, (pointer, old)], [TEXT, (pointer, new)]

    assert diff_documents.between(before, after) == [f"{forward} {there.split()[column]} {direction}"]
    assert diff_documents.between(after, before) == [f"{backward} {back.split()[column]} {direction}"]


EQUAL: list[tuple[Any, Any]] = [
    ({"type": ["string", "null"]}, {"anyOf": [{"type": "null"}, S]}),
    ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
    ({"const": "a"}, {"enum": ["a"]}),
    ({"enum": ["a", "b"]}, {"enum": ["b", "a"], "type": "string"}),
    ({"type": ["integer", "number"]}, N),
    ({**S, "minLength": 0}, S),
    ({**N, "minimum": 1, "exclusiveMinimum": True}, {**N, "exclusiveMinimum": 1}),
    (True, {}),
    ({"$ref": "#/components/schemas/Text"}, {"type": "string", "maxLength": 5}),
    ({"allOf": [{"$ref": "#/components/schemas/Text"}]}, {"$ref": "#/components/schemas/Text"}),
    ({"anyOf": [S, INT]}, {"anyOf": [INT, S]}),
    (obj(["b", "a"], a=S, b=S), obj(["a", "b"], b=S, a=S)),
]


@pytest.mark.parametrize("pair", EQUAL, ids=str)
def test_two_ways_of_writing_one_schema_are_no_change(pair: tuple[Any, Any]) -> None:
    for place in (SENT, RECEIVED):
        assert diff_documents.between([TEXT, (place, pair[0])], [TEXT, (place, pair[1])]) == []


def test_a_property_that_is_no_part_of_a_direction_breaks_nothing_there() -> None:
    secret, own = obj(["a"], a={**S, "writeOnly": True}), obj(["a"], a={**S, "readOnly": True})

    assert diff_documents.between([(RECEIVED, secret)], [(RECEIVED, obj(a={**INT, "writeOnly": True}))]) == []
    assert diff_documents.between([(SENT, own)], [(SENT, obj(a={**INT, "readOnly": True}))]) == []
    assert diff_documents.between([(SENT, obj())], [(SENT, own)]) == ["property-added-optional compatible request"]


def test_true_and_one_are_different_values() -> None:
    forward = diff_documents.between([(SENT, {"const": 1})], [(SENT, {"const": True})])

    assert forward == ["type-changed breaking request"]


def test_a_schema_that_holds_itself_is_compared_once() -> None:
    node = obj(next={"$ref": "#/components/schemas/Node"}, name=S)
    longer = obj(next={"$ref": "#/components/schemas/Node"}, name={**S, "minLength": 1})
    place, used = "/components/schemas/Node", (SENT, {"$ref": "#/components/schemas/Node"})

    assert diff_documents.between([(place, node), used], [(place, longer), used]) == [
        "min-length-raised breaking request"
    ]


def test_a_schema_that_both_directions_share_is_judged_in_each() -> None:
    place, name = "/components/schemas/Name", {"$ref": "#/components/schemas/Name"}
    used = [(SENT, name), (RECEIVED, name)]

    found = diff_documents.between([(place, S), *used], [(place, {**S, "maxLength": 5, "description": "A."}), *used])

    assert found == [
        "description-changed documentation both",
        "max-length-lowered breaking request",
        "max-length-lowered compatible response",
    ]

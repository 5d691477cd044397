"""Which constraints a document puts on input, and which of them a call breaks."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts import constraints
from stream_contracts.documents import Document, EvidenceLevel
from stream_contracts.exchange import ABSENT, Call

FORM = "application/x-www-form-urlencoded"

# One member for each keyword that a schema can have.
MEMBERS: dict[str, dict[str, Any]] = {
    "name": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]*$"},
    "kind": {"enum": ["a", "b"]},
    "fixed": {"const": "x"},
    "count": {"type": "integer", "minimum": 0, "maximum": 9, "multipleOf": 3},
    "ratio": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "tags": {
        "type": "array",
        "minItems": 1,
        "maxItems": 2,
        "uniqueItems": True,
        "items": {"type": "string", "maxLength": 3},
    },
    "extra": {"type": "object", "minProperties": 1, "maxProperties": 2},
    "when": {"type": "string", "format": "date-time"},
    "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    "never": {"not": {"type": "string"}},
    "inner": {"type": "object", "required": ["deep"], "properties": {"deep": {"type": "boolean"}}},
}
EVERYTHING = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "dependentRequired": {"count": ["ratio"]},
    "properties": MEMBERS,
}
OF_EVERYTHING = [
    *["body.required", "body.syntax", "body.type", "body.dependentRequired", "body.additionalProperties"],
    *["body.name.required", "body.name.type", "body.name.minLength", "body.name.maxLength", "body.name.pattern"],
    *["body.kind.enum", "body.fixed.const"],
    *["body.count.type", "body.count.minimum", "body.count.maximum", "body.count.multipleOf"],
    *["body.ratio.type", "body.ratio.exclusiveMinimum", "body.ratio.exclusiveMaximum"],
    *["body.tags.type", "body.tags.minItems", "body.tags.maxItems", "body.tags.uniqueItems"],
    *["body.tags[].type", "body.tags[].maxLength"],
    *["body.extra.type", "body.extra.minProperties", "body.extra.maxProperties"],
    *["body.when.type", "body.when.format", "body.maybe.anyOf", "body.either.oneOf", "body.never.not"],
    *["body.inner.type", "body.inner.deep.required", "body.inner.deep.type"],
]
VALID = {"name": "ab"}


def _with_body(schema: dict[str, Any], *, media: str = "application/json", **more: Any) -> Document:
    return tiny.document({"POST /things": {"requestBody": tiny.body(schema, media=media)}}, **more)


def _with_parameter(location: str, schema: dict[str, Any], **more: Any) -> Document:
    place = "GET /things/{p}" if location == "path" else "GET /things"
    return tiny.document({place: {"parameters": [tiny.parameter(location, "p", schema, **more)]}})


def _of(document: Document) -> list[str]:
    return [constraint.what for constraint in constraints.of(document, document.operations[0])]


def _broken(document: Document, **call: Any) -> set[str]:
    return set(constraints.broken_by(document, Call(document.operations[0].id, **call)))


# --- the list


def test_every_keyword_is_a_constraint_in_the_order_of_the_document() -> None:
    assert _of(_with_body(EVERYTHING)) == OF_EVERYTHING


def test_each_constraint_says_in_a_sentence_what_is_refused() -> None:
    found = constraints.of(document := _with_body(EVERYTHING), document.operations[0])

    texts = {constraint.what: constraint.text for constraint in found}

    assert texts["body.name.maxLength"] == "`body.name` of more than 4 characters is refused."
    assert texts["body.kind.enum"] == "`body.kind` other than a, b is refused."
    assert texts["body.name.required"] == "`body.name` may not be missing."
    assert all(text.endswith(".") for text in texts.values())


def test_a_constraint_knows_the_place_of_its_value() -> None:
    found = constraints.of(document := _with_body(EVERYTHING), document.operations[0])

    assert {c.what: c.location for c in found}["body.tags[].maxLength"] == "body.tags[]"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/components/schemas/Name"}, ["body.type", "body.maxLength"]),
        ({"$ref": "#/components/schemas/Name", "minLength": 1}, ["body.type", "body.maxLength", "body.minLength"]),
        ({"allOf": [{"type": "string"}, {"$ref": "#/components/schemas/Name"}]}, ["body.type", "body.maxLength"]),
        ({"type": ["string", "null"], "maxLength": 3}, ["body.type", "body.maxLength"]),
        ({"anyOf": [{"$ref": "#/components/schemas/Name"}, {"type": "null"}]}, ["body.anyOf"]),
        ({"format": "int32"}, []),
        ({"unevaluatedProperties": False}, ["body.additionalProperties"]),
        ({"additionalProperties": {"type": "string"}}, []),
        ({"required": ["a"]}, ["body.a.required"]),
        ({}, []),
    ],
)
def test_references_and_combinations_are_followed(schema: dict[str, Any], expected: list[str]) -> None:
    document = _with_body(schema, schemas={"Name": {"type": "string", "maxLength": 5}})

    assert _of(document) == ["body.required", "body.syntax", *expected]


def test_a_schema_that_holds_itself_is_listed_once() -> None:
    node = {"type": "object", "properties": {"id": {"type": "integer"}, "next": {"$ref": "#/components/schemas/Node"}}}

    document = _with_body({"$ref": "#/components/schemas/Node"}, schemas={"Node": node})

    assert _of(document) == ["body.required", "body.syntax", "body.type", "body.id.type"]


@pytest.mark.parametrize(
    ("location", "schema", "more", "expected"),
    [
        ("query", {"type": "string", "maxLength": 3}, {"required": True}, ["query.p.required", "query.p.maxLength"]),
        ("query", {"type": "integer", "minimum": 1}, {}, ["query.p.type", "query.p.minimum"]),
        ("query", {"type": "array", "items": {"type": "integer"}}, {}, ["query.p[].type"]),
        ("query", {"type": "array", "minItems": 1}, {"explode": True}, []),
        ("query", {"type": "array", "minItems": 2}, {"explode": True}, ["query.p.minItems"]),
        ("query", {"type": "array", "minItems": 1}, {"explode": False}, ["query.p.minItems"]),
        ("header", {"type": "string", "minLength": 1}, {}, ["header.p.minLength"]),
        ("path", {"type": "string", "minLength": 1, "maxLength": 9}, {}, ["path.p.maxLength"]),
        ("path", {"type": "string", "minLength": 2}, {}, ["path.p.minLength"]),
        ("path", {"type": "integer"}, {}, ["path.p.type"]),
    ],
)
def test_what_no_request_can_break_is_no_constraint(
    location: str, schema: dict[str, Any], more: dict[str, Any], expected: list[str]
) -> None:
    assert _of(_with_parameter(location, schema, **more)) == expected


def test_a_form_can_not_break_the_type_of_a_text() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}

    assert _of(_with_body(schema, media=FORM)) == ["body.required", "body.b.type"]


def test_a_body_that_may_be_left_out_is_not_required() -> None:
    body = tiny.body({"type": "object"}, required=False)

    assert _of(tiny.document({"POST /things": {"requestBody": body}})) == ["body.syntax", "body.type"]


def test_two_media_types_share_their_constraints() -> None:
    schema = {"type": "object", "properties": {"b": {"type": "integer"}}}
    content = {"application/json": {"schema": schema}, FORM: {"schema": schema}}

    document = tiny.document({"POST /things": {"requestBody": {"content": content}}})

    assert _of(document) == ["body.syntax", "body.type", "body.b.type"]


def test_the_nearest_evidence_applies() -> None:
    own = {"type": "string", "x-evidence": {"level": "external", "source": "a wiki"}}
    schema = {"required": ["own"], "properties": {"own": own, "other": {"type": "string"}}, "x-evidence": tiny.INFERRED}
    document = _with_body(schema)

    levels = {c.what: c.evidence.level for c in constraints.of(document, document.operations[0])}

    assert levels["body.required"] is EvidenceLevel.DOCUMENTED
    assert levels["body.other.type"] is EvidenceLevel.INFERRED
    assert levels["body.own.type"] is levels["body.own.required"] is EvidenceLevel.EXTERNAL


# --- what a body breaks

BROKEN: list[tuple[Any, set[str]]] = [
    (VALID, set()),
    (ABSENT, {"body.required"}),
    (None, {"body.type"}),
    ([], {"body.type"}),
    ({}, {"body.name.required"}),
    ({"name": "ab", "other": 1}, {"body.additionalProperties"}),
    ({"name": "ab", "count": 3}, {"body.dependentRequired"}),
    ({"name": None}, {"body.name.type"}),
    ({"name": "a"}, {"body.name.minLength"}),
    ({"name": "abcde"}, {"body.name.maxLength"}),
    ({"name": "A1"}, {"body.name.pattern"}),
    ({"name": "A2345"}, {"body.name.pattern", "body.name.maxLength"}),
    ({"name": "ab", "kind": "c"}, {"body.kind.enum"}),
    ({"name": "ab", "fixed": "y"}, {"body.fixed.const"}),
    ({"name": "ab", "count": -3, "ratio": 0.5}, {"body.count.minimum"}),
    ({"name": "ab", "count": 12, "ratio": 0.5}, {"body.count.maximum"}),
    ({"name": "ab", "count": 4, "ratio": 0.5}, {"body.count.multipleOf"}),
    ({"name": "ab", "count": "3", "ratio": 0.5}, {"body.count.type"}),
    ({"name": "ab", "count": True, "ratio": 0.5}, {"body.count.type"}),
    ({"name": "ab", "ratio": 0}, {"body.ratio.exclusiveMinimum"}),
    ({"name": "ab", "ratio": 1}, {"body.ratio.exclusiveMaximum"}),
    ({"name": "ab", "ratio": "0.5"}, {"body.ratio.type"}),
    ({"name": "ab", "tags": "a"}, {"body.tags.type"}),
    ({"name": "ab", "tags": []}, {"body.tags.minItems"}),
    ({"name": "ab", "tags": ["a", "b", "c"]}, {"body.tags.maxItems"}),
    ({"name": "ab", "tags": ["a", "a"]}, {"body.tags.uniqueItems"}),
    ({"name": "ab", "tags": ["a", 1]}, {"body.tags[].type"}),
    ({"name": "ab", "tags": ["a", "abcd"]}, {"body.tags[].maxLength"}),
    ({"name": "ab", "extra": {}}, {"body.extra.minProperties"}),
    ({"name": "ab", "extra": {"a": 1, "b": 2, "c": 3}}, {"body.extra.maxProperties"}),
    ({"name": "ab", "extra": []}, {"body.extra.type"}),
    ({"name": "ab", "when": "tomorrow"}, {"body.when.format"}),
    ({"name": "ab", "when": 5}, {"body.when.type"}),
    ({"name": "ab", "maybe": 1}, {"body.maybe.anyOf"}),
    ({"name": "ab", "either": None}, {"body.either.oneOf"}),
    ({"name": "ab", "never": "x"}, {"body.never.not"}),
    ({"name": "ab", "inner": {}}, {"body.inner.deep.required"}),
    ({"name": "ab", "inner": {"deep": 0}}, {"body.inner.deep.type"}),
    ({"name": "ab", "inner": 5}, {"body.inner.type"}),
]


@pytest.mark.parametrize(("body", "expected"), BROKEN, ids=[str(body)[:60] for body, _ in BROKEN])
def test_a_call_breaks_exactly_what_it_breaks(body: Any, expected: set[str]) -> None:
    assert _broken(_with_body(EVERYTHING), body=body, media_type="application/json") == expected


def test_the_table_above_breaks_every_constraint_that_a_document_can_have() -> None:
    broken = {what for _, whats in BROKEN for what in whats}

    assert broken == set(OF_EVERYTHING) - {"body.syntax"}


def test_bytes_and_operations_without_a_body_break_nothing() -> None:
    assert _broken(_with_body(EVERYTHING), raw=b"{") == set()
    assert _broken(tiny.document({"POST /things": {}}), body={"a": 1}) == set()


def test_the_member_of_a_recursive_schema_is_named_where_it_stands() -> None:
    node = {"type": "object", "properties": {"id": {"type": "integer"}, "next": {"$ref": "#/components/schemas/Node"}}}
    document = _with_body({"$ref": "#/components/schemas/Node"}, schemas={"Node": node})

    assert _broken(document, body={"next": {"id": "x"}}) == {"body.next.id.type"}


def test_the_branches_of_all_of_are_named_at_the_place_of_the_whole() -> None:
    document = _with_body(
        {"allOf": [{"type": "string"}, {"$ref": "#/components/schemas/Short"}]}, schemas={"Short": {"maxLength": 1}}
    )

    assert _broken(document, body="ab") == {"body.maxLength"}


def test_an_unevaluated_member_is_an_undeclared_one() -> None:
    schema = {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}

    assert _broken(_with_body(schema), body={"a": 1, "b": 2}) == {"body.additionalProperties"}


# --- text on the wire


@pytest.mark.parametrize("value", ["a", "", "5", "true", 5, 0.5, True, None, ["1", "1"]])
@pytest.mark.parametrize(("location", "part"), [("query", "query"), ("path", "path"), ("header", "headers")])
def test_text_can_not_break_the_type_of_a_text(location: str, part: str, value: Any) -> None:
    document = _with_parameter(location, {"type": "string"})

    assert _broken(document, **{part: {"p": value}}) == set()


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer", "minimum": 1}, "5", set()),
        ({"type": "integer", "minimum": 1}, 5, set()),
        ({"type": "integer", "minimum": 1}, "0", {"query.p.minimum"}),
        ({"type": "integer", "minimum": 1}, "abc", {"query.p.type"}),
        ({"type": "integer", "minimum": 1}, "1.5", {"query.p.type"}),
        ({"type": "integer"}, None, {"query.p.type"}),
        ({"type": "boolean"}, True, set()),
        ({"type": "boolean"}, "1", {"query.p.type"}),
        ({"type": "string", "maxLength": 1}, 22, {"query.p.maxLength"}),
        ({"type": "string", "enum": ["1", "2"]}, 1, set()),
        ({"type": "array", "items": {"type": "integer"}}, ["1", "2"], set()),
        ({"type": "array", "items": {"type": "integer"}}, ["1", "x"], {"query.p[].type"}),
        ({"type": "array", "items": {"type": "string"}}, [1, True], set()),
        ({"type": "array", "minItems": 1}, [], set()),
        ({"type": "array", "minItems": 2}, ["a"], {"query.p.minItems"}),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Id"}}, ["1"], set()),
        ({"$ref": "#/components/schemas/Id"}, "1", set()),
        ({"anyOf": [{"$ref": "#/components/schemas/Id"}, {"type": "null"}]}, "1", set()),
        ({"allOf": [{"$ref": "#/components/schemas/Id"}, {"minimum": 2}]}, "1", {"query.p.minimum"}),
    ],
)
def test_a_query_value_is_judged_as_the_text_that_is_sent(
    schema: dict[str, Any], value: Any, expected: set[str]
) -> None:
    parameter = tiny.parameter("query", "p", schema)
    document = tiny.document({"GET /things": {"parameters": [parameter]}}, schemas={"Id": {"type": "integer"}})

    assert _broken(document, query={"p": value}) == expected


def test_members_of_a_deep_object_are_read_by_their_types() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    parameter = tiny.parameter("query", "p", schema, style="deepObject", explode=True)
    document = tiny.document({"GET /things": {"parameters": [parameter]}})

    assert _broken(document, query={"p[a]": "1"}) == set()
    assert _broken(document, query={"p": {"a": 1}}) == set()
    assert _broken(document, query={"p[a]": "x"}) == {"query.p.a.type"}
    assert _broken(document, query={"p[b]": "1"}) == {"query.p.a.required"}


@pytest.mark.parametrize("location", ["query", "header"])
def test_a_missing_parameter_is_broken_only_when_it_is_required(location: str) -> None:
    for required, expected in ((True, {f"{location}.p.required"}), (False, set())):
        parameter = tiny.parameter(location, "p", {"type": "integer"}, required=required)
        document = tiny.document({"GET /things": {"parameters": [parameter]}})

        assert _broken(document) == expected


def test_an_exploded_list_without_items_is_missing() -> None:
    parameter = tiny.parameter("query", "p", {"type": "array"}, required=True)
    document = tiny.document({"GET /things": {"parameters": [parameter]}})

    assert _broken(document, query={"p": []}) == {"query.p.required"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"n": 5, "s": 5, "l": [1, 2], "o": {"b": True}}, set()),
        ({"n": "5"}, set()),
        ({"n": "x"}, {"body.n.type"}),
        ({"n": 11}, {"body.n.maximum"}),
        ({"l": ["x"]}, {"body.l[].type"}),
        ({"o": {"b": "maybe"}}, {"body.o.b.type"}),
        ({"s": "abc"}, {"body.s.maxLength"}),
    ],
)
def test_a_form_is_judged_as_the_text_that_is_sent(value: Any, expected: set[str]) -> None:
    base = {"properties": {"n": {"type": "integer", "maximum": 10}}}
    own = {
        "s": {"type": "string", "maxLength": 2},
        "l": {"type": "array", "items": {"type": "integer"}},
        "o": {"type": "object", "properties": {"b": {"type": "boolean"}}},
    }
    schema = {"type": "object", "allOf": [{"$ref": "#/components/schemas/Base"}], "properties": own}
    document = _with_body(schema, media=FORM, schemas={"Base": base})

    assert _broken(document, body=value) == expected


@pytest.mark.parametrize(
    ("encoding", "value", "expected"),
    [
        ({}, {"l": ["a"]}, set()),
        ({}, {"l": []}, {"body.l.required"}),
        ({"l": {"explode": False}}, {"l": []}, set()),
        ({}, [], {"body.type"}),
    ],
)
def test_of_an_empty_list_in_a_form_nothing_is_sent(encoding: dict[str, Any], value: Any, expected: set[str]) -> None:
    schema = {"type": "object", "required": ["l"], "properties": {"l": {"type": "array"}}}
    body = tiny.body(schema, media=FORM, encoding=encoding)

    assert _broken(tiny.document({"POST /things": {"requestBody": body}}), body=value) == expected


# --- in general

_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-20, 20)
    | st.floats(-2, 2)
    | st.text(max_size=5)
    | st.just("2020-01-01T00:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*MEMBERS, "deep", "z"]), inner, max_size=4)
    ),
)
_DOCUMENT = _with_body(EVERYTHING)
_VALIDATOR = jsonschema_rs.Draft202012Validator(EVERYTHING, validate_formats=True)


@given(_json | st.dictionaries(st.sampled_from(sorted(MEMBERS)), _json, max_size=3).map(lambda some: {**VALID, **some}))
def test_a_body_breaks_something_exactly_when_the_schema_says_so(body: Any) -> None:
    broken = _broken(_DOCUMENT, body=body)

    assert (not broken) == _VALIDATOR.is_valid(body)
    assert broken <= set(OF_EVERYTHING)

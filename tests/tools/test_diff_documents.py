"""Every kind of change outside schemas, both ways; and what holds for all of them."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

import diff_documents
import pytest
import test_diff_schemas
from diff_documents import GONE, POST, between, document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import validator_for

from stream_specs import pointers
from stream_specs.diff.changes import Change
from stream_specs.diff.comparison import compare
from stream_specs.diff.kinds import KINDS
from stream_specs.diff.severity import Direction, Severity
from stream_specs.errors import UserError

_GET = {"operationId": "getNote", "responses": {"200": {"description": "A note."}}}
_BODY = f"{POST}/requestBody"
_JSON = f"{_BODY}/content/application~1json"
_OK = f"{POST}/responses/200"
_QUERY = f"{POST}/parameters/1"
_NEXT = f"{POST}/parameters/2"
_PLAIN = {"schema": {"type": "string"}}


def _parameter(required: bool, place: str = "query") -> dict[str, Any]:
    return {"name": "r", "in": place, "required": required, **_PLAIN}


# patches of the old and of the new document; what old -> new shows, and what new -> old shows
CASES: list[tuple[list[tuple[str, Any]], list[tuple[str, Any]], str, str]] = [
    ([], [("/openapi", "3.1.1")], "openapi-changed compatible both", "openapi-changed compatible both"),
    ([], [("/info/version", "2")], "version-changed documentation both", "version-changed documentation both"),
    ([], [("/info/title", "N")], "info-changed documentation both", "info-changed documentation both"),
    ([], [("/webhooks", {})], "keyword-changed breaking both", "keyword-changed breaking both"),
    ([], [("/x-accept", "a/b")], "accept-changed breaking both", "accept-changed breaking both"),
    (
        *([], [("/servers/1", {"url": "https://b.example"})]),
        *("server-added compatible both", "server-removed breaking both"),
    ),
    (
        *([], [("/servers/0/url", "https://b.example")]),
        *("server-changed breaking both", "server-changed breaking both"),
    ),
    (
        *([], [("/servers/0/variables", {"a": {"default": "b"}})]),
        *("server-variables-changed breaking both", "server-variables-changed breaking both"),
    ),
    ([], [("/tags/1", {"name": "B"})], "tag-added documentation both", "tag-removed documentation both"),
    ([], [("/tags/0/x-sdk-name", "b")], "sdk-name-changed breaking both", "sdk-name-changed breaking both"),
    ([], [("/paths/~1b", {"get": _GET})], "path-added compatible both", "path-removed breaking both"),
    (
        *([], [("/paths/~1notes~1{id}/get", _GET)]),
        *("operation-added compatible both", "operation-removed breaking both"),
    ),
    ([], [(f"{POST}/operationId", "b")], "operation-id-changed breaking both", "operation-id-changed breaking both"),
    ([], [(f"{POST}/tags", ["B"])], "first-tag-changed breaking both", "first-tag-changed breaking both"),
    ([], [(f"{POST}/tags/1", "B")], "tags-changed documentation both", "tags-changed documentation both"),
    ([], [(f"{POST}/deprecated", True)], "deprecated-added compatible both", "deprecated-removed compatible both"),
    ([], [(f"{POST}/x-effect", "outbound")], "effect-raised breaking both", "effect-lowered compatible both"),
    ([], [(f"{POST}/x-effect", "read")], "effect-lowered compatible both", "effect-raised breaking both"),
    ([], [(f"{POST}/x-pagination", {})], "pagination-added compatible both", "pagination-removed breaking both"),
    (
        *([(f"{POST}/x-pagination", {"style": "page"})], [(f"{POST}/x-pagination", {"style": "link"})]),
        *("pagination-changed breaking both", "pagination-changed breaking both"),
    ),
    ([], [(f"{POST}/summary", "A")], "summary-changed documentation both", "summary-changed documentation both"),
    ([], [(f"{POST}/callbacks", {})], "keyword-changed breaking both", "keyword-changed breaking both"),
    # Credentials
    ([("/security", [])], [], "security-added breaking request", "security-removed compatible request"),
    ([(f"{POST}/security", [{}])], [], "security-added breaking request", "security-removed compatible request"),
    (
        [("/security", [{}, {"Token": []}])],
        [],
        "security-added breaking request",
        "security-removed compatible request",
    ),
    (
        *([], [("/security", [{"Token": []}, {"Key": []}])]),
        *("security-alternative-added compatible request", "security-alternative-removed breaking request"),
    ),
    (
        *([], [(f"{POST}/security", [{"Token": ["write"]}])]),
        *("security-scope-added breaking request", "security-scope-removed compatible request"),
    ),
    (
        *([], [("/components/securitySchemes/Key", {"type": "apiKey"})]),
        *("security-scheme-added compatible request", "security-scheme-removed breaking request"),
    ),
    (
        *([], [("/components/securitySchemes/Token/x-prefix", "OAuth ")]),
        *("security-scheme-changed breaking request", "security-scheme-changed breaking request"),
    ),
    # Parameters
    (
        *([], [(_NEXT, _parameter(True))]),
        *("parameter-added-required breaking request", "parameter-removed-required breaking request"),
    ),
    (
        *([], [(_NEXT, _parameter(False))]),
        *("parameter-added-optional compatible request", "parameter-removed-optional breaking request"),
    ),
    (
        *([], [("/paths/~1notes~1{id}/parameters", [_parameter(False)])]),
        *("parameter-added-optional compatible request", "parameter-removed-optional breaking request"),
    ),
    (
        [],
        [(f"{_QUERY}/required", True)],
        "parameter-required breaking request",
        "parameter-optional compatible request",
    ),
    (
        *([], [(f"{_QUERY}/allowEmptyValue", True)]),
        *("parameter-empty-allowed compatible request", "parameter-empty-refused breaking request"),
    ),
    (
        *([], [(f"{_QUERY}/allowReserved", True)]),
        *("parameter-reserved-allowed compatible request", "parameter-reserved-refused breaking request"),
    ),
    (
        *([(_NEXT, _parameter(False))], [(_NEXT, _parameter(False, "header"))]),
        *("parameter-moved breaking request", "parameter-moved breaking request"),
    ),
    (
        *([], [("/paths/~1notes~1{id}", GONE), ("/paths/~1notes~1{note}", {})]),
        *("operation-removed breaking both", "operation-added compatible both"),
    ),
    (
        *([], [(f"{_QUERY}/style", "spaceDelimited"), (f"{_QUERY}/explode", True)]),
        *("parameter-style-changed breaking request", "parameter-style-changed breaking request"),
    ),
    (
        *([], [(f"{_QUERY}/explode", False)]),
        *("parameter-explode-changed breaking request", "parameter-explode-changed breaking request"),
    ),
    (
        *([], [(f"{_QUERY}/schema", GONE), (f"{_QUERY}/content", {"application/json": {}})]),
        *("parameter-serialization-changed breaking request", "parameter-serialization-changed breaking request"),
    ),
    # Bodies
    ([(_BODY, GONE)], [], "body-added-optional compatible request", "body-removed-optional breaking request"),
    (
        *([(_BODY, GONE)], [(f"{_BODY}/required", True)]),
        *("body-added-required breaking request", "body-removed-required breaking request"),
    ),
    ([], [(f"{_BODY}/required", True)], "body-required breaking request", "body-optional compatible request"),
    (
        *([], [(f"{_BODY}/content/a~1b", {})]),
        *("media-type-added compatible request", "media-type-removed breaking request"),
    ),
    (
        *([], [(f"{_JSON}/encoding", {"a": {"contentType": "a/b"}})]),
        *("encoding-changed breaking request", "encoding-changed breaking request"),
    ),
    (
        *([], [(f"{_JSON}/examples", {"a": {"value": 1}})]),
        *("example-added documentation request", "example-removed documentation request"),
    ),
    # Answers
    (
        *([], [(f"{_OK}/content/a~1b", {})]),
        *("media-type-added compatible response", "media-type-removed breaking response"),
    ),
    ([], [(f"{POST}/responses/202", {})], "success-added breaking response", "success-removed breaking response"),
    ([], [(f"{POST}/responses/404", {})], "error-added compatible response", "error-removed breaking response"),
    ([], [(f"{_OK}/headers/x-a", _PLAIN)], "header-added compatible response", "header-removed breaking response"),
    (
        *([], [(f"{_OK}/headers/X-Rate/required", True)]),
        *("header-required compatible response", "header-optional breaking response"),
    ),
    ([], [(f"{_OK}/links", {"a": {}})], "link-added documentation response", "link-removed documentation response"),
    (
        *([(f"{_OK}/links", {"a": {}})], [(f"{_OK}/links", {"a": {"operationId": "b"}})]),
        *("link-changed documentation response", "link-changed documentation response"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]}: {case[1]}"[:90])
def test_a_change_is_found_both_ways(case: tuple[Any, ...]) -> None:
    old, new, forward, backward = case

    assert between(old, new) == [forward]
    assert between(new, old) == [backward]


def test_a_path_parameter_may_have_another_name() -> None:
    old = document()
    new = document((f"{POST}/parameters/0/name", "note"))
    new["paths"]["/notes/{note}"] = new["paths"].pop("/notes/{id}")

    assert diff_documents.short(compare(old, new)) == ["parameter-renamed compatible request"]
    assert diff_documents.short(compare(new, old)) == ["parameter-renamed compatible request"]


def test_a_document_comes_and_goes() -> None:
    assert diff_documents.short(compare(None, document())) == ["document-added compatible both"]
    assert diff_documents.short(compare(document(), None)) == ["document-removed breaking both"]
    assert compare(None, document())[0].after == "1 operation"


def test_headers_that_openapi_ignores_are_no_parameters() -> None:
    accept = {"name": "Accept", "in": "header", "required": True, **_PLAIN}

    assert between([], [(_NEXT, accept)]) == []


def test_every_kind_is_planted_in_both_directions() -> None:
    """The cases of this file and of test_diff_schemas, and the two tests above, leave no kind out."""
    apart = {"parameter-renamed", "document-added", "document-removed"}
    planted = {case[i].split()[0] for case in CASES for i in (2, 3)}
    planted |= {case[i] for case in test_diff_schemas.CASES for i in (2, 4)}

    assert planted | apart == set(KINDS)


def test_the_way_back_of_the_way_back_is_the_kind_itself() -> None:
    assert [kind.name for kind in KINDS.values() if KINDS[kind.opposite].opposite != kind.name] == []


def test_a_change_says_where_it_is_and_whom_it_concerns() -> None:
    name = {"$ref": "#/components/schemas/Name"}
    place = "/components/schemas/Name"
    used = [
        (diff_documents.SENT, name),
        ("/paths/~1b", {"get": {"operationId": "b", "parameters": [{"name": "n", "in": "query", "schema": name}]}}),
    ]

    found = compare(document((place, {"type": "string"}), *used), document((place, {"type": "integer"}), *used))

    assert [(each.pointer, each.operations, each.before, each.after) for each in found] == [
        ("/components/schemas/Name/type", ("addNote", "b"), "string", "integer")
    ]


def test_changes_come_worst_first_and_in_the_order_of_their_pointers() -> None:
    found = between([], [("/servers", []), ("/info/version", "2"), (f"{POST}/deprecated", True), ("/x-accept", "a/b")])
    order = [
        change.kind
        for change in compare(document(), document(("/servers", []), ("/info/version", "2"), ("/x-accept", "a/b")))
    ]

    assert len(found) == 4
    assert order == ["server-removed", "accept-changed", "version-changed"]


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        ({"$ref": "#/components/schemas/Missing"}, "leads to no value"),
        ({"$ref": "other.yaml"}, "leaves the document"),
    ],
)
def test_a_reference_that_leads_nowhere_is_the_users_mistake(schema: Any, what: str) -> None:
    with pytest.raises(UserError, match=what):
        compare(document(), document((diff_documents.SENT, schema)))


def test_a_component_that_is_its_own_reference_is_the_users_mistake() -> None:
    loop = {"$ref": "#/components/responses/Loop"}
    spoilt = document((_OK, loop), ("/components/responses", {"Loop": loop}))

    with pytest.raises(UserError, match="refers to itself"):
        compare(document(), spoilt)


# What holds for all documents: schemas are drawn at random, and placed where both directions meet them.
_WORDS = st.sampled_from(["a", "b", "c"])
_SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", "number", ["string", "null"], "object", "array"]),
            "enum": st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=3, unique_by=repr),
            "maxLength": st.integers(0, 3),
            "minimum": st.integers(-1, 1),
            "format": _WORDS,
            "description": _WORDS,
            "default": _WORDS,
            "readOnly": st.booleans(),
            "not": st.just({"const": "b"}),
        },
    )
    | st.sampled_from([{"$ref": "#/components/schemas/Node"}, {"$ref": "#/components/schemas/Node", "title": "N"}]),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(_WORDS, inner, max_size=2),
            "required": st.lists(_WORDS, unique=True, max_size=2),
            "items": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=3),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "additionalProperties": st.booleans() | inner,
        },
    ),
    max_leaves=5,
)


def _placed(schema: Any, node: Any) -> dict[str, Any]:
    inner = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "value": node}}
    return document(
        ("/components/schemas/Node", inner), (diff_documents.SENT, schema), (diff_documents.RECEIVED, schema)
    )


def _seen(changes: tuple[Change, ...], back: bool) -> set[tuple[str, str, str, str]]:
    """What was found in each direction, in words that are the same both ways."""
    return {
        (KINDS[each.kind].opposite, direction, repr(each.after), repr(each.before))
        if back
        else (each.kind, direction, repr(each.before), repr(each.after))
        for each in changes
        for direction in (("request", "response") if each.direction is Direction.BOTH else (each.direction.value,))
    }


_FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@_FEW
@given(_SCHEMAS, _SCHEMAS)
def test_a_document_does_not_differ_from_its_copy(schema: Any, node: Any) -> None:
    one = _placed(schema, node)
    other = copy.deepcopy(one)
    other["components"]["schemas"]["Unused"] = {}  # so that the comparison takes no short cut

    assert compare(one, other) == ()


@_FEW
@given(_SCHEMAS, _SCHEMAS, _SCHEMAS, _SCHEMAS)
def test_the_way_back_shows_the_opposite(old: Any, new: Any, node: Any, other: Any) -> None:
    one, two = _placed(old, node), _placed(new, other)

    assert _seen(compare(two, one), back=True) == _seen(compare(one, two), back=False)


_VALUES = (
    *(None, True, 0, 1, 2.5, "", "a", "b", "abcd"),
    *([], ["a"], [0, None], {}, {"a": "a"}, {"a": 1, "b": "b"}, {"a": None, "c": [1]}),
)
# Taken for compatible although they refuse or allow more: a client leaves alone what it does not know.
_BY_CONVENTION = {"property-added-optional", "property-added-required", "additional-properties-opened"}
_TEXT, _NUMBER = {"type": "string"}, {"type": "number"}
_KEYWORDS: dict[str, list[Any]] = {
    "type": ["string", "integer", "number", "object", "array", ["string", "null"], ["integer", "string"]],
    "enum": [["a"], ["a", "b"], ["b", 1], ["a", None]],
    "const": ["a", 1, None],
    "minLength": [1, 2],
    "maxLength": [0, 1, 2],
    "minimum": [0, 1],
    "maximum": [1, 2],
    "exclusiveMinimum": [0, 1],
    "multipleOf": [0.5, 1, 2],
    "pattern": ["^a", "b$"],
    "minItems": [1, 2],
    "maxProperties": [0, 1],
    "items": [_TEXT, {}, {"type": ["string", "null"]}],
    "required": [["a"], ["a", "b"]],
    "properties": [{"a": _TEXT}, {"a": {}}, {"a": {"type": ["string", "integer"]}}],
    "additionalProperties": [False, True, _TEXT],
    "anyOf": [[_TEXT], [_TEXT, _NUMBER], [_NUMBER, {"type": "null"}], [{"minLength": 1}, {"type": "array"}]],
    "oneOf": [[_TEXT, _NUMBER], [_TEXT, {"type": "null"}]],
    "allOf": [[_TEXT], [_TEXT, {"minLength": 1}], [{"required": ["a"]}]],
    "not": [{"const": "a"}, _TEXT],
}


@st.composite
def _neighbours(draw: st.DrawFn, keyword: str) -> tuple[Any, Any]:
    """Two schemas that differ in one keyword, with another one beside it or none."""
    old, new = draw(st.permutations([None, *_KEYWORDS[keyword]]).map(lambda values: values[:2]))
    other = draw(st.none() | st.sampled_from(sorted({*_KEYWORDS} - {keyword})))
    beside = {} if other is None else {other: draw(st.sampled_from(_KEYWORDS[other]))}
    one, two = ({**beside, **({} if value is None else {keyword: value})} for value in (old, new))
    return one, two


@pytest.mark.parametrize("keyword", _KEYWORDS)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.data())
def test_what_breaks_nothing_refuses_no_value_and_sends_no_new_one(keyword: str, data: st.DataObject) -> None:
    old, new = data.draw(_neighbours(keyword))
    found = compare(_placed(old, {}), _placed(new, {}))
    breaking = {each.direction for each in found if each.severity is Severity.BREAKING}
    taken, read = (
        {i for i, value in enumerate(_VALUES) if validator_for(schema).is_valid(value)} for schema in (old, new)
    )

    if _BY_CONVENTION.isdisjoint({each.kind for each in found}):
        if breaking.isdisjoint({Direction.REQUEST, Direction.BOTH}):
            assert taken <= read, "a request that was valid is refused"
        if breaking.isdisjoint({Direction.RESPONSE, Direction.BOTH}):
            assert read <= taken, "an answer that was not valid is sent"


_JUNK = (None, True, 1.5, "x", [], {}, [[]], {"a": 1}, {"$ref": 3}, ["a", 1])


@pytest.mark.parametrize("junk", _JUNK, ids=repr)
def test_a_document_that_is_wrong_anywhere_is_compared_or_refused(junk: Any) -> None:
    """Documents are compared unvalidated, so no value may end the program with a traceback."""
    whole = document(("/components/schemas/Text", {"anyOf": [{"type": "string"}], "not": {"const": 1}}))

    for pointer in _pointers(whole):
        with contextlib.suppress(UserError):
            compare(
                whole, document(("/components/schemas/Text", whole["components"]["schemas"]["Text"]), (pointer, junk))
            )


def _pointers(value: Any, base: str = "") -> Iterator[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        yield pointers.join(base, key)
        yield from _pointers(item, pointers.join(base, key))

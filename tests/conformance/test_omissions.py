"""Requests that lack one value, each tied to the one constraint that it breaks."""

from __future__ import annotations

from typing import Any

import pytest
import tiny

from stream_contracts import constraints, omissions
from stream_contracts.exchange import Call

MEMBERS = {name: {"type": "string"} for name in ("kind", "shop", "phone", "prefix", "email")}
CHOICE = {"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}
PREFIX = {"dependentRequired": {"phone": ["prefix"]}}
SHOP = {
    "if": {"required": ["kind"], "properties": {"kind": {"const": "shop"}}},
    "then": {"required": ["shop"]},
}


def _found(schema: dict[str, Any], *bodies: Any) -> dict[str, Any]:
    body = tiny.body({"type": "object", "properties": MEMBERS, **schema})
    document = tiny.document({"POST /things": {"requestBody": body}})
    calls = [Call("postThings", body=value) for value in bodies]
    return {what: call.body for what, call in omissions.of(document, document.operations[0], calls)}


@pytest.mark.parametrize(
    ("schema", "bodies", "expected"),
    [
        ({"required": ["kind"]}, [{"kind": "a", "shop": "b"}], {"body.kind.required": {"shop": "b"}}),
        (CHOICE, [{"kind": "a", "email": "b"}], {"body.anyOf": {"kind": "a"}}),
        (CHOICE, [{"phone": "1", "email": "b"}], {}),
        (CHOICE, [{"phone": "1", "email": "b"}, {"phone": "1"}], {"body.anyOf": {}}),
        (PREFIX, [{"email": "b"}, {"phone": "1", "prefix": "2"}], {"body.dependentRequired": {"phone": "1"}}),
        (PREFIX, [{"email": "b", "prefix": "2"}], {}),
        (SHOP, [{"kind": "a"}, {"kind": "shop", "shop": "b"}], {"body.shop.required": {"kind": "shop"}}),
        (SHOP, [{"kind": "a", "shop": "b"}], {}),
        ({**CHOICE, "required": ["email"]}, [{"email": "b"}], {}),
        ({"minProperties": 1}, [{"kind": "a"}], {}),
        (CHOICE, [[]], {}),
    ],
)
def test_a_value_is_left_out_where_that_breaks_one_constraint_alone(
    schema: dict[str, Any], bodies: list[Any], expected: dict[str, Any]
) -> None:
    assert _found(schema, *bodies) == expected


def test_what_is_needed_on_a_condition_is_a_constraint_of_its_own() -> None:
    body = tiny.body({"type": "object", "properties": MEMBERS, **SHOP})
    document = tiny.document({"POST /things": {"requestBody": body}})

    (found,) = [item for item in constraints.of(document, document.operations[0]) if item.what == "body.shop.required"]

    assert found.text == "`body.shop` may not be missing where it is needed."


def test_a_query_can_lack_a_value_too() -> None:
    parameter = tiny.parameter("query", "q", {"type": "string"}, required=True)
    document = tiny.document({"GET /things": {"parameters": [parameter]}})

    ((what, call),) = omissions.of(document, document.operations[0], [Call("getThings", query={"q": "a", "r": "b"})])

    assert (what, call.query) == ("query.q.required", {"r": "b"})

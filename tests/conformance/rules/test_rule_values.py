"""Looking into JSON values, comparing and showing them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.rules.values import MISSING, look, same, show, without

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "pointer", "found"),
    [
        ({"a": {"b": 1}}, "/a/b", 1),
        ({"a": None}, "/a", None),
        ({"a": [10, 20]}, "/a/1", 20),
        ({"a/b": {"~": 1}}, "/a~1b/~0", 1),
        ({"": 1}, "/", 1),
        ([1], "", [1]),
        ({"a": 1}, "/b", MISSING),
        ({"a": 1}, "/a/b", MISSING),
        ({"a": [1]}, "/a/7", MISSING),
        ({"a": [1]}, "/a/x", MISSING),
        ("text", "/0", MISSING),
        (None, "/a", MISSING),
        (MISSING, "/a", MISSING),
    ],
)
def test_a_pointer_leads_to_a_value_or_to_nothing(value: Any, pointer: str, found: Any) -> None:
    assert look(value, pointer) is found or look(value, pointer) == found


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        ("1", 1, False),
        (None, None, True),
        (None, False, False),
        ([1, True], [1, 1], False),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}, True),
        ({"a": None}, {}, False),
        ({"a": {"b": [False]}}, {"a": {"b": [0]}}, False),
        (MISSING, MISSING, True),
        (MISSING, None, False),
    ],
)
def test_values_are_equal_as_json_has_them(left: Any, right: Any, equal: bool) -> None:
    assert same(left, right) is same(right, left) is equal


@given(_json)
def test_a_value_is_the_same_as_its_copy(value: Any) -> None:
    assert same(value, copy.deepcopy(value))


@pytest.mark.parametrize(
    ("value", "pointers", "rest"),
    [
        ({"a": 1, "b": {"c": 2, "d": 3}}, ["/a", "/b/c"], {"b": {"d": 3}}),
        ({"a": 1}, ["/b", "/a/b/c"], {"a": 1}),
        ([1], ["/0"], [1]),
        (None, ["/a"], None),
        (MISSING, ["/a"], MISSING),
    ],
)
def test_members_are_left_out_where_they_are(value: Any, pointers: list[str], rest: Any) -> None:
    before = copy.deepcopy(value)

    assert without(value, pointers) == rest
    assert value == before


def test_nothing_stays_nothing_when_it_is_copied() -> None:
    assert copy.deepcopy([MISSING])[0] is MISSING


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (MISSING, "nothing"),
        (None, "null"),
        ("é", '"é"'),
        ([1, MISSING], '[1, "nothing"]'),
        ({"a": True}, '{"a": true}'),
    ],
)
def test_a_value_is_shown_as_json(value: Any, text: str) -> None:
    assert show(value) == text


def test_a_long_value_is_cut() -> None:
    assert len(show("x" * 1000)) == 300
    assert show("x" * 1000).endswith("x…")

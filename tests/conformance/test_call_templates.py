"""Templates: what they stand for, and that no other value can be mistaken for one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.templates import ALPHABET, UniqueNames, is_template, literal, names, resolve, unique_length

_texts = st.text() | st.text("$abc.({/").map(lambda text: f"${text}")
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=10,
)


def _no_lookup(template: str) -> Any:
    raise AssertionError(f"looked up {template}")


@given(_values)
def test_a_literal_resolves_to_itself(value: Any) -> None:
    assert resolve(literal(value), _no_lookup) == value


@given(_values)
def test_a_literal_holds_no_template(value: Any) -> None:
    assert list(names(literal(value))) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$channel.id", True),
        ("$", True),
        ("$$channel.id", False),
        ("channel.$id", False),
        ("", False),
        (7, False),
        (None, False),
        (["$channel.id"], False),
    ],
)
def test_only_a_string_with_one_dollar_in_front_is_a_template(value: Any, expected: bool) -> None:
    assert is_template(value) is expected


def test_templates_are_replaced_at_every_depth_and_keep_the_type_of_what_they_stand_for() -> None:
    found = {"$channel.id": 7, "$unique": "n1"}

    resolved = resolve({"a": ["$channel.id", "$$x", "plain"], "$b": {"c": "$unique"}}, found.__getitem__)

    assert resolved == {"a": [7, "$x", "plain"], "$b": {"c": "n1"}}


def test_resolving_leaves_the_given_value_alone() -> None:
    value = {"a": ["$x"]}

    resolve(value, lambda _: 1)

    assert value == {"a": ["$x"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$channel.id", ["channel"]),
        ("$before/data/id", ["before"]),
        ("$unique(50)", ["unique"]),
        ("$live-stream.id", ["live-stream"]),
        ({"a": ["$x.y", {"b": "$z"}], "$key": 1}, ["x", "z"]),
        ("$7", []),
        ("$$x", []),
        (None, []),
    ],
)
def test_names_are_what_templates_begin_with(value: Any, expected: list[str]) -> None:
    assert list(names(value)) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$unique", 16),
        ("$unique(50)", 50),
        ("$unique(0)", 0),
        ("$unique(-1)", None),
        ("$unique(5", None),
        ("$uniquely", None),
        ("$unique(5)\n", None),
        ("$channel.unique", None),
    ],
)
def test_unique_says_its_length(template: str, expected: int | None) -> None:
    assert unique_length(template) == expected


def test_the_same_seed_gives_the_same_names() -> None:
    first, second, other = UniqueNames(1), UniqueNames(1), UniqueNames(2)

    drawn = [first.next(24) for _ in range(5)]

    assert drawn == [second.next(24) for _ in range(5)]
    assert drawn != [other.next(24) for _ in range(5)]


@given(st.integers(min_value=0, max_value=100))
def test_a_name_has_the_length_and_the_letters_that_every_api_takes(length: int) -> None:
    name = UniqueNames(1).next(length)

    assert len(name) == length
    assert set(name) <= set(ALPHABET)


def test_names_do_not_repeat() -> None:
    unique = UniqueNames(1)

    assert len({unique.next(8) for _ in range(10_000)}) == 10_000

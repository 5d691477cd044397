"""Changing one place of a body: a member of an object, an entry of a list, or nothing where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from stream_contracts.faults.places import Path, at_place


def _spoil(place: Any, key: str | int) -> None:
    place[key] = "spoilt"


@pytest.mark.parametrize(
    ("content", "path", "changed"),
    [
        ({"a": 1}, ("a",), {"a": "spoilt"}),
        ({"a": {"b": 1}}, ("a", "b"), {"a": {"b": "spoilt"}}),
        ([{"a": ["x", "y"]}], (0, "a", 0), [{"a": ["spoilt", "y"]}]),
        ([], (0,), []),
        ({"a": []}, ("a", 0), {"a": []}),
        ({"a": 1}, ("b",), {"a": 1}),
        ({"a": 1}, ("a", "b"), {"a": 1}),
        ({"a": None}, ("a", "b", "c"), {"a": None}),
    ],
)
def test_a_place_is_changed_in_a_copy(content: Any, path: Path, changed: Any) -> None:
    before = repr(content)

    assert at_place(content, path, _spoil) == changed
    assert repr(content) == before

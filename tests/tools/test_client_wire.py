"""The module of the runtime that writes values, by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import Enum, IntEnum, StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_specs.generate.templates.runtime import wire


class _Number(IntEnum):
    ONE = 1


class _Word(StrEnum):
    RED = "red"


class _Plain(Enum):
    YES = True


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        (5, "5"),
        (0.5, "0.5"),
        (True, "true"),
        (None, "null"),
        (date(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2, 3, 4, tzinfo=UTC), "2020-01-02T03:04:00+00:00"),
        (time(3, 4), "03:04:00"),
        (_Number.ONE, "1"),
        (_Word.RED, "red"),
        (_Plain.YES, "true"),
    ],
)
def test_the_text_of_a_value(value: object, text: str) -> None:
    assert wire.text(value) == text


@pytest.mark.parametrize(
    "write",
    [
        lambda: wire.text([1]),
        lambda: wire.text({"a": 1}),
        lambda: wire.form({"a": {"b": [1]}}, {"a": "[]"}),
        lambda: wire.url("/a", {}, {"b": [[1]]}),
        lambda: wire.url("/{a}", {"a": {"b": 1}}),
    ],
)
def test_what_has_no_text_is_refused(write: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="a list or an object within another one has no place here"):
        write()


def test_a_list_in_a_path_is_joined() -> None:
    assert wire.url("/a/{b}/{c}.json", {"b": ["x", "y,z"], "c": 1}) == "/a/x,y%2Cz/1.json"


def test_a_part_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match=r"`\{channel\}` in the path must not be empty"):
        wire.url("/a/{channel}.json", {"channel": ""})


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_any_text_stays_in_its_segment(value: str) -> None:
    value = value.encode("utf-8", "replace").decode()

    written = wire.url("/a/{b}/c", {"b": value})

    first, a, b, c = written.split("/")
    assert (first, a, unquote(b), c) == ("", "a", value, "c")


_VALUES = st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1)


@given(_VALUES)
def test_any_query_and_form_is_read_back(values: list[str]) -> None:
    query = wire.url("/", {}, {"each": values, "commas": values}, {"commas": ","}).partition("?")[2]
    form = wire.form({"deep": dict(enumerate(values))}, {"deep": "[]"}).decode()

    each, commas = (query.removeprefix("each=").rpartition("&commas=")[i] for i in (0, 2))
    assert [value for _, value in parse_qsl(f"each={each}", keep_blank_values=True)] == values
    assert [unquote(item) for item in commas.split(",")] == values
    assert parse_qsl(form) == [(f"deep[{number}]", value) for number, value in enumerate(values)]

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from stream_specs.dump import dump_json, dump_yaml
from stream_specs.sources import load

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
_AWKWARD = st.sampled_from(
    [
        *("no", "on", "y", "~", "null", "2012-01-01", "12:30:45", "1e3", "0x1f", "017", "1_0", "=", "<<", ".inf"),
        *("-", "a: b", "a #b", " a", "a ", "a:", "#a", "- a", "? a", "[a", "{a", "&a", "*a", "!a", "|", ">", "%a"),
        *("@a", "`a", "'", '"', "---", "--- a", "...", "a\tb", "\x85", "\u2028"),
        *("a\nb", "a\n", "\n", "a\n\n", "a\n b", " a\nb", "a\n\nb\n", "a\n\tb"),
    ]
)
_KEYS = _AWKWARD | _TEXT
_SCALARS = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.recursive(
    _SCALARS | _TEXT | _AWKWARD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


def _loaded(text: str, name: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="")
        return load(path).value


@given(_VALUES)
@example(1e16)
@example(["a\n", {"b": "c\nd"}])
def test_yaml_reads_back_the_same_by_our_loader_and_by_yaml_1_1(value: Any) -> None:
    text = dump_yaml(value)

    assert _same(_loaded(text, "a.yaml"), value)
    assert _same(yaml.load(text, Loader=yaml.SafeLoader), value)
    assert _same(yaml.load(text, Loader=yaml.CSafeLoader), value)


@given(_VALUES)
def test_json_reads_back_the_same(value: Any) -> None:
    text = dump_json(value)

    assert _same(_loaded(text, "a.json"), value)
    assert dump_json(json.loads(text)) == text


@given(_VALUES)
def test_dumping_what_was_read_gives_the_same_bytes(value: Any) -> None:
    text = dump_yaml(value)

    assert dump_yaml(_loaded(text, "a.yaml")) == text


def _same(one: Any, other: Any) -> bool:
    """Equal, and of the same types all the way down; 1, 1.0 and True differ."""
    return json.dumps(one) == json.dumps(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": "text", "b": [1, {"c": True}]}, "a: text\nb:\n  - 1\n  - c: true\n"),
        ({"a": "no", "b": "2012-01-01", "c": "5"}, "a: 'no'\nb: '2012-01-01'\nc: '5'\n"),
        ({"200": "it's: so"}, "'200': 'it''s: so'\n"),
        ({"a": "one\ntwo\n", "b": "one\ntwo"}, "a: |\n  one\n  two\nb: |-\n  one\n  two\n"),
        ({"a": {}, "b": [], "c": None}, "a: {}\nb: []\nc: null\n"),
        ({"a": [["x"], []]}, "a:\n  - - x\n  - []\n"),
        ({"a": "tab\there"}, 'a: "tab\\there"\n'),
        ({"a": "é … 🎥"}, "a: é … 🎥\n"),
        ({"$ref": "#/a"}, "$ref: '#/a'\n"),
        (1e16, "1.0e+16\n"),
    ],
)
def test_yaml_is_plain_block_style(value: Any, expected: str) -> None:
    assert dump_yaml(value) == expected


def test_numbers_that_json_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump_yaml({"a": float("nan")})

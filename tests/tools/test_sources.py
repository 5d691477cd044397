from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream_specs.errors import UserError
from stream_specs.sources import load, shown

SCALARS: list[tuple[str, Any]] = [
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("off", "off"),
    ("y", "y"),
    ("No", "No"),
    ("true", True),
    ("True", True),
    ("FALSE", False),
    ("tRUE", "tRUE"),
    ("null", None),
    ("~", None),
    ("", None),
    ("nil", "nil"),
    ("2012-01-01", "2012-01-01"),
    ("2012-07-24T20:22:26Z", "2012-07-24T20:22:26Z"),
    ("12:30:45", "12:30:45"),
    ("190:20:30", "190:20:30"),
    ("1_000", "1_000"),
    ("0b11", "0b11"),
    ("017", "017"),
    ("-017", "-017"),
    ("0", 0),
    ("-5", -5),
    ("+5", 5),
    ("0x10", 16),
    ("0x1G", "0x1G"),
    ("0o17", 15),
    ("0o18", "0o18"),
    ("1e3", 1000.0),
    ("1.5", 1.5),
    (".5", 0.5),
    ("1.", 1.0),
    ("-1.5E-3", -0.0015),
    ("1.0.0", "1.0.0"),
    ("=", "="),
    ("'5'", "5"),
    ('"no"', "no"),
    ("!!str 5", "5"),
    ("!!int '5'", 5),
    ("!!float 5", UserError),
]


@pytest.mark.parametrize(("text", "expected"), SCALARS)
def test_scalars_are_those_of_yaml_1_2(text: str, expected: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"key: {text}\n")
    if expected is UserError:
        with pytest.raises(UserError):
            load(path)
        return

    value = load(path).value["key"]

    assert value == expected
    assert type(value) is type(expected)


MISTAKES = [
    ("duplicate", "a.yaml", b"a: 1\nb: 2\na: 3\n", "a.yaml:3: duplicate key `a` (hint: the first one is on line 1)"),
    ("integer-key", "a.yaml", b"ok: 1\n200: x\n", "a.yaml:2: key `200` is not a string (hint: quote it: '200')"),
    ("null-key", "a.yaml", b"null: x\n", "a.yaml:1: key `null` is not a string (hint: quote it: 'null')"),
    ("list-key", "a.yaml", b"? [a]\n: x\n", "a.yaml:1: key `a collection` is not a string"),
    ("merge", "a.yaml", b"a: &a {b: 1}\nc:\n  <<: *a\n", "a.yaml:3: `<<` merges nothing in YAML 1.2"),
    ("recursion", "a.yaml", b"a: &a\n  b: *a\n", "a.yaml:1: an alias contains itself"),
    ("unknown-alias", "a.yaml", b"a: *b\n", "a.yaml:1:4: not YAML: found undefined alias"),
    ("two-documents", "a.yaml", b"a: 1\n---\nb: 2\n", "a.yaml:2:1: not YAML: but found another document"),
    ("empty", "a.yaml", b"", "a.yaml: the file is empty"),
    ("only-comment", "a.yaml", b"# nothing\n", "a.yaml: the file is empty"),
    ("tag", "a.yaml", b"a: !secret x\n", "a.yaml:1: tag `!secret` does not fit `x`"),
    ("python-tag", "a.yaml", b"a: !!python/name:os.system x\n", "a.yaml:1: tag `tag:yaml.org,2002:python/name:os"),
    ("set-tag", "a.yaml", b"a: !!set {b}\n", "a.yaml:1: tag `tag:yaml.org,2002:set` is not supported"),
    ("infinite", "a.yaml", b"a: .inf\n", "a.yaml:1: `.inf` is not a number in JSON"),
    ("overflow", "a.yaml", b"a: 1e999\n", "a.yaml:1: `1e999` is not a number in JSON"),
    ("many-digits", "a.yaml", b"a: " + b"1" * 5000, "a.yaml:1: `1111"),
    ("tab", "a.yaml", b"a:\n\tb: 1\n", "a.yaml:2:1: not YAML: found character that cannot start any token"),
    ("unclosed", "a.yaml", b"a: [1, 2\nb: 3\n", "a.yaml:2:2: not YAML: did not find expected ',' or ']'"),
    ("control-character", "a.yaml", b"a: 1\nb: \x07\n", "a.yaml:2:4: not YAML: "),
    ("not-utf-8", "a.yaml", b"a: 1\nb: \xff\n", "a.yaml:2: byte 0xff is not UTF-8 (hint: save the file as UTF-8)"),
    ("deep", "a.yaml", b"[" * 5000, "a.yaml: not YAML: nested deeper than 200 levels"),
    ("very-deep", "a.yaml", b"- " * 200_000 + b"a", "a.yaml: not YAML: nested deeper than 200 levels"),
    ("laughs", "a.yaml", b"a: &a [" + b"1," * 99 + b"]\nb: &b [" + b"*a," * 99 + b"]\nc: &c [" + b"*b," * 99
     + b"]\nd: [" + b"*c," * 99 + b"]\n", "too many values"),
    ("json-syntax", "a.json", b'{"a": 1,\n "b" 2}', "a.json:2:6: not JSON: Expecting ':' delimiter"),
    ("json-comma", "a.json", b'{"a": 1,\n}', "a.json:"),
    ("json-duplicate", "a.json", b'{"a": 1,\n "a": 2}', "a.json:2: duplicate key `a`"),
    ("json-nested-duplicate", "a.json", b'[{"a": {"b": 1,\n "\\u0062": 2}}]', "a.json:2: duplicate key `b`"),
    ("json-nan", "a.json", b'{"a":\n NaN}', "a.json:2:2: not JSON: NaN is not a number"),
    ("json-overflow", "a.json", b'{"a":\n 1e999}', "a.json:2:2: not JSON: 1e999 is not a number"),
    ("json-digits", "a.json", b"[" + b"1" * 5000 + b"]", "a.json:1:2: not JSON: 1111"),
    ("json-surrogate", "a.json", b'{"a":\n "\\ud800"}', "a.json:2:3: not JSON: half of a surrogate pair"),
    ("json-empty", "a.json", b"", "a.json:1:1: not JSON: Expecting value"),
    ("json-nested", "a.json", b"[" * 450 + b"]" * 450, "a.json:1: not JSON: nested deeper than 200 levels"),
    ("json-deep", "a.json", b"[" * 100_000 + b"]" * 100_000, "a.json:1:1: not JSON: nested too deeply"),
    ("json-not-utf-8", "a.json", b'{"a": "\xe9"}', "a.json:1: byte 0xe9 is not UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), [case[1:] for case in MISTAKES], ids=[c[0] for c in MISTAKES])
def test_a_mistake_is_one_line_with_its_place(
    name: str, content: bytes, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)

    with pytest.raises(UserError) as caught:
        load(Path(name))

    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(name)


def test_lines_of_yaml_values_are_those_of_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa:\r\n  b/c: 1\r\n  d~:\r\n    - x\r\n    -\r\n      y: 2\r\n")

    source = load(path)

    assert source.value == {"a": {"b/c": 1, "d~": ["x", {"y": 2}]}}
    lines = {"": 1, "/a": 1, "/a/b~1c": 2, "/a/d~0": 3, "/a/d~0/0": 4, "/a/d~0/1": 6, "/a/d~0/1/y": 6}
    assert dict(source.lines) == lines
    assert source.line("/a/d~0/1/y/beyond/this") == 6


def test_lines_of_json_values(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n  "a": [1,\n   {"b:,{": "]"}],\n  "c": {}\n}\n')

    source = load(path)

    assert source.value == {"a": [1, {"b:,{": "]"}], "c": {}}
    assert dict(source.lines) == {"": 1, "/a": 2, "/a/0": 2, "/a/1": 3, "/a/1/b:,{": 3, "/c": 4}


def test_aliases_are_copies(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: &x {b: [1]}\nc: *x\n")

    value = load(path).value

    assert value == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert value["a"] is not value["c"]


def test_a_literal_block_keeps_line_feeds_only(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: |\r\n  one\r\n  two\r\n")

    assert load(path).value == {"a": "one\ntwo\n"}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read: No such file"):
        load(tmp_path / "none.yaml")


def test_paths_are_shown_relative_to_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")

    assert shown(tmp_path / "in" / "a" / "b.yaml") == "a/b.yaml"
    assert shown(tmp_path / "out.yaml") == (tmp_path / "out.yaml").as_posix()

"""The file of a baseline reads back as it was written, and every mistake in it is named."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream_contracts.baseline import Baseline, Entry, read_file, render
from stream_specs.errors import UserError

HEAD = 'api = "tiny"\nprofile = "standard"\nsafety = "full"\n'
ENTRY = '[[failure]]\nrequirement = "tiny/op/x"\nreason = "r"\nlink = "https://example.org/7"\nexpires = 2026-01-02\n'


def _file(folder: Path, text: str) -> Path:
    path = folder / "known.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read(tmp_path: Path) -> None:
    found = read_file(_file(tmp_path, HEAD + ENTRY + "flaky = true\n"))

    entry = Entry("tiny/op/x", "r", "https://example.org/7", date(2026, 1, 2), flaky=True)
    assert found == Baseline("tiny", "standard", "full", (entry,))


def test_a_date_in_quotes_is_a_date(tmp_path: Path) -> None:
    found = read_file(_file(tmp_path, HEAD + ENTRY.replace("2026-01-02", '"2026-01-02"')))

    assert found.entries[0].expires == date(2026, 1, 2)


def test_a_file_without_entries_is_a_baseline(tmp_path: Path) -> None:
    assert read_file(_file(tmp_path, HEAD)).entries == ()


MISTAKES = {
    "no TOML": ("api = ", "not a TOML file"),
    "a key is missing": ('api = "tiny"\nprofile = "standard"\n', '"safety" is a required property'),
    "an unknown key": (HEAD + "seed = 1\n", "'seed' was unexpected"),
    "an unknown profile": (HEAD.replace("standard", "fast"), "`profile`: "),
    "no reason": (HEAD + ENTRY.replace('reason = "r"\n', ""), 'entry `tiny/op/x`: "reason" is a required property'),
    "an empty reason": (HEAD + ENTRY.replace('"r"', '" "'), "entry `tiny/op/x`, `reason`: "),
    "no link": (HEAD + ENTRY.replace("https://example.org/7", "later"), "entry `tiny/op/x`, `link`: "),
    "no date": (HEAD + ENTRY.replace("2026-01-02", '"soon"'), "entry `tiny/op/x`, `expires`: "),
    "a time": (HEAD + ENTRY.replace("2026-01-02", "2026-01-02T03:04:05Z"), "entry `tiny/op/x`, `expires`: "),
    "a number for a date": (HEAD + ENTRY.replace("2026-01-02", "2026"), "entry `tiny/op/x`, `expires`: "),
    "a prefix": (HEAD + ENTRY.replace("tiny/op/x", "tiny/op"), "entry `tiny/op`, `requirement`: "),
    "a pattern": (HEAD + ENTRY.replace("tiny/op/x", "tiny/op/*"), "entry `tiny/op/*`, `requirement`: "),
    "a nameless entry": (HEAD + ENTRY.replace('requirement = "tiny/op/x"\n', ""), "entry 1: "),
    "an entry twice": (HEAD + ENTRY + ENTRY, "two entries for `tiny/op/x`"),
    "an unknown key of an entry": (HEAD + ENTRY + "level = 1\n", "entry `tiny/op/x`: "),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_entry(name: str, tmp_path: Path) -> None:
    text, what = MISTAKES[name]
    path = _file(tmp_path, text)

    with pytest.raises(UserError) as raised:
        read_file(path)

    assert what in raised.value.what
    assert raised.value.where == str(path)
    assert raised.value.hint


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read the baseline: No such file"):
        read_file(tmp_path / "none.toml")


_text = st.text(st.characters(exclude_categories=["Cs"]))
_entries = st.builds(
    Entry,
    st.integers(0, 99).map(lambda number: f"tiny/op/x{number}"),
    _text.filter(lambda text: bool(text.strip())),
    st.just("https://example.org/7"),
    st.dates(),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(_entries, max_size=3, unique_by=lambda entry: entry.requirement).map(tuple))
def test_what_is_written_reads_back(tmp_path_factory: pytest.TempPathFactory, entries: tuple[Entry, ...]) -> None:
    baseline = Baseline("tiny", "deep", "read-only", entries)
    text = render(baseline)

    assert tomllib.loads(text)["api"] == "tiny"
    assert read_file(_file(tmp_path_factory.getbasetemp(), text)) == baseline

"""The cache of plans: cold and warm the same plan, and never the plan of something else."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tiny
from test_plan import _document

from stream_contracts import cases, data, plan, plan_cache, rulebook
from stream_contracts.cases import Profile
from stream_contracts.documents import Document
from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rulebook

DOCUMENT, BOOK = _document(), tiny.book()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(plan_cache.VARIABLE, str(tmp_path / "plans"))
    return tmp_path / "plans"


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> list[Profile]:
    """The profiles for which cases were really made."""
    made: list[Profile] = []
    original = cases.make

    def make(document: Document, book: Rulebook, profile: Profile) -> Any:
        made.append(profile)
        return original(document, book, profile)

    monkeypatch.setattr(cases, "make", make)
    return made


def _make(document: Document = DOCUMENT, book: Rulebook = BOOK, profile: Profile = Profile.STANDARD) -> Plan:
    return plan.make(document, book, profile, 1, source=plan_cache.cases)


@pytest.mark.parametrize("api", ["streamdetails", "twitch-kraken"])
def test_cold_and_warm_give_the_plan_that_no_cache_gives(api: str) -> None:
    document, book = data.document(api), rulebook.load(data.rules_file(api), api)
    without = plan.make(document, book, Profile.STANDARD, 1)

    cold, warm = _make(document, book), _make(document, book)

    assert cold == warm == without
    assert cold.sha256 == warm.sha256 == without.sha256
    assert [case.description for case in warm.cases] == [case.description for case in without.cases]


def test_the_second_time_nothing_is_made(count: list[Profile]) -> None:
    first, second = _make(), _make()

    assert first == second
    assert count == [Profile.STANDARD]


def test_seed_and_selection_need_no_new_cases(count: list[Profile]) -> None:
    _make()
    plan.make(DOCUMENT, BOOK, Profile.STANDARD, 2, ("tiny/getThings",), source=plan_cache.cases)

    assert len(count) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"document": dataclasses.replace(DOCUMENT, sha256="other")},
        {"book": tiny.book(bindings={"*": {"path.id": "$unique"}})},
        {"profile": Profile.SMOKE},
    ],
    ids=["document", "rules", "profile"],
)
def test_other_input_makes_other_cases(count: list[Profile], other: dict[str, Any]) -> None:
    _make()
    _make(**other)

    assert len(count) == 2


@pytest.mark.parametrize("what", ["_code", "_versions"])
def test_other_code_and_other_libraries_make_other_cases(
    what: str, count: list[Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    _make()
    monkeypatch.setattr(plan_cache, what, lambda: "other")
    _make()

    assert len(count) == 2


@pytest.mark.parametrize("damage", ["", "text", "cut", "changed", "\xff"])
def test_a_damaged_file_is_made_anew(damage: str, folder: Path, count: list[Profile]) -> None:
    good = _make()
    (file,) = folder.iterdir()
    text = file.read_text("utf-8")
    damaged = {"cut": text[:-10], "changed": text.replace("getThings", "getThingz")}.get(damage, damage)
    file.write_bytes(damaged.encode("latin-1"))

    again = _make()

    assert again == good
    assert len(count) == 2
    assert file.read_text("utf-8") == text


def test_where_nothing_can_be_written_the_plan_is_made_every_time(
    folder: Path, tmp_path: Path, count: list[Profile]
) -> None:
    (tmp_path / "plans").write_text("a file where the folder would be")

    assert _make() == _make()
    assert len(count) == 2


@pytest.mark.parametrize(
    ("named", "caches", "expected"),
    [
        ("/plans", "/caches", Path("/plans")),
        ("", "/caches", None),
        (None, "/caches", Path("/caches/stream-contracts/plans")),
        (None, "relative", Path("/home/user/.cache/stream-contracts/plans")),
        (None, None, Path("/home/user/.cache/stream-contracts/plans")),
    ],
)
def test_where_plans_are_kept(
    named: str | None, caches: str | None, expected: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ((plan_cache.VARIABLE, named), ("XDG_CACHE_HOME", caches), ("HOME", "/home/user")):
        monkeypatch.delenv(name) if value is None and name in os.environ else None
        monkeypatch.setenv(name, value) if value is not None else None

    assert plan_cache._folder() == expected


def test_what_was_not_used_for_longest_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_cache, "_MOST_KEPT", 2)
    for age, name in enumerate(("newer", "older")):
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.json").write_text("")
        os.utime(folder / f"{name}.json", (1000 - age, 1000 - age))

    _make()

    kept = {file.stem for file in folder.iterdir()}
    assert len(kept) == 2
    assert "newer" in kept


def test_a_warm_plan_does_without_the_engine() -> None:
    code = (
        "import sys; from stream_contracts import checking; from stream_contracts.cases import Profile;"
        "print(len(checking.prepare('streamdetails', Profile.STANDARD, 1).plan.cases), 'schemathesis' in sys.modules)"
    )

    cold, warm = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
        for _ in "ab"
    )

    assert cold[0] == warm[0]
    assert (cold[1], warm[1]) == ("True", "False")

"""State: keys, unique fields, order, and the seed that decides everything."""

from __future__ import annotations

import copy
import json

import pytest

from stream_contracts.mock import shown
from stream_contracts.mock.application import encode
from stream_contracts.mock.shown import Shown
from stream_contracts.mock.state import Collection, Conflict, State


def _channels(*names: str) -> Collection:
    collection = State().add_collection("channel", "id", [["platform", "name"]])
    for number, name in enumerate(names):
        collection.create({"id": number, "platform": "twitch", "name": name})
    return collection


@pytest.mark.parametrize(
    "item",
    [
        {"id": 0, "platform": "trovo", "name": "other"},
        {"id": 9, "platform": "twitch", "name": "a"},
    ],
    ids=["the same key", "the same unique fields"],
)
def test_an_item_that_exists_is_a_conflict_and_changes_nothing(item: dict[str, object]) -> None:
    channels = _channels("a")

    with pytest.raises(Conflict):
        channels.create(item)

    assert [found["name"] for found in channels] == ["a"]


def test_unique_fields_tell_upper_from_lower_case() -> None:
    assert len(_channels("a", "A")) == 2


def test_a_change_keeps_the_place_in_the_list() -> None:
    channels = _channels("a", "b")

    channels.change(channels.get(0) or {}, {"name": "c"})

    assert [item["name"] for item in channels] == ["c", "b"]


def test_a_change_to_a_taken_name_is_a_conflict_and_changes_nothing() -> None:
    channels = _channels("a", "b")

    with pytest.raises(Conflict):
        channels.change(channels.get(0) or {}, {"name": "b"})

    assert [item["name"] for item in channels] == ["a", "b"]


def test_a_name_is_free_again_after_a_change_and_after_a_removal() -> None:
    channels = _channels("a", "b")
    channels.change(channels.get(0) or {}, {"name": "c"})
    channels.remove(channels.get(1) or {})

    channels.create({"id": 5, "platform": "twitch", "name": "a"})
    channels.create({"id": 6, "platform": "twitch", "name": "b"})

    assert [item["id"] for item in channels] == [0, 5, 6]


@pytest.mark.parametrize("key", [True, None, [0], {"a": 0}, "0", 0.5])
def test_a_value_that_can_be_no_key_finds_nothing(key: object) -> None:
    assert _channels("a", "b").get(key) is None


def test_a_new_key_moves_the_item() -> None:
    channels = _channels("a")

    channels.change(channels.get(0) or {}, {"id": 7})

    assert channels.get(0) is None
    assert (channels.get(7) or {})["name"] == "a"


def test_each_change_of_an_item_gives_it_another_version() -> None:
    channels, seen = _channels("a", "b"), []
    item, other = channels.get(0), channels.version(1)
    assert item is not None

    for step in (
        lambda: None,
        lambda: channels.change(item, {"title": "new"}),
        lambda: channels.change(item, {"name": "c"}),
        lambda: channels.remove(item),
        lambda: channels.create(item),
    ):
        step()
        seen.append(channels.version(0))

    assert len(set(seen)) == 5
    assert (seen[3], channels.version(1)) == (-1, other)


def test_what_is_shown_is_made_again_only_when_a_version_differs() -> None:
    kept, made = Shown(), iter(range(9))

    found = [kept.get("a", version, lambda: next(made)) for version in (1, 1, 2, 2, 1)]

    assert found == [0, 0, 1, 1, 2]


def test_what_is_shown_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "_SIZE", 10)
    kept = Shown()

    for number in range(100):
        kept.get(number, 0, lambda made=number: made)

    assert len(kept._kept) <= 10


def test_a_view_is_written_as_what_it_is_and_a_copy_of_it_is_an_object_like_any_other() -> None:
    made = {"name": "é", "links": {"self": "/a"}, "none": None, "many": [1, 2.5, True]}
    content = {"items": [Shown().get("a", 1, lambda: made)], "total": 2}
    written = encode(content)

    copied = copy.deepcopy(content)
    copied["items"][0]["links"]["self"] = "/b"

    assert encode(content) == written == encode({"items": [made], "total": 2})
    assert json.loads(encode(copied)) == {"items": [{**made, "links": {"self": "/b"}}], "total": 2}


def test_a_view_that_orjson_cannot_write_is_written_all_the_same() -> None:
    view = Shown().get("a", 1, lambda: {"large": 2**70})

    assert json.loads(encode([view])) == [{"large": 2**70}]


def test_a_copy_has_a_life_of_its_own() -> None:
    state = State(5)
    state.add_collection("c", "id", []).create({"id": 1, "inner": {"a": 1}})
    state.generator.token()

    other = state.copy()
    next(iter(other.collections["c"]))["inner"]["a"] = 2

    assert next(iter(state.collections["c"]))["inner"]["a"] == 1
    assert other.generator.token() == state.generator.token()


def test_the_clock_moves_only_when_it_is_told_to() -> None:
    clock = State().clock
    before = clock.text()

    clock.advance(480)

    assert (before, clock.text()) == ("2026-01-01T12:00:00Z", "2026-01-01T12:08:00Z")


def test_reset_gives_the_draws_of_the_new_seed() -> None:
    state = State(1)
    state.generator.token()

    state.clear(2)

    assert state.generator.token() == State(2).generator.token() != State(1).generator.token()


def _named() -> Collection:
    collection = State().add_collection("thing", "id", [], also=["slug", "number"])
    collection.create({"id": 4, "slug": "bread", "number": 22})
    collection.create({"id": 5, "slug": "bread", "number": 8})
    collection.create({"id": 6, "slug": None, "number": True})
    return collection


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (4, 4),
        ("4", 4),
        ("bread", 4),
        (22, 4),
        ("22", 4),
        (8, 5),
        ("Bread", None),
        ("None", None),
        ("True", None),
        (True, None),
        ([4], None),
    ],
)
def test_an_item_is_found_by_its_other_names_and_the_oldest_counts(key: object, found: int | None) -> None:
    things = State.copy(_in_state(_named())).collections["thing"]

    item = things.get(key)

    assert (item and item["id"]) == found


def _in_state(collection: Collection) -> State:
    state = State()
    state.collections["thing"] = collection
    return state


def test_without_other_names_a_number_is_not_its_digits() -> None:
    assert (_channels("a").get(0) is None, _channels("a").get("0")) == (False, None)

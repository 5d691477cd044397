"""Pages of the mock of Twitch Kraken: their lengths, the links between them, cursors, and their ends."""

from __future__ import annotations

import kraken
import pytest
from kraken import OWNER, world

LISTS = {
    "/streams": ("streams", 25),
    "/streams/featured": ("featured", 25),
    "/streams/followed": ("streams", 25),
    "/channels/test_channel/videos": ("videos", 10),
    "/channels/test_channel/follows": ("follows", 25),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_page_is_as_long_as_it_should_be(path: str) -> None:
    items, default = LISTS[path]
    lengths = {query: len(world().get(f"{path}?{query}", OWNER).value[items]) for query in ("", "limit=1", "limit=7")}

    assert lengths == {"": default, "limit=1": 1, "limit=7": 7}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=2.5", "offset=-1", "offset=x"]
)
def test_a_page_that_cannot_be_is_refused(path: str, query: str) -> None:
    reply = world().get(f"{path}?{query}", OWNER)

    assert reply.status == 400
    assert (reply.value["error"], reply.value["status"]) == ("Bad Request", 400)
    assert query.partition("=")[0] in reply.value["message"]


def walk(path: str, items: str, begin: str) -> tuple[list[str], int]:
    """The keys of all items, by following `next` until a page is empty; and how many pages that took."""
    keys, page, link = [], 0, f"{path}?{begin}"
    while True:
        reply = world().get(link, OWNER)
        found = reply.value[items] if reply.status == 200 else []
        if not found:
            return keys, page
        keys += [str(item.get("_id") or item.get("user", item.get("stream"))["_id"]) for item in found]
        page, link = page + 1, kraken.path_of(reply.value["_links"]["next"])


@pytest.mark.parametrize("path", LISTS)
def test_next_leads_through_all_items_and_ends_behind_the_last(path: str) -> None:
    items, _ = LISTS[path]
    whole = world().get(f"{path}?limit=100", OWNER).value[items]

    keys, pages = walk(path, items, "limit=6")

    assert len(set(keys)) == len(keys) == len(whole)
    assert pages == -(-len(whole) // 6)


def test_prev_leads_back() -> None:
    first, second = (world().get(f"/streams?limit=6&offset={offset}").value for offset in (0, 6))

    back = world().get(kraken.path_of(second["_links"]["prev"])).value

    assert back == first
    assert "prev" not in first["_links"]


def test_a_page_beyond_the_last_one_is_empty_but_for_promoted_streams() -> None:
    beyond = {path: world().get(f"{path}?offset=500", OWNER) for path in LISTS}

    assert [reply.status for reply in beyond.values()] == [200, 503, 200, 200, 200]
    assert beyond["/streams"].value["streams"] == []
    assert "offset=525" in beyond["/streams"].value["_links"]["next"]
    assert beyond["/streams/featured"].value["message"] == "Unable to retrieve streams"


def test_followers_come_newest_first_or_oldest_first() -> None:
    newest, oldest = (
        world().get(f"/channels/test_channel/follows?limit=100&direction={direction}").value["follows"]
        for direction in ("desc", "asc")
    )

    assert newest == oldest[::-1]
    assert newest[0]["created_at"] > newest[-1]["created_at"]


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_cursor_goes_on_behind_the_last_follower(direction: str) -> None:
    path = f"/channels/test_channel/follows?direction={direction}&limit=5"
    first = world().get(path).value

    second = world().get(f"{path}&cursor={first['_cursor']}").value["follows"]

    assert second == world().get(f"{path}&offset=5").value["follows"]
    assert int(first["_cursor"]) > 2**53


@pytest.mark.parametrize("cursor", ["", "nonsense", "-5", "%D9%A3"])
def test_a_cursor_that_stands_for_no_follower_begins_at_the_start(cursor: str) -> None:
    reply = world().get(f"/channels/test_channel/follows?cursor={cursor}&limit=2&direction=asc")

    assert (
        reply.value["follows"] == world().get("/channels/test_channel/follows?limit=2&direction=asc").value["follows"]
    )


def test_an_unknown_direction_is_refused() -> None:
    assert world().get("/channels/test_channel/follows?direction=DESC").status == 400


def test_videos_are_highlights_unless_broadcasts_are_asked_for() -> None:
    kinds = {
        query: {
            video["broadcast_type"] for video in world().get(f"/channels/test_channel/videos?{query}").value["videos"]
        }
        for query in ("", "broadcasts=false", "broadcasts=true", "hls=true", "broadcasts=true&hls=true")
    }

    assert list(kinds.values()) == [{"highlight"}, {"highlight"}, {"archive"}, {"highlight"}, set()]


def test_videos_come_latest_first() -> None:
    times = [video["recorded_at"] for video in world().get("/channels/test_channel/videos?limit=100").value["videos"]]

    assert times == sorted(times, reverse=True)

"""Reading from the mock of Twitch Kraken: versions, filters, totals, and what is refused."""

from __future__ import annotations

from typing import Any

import kraken
import pytest
from kraken import OWNER, POWERLESS, UNPARTNERED, VERSION_1, VERSION_3, names, world


@pytest.mark.parametrize(
    ("accept", "version"),
    [
        (VERSION_1, 1),
        (VERSION_3, 3),
        ("application/json, application/vnd.twitchtv.v1+json;q=0.5", 1),
        ("application/vnd.twitchtv.v2+json", 3),
        ("application/vnd.twitchtv.v5+json", 3),
        ("application/vnd.twitchtv+json", 3),
        ("application/json", 3),
        ("*/*", 3),
        ("", 3),
    ],
)
@pytest.mark.parametrize("path", ["/streams/incontroltv", "/streams", "/streams/featured", "/streams/followed"])
def test_accept_chooses_the_version_of_streams_and_nothing_else(path: str, accept: str, version: int) -> None:
    reply = world().get(path, OWNER, accept)

    value = reply.value
    stream = value["stream"] if "stream" in value else (value.get("featured") or value["streams"])[0]
    stream = stream.get("stream", stream)
    assert isinstance(stream["preview"], str if version == 1 else dict)
    assert ("teams" in stream["channel"], "partner" in stream["channel"]) == (version == 1, version == 3)
    assert reply.headers["x-api-version"] == str(version)
    assert reply.headers["content-type"] == "application/json"


def test_a_live_stream_of_version_1_is_linked_by_its_own_name_and_one_of_version_3_by_its_channel() -> None:
    old, new = (world().get("/streams/incontroltv", accept=accept).value for accept in (VERSION_1, VERSION_3))

    assert kraken.path_of(old["_links"]["self"]) == "/streams/live_user_incontroltv"
    assert set(old["_links"]) == {"self"}
    assert (
        kraken.path_of(new["_links"]["self"])
        == kraken.path_of(new["stream"]["_links"]["self"])
        == "/streams/incontroltv"
    )
    assert kraken.path_of(new["_links"]["channel"]) == "/channels/incontroltv"


@pytest.mark.parametrize("name", ["hebo", "incredibleorb", "quiet_corner"])
def test_an_offline_channel_has_no_stream_and_both_links(name: str) -> None:
    reply = world().get(f"/streams/{name}", accept=VERSION_1)

    assert (reply.status, reply.value["stream"]) == (200, None)
    assert [kraken.path_of(link) for link in reply.value["_links"].values()] == [
        f"/streams/{name}",
        f"/channels/{name}",
    ]


def all_streams() -> list[Any]:
    return list(world().get("/streams?limit=100").value["streams"])


def test_streams_are_those_with_the_most_viewers_first() -> None:
    viewers = [stream["viewers"] for stream in all_streams()]

    assert viewers == sorted(viewers, reverse=True)


@pytest.mark.parametrize("query", ["game=Diablo+III", "game=Diablo%20III"])
def test_a_game_is_found_whatever_spells_its_space(query: str) -> None:
    expected = [stream["_id"] for stream in all_streams() if stream["game"] == "Diablo III"]

    found = world().get(f"/streams?limit=100&{query}").value

    assert [stream["_id"] for stream in found["streams"]] == expected
    assert found["_total"] == len(expected)


@pytest.mark.parametrize(
    "query", ["channel=hebo,incontroltv,test_channel", "channel=hebo%2Cincontroltv%2Ctest_channel"]
)
def test_several_channels_are_found_whatever_spells_the_comma(query: str) -> None:
    assert sorted(names(world().get(f"/streams?{query}"))) == ["incontroltv", "test_channel"]


def test_filters_add_up() -> None:
    found = world().get("/streams?game=Diablo+III&channel=sanctuarylive,incontroltv&embeddable=false")

    assert names(found) == ["sanctuarylive"]


def test_embeddable_drops_streams_when_true_and_none_when_false() -> None:
    everything, true, false = (
        names(world().get(f"/streams?limit=100{more}")) for more in ("", "&embeddable=true", "&embeddable=false")
    )

    kept = {item["channel"] for item in world().mock.state.collections["stream"] if item["embeddable"]}
    assert false == everything
    assert true == [name for name in everything if name in kept]
    assert 0 < len(true) < len(everything)


@pytest.mark.parametrize("query", ["", "?game=Diablo+III", "?game=Nothing"])
def test_the_summary_agrees_with_the_list(query: str) -> None:
    streams = world().get(f"/streams{query or '?'}&limit=100").value["streams"]

    summary = world().get(f"/streams/summary{query}").value

    assert (summary["channels"], summary["viewers"]) == (len(streams), sum(stream["viewers"] for stream in streams))
    assert kraken.path_of(summary["_links"]["self"]) == f"/streams/summary{query}"


def test_followed_streams_are_those_of_the_token() -> None:
    mine, theirs = (set(names(world().get("/streams/followed?limit=100", token))) for token in (OWNER, UNPARTNERED))

    following = next(item for item in world().mock.state.collections["channel"] if item["name"] == "test_channel")
    live = set(names(world().get("/streams?limit=100")))
    assert mine == live & set(following["following"])
    assert mine != theirs


@pytest.mark.parametrize("name", ["featured", "summary", "followed"])
def test_a_concrete_path_is_not_taken_for_a_channel(name: str) -> None:
    value = world().get(f"/streams/{name}", OWNER).value

    assert "stream" not in value
    assert kraken.path_of(value["_links"]["self"]).startswith(f"/streams/{name}")


def test_only_the_owner_sees_the_secrets_of_a_channel() -> None:
    own, other, public = (
        world().get(path, token).value
        for path, token in (("/channel", OWNER), ("/channel", UNPARTNERED), ("/channels/test_channel", OWNER))
    )

    assert set(own) - set(public) == {"email", "stream_key"}
    assert (own["name"], other["name"]) == ("test_channel", "quiet_corner")


@pytest.mark.parametrize("path", ["/channel", "/channels/test_channel/editors", "/streams/followed"])
@pytest.mark.parametrize("token", ["", "wrong", POWERLESS, kraken.EDITOR])
def test_reading_takes_a_token_with_the_scope(path: str, token: str) -> None:
    reply = world().get(path, token)

    assert reply.status == 401
    assert reply.value == {
        "error": "Unauthorized",
        "status": 401,
        "message": "Token invalid or missing required scope",
    }


@pytest.mark.parametrize("channel", ["quiet_corner", "nobody"])
def test_the_editors_of_another_channel_are_refused_whether_it_exists_or_not(channel: str) -> None:
    assert world().get(f"/channels/{channel}/editors", OWNER).status == 401


@pytest.mark.parametrize("below", ["", "/videos", "/follows", "/teams"])
def test_an_unknown_channel_is_named(below: str) -> None:
    reply = world().get(f"/channels/no%20body{below}")

    assert (reply.status, reply.value["message"]) == (404, "Channel 'no body' does not exist")


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/nothing", 404, "Not Found"),
        ("GET", "/streams/", 404, "Not Found"),
        ("GET", "/channels/test_channel/", 404, "Not Found"),
        ("POST", "/streams", 405, "Method Not Allowed"),
        ("PUT", "/streams/featured", 405, "Method Not Allowed"),
    ],
)
def test_paths_and_methods_that_are_not_there_are_refused_in_the_same_shape(
    method: str, path: str, status: int, error: str
) -> None:
    reply = world().ask(method, path)

    assert (reply.status, reply.value["status"], reply.value["error"]) == (status, status, error)
    assert reply.headers["x-api-version"] == "3"

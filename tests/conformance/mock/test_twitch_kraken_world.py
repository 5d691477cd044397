"""The world of the mock of Twitch Kraken: large enough for every rule, like the examples, and of one piece."""

from __future__ import annotations

from typing import Any

import kraken
import pytest
from kraken import DOCUMENT, OWNER, VERSION_1, VERSION_3, Kraken, world

SEEDS = [1, 2, 3, 4, 5]
READS = (
    *("/channels/{}", "/channels/{}/videos?limit=100", "/channels/{}/videos?broadcasts=true&limit=100"),
    *("/channels/{}/follows?limit=100", "/channels/{}/teams", "/streams/{}"),
)


def all_of(path: str, items: str, seed: int, token: str = "") -> list[Any]:
    return list(world(seed).get(f"{path}?limit=100", token).value[items])


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_are_longer_than_a_page_and_come_in_one_of_100(seed: int) -> None:
    assert 40 <= len(all_of("/streams", "streams", seed)) < 100
    assert 27 <= len(all_of("/streams/featured", "featured", seed)) < 100
    assert 27 <= len(all_of("/streams/followed", "streams", seed, OWNER)) < 100
    assert 12 <= len(all_of("/channels/test_channel/videos", "videos", seed)) < 100
    assert 27 <= len(all_of("/channels/test_channel/follows", "follows", seed)) < 100


@pytest.mark.parametrize("seed", SEEDS)
def test_streams_differ_in_all_that_a_request_can_choose(seed: int) -> None:
    streams = list(world(seed).mock.state.collections["stream"])

    games = [stream["game"] for stream in streams]
    assert len({game for game in games if game}) >= 5
    assert games.count("Diablo III") >= 2
    assert {stream["embeddable"] for stream in streams} == {True, False}
    assert max(stream["_id"] for stream in streams) > 2**32


@pytest.mark.parametrize("accept", [VERSION_1, VERSION_3])
@pytest.mark.parametrize("seed", SEEDS)
def test_everything_that_can_be_read_has_the_documented_shape(seed: int, accept: str) -> None:
    paths = [path.format(item["name"]) for item in world(seed).mock.state.collections["channel"] for path in READS]
    paths += [f"{path}?limit=100" for path in ("/streams", "/streams/featured", "/streams/followed")]
    paths += ["/streams/summary", "/channel", "/channels/test_channel/editors"]

    wrong = [path for path in paths if not kraken.fits(world(seed).get(path, OWNER, accept), "GET", path)]

    assert wrong == []


def example(operation: str, name: str, status: int = 200) -> Any:
    response = DOCUMENT.operation(operation).response(status)
    assert response is not None
    return response.content[0].examples[name]


def without_links(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_links(inner) for name, inner in value.items() if name != "_links"}
    return [without_links(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("operation", "name", "path", "token", "accept"),
    [
        ("getChannel", "found", "/channels/test_channel", "", ""),
        ("getChannel", "blank", "/channels/quiet_corner", "", ""),
        ("getOwnChannel", "own", "/channel", OWNER, ""),
        ("listChannelEditors", "listed", "/channels/test_channel/editors", OWNER, ""),
        ("listChannelEditors", "none", "/channels/quiet_corner/editors", kraken.UNPARTNERED, ""),
        ("listChannelTeams", "listed", "/channels/test_channel/teams", "", ""),
        ("getStream", "offline", "/streams/hebo", "", VERSION_1),
        ("getStream", "online", "/streams/incontroltv", "", VERSION_1),
        ("getStream", "online-v3", "/streams/test_channel", "", VERSION_3),
        ("listStreams", "diablo", "/streams?channel=sanctuarylive", "", VERSION_3),
        ("listStreams", "channels", "/streams?channel=incredibleorb,incontroltv", "", VERSION_1),
    ],
)
def test_what_an_example_shows_the_mock_shows(operation: str, name: str, path: str, token: str, accept: str) -> None:
    for seed in (1, 2):
        shown = without_links(world(seed).get(path, token, accept).value)

        documented = without_links(example(operation, name))
        assert shown == documented | {key: shown[key] for key in ("_total",) if key in shown}


def test_the_first_of_a_list_is_that_of_its_example() -> None:
    promoted = [world().get("/streams/featured", accept=accept).value["featured"] for accept in (VERSION_3, VERSION_1)]
    videos = world().get("/channels/test_channel/videos?limit=100").value["videos"]
    followers = world().get("/channels/test_channel/follows?limit=1").value["follows"]

    by_name = {entry["stream"]["channel"]["name"]: without_links(entry) for version in promoted for entry in version}
    first = without_links(example("listFeaturedStreams", "first-v3")["featured"][0])
    assert without_links(promoted[0][0]) == {key: first[key] for key in without_links(promoted[0][0])}
    assert by_name["incontroltv"] == without_links(example("listFeaturedStreams", "first")["featured"][0])
    assert all(
        shown in without_links(videos) for shown in without_links(example("listChannelVideos", "listed")["videos"])
    )
    assert followers[0]["user"]["name"] == "quiet_corner"
    assert followers[0]["created_at"] == example("listChannelFollows", "listed")["follows"][0]["created_at"]


@pytest.mark.parametrize(
    ("path", "status", "operation", "name"),
    [
        ("/channels/nobody", 404, "getChannel", "unknown-channel"),
        ("/streams/nobody", 404, "getStream", "unknown-channel"),
        ("/channels/gone_channel", 422, "getChannel", "unavailable"),
        ("/streams/gone_channel", 422, "getStream", "unavailable"),
        ("/channel", 401, "getOwnChannel", "missing-scope"),
        ("/streams/featured?offset=100", 503, "listFeaturedStreams", "no-streams"),
    ],
)
def test_refusals_are_those_of_the_examples(path: str, status: int, operation: str, name: str) -> None:
    reply = world().get(path)

    assert (reply.status, reply.value) == (status, example(operation, name, status))


def test_a_user_is_the_owner_of_a_channel_of_the_same_name_and_number() -> None:
    follows = world().get("/channels/test_channel/follows?limit=100").value["follows"]
    channels = [world().get(f"/channels/{follow['user']['name']}").value for follow in follows]

    assert [channel["_id"] for channel in channels] == [follow["user"]["_id"] for follow in follows]


def test_counts_of_followers_are_those_of_the_list() -> None:
    channel = next(item for item in world().mock.state.collections["channel"] if item["name"] == "amberbadger")

    assert channel["followers"] == world().get("/channels/amberbadger/follows").value["_total"] > 0


def test_a_seed_decides_about_the_world_and_a_reset_brings_it_back() -> None:
    made = Kraken(1)
    before = made.get("/streams?limit=100").body
    made.put({"channel": {"game": "Chess"}})
    made.mock.reset(1)

    assert made.get("/streams?limit=100").body == before == world(1).get("/streams?limit=100").body
    assert before != world(2).get("/streams?limit=100").body


def test_every_link_to_something_documented_can_be_followed() -> None:
    """In version 1 a live stream is linked by its own name, where nothing is found: as on the page (TK-26)."""
    begin = ["/channels/test_channel", "/streams?limit=2&offset=2", "/streams/featured", "/streams/followed"]
    begin += ["/streams/hebo", "/channels/test_channel/follows?limit=3", "/channels/test_channel/videos?offset=2"]
    links = {link for path in begin for link in kraken.links_in(world().get(path, OWNER).value)}

    paths = {kraken.path_of(link) for link in links}
    documented = [path for path in sorted(paths) if not path.startswith(("/users", "/teams", "/videos", "/chat"))]
    readable = [
        path for path in documented if not path.endswith(("commercial", "stream_key", "features", "subscriptions"))
    ]

    statuses = {path: world().get(path, OWNER).status for path in readable}
    foreign = {path for path in readable if path.endswith("/editors") and "/test_channel/" not in path}
    assert {path for path, status in statuses.items() if status != 200} == foreign
    assert len(readable) > 100

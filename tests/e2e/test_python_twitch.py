"""An ordinary client of Kraken version 3 (python-twitch), written against the real service, works with the mock."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import twitch.queries
from twitch.api import v3
from twitch.exceptions import ResourceUnavailableException

from stream_contracts.mock.server import MockServer, running_mock


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with running_mock("twitch-kraken") as mock:
        yield mock


@pytest.fixture(autouse=True)
def connected(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the library at the mock, and see that it goes nowhere else."""
    hosts, connect = set(), socket.create_connection

    def note(address: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        hosts.add(address[0])
        assert address[0] == "127.0.0.1", "the test would leave this machine"
        return connect(address, *more, **named)

    monkeypatch.setattr(socket, "create_connection", note)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(twitch.queries, "_kraken_baseurl", f"{server.url}/")
    yield
    assert hosts == {"127.0.0.1"}


def names(listed: dict[str, Any]) -> list[str]:
    return [stream["channel"]["name"] for stream in listed["streams"]]


def test_a_channel() -> None:
    channel = v3.channels.by_name("test_channel")

    assert (channel["_id"], channel["display_name"], channel["partner"]) == (12345, "test_channel", True)
    assert "stream_key" not in channel


def test_a_channel_that_does_not_exist() -> None:
    with pytest.raises(ResourceUnavailableException):
        v3.channels.by_name("nobody")


def test_a_stream_in_version_3() -> None:
    stream = v3.streams.by_channel("incontroltv")["stream"]

    assert set(stream["preview"]) == {"small", "medium", "large", "template"}
    assert stream["channel"]["name"] == "incontroltv"


def test_an_offline_stream() -> None:
    assert v3.streams.by_channel("hebo")["stream"] is None


def test_a_list_of_streams_and_its_next_page() -> None:
    first, second = v3.streams.all(), v3.streams.all(offset=25)

    assert len(first["streams"]) == 25
    assert first["_total"] == 25 + len(second["streams"])
    assert not set(names(first)) & set(names(second))


def test_filters_of_streams() -> None:
    by_game = v3.streams.all(game="Diablo III", limit=100)
    by_channel = v3.streams.all(channel="hebo,incontroltv,sanctuarylive")

    assert {stream["game"] for stream in by_game["streams"]} == {"Diablo III"}
    assert by_game["_total"] == len(by_game["streams"])
    assert sorted(names(by_channel)) == ["incontroltv", "sanctuarylive"]
    assert names(v3.streams.all(game="Diablo III", channel="incontroltv,sanctuarylive")) == ["sanctuarylive"]


def test_promoted_streams() -> None:
    promoted = v3.streams.featured(limit=3, offset=1)["featured"]

    assert len(promoted) == 3
    assert all(entry["title"] and entry["stream"]["channel"]["name"] for entry in promoted)


def test_the_summary_of_a_game() -> None:
    streams = v3.streams.all(game="Diablo III", limit=100)["streams"]

    summary = v3.streams.summary(game="Diablo III")

    assert summary["channels"] == len(streams)
    assert summary["viewers"] == sum(stream["viewers"] for stream in streams)
    assert v3.streams.summary()["channels"] > summary["channels"]


def test_teams() -> None:
    assert [team["name"] for team in v3.channels.teams("test_channel")["teams"]] == ["staff"]


def test_videos() -> None:
    highlights = v3.channels.get_videos("test_channel")
    broadcasts = v3.videos.by_channel("test_channel", limit=2, broadcasts="true")

    assert len(highlights["videos"]) == 10 < highlights["_total"]
    assert [video["broadcast_type"] for video in broadcasts["videos"]] == ["archive", "archive"]


def test_followers() -> None:
    newest = v3.follows.by_channel("test_channel", limit=1)["follows"]
    oldest = v3.follows.by_channel("test_channel", limit=1, direction="asc")["follows"]

    assert newest[0]["user"]["name"] == "quiet_corner"
    assert oldest[0]["created_at"] < newest[0]["created_at"]


def test_the_requests_reach_the_mock(server: MockServer) -> None:
    v3.channels.by_name("quiet_corner")

    logged = server.mock.log[-1]
    assert (logged.method, logged.path, logged.status) == ("GET", "/kraken/channels/quiet_corner", 200)

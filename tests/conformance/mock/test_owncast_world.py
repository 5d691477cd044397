"""The world of the mock of Owncast: the story of the examples, the same for a seed, and of the documented shape."""

from __future__ import annotations

from typing import Any

import pytest
from owncast import DOCUMENT, MODERATOR, VIEWER, Owncast, built, fresh, problem, world

from stream_contracts.documents import Effect
from stream_contracts.mock.storage import SqliteStorage

SEEDS = [1, 2, 3, 4, 5]
READS = [
    entry.id
    for entry in DOCUMENT.operations
    if entry.effect is Effect.READ and entry.method != "OPTIONS" and not entry.parameter("path", "userId")
]
WHOLE = [
    *(("GetAllSocialPlatforms", "listed"), ("GetVideoStreamOutputVariants", "listed"), ("GetWebhooks", "listed")),
    *(("GetDisabledUsers", "listed"), ("GetModerators", "listed"), ("GetIPAddressBans", "listed")),
    *(("GetExternalAPIUsers", "listed"), ("GetActiveViewers", "listed"), ("GetCustomEmojiList", "listed")),
    *(("GetLogs", "listed"), ("GetWarnings", "listed"), ("StatusAdmin", "online"), ("GetYPResponse", "listed")),
    *(("GetHardwareStats", "listed"), ("GetVideoPlaybackMetrics", "listed"), ("AutoUpdateOptions", "found")),
]
PARTS = [
    *(("GetChatMessages", "listed"), ("GetChatMessagesAdmin", "listed"), ("GetConnectedChatClients", "listed")),
    *(("GetPendingFollowRequests", "listed"), ("GetBlockedAndRejectedFollowers", "listed")),
    ("GetViewersOverTime", "listed"),
]


def example(operation: str, name: str) -> Any:
    response = DOCUMENT.operation(operation).response(200)
    assert response is not None
    return response.content[0].examples[name]


def read(asked: Owncast, operation: str) -> Any:
    given = {"token": VIEWER} if operation == "GetChatMessages" else {}
    return asked.get(operation, **given)


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_that_can_be_read_has_the_documented_shape(seed: int) -> None:
    asked = world(seed)
    users = [{"userId": item["id"]} for item in asked.mock.state.collections["user"]]

    replies = [(name, asked.call(name, token=VIEWER)) for name in READS]
    replies += [("GetUserDetails", asked.call("GetUserDetails", path=path, token=MODERATOR)) for path in users]

    assert {reply.status for _, reply in replies} == {200}
    assert [(name, problem(reply, name)) for name, reply in replies if problem(reply, name)] == []


@pytest.mark.parametrize(("operation", "name"), WHOLE)
def test_what_an_example_shows_the_mock_shows(operation: str, name: str) -> None:
    for seed in (1, 2):
        assert read(world(seed), operation) == example(operation, name)


@pytest.mark.parametrize(("operation", "name"), PARTS)
def test_what_an_example_lists_is_listed(operation: str, name: str) -> None:
    listed = read(world(), operation)

    assert [entry for entry in example(operation, name) if entry not in listed] == []


def test_the_settings_are_those_of_the_example_but_for_the_password() -> None:
    shown = world().get("GetServerConfig")

    assert shown == {**example("GetServerConfig", "configured"), "adminPassword": "mock-password"}


def test_the_status_is_that_of_the_example_but_for_the_fraction_of_a_second() -> None:
    assert world().get("GetStatus") == {**example("GetStatus", "online"), "serverTime": "2025-03-09T18:15:00Z"}


def test_details_of_the_disabled_user_are_those_of_the_example() -> None:
    shown = world().get("GetUserDetails", path={"userId": "zL9xQ7jIg"}, token=MODERATOR)

    assert shown == example("GetUserDetails", "found")


@pytest.mark.parametrize("name", ["GetFollowers", "GetFollowersAdmin", "GetFederatedActions"])
def test_the_newest_of_a_page_is_the_first_of_the_example(name: str) -> None:
    assert world().get(name, query={"limit": 1})["results"] == example(name, "listed")["results"][:1]


def test_a_seed_decides_about_the_world_and_a_reset_brings_it_back() -> None:
    asked = fresh()
    before = [read(asked, name) for name in ("GetFollowers", "GetFederatedActions", "GetViewersOverTime")]
    created = asked.register()
    asked.control("reset", {"seed": 1})

    assert [read(asked, name) for name in ("GetFollowers", "GetFederatedActions", "GetViewersOverTime")] == before
    assert asked.register() == created
    assert read(asked, "GetFollowers") != read(world(2), "GetFollowers")


def test_what_was_changed_survives_the_process(tmp_path: Any) -> None:
    first = built(storage=SqliteStorage(tmp_path / "state", "owncast"))
    first.call("SetServerName", {"value": "Monday Modular"})
    first.call("SetAdminPassword", {"value": "another"})
    guest = first.register()
    first.control("stream", {"online": False})
    first.mock.state.storage.close()

    second = built(storage=SqliteStorage(tmp_path / "state", "owncast"))

    assert second.get("GetWebConfig")["name"] == "Monday Modular"
    assert second.get("GetStatus")["online"] is False
    assert second.call("GetChatMessages", token=guest["accessToken"]).status == 200
    assert [second.call("GetLogs", admin=f"admin:{word}").status for word in ("another", "mock-password")] == [200, 401]

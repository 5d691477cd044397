"""Changing things on the mock of Twitch Kraken: updates, stream keys, commercials, and who may do what."""

from __future__ import annotations

from typing import Any

import kraken
import pytest
from kraken import EDITOR, OWNER, POWERLESS, UNPARTNERED, Kraken

STARTED = "/channels/test_channel/commercial"


def channel(asked: Kraken, name: str = "test_channel") -> Any:
    return asked.get(f"/channels/{name}").value


FORMS: dict[str, dict[str, Any]] = {
    "status": {"channel[status]": "Two & two = 4 + nothing"},
    "game": {"channel[game]": "Chess"},
    "both": {"channel[status]": "é", "channel[game]": ""},
    "all": {
        "channel[status]": "a",
        "channel[game]": "b",
        "channel[delay]": "0",
        "channel[channel_feed_enabled]": "true",
    },
}


@pytest.mark.parametrize("name", FORMS)
def test_json_and_form_have_the_same_effect(name: str) -> None:
    by_form, by_json = Kraken(), Kraken()
    fields = {key[len("channel[") : -1]: value for key, value in FORMS[name].items()}
    if name == "all":
        fields |= {"delay": 0, "channel_feed_enabled": True}

    replies = by_form.put(FORMS[name], form=True), by_json.put({"channel": fields})

    assert [reply.status for reply in replies] == [200, 200]
    assert replies[0].value == replies[1].value == channel(by_form) == channel(by_json)


def test_an_update_changes_what_it_names_and_the_time() -> None:
    asked = Kraken()
    before = channel(asked)
    asked.advance(60)

    after = asked.put({"channel": {"status": "New"}}).value

    assert after == {**before, "status": "New", "updated_at": "2026-01-01T12:01:00Z"}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ({}, False),
        ({"channel": {}}, False),
        ({"status": "Not kept", "game": "Nor this"}, False),
        ({"status": "Not kept", "channel": {"status": "test status"}}, False),
        ({"status": "Not kept", "game": "Nor this"}, True),
        ({}, True),
        (b"", False),
    ],
)
def test_what_stands_beside_the_wrapper_or_changes_nothing_leaves_the_channel_as_it_is(body: Any, form: bool) -> None:
    asked = Kraken()
    before = channel(asked)

    reply = asked.put(body, form=form)

    assert (reply.status, reply.value) == (200, before)


@pytest.mark.parametrize("delay", [0, 60, "60"])
def test_a_delay_is_that_of_the_stream_and_null_in_the_channel(delay: Any) -> None:
    asked = Kraken()

    reply = asked.put({"channel": {"delay": delay, "channel_feed_enabled": False}})

    assert (reply.value["delay"], "channel_feed_enabled" in reply.value) == (None, False)
    assert asked.get("/streams/test_channel").value["stream"]["delay"] == int(delay)
    assert asked.get("/streams/test_channel", accept=kraken.VERSION_1).value["stream"]["delay_length"] == int(delay)


def test_the_game_of_a_live_channel_is_that_of_its_stream() -> None:
    asked = Kraken()

    asked.put({"channel": {"game": "Underwater Hockey"}})

    assert kraken.names(asked.get("/streams?game=Underwater+Hockey")) == ["test_channel"]


def test_what_a_list_has_shown_before_is_shown_as_it_is_now() -> None:
    asked = Kraken()
    stream = asked.get("/streams?limit=1").value["streams"][0]
    channels, streams = (asked.mock.state.collections[name] for name in ("channel", "stream"))
    name = stream["channel"]["name"]

    channels.change(channels.get(name), {"status": "Later"})
    streams.change(streams.get(name), {"video_height": 1})
    later = asked.get("/streams?limit=1").value["streams"][0]

    assert later == {**stream, "video_height": 1, "channel": {**stream["channel"], "status": "Later"}}
    assert asked.get(f"/channels/{name}").value == later["channel"]


def test_links_lead_to_the_host_that_each_caller_used() -> None:
    asked = Kraken()
    own = asked.get("/streams?limit=1").value["streams"][0]["_links"]["self"]

    other = asked.ask("GET", "/streams?limit=1", headers={"Host": "other.example"}).value["streams"][0]["_links"]

    assert other["self"] == own.replace(kraken.HOST, "other.example")


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("delay", [0, 60])
def test_a_channel_that_is_not_partnered_sets_no_delay_and_all_else(delay: int, form: bool) -> None:
    asked = Kraken()
    body = {"channel[delay]": delay} if form else {"channel": {"delay": delay, "status": "Not kept"}}

    refused = asked.put(body, "quiet_corner", UNPARTNERED, form=form)
    accepted = asked.put({"channel": {"status": "Hello"}}, "quiet_corner", UNPARTNERED)

    assert (refused.status, refused.value["error"]) == (422, "Unprocessable Entity")
    assert refused.value["message"] == "Channel 'quiet_corner' is not partnered and cannot set a delay"
    assert (accepted.status, channel(asked, "quiet_corner")["status"]) == (200, "Hello")


@pytest.mark.parametrize(
    ("token", "name", "body", "status"),
    [
        (OWNER, "test_channel", {"status": "x"}, 200),
        (EDITOR, "test_channel", {"status": "x", "game": "y"}, 200),
        (EDITOR, "test_channel", {"status": "x", "delay": 5}, 401),
        (EDITOR, "test_channel", {"channel_feed_enabled": False}, 401),
        (EDITOR, "quiet_corner", {"status": "x"}, 401),
        (EDITOR, "test_channel_editor", {"status": "x"}, 200),
        (UNPARTNERED, "test_channel", {"status": "x"}, 401),
        (OWNER, "quiet_corner", {"status": "x"}, 401),
        (OWNER, "nobody", {"status": "x"}, 401),
        (POWERLESS, "test_channel", {"status": "x"}, 401),
        ("wrong", "test_channel", {"status": "x"}, 401),
        ("", "test_channel", {"status": "x"}, 401),
    ],
)
def test_an_update_takes_the_owner_or_an_editor(token: str, name: str, body: Any, status: int) -> None:
    asked = Kraken()

    reply = asked.put({"channel": body}, name, token)

    assert reply.status == status
    if status == 401:
        assert reply.value["message"] == "Token invalid or missing required scope"
    if status == 401 and name != "nobody":
        assert channel(asked, name) == channel(Kraken(), name)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {"channel": "x"},
        {"channel": {"status": 5}},
        {"channel": {"game": None}},
        {"channel": {"delay": "soon"}},
        {"channel": {"delay": 2.5}},
        {"channel": {"delay": True}},
        {"channel": {"channel_feed_enabled": "no"}},
    ],
)
def test_a_body_that_the_document_does_not_allow_is_refused_and_changes_nothing(body: Any) -> None:
    asked = Kraken()
    before = channel(asked)

    reply = asked.put(body)

    assert (reply.status, reply.value["error"]) == (400, "Bad Request")
    assert channel(asked) == before


def test_a_reset_gives_another_key_which_only_the_owner_sees() -> None:
    asked = Kraken()
    before = asked.get("/channel", OWNER).value

    first, second = (asked.ask("DELETE", "/channels/test_channel/stream_key", token=OWNER) for _ in range(2))

    keys = [before["stream_key"], first.value["stream_key"], second.value["stream_key"]]
    assert len(set(keys)) == 3
    assert first.value["email"] == "test_channel@example.com"
    assert asked.get("/channel", OWNER).value == second.value
    assert "stream_key" not in channel(asked)


@pytest.mark.parametrize(
    ("token", "name"),
    [(UNPARTNERED, "test_channel"), (EDITOR, "test_channel"), (POWERLESS, "test_channel"), (OWNER, "quiet_corner")],
)
def test_only_the_owner_resets_a_key(token: str, name: str) -> None:
    assert Kraken().ask("DELETE", f"/channels/{name}/stream_key", token=token).status == 401


@pytest.mark.parametrize("length", [None, 30, 60, 90, 120, 150, 180])
def test_a_commercial_has_one_of_six_lengths(length: int | None) -> None:
    body = {} if length is None else {"length": length}

    reply = Kraken().ask("POST", STARTED, body, token=OWNER, form=True)

    assert (reply.status, reply.body) == (204, b"")
    assert "content-type" not in reply.headers


@pytest.mark.parametrize("length", ["31", "0", "-30", "thirty", "", "30.5"])
def test_a_commercial_of_another_length_is_refused_and_does_not_count(length: str) -> None:
    asked = Kraken()

    refused = asked.ask("POST", STARTED, {"length": length}, token=OWNER, form=True)

    assert (refused.status, refused.value["status"]) == (422, 422)
    assert asked.ask("POST", STARTED, token=OWNER).status == 204


def test_a_second_commercial_waits_for_8_minutes() -> None:
    asked, statuses = Kraken(), []
    for seconds in (0, 0, 479, 1, 479.5, 0.5):
        asked.advance(seconds)
        statuses.append(asked.ask("POST", STARTED, token=OWNER).status)

    assert statuses == [204, 422, 422, 204, 422, 204]


def test_a_commercial_does_not_change_the_channel_that_others_see() -> None:
    asked = Kraken()

    asked.ask("POST", STARTED, token=OWNER)

    assert channel(asked) == channel(Kraken())


@pytest.mark.parametrize(
    ("token", "name", "status"),
    [
        (UNPARTNERED, "quiet_corner", 422),
        (UNPARTNERED, "test_channel", 401),
        (OWNER, "nobody", 401),
        (EDITOR, "test_channel", 401),
        (POWERLESS, "test_channel", 401),
        ("", "test_channel", 401),
    ],
)
def test_a_commercial_takes_the_scope_and_a_partnered_channel_of_ones_own(token: str, name: str, status: int) -> None:
    assert Kraken().ask("POST", f"/channels/{name}/commercial", token=token).status == status


@pytest.mark.parametrize(("method", "path"), [("POST", STARTED), ("PUT", "/channels/test_channel")])
@pytest.mark.parametrize(
    ("body", "status", "error"),
    [(b"x" * (1024 * 1024 + 1), 413, "Request Entity Too Large"), (b"<a/>", 415, "Unsupported Media Type")],
)
def test_other_media_types_and_too_large_bodies_are_refused_in_the_same_shape(
    method: str, path: str, body: bytes, status: int, error: str
) -> None:
    reply = Kraken().ask(method, path, body, token=OWNER, headers={"Content-Type": "application/xml"})

    assert (reply.status, reply.value["error"], reply.value["status"]) == (status, error, status)


def test_a_client_id_is_welcome_and_not_needed() -> None:
    assert [Kraken().ask("GET", "/streams", headers=more).status for more in ({"Client-ID": "any"}, {})] == [200, 200]

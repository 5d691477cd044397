"""The mock of StreamDetails: its world, its refusals, and the envelope around everything."""

from __future__ import annotations

from typing import Any

import pytest
from asgi_driver import KNOWN, UNKNOWN, Driver, streamdetails

from stream_contracts import data

ADD = {"platform": "trovo", "channel": "new"}
BODIES: dict[str, dict[str, Any]] = {
    "/channel/add": ADD,
    "/channel/remove": KNOWN,
    "/channel/get": KNOWN,
    "/channel/get-all": {},
    "/channel/update-settings": {**KNOWN, "settings": {"general": {"dynamic_threads": True}}},
    "/channel/set-autostart-thread-count": {**KNOWN, "thread_count": 153},
    "/channel/set-thread-count": {**KNOWN, "thread_count": 153},
    "/channel/refresh-chatmanagement-url": KNOWN,
}
WITH_ID = [path for path, body in BODIES.items() if "channel_id" in body]


def _get(driver: Driver, channel_id: int = 12345) -> Any:
    return driver.ask("/channel/get", {"channel_id": channel_id}).value["data"]


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_valid_request_is_answered_as_documented(path: str, seed: int) -> None:
    document = data.document("streamdetails")
    reply = streamdetails(seed).ask(path, BODIES[path])

    operation = next(entry for entry in document.operations if entry.path == path)
    schema = document.validator(operation.successes()[0].content[0].pointer)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert schema.is_valid(reply.value)


@pytest.mark.parametrize("operation", data.document("streamdetails").operations, ids=lambda operation: operation.id)
def test_every_documented_request_works_in_the_initial_world(operation: Any) -> None:
    for body in operation.request_body.content[0].examples.values():
        assert streamdetails().ask(operation.path, body).status == 200


def test_a_new_channel_is_shown_as_it_was_added_and_listed_last() -> None:
    driver = streamdetails()

    added = driver.ask("/channel/add", ADD).value["data"]

    assert (added["channel"], added["display_name"], added["platform"]) == ("new", "new", "trovo")
    assert (added["thread_count"], added["autostart_thread_count"]) == (0, 0)
    assert _get(driver, added["id"]) == added
    assert driver.ask("/channel/get-all").value["data"] == [_get(driver), added]


def test_the_same_channel_twice_is_a_conflict_unless_a_letter_differs() -> None:
    driver = streamdetails()
    statuses = [
        driver.ask("/channel/add", {"platform": platform, "channel": channel}).status
        for platform, channel in [("twitch", "a"), ("twitch", "a"), ("twitch", "A"), ("youtube", "a")]
    ]

    assert statuses == [200, 409, 200, 200]


def test_an_update_changes_what_it_names_and_ignores_what_no_channel_has() -> None:
    driver = streamdetails()
    before = _get(driver)
    settings = {"general": {"dynamic_threads": True, "unknown": 1}, "unknown": {"a": 1}}

    reply = driver.ask("/channel/update-settings", {**KNOWN, "settings": settings})

    expected = {**before, "settings": {**before["settings"]}}
    expected["settings"]["general"] = {**before["settings"]["general"], "dynamic_threads": True}
    assert reply.value == {"data": expected, "error": None}
    assert _get(driver) == expected


def test_the_two_thread_counts_are_independent() -> None:
    driver = streamdetails()
    driver.ask("/channel/set-thread-count", {**KNOWN, "thread_count": 5})
    driver.ask("/channel/set-autostart-thread-count", {**KNOWN, "thread_count": 7})

    channel = _get(driver)

    assert (channel["thread_count"], channel["autostart_thread_count"]) == (5, 7)


def test_a_refresh_gives_a_new_url_which_the_channel_shows_from_then_on() -> None:
    driver = streamdetails()
    before = _get(driver)

    url = driver.ask("/channel/refresh-chatmanagement-url", KNOWN).value["data"]["url"]

    assert url != before["management_url"]
    assert _get(driver) == {**before, "management_url": url}


@pytest.mark.parametrize("path", WITH_ID)
def test_a_removed_channel_is_unknown_everywhere(path: str) -> None:
    driver = streamdetails()

    assert driver.ask("/channel/remove", KNOWN).value == {"data": True, "error": None}
    assert driver.ask(path, BODIES[path]).status == 404
    assert driver.ask("/channel/get-all").value["data"] == []


@pytest.mark.parametrize("path", WITH_ID)
def test_an_unknown_id_is_404(path: str) -> None:
    reply = streamdetails().ask(path, {**BODIES[path], **UNKNOWN})

    _assert_refused(reply, 404)


def _assert_refused(reply: Any, status: int) -> None:
    assert reply.status == status
    assert reply.headers["content-type"] == "application/json"
    assert reply.value["data"] is None
    assert reply.value["error"]["code"] == status
    assert reply.value["error"]["message"]


REFUSALS: dict[str, tuple[int, dict[str, Any]]] = {
    "no token": (401, {"token": ""}),
    "a wrong token": (401, {"token": "wrong"}),
    "an undeclared method": (405, {"method": "GET"}),
    "another media type": (415, {"headers": {"Content-Type": "text/plain"}}),
    "no media type": (415, {"headers": {"Content-Type": ""}}),
    "a body over the limit": (413, {"chunks": [b"x" * 1024] * 1025}),
    "a body announced over the limit": (413, {"headers": {"Content-Length": "1048577"}}),
    "broken JSON": (400, {"chunks": [b"{"]}),
    "an array": (400, {"chunks": [b"[]"]}),
}


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("reason", REFUSALS)
def test_every_operation_refuses_in_the_envelope(path: str, reason: str) -> None:
    status, given = REFUSALS[reason]

    _assert_refused(streamdetails().ask(path, BODIES[path] or b"{}", **given), status)


@pytest.mark.parametrize("path", [path for path in BODIES if path != "/channel/get-all"])
def test_a_missing_body_is_bad_input_where_it_is_required(path: str) -> None:
    _assert_refused(streamdetails().ask(path), 400)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/channel/add", {}),
        ("/channel/add", {"platform": "twitch"}),
        ("/channel/add", {"platform": "Twitch", "channel": "a"}),
        ("/channel/add", {"platform": "twitch", "channel": "a" * 51}),
        ("/channel/add", {"platform": "twitch", "channel": 7}),
        ("/channel/get", {"channel_id": "12345"}),
        ("/channel/get", {"channel_id": 12345.5}),
        ("/channel/get", {"channel_id": True}),
        ("/channel/get", {"channel_id": None}),
        ("/channel/set-thread-count", {"channel_id": 12345}),
        ("/channel/set-thread-count", {"channel_id": 12345, "thread_count": "5"}),
        ("/channel/update-settings", {"channel_id": 12345, "settings": {"general": {"dynamic_threads": "yes"}}}),
        ("/channel/update-settings", {"channel_id": 12345, "settings": []}),
    ],
)
def test_a_value_that_the_document_does_not_allow_is_bad_input_and_changes_nothing(path: str, body: Any) -> None:
    driver = streamdetails()
    before = driver.ask("/channel/get-all").body

    _assert_refused(driver.ask(path, body), 400)

    assert driver.ask("/channel/get-all").body == before


def test_undeclared_properties_are_let_in() -> None:
    assert streamdetails().ask("/channel/get", {**KNOWN, "other": 1}).status == 200


def test_a_name_of_50_characters_is_let_in() -> None:
    assert streamdetails().ask("/channel/add", {"platform": "twitch", "channel": "é" * 50}).status == 200


@pytest.mark.parametrize("path", ["/channel", "/channel/get/", "/nothing", ""])
def test_an_unknown_path_is_404_in_the_envelope(path: str) -> None:
    _assert_refused(streamdetails().ask(path, {}), 404)


def test_405_names_the_methods_that_are_possible() -> None:
    assert streamdetails().ask("/channel/get", method="PUT").headers["allow"] == "POST"


def test_the_same_calls_give_the_same_bytes_for_the_same_seed_and_others_for_another() -> None:
    def play(seed: int) -> list[bytes]:
        driver = streamdetails(seed)
        return [driver.ask(path, body).body for path, body in BODIES.items()]

    assert play(1) == play(1) != play(2)


def test_a_fault_of_our_own_is_a_500_in_the_envelope_and_a_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    def crash(scope: Any) -> Any:
        raise ZeroDivisionError

    driver = Driver(streamdetails().mock.with_endpoint("getChannel", act=crash), "mock-token")

    _assert_refused(driver.ask("/channel/get", KNOWN), 500)
    assert "internal error on POST /api/v1/channel/get: ZeroDivisionError()" in capsys.readouterr().err

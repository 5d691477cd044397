"""The faults: each can be seen from outside, concerns only what it says, and breaks a requirement that exists."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from asgi_driver import KNOWN, TOKEN, UNKNOWN, Driver

from stream_contracts import data, requirements, rulebook
from stream_contracts.documents import Effect
from stream_contracts.faults.fault import Class, Placed
from stream_contracts.faults.table import FAULTS, catalogue, place
from stream_contracts.mock.server import make
from stream_contracts.requirements import Requirement
from stream_specs.errors import UserError

API = "streamdetails"
NEW = {"platform": "trovo", "channel": "new"}
SETTINGS = {"settings": {"general": {"connection_speed": 9}}}
COUNT = {"thread_count": 5}


def _of_id(path: str, **more: Any) -> list[tuple[str, Any, dict[str, Any]]]:
    return [
        (path, {**KNOWN, **more}, {}),
        (path, {**UNKNOWN, **more}, {}),
        (path, {**more}, {}),
        (path, {"channel_id": "12345", **more}, {}),
        (path, b"{", {}),
        (path, b"[]", {}),
        (path, b"", {}),
        (path, {**KNOWN, **more}, {"token": ""}),
        (path, {**KNOWN, **more}, {"token": "wrong"}),
    ]


# Every request that tells a faulty mock from a clean one, in an order in which each finds its channel.
SCRIPT: list[tuple[str, Any, dict[str, Any]]] = [
    ("/channel/add", NEW, {}),
    ("/channel/add", NEW, {}),
    ("/channel/add", {"platform": "trovo"}, {}),
    ("/channel/add", {"platform": "other", "channel": "x"}, {}),
    ("/channel/add", {"platform": "trovo", "channel": "x" * 50}, {}),
    ("/channel/add", {"platform": "trovo", "channel": "x" * 51}, {}),
    ("/channel/add", {"platform": "trovo", "channel": 7}, {}),
    ("/channel/add", b"[]", {}),
    ("/channel/add", b"{", {}),
    ("/channel/add", b"", {}),
    ("/channel/add", {"platform": "trovo", "channel": "y"}, {"token": ""}),
    ("/channel/add", {"platform": "trovo", "channel": "z"}, {"token": "wrong"}),
    ("/channel/get-all", b"", {}),
    ("/channel/get-all", {}, {}),
    ("/channel/get-all", b"{", {}),
    ("/channel/get-all", b"[]", {}),
    ("/channel/get-all", {}, {"token": ""}),
    ("/channel/get-all", {}, {"token": "wrong"}),
    *_of_id("/channel/get"),
    ("/channel/get", {"channel_id": "newest"}, {}),
    *_of_id("/channel/set-thread-count", **COUNT),
    ("/channel/get", KNOWN, {}),
    *_of_id("/channel/set-autostart-thread-count", thread_count=7),
    ("/channel/get", KNOWN, {}),
    *_of_id("/channel/update-settings", **SETTINGS),
    ("/channel/get", KNOWN, {}),
    *_of_id("/channel/refresh-chatmanagement-url"),
    ("/channel/get", KNOWN, {}),
    ("/channel/refresh-chatmanagement-url", KNOWN, {}),
    *reversed(_of_id("/channel/remove")),
    ("/channel/remove", KNOWN, {}),
    ("/channel/get", KNOWN, {}),
    ("/channel/get-all", {}, {}),
]


def _play(*faults: str) -> list[tuple[int, str, bytes]]:
    driver = Driver(make(API, 1, faults), TOKEN)
    replies, newest = [], 0
    for path, body, given in SCRIPT:
        sent = {"channel_id": newest} if body == {"channel_id": "newest"} else body
        reply = driver.ask(path, sent, **given)
        if (path, body) == ("/channel/add", NEW) and not newest:
            newest = [item["id"] for item in driver.mock.state.collections["channel"]][-1]
        replies.append((reply.status, reply.headers.get("content-type", ""), reply.body))
    return replies


CLEAN = _play()
PLACED = [placed for placed in catalogue(make(API)) if not placed.fault.whole]
OF_ANSWERS = (Class.BODY, Class.STATUS)


@cache
def everywhere() -> list[Placed]:
    return [placed for api in data.apis() for placed in catalogue(make(api))]


@cache
def derived(api: str) -> tuple[Requirement, ...]:
    return tuple(requirements.derive(data.document(api), rulebook.load(data.rules_file(api), api)))


def test_the_script_sees_the_clean_mock_the_same_way_twice() -> None:
    assert _play() == CLEAN


@pytest.mark.parametrize("placed", PLACED, ids=lambda placed: placed.name)
def test_a_fault_can_be_seen_and_not_before_its_operation_is_called(placed: Placed) -> None:
    replies = _play(placed.name)

    differing = [index for index, reply in enumerate(replies) if reply != CLEAN[index]]
    called = [index for index, (path, _, _) in enumerate(SCRIPT) if path == placed.site.operation.path]
    assert differing
    assert differing[0] >= called[0]
    if placed.fault.kind in OF_ANSWERS:
        assert set(differing) <= set(called)
    if placed.fault.kind is Class.BODY:
        assert all(replies[index][:2] == CLEAN[index][:2] for index in differing)


@pytest.mark.parametrize("placed", PLACED, ids=lambda placed: placed.name)
def test_a_fault_breaks_a_requirement_that_exists(placed: Placed) -> None:
    assert placed.requirement in {row.id for row in derived(API)}


def test_every_fault_has_a_place() -> None:
    assert {placed.fault.id for placed in everywhere()} == set(FAULTS)


@pytest.mark.parametrize("api", data.apis())
def test_what_a_fault_must_break_can_be_brought_about(api: str) -> None:
    provable = {row.id for row in derived(api) if not row.excluded}

    assert {placed.requirement for placed in everywhere() if placed.site.document.api == api} <= provable


def test_an_operation_that_no_run_sends_is_no_place() -> None:
    assert not [placed.name for placed in everywhere() if placed.site.operation.effect is Effect.DANGEROUS]


def test_options_beside_another_method_have_two_faults() -> None:
    at_twins = {placed.fault.id for placed in everywhere() if placed.site.is_twin and not placed.fault.whole}

    assert at_twins == {"undocumented-success", "unavailable"}


@pytest.mark.parametrize("api", data.apis())
def test_each_api_has_faults_of_each_class(api: str) -> None:
    kinds = {placed.fault.kind for placed in everywhere() if placed.site.document.api == api}

    assert kinds == set(Class)


def test_the_table_has_one_sentence_for_each_fault_and_at_least_one_fault_of_each_class() -> None:
    assert all(fault.text.endswith(".") for fault in FAULTS.values())
    assert len({fault.text for fault in FAULTS.values()}) == len(FAULTS)
    assert {fault.kind for fault in FAULTS.values()} == set(Class)


def test_two_faults_can_be_given_at_once() -> None:
    replies = _play("success-201:addChannel", "wrong-content-type:getAllChannels")

    assert replies[0][0] == 201
    assert replies[SCRIPT.index(("/channel/get-all", {}, {}))][1] == "text/html"


def test_a_fault_without_an_operation_is_placed_at_the_first_where_it_can_be() -> None:
    assert place(make(API), "ignore-enum").name == "ignore-enum:addChannel"
    assert place(make(API), "delete-not-kept").name == "delete-not-kept:removeChannel"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("drop-propert", "unknown fault"),
        ("", "unknown fault"),
        ("drop-property:nobody", "no operation `nobody`"),
        ("ignore-enum:getChannel", "cannot be placed at `getChannel`"),
    ],
)
def test_a_fault_that_cannot_be_placed_is_a_mistake_of_the_user(name: str, what: str) -> None:
    with pytest.raises(UserError, match=what):
        place(make(API), name)

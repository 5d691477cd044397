"""What the mock of streams.live refuses: missing credentials, unknown ids, and input at the edge of its limits."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from streams_live import CHANNEL, DOCUMENT, OPERATIONS, SLUG, VIEWER, StreamsLive, needs_token, problem

from stream_contracts.cases import example_calls

CLOSED = [name for name, entry in OPERATIONS.items() if needs_token(entry)]
WITH_ID = [name for name, entry in OPERATIONS.items() if entry.response(404)]
WITH_BODY = [name for name, entry in OPERATIONS.items() if entry.request_body and entry.request_body.required]


@pytest.mark.parametrize("operation", CLOSED)
def test_strangers_are_refused(operation: str) -> None:
    asked = StreamsLive()

    for token in ("", "wrong", "Bearer"):
        reply = asked.call(operation, token=token)

        assert (reply.status, problem(reply, operation)) == (401, "")
        assert reply.value["error"] == {"code": 401, "title": "Error", "message": "Unauthenticated.", "messages": []}


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - set(CLOSED)))
def test_what_is_open_takes_a_wrong_token_like_none(operation: str) -> None:
    call = next(example_calls(OPERATIONS[operation]))[1]
    expected = StreamsLive().send(call, token="").status

    assert StreamsLive().send(call, token="wrong").status == expected == 200


@pytest.mark.parametrize("operation", WITH_ID)
def test_an_id_that_nothing_has_is_unknown(operation: str) -> None:
    asked, entry = StreamsLive(), OPERATIONS[operation]
    call = next(example_calls(entry))[1]
    for name in call.path:
        if (operation, name) == ("updateCart", "cart"):
            continue  # the kind of change, of which the page names no values
        value = 999999 if isinstance(call.path[name], int) else "unknown"
        body = {"body": call.body} if call.body else {}

        reply = asked.call(operation, *body.values(), **{name: value})

        assert (reply.status, problem(reply, operation)) == (404, ""), name
        assert reply.value["error"]["code"] == 404


OF_STREAMS = ("getStream", "updateStream", "deleteStream")  # whose example has the hash of its channel
OF_THE_TEAM = [
    name for name in CLOSED if {CHANNEL, SLUG}.intersection(next(example_calls(OPERATIONS[name]))[1].path.values())
]
OF_ONE_USER = ("updateProduct", "deleteProduct", "patchProduct", "deleteOAuthToken", "deletePersonalAccessToken")
OF_NOBODY_ELSE = [*(name for name in OF_THE_TEAM if name not in OF_STREAMS), *OF_ONE_USER, "deleteOAuthClient"]


@pytest.mark.parametrize("operation", OF_NOBODY_ELSE)
def test_what_belongs_to_others_is_unknown(operation: str) -> None:
    call = next(example_calls(OPERATIONS[operation]))[1]

    assert StreamsLive().send(call, VIEWER).status == 404
    assert StreamsLive().send(call).status < 300


def test_operations_on_channels_products_and_tokens_are_among_those() -> None:
    assert {"getChannel", "toggleSimulcast", "inviteToStage", "deleteProduct"} < set(OF_NOBODY_ELSE)


@pytest.mark.parametrize("operation", WITH_BODY)
def test_a_body_that_is_missing_or_no_json_is_refused(operation: str) -> None:
    asked, call = StreamsLive(), next(example_calls(OPERATIONS[operation]))[1]

    replies = [asked.call(operation), *(asked.send(call, body=body) for body in (b"{", b"{}", b'"a text"', b"\xff"))]

    for reply in replies:
        assert (reply.status, problem(reply, operation)) == (422, "")
        assert reply.value["error"]["code"] == 422


def required_fields() -> Iterator[tuple[str, str, str]]:
    for name in WITH_BODY:
        entry = OPERATIONS[name]
        schema = DOCUMENT.resolve(entry.request_body.content[0].schema)
        for case, call in example_calls(entry):
            yield from ((name, case, field) for field in schema.get("required", ()) if field in call.body)


@pytest.mark.parametrize(("operation", "case", "field"), list(required_fields()))
def test_a_required_field_that_is_missing_is_refused(operation: str, case: str, field: str) -> None:
    body = dict(dict(example_calls(OPERATIONS[operation]))[case].body)
    del body[field]

    assert StreamsLive().call(operation, body).status == 422


Edge = tuple[str, str, list[Any], list[Any]]
EDGES: list[Edge] = [
    ("register", "password", ["x" * 8], ["x" * 7]),
    ("register", "email", ["a@example.com"], ["a", "a@"]),
    ("register", "phonePrefixValue", ["1"], [""]),
    ("createChannel", "name", ["abc", "x" * 255, "A_b -1"], ["ab", "x" * 256, "a!b"]),
    ("createChannel", "starts_at", ["2023-04-10 09:59:47"], ["2023-04-10T09:59:47", "2023-04-10", ""]),
    ("updateChannel", "name", ["abc", "x" * 60, "a!b"], ["ab", "x" * 61]),
    ("updateChannel", "description", ["x" * 5, "x" * 10000], ["x" * 4, "x" * 10001]),
    ("updateChannel", "privacy", [0, 1, 2], [3, -1, "2"]),
    ("updateChannel", "starts_at_time", ["09:59:47"], ["9:59", "09:59:47Z"]),
    ("updateChannel", "starts_at_date", ["2023-04-10"], ["2023-13-10", "10.4.2023"]),
    ("updateChannel", "slug", ["abcd", "A_b-1" * 3], ["abc", "x" * 16, "a b c", "a.bcd"]),
    ("updateChannel", "stream_type", [1], [1.5, "1"]),
    ("updateProfile", "full_name", ["x", "x" * 60], ["", "x" * 61]),
    ("updateProfile", "username", ["x", "x" * 49], ["", "x" * 50]),
    ("updateProfile", "description", ["x", "x" * 500], ["", "x" * 501]),
    ("updateProfile", "location", ["x", "x" * 100], ["", "x" * 101]),
    ("updateProfile", "phone", ["x", "x" * 50], ["", "x" * 51]),
    ("updateProfile", "currency_id", [1, 2], [3, 1.5]),
    ("sendMessage", "data", ["", "x" * 300], ["x" * 301]),
    ("sendGuestMessage", "data", ["x" * 300], ["x" * 301]),
    ("parseStatsInterval", "eventId", ["abc"], ["ab"]),
    ("parseStatsInterval", "range", [["a", "b"]], [["a"], ["a", "b", "c"], [], {"0": "a", "1": "b"}]),
    ("listProductsWithoutChannel", "term", ["abc"], ["ab"]),
    ("listNftsWithoutChannel", "term", ["abc"], ["ab"]),
    ("createInvitation", "events", [["abc"], []], [["ab"], "abc"]),
    ("updateInvitation", "events", [["abc"]], [["ab"]]),
    ("addTeamMembers", "events", [["abc"]], [["ab"]]),
    ("addMedia", "file.filename", ["abc", "x" * 200], ["ab", "x" * 201]),
    ("addMedia", "file.extension", ["video/mp4", "video/mpeg", "video/webm"], ["video/avi"]),
    ("updateProduct", "name", ["x", "x" * 60], ["", "x" * 61]),
    ("updateProduct", "price", [0, 9999999], [-1, 10000000]),
    ("createNft", "quantity", [0], [-1]),
    ("updateAppProduct", "data.name", ["abc"], ["ab"]),
    ("updateShopifyProducts", "products.0.data.name", ["abc"], ["ab"]),
    ("voteQuestion", "direction", [1, 2], [0, 3, True]),
    ("checkAbility", "can", ["add_products", "add_channels"], ["add_teams"]),
    ("loginSocially", "provider", ["facebook", "google", "apple"], ["github"]),
    ("trimMedia", "start", [0, 1.5], ["1"]),
    ("enableApp", "direction", [True, False], [1]),
]


@pytest.mark.parametrize(("operation", "place", "accepted", "refused"), EDGES, ids=lambda value: str(value)[:40])
def test_a_limit_is_kept_to_the_letter(operation: str, place: str, accepted: list[Any], refused: list[Any]) -> None:
    asked = StreamsLive()
    body = next(example_calls(OPERATIONS[operation]))[1].body

    assert [asked.call(operation, changed(body, place, value)).status for value in accepted] == [200] * len(accepted)
    assert [asked.call(operation, changed(body, place, value)).status for value in refused] == [422] * len(refused)


def changed(body: Any, place: str, value: Any) -> Any:
    """A body with another value at a place, `data.name`."""
    whole = copy.deepcopy(body)
    *path, last = place.split(".")
    inner = whole
    for name in path:
        inner = inner[int(name)] if name.isdecimal() else inner[name]
    inner[last] = value
    return whole


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"status": 0}, 200),
        ({"status": 2}, 200),
        ({"status": 3}, 422),
        ({"status": "active"}, 422),
        ({"sortedBy": "asc"}, 200),
        ({"orderBy": "starts_at;created_at", "sortedBy": "asc;desc"}, 200),
        ({"sortedBy": "up"}, 422),
        ({"page": 0}, 200),
        ({"page": 1000}, 200),
        ({"page": "one"}, 422),
    ],
)
def test_the_query_of_a_list_is_checked(query: dict[str, Any], status: int) -> None:
    assert StreamsLive().call("listChannels", query=query).status == status


CONDITIONS: list[tuple[str, Any, int]] = [
    ("loginSocially", {"access_token": "a", "provider": "shopify"}, 422),
    ("loginSocially", {"access_token": "a", "provider": "shopify", "shop": "a.example"}, 200),
    ("loginSocially", {"access_token": "a", "provider": "apple"}, 200),
    ("register", {"email": "a@example.com", "password": "12345678", "phoneValue": "202"}, 422),
    ("register", {"email": "a@example.com", "password": "12345678", "phoneValue": "20", "phonePrefixValue": "+1"}, 422),
    (
        "register",
        {"email": "a@example.com", "password": "12345678", "phoneValue": "202", "phonePrefixValue": "+1"},
        200,
    ),
    ("register", {"email": "a@example.com", "password": "12345678", "phonePrefixValue": "+1"}, 200),
    ("requestChannelNotification", {"eventId": CHANNEL}, 422),
    ("requestChannelNotification", {"eventId": CHANNEL, "phonePrefix": "+1"}, 422),
    ("requestChannelNotification", {"eventId": CHANNEL, "phone": "202"}, 422),
    ("requestChannelNotification", {"eventId": CHANNEL, "phone": "202", "phonePrefix": "+1"}, 200),
    ("requestChannelNotification", {"eventId": CHANNEL, "email": "a@example.com"}, 200),
    ("readQuestions", {}, 422),
    ("readQuestions", {"eventId": CHANNEL}, 200),
    ("addMedia", {}, 200),
    ("addMedia", {"file": {"extension": "video/mp4", "filename": "a.mp4"}}, 422),
    ("updateAppProduct", {"eventId": CHANNEL, "data": {"name": "Rye"}}, 422),
]


@pytest.mark.parametrize(("operation", "body", "status"), CONDITIONS)
def test_what_one_field_demands_of_others_is_checked(operation: str, body: Any, status: int) -> None:
    assert StreamsLive().call(operation, body).status == status


UNKNOWN: list[tuple[str, str, Any]] = [
    ("createStream", "event_id", "unknown"),
    ("createQuestion", "eventId", "unknown"),
    ("readQuestions", "eventSlug", "unknown"),
    ("voteQuestion", "questionId", "unknown"),
    ("archiveQuestion", "questionId", "unknown"),
    ("sendMessage", "thread_id", 424242),
    ("readThread", "threadSlug", "unknown"),
    ("deleteMessage", "message_id", "unknown"),
    ("parseStats", "eventId", "unknown"),
    ("sendHeartbeat", "eventId", "unknown"),
    ("recordChannelStats", "eventId", "unknown"),
    ("updateShopifyDemoPage", "eventId", "unknown"),
    ("requestChannelNotification", "eventId", "unknown"),
    ("followChannel", "channelId", 424242),
    ("changePlan", "planId", "unknown"),
    ("enableApp", "appId", "unknown"),
    ("updateInvitation", "id", 424242),
    ("addTeamMembers", "id", 424242),
    ("enableChannelNfts", "nft_id", 424242),
    ("updateProductTransaction", "productId", 424242),
    ("changePassword", "old_password", "wrong"),
]


@pytest.mark.parametrize(("operation", "field", "value"), UNKNOWN)
def test_an_unknown_id_in_a_body_is_refused_as_input(operation: str, field: str, value: Any) -> None:
    asked = StreamsLive()
    body = next(example_calls(OPERATIONS[operation]))[1].body

    reply = asked.call(operation, {**body, field: value})

    assert (reply.status, problem(reply, operation)) == (422, "")


def test_a_number_in_a_path_that_is_none_is_unknown() -> None:
    reply = StreamsLive().call("promoteChannelProduct", productId="four")

    assert (reply.status, problem(reply, "promoteChannelProduct")) == (404, "")

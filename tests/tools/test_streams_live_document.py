"""The document of streams.live: what is there, what is documented and what is not, and who may call."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stream_contracts import reading
from stream_contracts.documents import Document, Effect, EvidenceLevel, Operation
from stream_specs.bundle import bundle

TAGS = {
    **{"Apps": 15, "Shopify": 13, "OAuth": 12, "Authentication": 11, "Channel Medias": 11, "Channel Stats": 10},
    **{"Channel": 9, "Channel Products": 9, "System": 8, "User Profile": 8, "NFTs": 7, "Invitations": 7},
    **{"Channel Front Office": 6, "Messages": 6, "Teams": 6, "Channel Teams": 5, "User Products": 5, "Stage": 5},
    **{"Channel Streams": 5, "Cart": 4, "Channel Multicast": 4, "Plans": 4, "Channel Questions": 4, "Products": 3},
    "API Tokens": 2,
}
COPIED = {"getApiToken", "createApiToken", "getStatistics", "createUserStatistics"}
LIKE_A_SIBLING = {
    *("listCurrencies", "updateSimulcastTarget", "listChannelUserProducts", "listProductsWithoutChannel"),
    *("createProduct", "getProfile", "updateProfile"),
}
PASSPORT = {
    *("listOAuthClients", "createOAuthClient", "updateOAuthClient", "deleteOAuthClient", "listOAuthScopes"),
    *("listPersonalAccessTokens", "createPersonalAccessToken", "deletePersonalAccessToken", "issueOAuthToken"),
    *("listOAuthTokens", "deleteOAuthToken"),
}
BADGES = {
    *("clearChannelCache", "completeChannel", "createChannel", "createNft", "getChannelTeam", "updateChannelTeam"),
    *("deleteChannelInvitation", "removeFromChannelTeam", "getApiToken", "createApiToken", "changePassword"),
    *("sendMessage", "readThread", "getStatistics", "createUserStatistics", "listLocalizations", "createStream"),
    *("archiveQuestion", "listProductsWithoutChannel", "listNftsWithoutChannel"),
}
PUBLIC = {
    *("login", "refreshLogin", "loginSocially", "sendPasswordReset", "resetPassword", "register", "verifyEmail"),
    *("sendHeartbeat", "requestChannelNotification", "recordChannelStats", "sendGuestMessage", "issueOAuthToken"),
}
DANGEROUS = {
    *("deleteShopifyCustomer", "deleteShopifyShop", "receiveDeployCallback", "cancelPlan", "changePlan", "resumePlan"),
    *("deleteSmartContract", "deploySmartContract", "runStressTest", "runCachedStressTest"),
}
GETS_THAT_CHANGE = {
    *("deauthorizeShopify", "clearChannelCache", "resumePlan", "sendVerification", "runStressTest"),
    *("runCachedStressTest", "runTest"),
}
POSTS_THAT_READ = {"readQuestions", "readThread", "parseStats", "parseStatsInterval", "showApp", "openPlaybackChannel"}
WITHOUT_THE_STRAY_ID = COPIED - {"createApiToken"} | {
    *("createSimulcastTarget", "toggleSimulcast", "deleteSimulcastTarget"),
}


@functools.cache
def bundled() -> dict[str, Any]:
    return bundle(Path(__file__).parents[2] / "specs" / "streams-live").document


@functools.cache
def document() -> Document:
    return reading.parse(bundled(), "streams-live")


def having(status: str, level: EvidenceLevel) -> set[str]:
    return {
        operation.id
        for operation in document().operations
        for response in operation.responses
        if response.status == status and response.evidence.level is level
    }


def successes(level: EvidenceLevel) -> set[str]:
    return {item.id for item in document().operations if {r.evidence.level for r in item.successes()} == {level}}


def errors(schema: str, value: Any) -> list[str]:
    return [error.message for error in document().validator(f"/components/schemas/{schema}").iter_errors(value)]


def statuses(operation: Operation) -> set[str]:
    return {response.status for response in operation.responses}


# --- what there is


def test_every_operation_of_the_page_is_there() -> None:
    methods = Counter(operation.method for operation in document().operations)

    assert methods == {"POST": 87, "GET": 50, "DELETE": 22, "PUT": 15, "PATCH": 5}
    assert len(bundled()["paths"]) == 146
    assert Counter(operation.tags[0] for operation in document().operations) == TAGS


def test_two_paths_of_the_cart_are_one() -> None:
    path = "/api/v1/events/event/{eventId}/cart/{cart}/{item}"

    found = {item.id: [p.name for p in item.parameters] for item in document().operations if item.path == path}

    names = ["eventId", "cart", "item"]
    assert found == {"updateCart": names, "updateCartItem": names, "deleteCartItem": names}


@pytest.mark.parametrize("operation", sorted(WITHOUT_THE_STRAY_ID))
def test_a_parameter_that_is_in_no_path_is_left_out(operation: str) -> None:
    assert "id" not in {parameter.name for parameter in document().operation(operation).parameters}


def test_bodies_stay_where_the_page_has_them() -> None:
    found = {
        item.id: item.request_body.required
        for item in document().operations
        if item.request_body and item.method in ("GET", "DELETE")
    }

    assert found == {
        **{"getPlaybackChannel": False, "getPlaybackProducts": False, "removeFromChannelTeam": False},
        **{"deleteMessage": True, "deleteShopifyProducts": True},
    }


def test_files_are_sent_as_forms() -> None:
    found = {
        item.id for item in document().operations if item.request_body and not item.request_body.content[0].is_json
    }

    assert found == {"addChannelProduct", "enableChannelProduct", "updateProduct"}


# --- what is documented


def test_the_page_shows_a_failure_or_a_success() -> None:
    failures = having("500", EvidenceLevel.DOCUMENTED)
    shown = successes(EvidenceLevel.DOCUMENTED) | COPIED

    assert (len(failures), len(shown)) == (142, 37)
    assert failures.isdisjoint(shown)
    assert successes(EvidenceLevel.INFERRED) == COPIED | LIKE_A_SIBLING | PASSPORT
    assert successes(EvidenceLevel.UNDOCUMENTED) == failures - LIKE_A_SIBLING - PASSPORT


def test_the_failure_is_the_one_of_the_page() -> None:
    failed = {"error": {"code": 404, "title": "Error", "message": "", "messages": []}}

    answers = [r for item in document().operations for r in item.responses if r.status == "500"]

    assert all(list(answer.content[0].examples.values()) == [failed] for answer in answers)
    assert Counter(len(answer.headers) for answer in answers) == {2: 141, 1: 1}


def test_an_undocumented_success_takes_everything() -> None:
    for operation in successes(EvidenceLevel.UNDOCUMENTED):
        (success,) = document().operation(operation).successes()
        assert (success.status, success.matches(204)) == ("2XX", True)
    for value in (None, [], {}, "", 0, True):
        assert errors("UndocumentedAnswer", value) == []


def test_few_other_statuses_are_documented() -> None:
    assert having("204", EvidenceLevel.DOCUMENTED) == {"logout", "deleteProduct"}
    assert having("401", EvidenceLevel.DOCUMENTED) == {"login", "refreshLogin"}
    assert having("402", EvidenceLevel.DOCUMENTED) == {"requestChannelNotification"}
    assert having("404", EvidenceLevel.DOCUMENTED) == having("422", EvidenceLevel.DOCUMENTED) == set()


def test_what_takes_input_or_an_id_can_refuse_it() -> None:
    for operation in document().operations:
        if operation.request_body:
            assert "422" in statuses(operation), operation.id
        if "{" in operation.path and operation.id != "listMediaToDelete":  # a page is no id
            assert "404" in statuses(operation), operation.id


# --- who may call, and what happens then


def test_badges_need_a_token_and_strangers_do_not() -> None:
    bearer = {item.id for item in document().operations if item.security == ({"Bearer": ()},)}
    either = {item.id for item in document().operations if item.security == ({}, {"Bearer": ()})}

    assert len(BADGES) == 20
    assert bearer >= BADGES
    assert {item.id for item in document().operations if item.security == ()} == PUBLIC
    assert (len(bearer), len(either)) == (133, 34)
    assert all("401" in statuses(document().operation(name)) for name in bearer | either)


def test_what_may_do_harm_says_so() -> None:
    assert {item.id for item in document().operations if item.effect is Effect.DANGEROUS} == DANGEROUS


def test_the_method_does_not_tell_what_is_a_read() -> None:
    reads = {item.id for item in document().operations if item.effect is Effect.READ}
    gets = {item.id for item in document().operations if item.method == "GET"}

    assert gets - reads == GETS_THAT_CHANGE
    assert reads - gets >= POSTS_THAT_READ


def test_failures_come_as_json_because_it_is_asked_for() -> None:
    assert {item.extensions["x-accept"] for item in document().operations} == {"application/json"}

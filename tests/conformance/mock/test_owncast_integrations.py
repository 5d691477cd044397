"""Access tokens and webhooks of the mock of Owncast."""

from __future__ import annotations

from typing import Any

import pytest
from owncast import INTEGRATION, Owncast, fresh, world

from stream_contracts.exchange import ABSENT

SEND, SYSTEM, ADMINISTER = "CAN_SEND_MESSAGES", "CAN_SEND_SYSTEM_MESSAGES", "HAS_ADMIN_ACCESS"
TRIALS: tuple[tuple[str, str, Any], ...] = (
    (SEND, "SendIntegrationChatMessage", {"body": "Hello."}),
    (SYSTEM, "SendSystemMessage", {"body": "Hello."}),
    (SYSTEM, "SendChatAction", {"body": "waves."}),
    (ADMINISTER, "ExternalGetChatMessages", ABSENT),
    (ADMINISTER, "ExternalGetConnectedChatClients", ABSENT),
    (ADMINISTER, "ExternalSetStreamTitle", {"value": "New"}),
    (ADMINISTER, "ExternalUpdateMessageVisibility", {"idArray": [], "visible": True}),
)


def made(asked: Owncast, *scopes: str, name: str = "lighthouse") -> Any:
    return asked.call("CreateExternalAPIUser", {"name": name, "scopes": list(scopes)}).value


def allowed(asked: Owncast, token: str) -> set[str]:
    return {name for _, name, body in TRIALS if asked.call(name, body, bearer=token).status == 200}


@pytest.mark.parametrize("scopes", [(), (SEND,), (SYSTEM,), (ADMINISTER,), (SEND, SYSTEM), (SEND, SYSTEM, ADMINISTER)])
def test_a_new_token_works_within_its_scopes_and_is_refused_outside_them(scopes: tuple[str, ...]) -> None:
    asked = fresh()

    token = made(asked, *scopes)["accessToken"]

    assert allowed(asked, token) == {name for scope, name, _ in TRIALS if scope in scopes}


def test_a_token_is_listed_with_its_last_use_and_gone_after_its_deletion() -> None:
    asked = fresh()
    token = made(asked, SEND, ADMINISTER)
    new = {entry["accessToken"]: entry for entry in asked.get("GetExternalAPIUsers")}[token["accessToken"]]
    asked.mock.state.clock.advance(120)
    asked.call("ExternalGetChatMessages", bearer=token["accessToken"])

    used = asked.get("GetExternalAPIUsers")[-1]
    deleted = [asked.call("DeleteExternalAPIUser", {"token": token["accessToken"]}).status for _ in range(2)]

    assert (new, new["lastUsedAt"], new["createdAt"]) == (token, None, "2025-03-09T18:15:00Z")
    assert used == {**token, "lastUsedAt": "2025-03-09T18:17:00Z"}
    assert deleted == [200, 400]
    assert allowed(asked, token["accessToken"]) == set()
    assert [entry["displayName"] for entry in asked.get("GetExternalAPIUsers")] == ["tidebot"]


def test_messages_carry_the_name_of_the_token_even_after_its_deletion() -> None:
    asked = fresh()
    token = made(asked, SEND, name="lighthouse")
    asked.call("SendIntegrationChatMessage", {"body": "Hello."}, bearer=token["accessToken"])
    asked.call("DeleteExternalAPIUser", {"token": token["accessToken"]})

    author = asked.get("GetChatMessagesAdmin")[-1]["user"]

    assert (author["id"], author["displayName"], author["isBot"], author["scopes"]) == (
        token["id"],
        "lighthouse",
        True,
        [SEND],
    )


@pytest.mark.parametrize("scopes", [["MODERATOR"], [""], [SEND, "HAS_ADMIN_ACCES"], [SEND.lower()]])
def test_unknown_scopes_are_refused(scopes: list[str]) -> None:
    asked = fresh()

    reply = asked.call("CreateExternalAPIUser", {"name": "lighthouse", "scopes": scopes})

    assert (reply.status, reply.value["success"]) == (400, False)
    assert len(asked.get("GetExternalAPIUsers")) == 1


def test_the_token_of_the_example_works_until_it_is_deleted() -> None:
    asked = fresh()

    before = allowed(asked, "not-a-real-token")
    asked.call("DeleteExternalAPIUser", {"token": "not-a-real-token"})

    assert before == {name for _, name, _ in TRIALS}
    assert allowed(asked, "not-a-real-token") == set()
    assert allowed(asked, INTEGRATION) == before


def test_a_deleted_token_is_back_after_a_reset() -> None:
    asked = fresh()
    asked.call("DeleteExternalAPIUser", {"token": "not-a-real-token"})

    asked.control("reset", {})

    assert allowed(asked, "not-a-real-token")


def test_a_token_is_no_token_of_the_chat_and_no_password() -> None:
    token = "not-a-real-token"

    statuses = [
        world().call("GetChatMessages", token=token).status,
        world().call("GetLogs", admin=token).status,
        world().call("GetLogs", admin=f"admin:{token}").status,
    ]

    assert statuses == [401, 401, 401]


def test_a_webhook_is_listed_from_its_creation_to_its_deletion() -> None:
    asked = fresh()
    wanted = {"url": "https://bot.example.invalid/owncast", "events": ["CHAT", "VISIBILITY-UPDATE"]}

    first, second = (asked.call("CreateWebhook", wanted).value for _ in range(2))
    listed = asked.get("GetWebhooks")
    statuses = [asked.call("DeleteWebhook", {"id": first["id"]}).status for _ in range(2)]

    assert first["id"] != second["id"]
    assert {**wanted, "lastUsed": None, "timestamp": "2025-03-09T18:15:00Z", "id": first["id"]} == first
    assert listed[1:] == [first, second]
    assert statuses == [200, 400]
    assert [entry["id"] for entry in asked.get("GetWebhooks")] == [3, second["id"]]


def test_a_webhook_is_called_for_known_events_only() -> None:
    reply = world().call("CreateWebhook", {"url": "https://bot.example.invalid", "events": ["CHAT", "RAIN"]})

    assert (reply.status, reply.value["success"]) == (400, False)

"""The chat of the mock of Owncast: users, messages, moderation, emoji."""

from __future__ import annotations

from typing import Any

import pytest
from owncast import MODERATOR, VIEWER, Owncast, fresh, world

from stream_contracts.exchange import ABSENT

OTTER, LAMP, CROW = "Ob2dz5jSR", "mR4kT1hSg", "zL9xQ7jIg"
HIDDEN, SHOWN = "pX8v1qjIR", "cLh3k5jIg"
PICTURE = "data:image/png;base64,iVBORw0KGgo="
HISTORIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("GetChatMessages", {"token": VIEWER}),
    ("ExternalGetChatMessages", {}),
    ("GetChatMessagesAdmin", {}),
)
HIDING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("UpdateMessageVisibilityAdmin", {}),
    ("ExternalUpdateMessageVisibility", {}),
    ("UpdateMessageVisibility", {"token": MODERATOR}),
)
ENABLING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("UpdateUserEnabledAdmin", {}),
    ("UpdateUserEnabled", {"token": MODERATOR}),
)


def ids(asked: Owncast, operation: str, **given: Any) -> list[str]:
    return [entry["id"] for entry in asked.get(operation, **given)]


def histories(asked: Owncast) -> list[list[str]]:
    return [ids(asked, operation, **given) for operation, given in HISTORIES]


def test_a_new_user_has_its_name_and_a_token_that_opens_the_chat() -> None:
    asked = fresh()

    first, second = asked.register("low-hum"), asked.register("low-hum")

    assert first["displayName"] == second["displayName"] == "low-hum"
    assert first["id"] != second["id"]
    assert [asked.call("GetChatMessages", token=one["accessToken"]).status for one in (first, second)] == [200, 200]


@pytest.mark.parametrize(
    ("body", "headers", "name"),
    [
        ({"displayName": "low-hum"}, {}, "low-hum"),
        ({"displayName": "low-hum"}, {"X-Forwarded-User": "by-proxy"}, "by-proxy"),
        ({}, {"X-Forwarded-User": "by-proxy"}, "by-proxy"),
    ],
)
def test_the_name_of_a_proxy_goes_first(body: Any, headers: dict[str, str], name: str) -> None:
    assert fresh().call("RegisterAnonymousChatUser", body, headers=headers).value["displayName"] == name


@pytest.mark.parametrize("body", [ABSENT, {}, {"displayName": ""}])
def test_without_a_name_the_server_chooses_a_suggested_one_or_makes_one_up(body: Any) -> None:
    asked = fresh()
    asked.call("SetSuggestedUsernameList", {"value": ["quiet-otter", "low-hum"]})

    names = [asked.call("RegisterAnonymousChatUser", body).value["displayName"] for _ in range(2)]

    assert names[0] == "low-hum"
    assert names[1]
    assert names[1] != "low-hum"


def test_a_forbidden_name_is_refused() -> None:
    reply = fresh().call("RegisterAnonymousChatUser", {"displayName": "admin"})

    assert (reply.status, reply.value["success"]) == (400, False)


@pytest.mark.parametrize(
    ("operation", "kind", "author"),
    [
        ("SendIntegrationChatMessage", "CHAT", "tidebot"),
        ("SendSystemMessage", "SYSTEM", None),
        ("SendChatAction", "CHAT_ACTION", None),
    ],
)
def test_what_is_sent_comes_last_in_every_history(operation: str, kind: str, author: str | None) -> None:
    asked = fresh()
    asked.mock.state.clock.advance(60)

    asked.call(operation, {"body": "2 < 3 & more", "id": "ignored", "timestamp": "ignored", "type": "ignored"})

    for name, given in HISTORIES:
        last = asked.get(name, **given)[-1]
        assert (last["type"], last["body"], last["timestamp"]) == (kind, "2 &lt; 3 &amp; more", "2025-03-09T18:16:00Z")
        assert last.get("user", {}).get("displayName") == author
        assert last["id"] != "ignored"


def test_the_history_begins_as_in_the_examples() -> None:
    everything = ["aT2m9qjSg", "wB7n4qjSR", "kF6r0qjIg", SHOWN, HIDDEN]

    assert histories(world()) == [everything[:-1], everything[:-1], everything]


def test_a_message_to_one_connection_is_in_no_history() -> None:
    asked = fresh()
    before = histories(asked)

    statuses = [
        asked.call("SendSystemMessageToConnectedClient", {"body": "Hello."}, path={"clientId": number}).status
        for number in (12, 13, 14, 15, "x")
    ]

    assert statuses == [200, 200, 200, 400, 400]
    assert histories(asked) == before


def test_the_old_way_to_send_a_message_is_refused_and_sends_nothing() -> None:
    asked = fresh()
    before = histories(asked)

    assert asked.call("SendUserMessage").status == 400
    assert histories(asked) == before


@pytest.mark.parametrize(("operation", "given"), HIDING)
def test_a_hidden_message_is_seen_by_the_operator_only_until_it_is_shown_again(
    operation: str, given: dict[str, Any]
) -> None:
    asked = fresh()
    both = {"idArray": [SHOWN, HIDDEN]}

    asked.call(operation, {**both, "visible": False}, **given)
    hidden = histories(asked)
    marks = {entry["id"]: entry.get("hiddenAt") for entry in asked.get("GetChatMessagesAdmin")}
    asked.call(operation, {**both, "visible": True}, **given)

    assert [{SHOWN, HIDDEN} & set(found) for found in hidden] == [set(), set(), {SHOWN, HIDDEN}]
    assert marks[SHOWN] == "2025-03-09T18:15:00Z"
    assert [set(found) >= {SHOWN, HIDDEN} for found in histories(asked)] == [True, True, True]
    assert not [entry for entry in asked.get("GetChatMessagesAdmin") if "hiddenAt" in entry]


@pytest.mark.parametrize(("operation", "given"), HIDING)
def test_an_unknown_message_is_refused_and_none_of_the_others_is_hidden(operation: str, given: dict[str, Any]) -> None:
    asked = fresh()

    reply = asked.call(operation, {"idArray": [SHOWN, "nobody"], "visible": False}, **given)

    assert reply.status == 400
    assert SHOWN in ids(asked, "GetChatMessages", token=VIEWER)
    assert asked.call(operation, {"idArray": [], "visible": False}, **given).status == 200


@pytest.mark.parametrize(("operation", "given"), ENABLING)
def test_a_disabled_user_is_listed_and_kept_out_until_it_is_enabled(operation: str, given: dict[str, Any]) -> None:
    asked = fresh()
    guest = asked.register()

    asked.call(operation, {"userId": guest["id"], "enabled": False}, **given)
    listed = {entry["id"]: entry["disabledAt"] for entry in asked.get("GetDisabledUsers")}
    kept_out = asked.call("GetChatMessages", token=guest["accessToken"]).status
    asked.call(operation, {"userId": guest["id"], "enabled": True}, **given)

    assert listed == {CROW: "2025-03-09T18:10:04Z", guest["id"]: "2025-03-09T18:15:00Z"}
    assert kept_out == 401
    assert ids(asked, "GetDisabledUsers") == [CROW]
    assert asked.call("GetChatMessages", token=guest["accessToken"]).status == 200


def test_a_moderator_is_listed_and_may_moderate_until_the_dismissal() -> None:
    asked = fresh()
    guest = asked.register()
    token, crow = guest["accessToken"], {"userId": CROW}

    appointed = asked.call("UpdateUserModerator", {"userId": guest["id"], "isModerator": True})
    moderators = asked.get("GetModerators")
    may = asked.call("GetUserDetails", path=crow, token=token).status
    asked.call("UpdateUserModerator", {"userId": guest["id"], "isModerator": False})

    assert appointed.value == {"message": f"{guest['id']} is moderator: true", "success": True}
    assert [(entry["id"], entry["scopes"]) for entry in moderators] == [
        (LAMP, ["MODERATOR"]),
        (guest["id"], ["MODERATOR"]),
    ]
    assert may == 200
    assert asked.call("GetUserDetails", path=crow, token=token).status == 401
    assert ids(asked, "GetModerators") == [LAMP]


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("UpdateUserEnabledAdmin", {"userId": "nobody", "enabled": False}),
        ("UpdateUserModerator", {"userId": "nobody", "isModerator": True}),
        ("UnbanIPAddress", {"value": "203.0.113.9"}),
        ("DeleteCustomEmoji", {"name": "nothing.png"}),
        ("ApproveFollower", {"actorIRI": "https://nobody.example/users/x", "approved": True}),
        ("DeleteWebhook", {"id": 4}),
        ("DeleteExternalAPIUser", {"token": "nobody"}),
    ],
)
def test_what_does_not_exist_is_refused(operation: str, body: Any) -> None:
    reply = world().call(operation, body)

    assert (reply.status, reply.value["success"]) == (400, False)


def test_details_of_a_user_show_its_connections_and_all_its_messages() -> None:
    asked = fresh()
    guest = asked.register()

    crow = asked.get("GetUserDetails", path={"userId": CROW}, token=MODERATOR)
    new = asked.get("GetUserDetails", path={"userId": guest["id"]}, token=MODERATOR)
    nobody = asked.call("GetUserDetails", path={"userId": "nobody"}, token=MODERATOR)

    assert [entry["id"] for entry in crow["connectedClients"]] == [14]
    assert [(entry["id"], entry["user"]["id"]) for entry in crow["messages"]] == [(HIDDEN, CROW)]
    assert (new["user"]["displayName"], new["connectedClients"], new["messages"]) == ("brisk-relay", [], [])
    assert (nobody.status, nobody.body) == (404, b"")


def test_connections_are_the_same_for_the_operator_and_for_integrations() -> None:
    connections = world().get("GetConnectedChatClients")

    assert [entry["user"]["displayName"] for entry in connections] == ["quiet-otter", "mossy-lamp", "loud-crow"]
    assert connections == world().get("ExternalGetConnectedChatClients")


def test_an_address_is_banned_once_until_the_ban_is_lifted() -> None:
    asked = fresh()
    address = {"value": "2001:db8::1"}

    statuses = [asked.call("BanIPAddress", address).status for _ in range(2)]
    banned = [entry["ipAddress"] for entry in asked.get("GetIPAddressBans")]
    lifted = [asked.call("UnbanIPAddress", address).status for _ in range(2)]

    assert (statuses, banned) == ([200, 200], ["192.0.2.61", "2001:db8::1"])
    assert (lifted, [entry["ipAddress"] for entry in asked.get("GetIPAddressBans")]) == ([200, 400], ["192.0.2.61"])


@pytest.mark.parametrize("value", ["", "localhost", "192.0.2.256", "192.0.2.0/24"])
def test_only_addresses_are_banned(value: str) -> None:
    assert world().call("BanIPAddress", {"value": value}).status == 400


def test_an_emoji_is_there_from_its_upload_to_its_removal_and_its_name_is_taken() -> None:
    asked = fresh()
    upload = {"name": "ripple.png", "data": PICTURE}

    first, second = (asked.call("UploadCustomEmoji", upload) for _ in range(2))
    listed = asked.get("GetCustomEmojiList")
    removed = asked.call("DeleteCustomEmoji", {"name": "ripple.png"})

    assert (first.value["message"], second.status) == ("Emoji ripple.png has been uploaded", 400)
    assert {"name": "ripple", "url": "/img/emoji/ripple.png"} in listed
    assert removed.value["message"] == "Emoji ripple.png has been deleted"
    assert [entry["name"] for entry in asked.get("GetCustomEmojiList")] == ["wave", "blobcat"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "data": PICTURE},
        {"name": "..", "data": PICTURE},
        {"name": "../ripple.png", "data": PICTURE},
        {"name": "ripple.png", "data": "AAAA"},
        {"name": "ripple.png", "data": "data:text/html;base64,AAAA"},
    ],
)
def test_an_emoji_is_a_picture_with_the_name_of_a_file(body: Any) -> None:
    assert world().call("UploadCustomEmoji", body).status == 400


@pytest.mark.parametrize("operation", ["SetStreamTitle", "ExternalSetStreamTitle"])
def test_the_chat_is_told_about_a_new_title(operation: str) -> None:
    asked = fresh()

    asked.call(operation, {"value": "Patching"})

    last = asked.get("GetChatMessages", token=VIEWER)[-1]
    assert (last["type"], last["body"]) == ("CHAT_ACTION", "Stream title changed to Patching")

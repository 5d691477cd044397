"""The document of Owncast: its operations and twins, what they do to a server, and one type for each setting."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from stream_contracts import reading
from stream_contracts.documents import Document, Effect, EvidenceLevel, Operation
from stream_specs.bundle import bundle
from stream_specs.generate.document import for_generators
from stream_specs.generate.plan import CLIENTS, SDKS

DANGEROUS = {"AutoUpdateStart", "AutoUpdateForceQuit", "SetAdminPassword"}
OUTBOUND = {
    *("RemoteFollow", "ApproveFollower", "SetS3Configuration", "SetDiscordNotificationConfiguration", "CreateWebhook"),
    *("SendFederatedMessage", "StartIndieAuthFlow", "HandleIndieAuthRedirect", "RegisterFediverseOTPRequest"),
    "SetDirectoryEnabled",
}
GETS_THAT_CHANGE = {
    *("DisconnectInboundConnection", "ResetYPRegistration", "Ping", "AutoUpdateStart", "AutoUpdateForceQuit"),
    *("HandleIndieAuthRedirect", "HandleIndieAuthEndpointGet"),
}
AREAS = {"Admin": 87, "External": 9, "Auth": 6, "Chat": 6, "Social": 2, "Video": 2, "Internal": 6, "Objects": 92}
SCOPES = {
    "SendSystemMessage": "CAN_SEND_SYSTEM_MESSAGES",
    "SendSystemMessageToConnectedClient": "CAN_SEND_SYSTEM_MESSAGES",
    "SendChatAction": "CAN_SEND_SYSTEM_MESSAGES",
    "SendUserMessage": "CAN_SEND_MESSAGES",
    "SendIntegrationChatMessage": "CAN_SEND_MESSAGES",
    "ExternalUpdateMessageVisibility": "HAS_ADMIN_ACCESS",
    "ExternalSetStreamTitle": "HAS_ADMIN_ACCESS",
    "ExternalGetChatMessages": "HAS_ADMIN_ACCESS",
    "ExternalGetConnectedChatClients": "HAS_ADMIN_ACCESS",
}
WITH_CHAT_TOKEN = {
    *("GetChatMessages", "UpdateMessageVisibility", "UpdateUserEnabled", "RegisterForLiveNotifications"),
    *("GetUserDetails", "StartIndieAuthFlow", "RegisterFediverseOTPRequest"),
}
VALUES: dict[str, Any] = {"String": "text", "Boolean": True, "Number": 3, "StringList": ["a", "b"], "Port": 8080}
SETTINGS = {"String": 22, "Boolean": 12, "Number": 2, "StringList": 2, "Port": 1}


@functools.cache
def bundled() -> dict[str, Any]:
    return bundle(Path(__file__).parents[2] / "specs" / "owncast").document


@functools.cache
def document() -> Document:
    return reading.parse(bundled(), "owncast")


@functools.cache
def operations() -> dict[str, Operation]:
    return {operation.id: operation for operation in document().operations}


def raw(operation: Operation) -> Mapping[str, Any]:
    value: Mapping[str, Any] = bundled()["paths"][operation.path][operation.method.lower()]
    return value


def twins() -> list[Operation]:
    return [operation for operation in operations().values() if operation.tags[0] == "Objects"]


def settings() -> Iterator[tuple[str, str]]:
    """Each operation that takes one value of a simple type, with the name of that type."""
    for operation in operations().values():
        body = raw(operation).get("requestBody", {}).get("content", {}).get("application/json", {})
        found = re.fullmatch(r".*/AdminConfig(\w+)Value", body.get("schema", {}).get("$ref", ""))
        if found:
            yield operation.id, found[1]


def errors(schema: str, value: Any) -> list[str]:
    validator = document().validator(f"/components/schemas/{schema}")
    return [error.message for error in validator.iter_errors(value)]


def example(operation: Operation, place: str) -> Any:
    held = raw(operation)["requestBody"] if place == "request" else raw(operation)["responses"][place]
    return next(iter(held["content"]["application/json"]["examples"].values()))["value"]


def test_all_operations_are_there_once() -> None:
    methods = Counter(operation.method.upper() for operation in document().operations)

    assert methods == {"OPTIONS": 93, "POST": 76, "GET": 39, "PUT": 1, "DELETE": 1}
    assert len(operations()) == 210
    assert len(bundled()["paths"]) == 113


def test_the_first_tag_is_the_area() -> None:
    assert Counter(operation.tags[0] for operation in document().operations) == AREAS


def test_all_twins_answer_everybody_with_204() -> None:
    assert len(twins()) == 92
    for twin in twins():
        operation = operations()[twin.id.removesuffix("Options")]
        assert (twin.path, twin.method.upper()) == (operation.path, "OPTIONS")
        assert twin.effect is Effect.READ
        assert raw(twin)["security"] == []
        assert list(raw(twin)["responses"]) == ["204"]
        assert raw(twin)["x-evidence"] == {"level": "documented", "source": f"owncast#{twin.id}"}


def test_the_twin_of_a_path_with_a_parameter_has_it_too() -> None:
    twin = operations()["SendSystemMessageToConnectedClientOptions"]

    assert [parameter.name for parameter in twin.parameters] == ["clientId"]


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_generated_clients_have_no_options(kind: str) -> None:
    kept = for_generators(bundled(), kind)["paths"]

    assert [path for path, item in kept.items() if "options" in item] == []
    assert sum(len(item) for item in kept.values()) == 117


def test_what_may_do_harm_says_so() -> None:
    by_effect = {effect: {item.id for item in document().operations if item.effect is effect} for effect in Effect}

    assert by_effect[Effect.DANGEROUS] == DANGEROUS
    assert by_effect[Effect.OUTBOUND] == OUTBOUND


def test_some_gets_are_no_reads() -> None:
    found = {item.id for item in document().operations if item.method.upper() == "GET" and item.effect != Effect.READ}

    assert found == GETS_THAT_CHANGE


def test_integrations_need_a_scope() -> None:
    found = {item.id: raw(item)["security"] for item in document().operations if item.tags[0] == "External"}

    assert found == {name: [{"BearerAuth": [scope]}] for name, scope in SCOPES.items()}


def test_the_token_of_a_chat_user_is_a_required_parameter() -> None:
    found = {
        item.id: parameter.required
        for item in document().operations
        for parameter in item.parameters
        if parameter.name == "accessToken" and parameter.location == "query"
    }

    assert found == dict.fromkeys(WITH_CHAT_TOKEN, True)


def test_numbers_of_settings_are_whole() -> None:
    assert errors("AdminConfigNumberValue", {"value": 1.5})
    assert errors("AdminConfigPortValue", {"value": 1.5})


def test_each_setting_takes_one_type() -> None:
    assert Counter(kind for _, kind in settings()) == SETTINGS


@pytest.mark.parametrize("kind", VALUES)
def test_a_setting_refuses_the_other_types(kind: str) -> None:
    schema = f"AdminConfig{kind}Value"
    others = [value for name, value in VALUES.items() if name != kind and {name, kind} != {"Number", "Port"}]

    assert errors(schema, {"value": VALUES[kind]}) == []
    assert errors(schema, {"value": VALUES[kind], "more": 1}) == []
    assert [value for value in [*others, None] if not errors(schema, {"value": value})] == []
    assert errors(schema, {})


@pytest.mark.parametrize(("port", "fits"), [(0, False), (1, True), (65535, True), (65536, False), (80.5, False)])
def test_a_port_has_a_range(port: float, fits: bool) -> None:
    assert (errors("AdminConfigPortValue", {"value": port}) == []) is fits


def test_the_types_of_settings_are_not_held_against_a_server() -> None:
    for kind in VALUES:
        evidence = bundled()["components"]["schemas"][f"AdminConfig{kind}Value"]["x-evidence"]
        assert evidence["level"] == EvidenceLevel.EXTERNAL


def test_what_an_example_sets_is_what_the_example_of_all_settings_holds() -> None:
    config = example(operations()["GetServerConfig"], "200")
    compared = 0
    for operation in document().operations:
        place = re.search(r"Read back as `([\w.]+)` of GetServerConfig", raw(operation)["description"])
        if place:
            value = functools.reduce(lambda held, key: held[key], place[1].split("."), config)
            assert example(operation, "request")["value"] == value, operation.id
            compared += 1
    assert compared == 41


NEVER = {
    "Status": {
        **{"serverTime": "2025-03-01T09:05:00Z", "lastConnectTime": None, "lastDisconnectTime": None},
        **{"versionNumber": "0.2.0", "online": False, "streamTitle": ""},
    },
    "AdminStatus": {
        **{"broadcaster": None, "currentBroadcast": None, "health": None, "online": False},
        **{"viewerCount": 0, "versionNumber": "0.2.0"},
    },
    "Webhook": {"id": 1, "url": "https://bot.example.org", "events": ["CHAT"], "lastUsed": None},
    "Follower": {"link": "https://a.example/u", "username": "u@a.example", "timestamp": None, "disabledAt": None},
}


@pytest.mark.parametrize("schema", NEVER)
def test_what_has_not_happened_yet_is_null(schema: str) -> None:
    assert errors(schema, NEVER[schema]) == []


@pytest.mark.parametrize("schema", NEVER)
def test_a_server_may_send_more_than_is_documented(schema: str) -> None:
    assert errors(schema, {**NEVER[schema], "more": {"than": "documented"}}) == []


WRONG = {
    "a flag as a text": ("Status", {**NEVER["Status"], "online": "no"}),
    "no flag": ("Status", {key: value for key, value in NEVER["Status"].items() if key != "online"}),
    "an unknown event": ("Webhook", {**NEVER["Webhook"], "events": ["CHATS"]}),
    "a confirmation without a flag": ("BaseAPIResponse", {"message": "changed"}),
    "one activity in place of a list": ("PaginatedFederatedActivity", {"total": 1, "results": {}}),
    "a message without a text": ("UserMessage", {"id": "a"}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused(case: str) -> None:
    assert errors(*WRONG[case])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("CreateWebhook", "DeleteWebhook"),
        ("CreateExternalAPIUser", "DeleteExternalAPIUser"),
        ("UploadCustomEmoji", "DeleteCustomEmoji"),
        ("BanIPAddress", "UnbanIPAddress"),
        ("RegisterAnonymousChatUser", "UpdateUserModerator"),
        ("RegisterAnonymousChatUser", "GetChatMessages"),
        ("GetChatMessagesAdmin", "UpdateMessageVisibilityAdmin"),
        ("GetPendingFollowRequests", "ApproveFollower"),
    ],
)
def test_an_answer_leads_on(source: str, target: str) -> None:
    assert target in raw(operations()[source])["responses"]["200"]["links"]


def test_operations_of_the_operator_document_the_refusal_of_a_wrong_password() -> None:
    refusals = {
        item.id: raw(item)["responses"].get("401", {}).get("$ref")
        for item in document().operations
        if item.path.startswith("/admin/") and item.method.upper() != "OPTIONS"
    }

    assert set(refusals.values()) == {"#/components/responses/BasicUnauthorized"}
    assert len(refusals) == 86

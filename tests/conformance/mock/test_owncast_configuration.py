"""The settings of the mock of Owncast: each is read back, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from owncast import ADMIN, DOCUMENT, OPERATIONS, fresh, world

from stream_contracts.documents import at_pointer as at

NEW: dict[str, tuple[str, Any]] = {
    "SetServerName": ("/instanceDetails/name", "Monday Modular"),
    "SetServerSummary": ("/instanceDetails/summary", "Loud."),
    "SetStreamTitle": ("/instanceDetails/streamTitle", "Patching"),
    "ExternalSetStreamTitle": ("/instanceDetails/streamTitle", "Patching by itself"),
    "SetExtraPageContent": ("/instanceDetails/extraPageContent", "# Hello"),
    "SetCustomOfflineMessage": ("/instanceDetails/offlineMessage", "Back on Monday."),
    "SetServerWelcomeMessage": ("/instanceDetails/welcomeMessage", "Hello."),
    "SetCustomStyles": ("/instanceDetails/customStyles", ""),
    "SetCustomJavascript": ("/instanceDetails/customJavascript", ""),
    "SetCustomColorVariableValues": ("/instanceDetails/appearanceVariables", {"theme-color-action": "#000"}),
    "SetTags": ("/instanceDetails/tags", []),
    "SetNSFW": ("/instanceDetails/nsfw", True),
    "SetSocialHandles": ("/instanceDetails/socialHandles", [{"platform": "github", "url": "https://g.example"}]),
    "SetStreamKeys": ("/streamKeys", [{"key": "a", "comment": "b"}, {"key": "c"}]),
    "SetAdminPassword": ("/adminPassword", "mock-password"),
    "SetServerURL": ("/yp/instanceUrl", "https://other.example.org"),
    "SetDirectoryEnabled": ("/yp/enabled", False),
    "SetFfmpegPath": ("/ffmpegPath", "/usr/local/bin/ffmpeg"),
    "SetWebServerPort": ("/webServerPort", 65535),
    "SetWebServerIP": ("/webServerIP", "::1"),
    "SetRTMPServerPort": ("/rtmpServerPort", 1936),
    "SetSocketHostOverride": ("/socketHostOverride", "wss://other.example.org"),
    "SetVideoServingEndpoint": ("/videoServingEndpoint", ""),
    "SetHideViewerCount": ("/hideViewerCount", True),
    "SetDisableSearchIndexing": ("/disableSearchIndexing", True),
    "SetVideoCodec": ("/videoCodec", "h264_vaapi"),
    "SetStreamLatencyLevel": ("/videoSettings/latencyLevel", 4),
    "SetStreamOutputVariants": ("/videoSettings/videoQualityVariants", [{"name": "Only", "videoBitrate": 1200}]),
    "SetChatDisabled": ("/chatDisabled", True),
    "SetChatJoinMessagesEnabled": ("/chatJoinMessagesEnabled", False),
    "SetEnableEstablishedChatUserMode": ("/chatEstablishedUserMode", True),
    "SetForbiddenUsernameList": ("/forbiddenUsernames", ["root"]),
    "SetSuggestedUsernameList": ("/suggestedUsernames", ["low-hum"]),
    "SetExternalActions": ("/externalActions", []),
    "SetS3Configuration": ("/s3", {"enabled": False, "bucket": "other"}),
    "SetFederationEnabled": ("/federation/enabled", False),
    "SetFederationActivityPrivate": ("/federation/isPrivate", True),
    "SetFederationShowEngagement": ("/federation/showEngagement", False),
    "SetFederationUsername": ("/federation/username", "modular"),
    "SetFederationGoLiveMessage": ("/federation/goLiveMessage", "Now."),
    "SetFederationBlockDomains": ("/federation/blockedDomains", ["spam.example.com"]),
    "SetDiscordNotificationConfiguration": ("/notifications/discord", {"enabled": False, "webhook": ""}),
    "SetBrowserNotificationConfiguration": ("/notifications/browser", {"enabled": False}),
}
UNREADABLE = {"SetChatSpamProtectionEnabled", "SetChatSlurFilterEnabled", "SetLogo"}


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The members of an object at any depth, by pointer."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _flat(inner, f"{place}/{name}")
    else:
        yield place, value


def test_every_setter_is_in_the_table() -> None:
    setters = {name for name in OPERATIONS if name.startswith(("Set", "ExternalSet")) and not name.endswith("Options")}

    assert setters == {*NEW, *UNREADABLE}


@pytest.mark.parametrize("operation", NEW)
def test_a_setting_is_read_back_and_leaves_all_others_alone(operation: str) -> None:
    asked, (place, value) = fresh(), NEW[operation]
    before = dict(_flat(asked.get("GetServerConfig")))

    reply = asked.call(operation, {"value": value})

    after = asked.get("GetServerConfig")
    changed = {name for name in {*before, *dict(_flat(after))} if before.get(name) != dict(_flat(after)).get(name)}
    assert (reply.status, reply.value["success"]) == (200, True)
    assert reply.value["message"]
    assert at(after, place) == value
    assert all(name == place or name.startswith(f"{place}/") or place.startswith(f"{name}/") for name in changed)
    assert changed or operation == "SetAdminPassword"  # whose value is that of the start, to stay logged in


@pytest.mark.parametrize("operation", sorted(UNREADABLE))
def test_what_cannot_be_read_back_is_kept(operation: str) -> None:
    asked = fresh()
    before, kept = asked.get("GetServerConfig"), dict(asked.mock.state.values["unreadable"])
    value = "data:image/png;base64,AAAA" if operation == "SetLogo" else not kept[_kept_as(operation)]

    asked.call(operation, {"value": value})

    assert asked.get("GetServerConfig") == before
    assert asked.mock.state.values["unreadable"] == {**kept, _kept_as(operation): value}


def _kept_as(operation: str) -> str:
    names = {"SetChatSpamProtectionEnabled": "spamProtection", "SetChatSlurFilterEnabled": "slurFilter"}
    return names.get(operation, "logo")


@pytest.mark.parametrize(
    ("operation", "given", "kept"),
    [
        ("SetCustomOfflineMessage", "  Back soon. \n", "Back soon."),
        ("SetServerWelcomeMessage", "\tHello.", "Hello."),
        ("SetTags", ["#music", "ambient", "##x"], ["music", "ambient", "#x"]),
        ("SetServerURL", "https://other.example.org/", "https://other.example.org"),
    ],
)
def test_what_the_server_drops_is_dropped(operation: str, given: Any, kept: Any) -> None:
    asked = fresh()

    asked.call(operation, {"value": given})

    assert at(asked.get("GetServerConfig"), NEW[operation][0]) == kept


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        *(("SetServerURL", value) for value in ("", "live.example.org", "ftp://a.example", "http://localhost:8080")),
        *(
            ("SetServerURL", f"http://{host}")
            for host in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.20.0.1", "[::1]")
        ),
        *(("SetWebServerIP", value) for value in ("", "localhost", "256.0.0.1", "1.2.3")),
        *(("SetWebServerPort", value) for value in (0, 65536, -1, 80.5)),
        *(("SetFfmpegPath", value) for value in ("", "/bin/true")),
        *(("SetLogo", value) for value in ("", "logo.svg", "data:text/plain;base64,AAAA")),
        ("SetStreamKeys", []),
    ],
)
def test_values_that_the_document_rules_out_are_refused(operation: str, value: Any) -> None:
    before = world().get("GetServerConfig")

    reply = world().call(operation, {"value": value})

    assert (reply.status, reply.value["success"]) == (400, False)
    assert world().get("GetServerConfig") == before


def test_a_public_address_that_begins_like_a_private_one_is_taken() -> None:
    replies = [fresh().call("SetServerURL", {"value": f"https://{host}"}) for host in ("172.15.0.1", "1.10.0.1")]

    assert [reply.status for reply in replies] == [200, 200]


PUBLIC = {
    **{f"/instanceDetails/{name}": f"/{name}" for name in ("name", "summary", "streamTitle", "offlineMessage", "nsfw")},
    **{f"/instanceDetails/{name}": f"/{name}" for name in ("customStyles", "appearanceVariables", "tags")},
    "/instanceDetails/socialHandles": "/socialHandles",
    **{name: name for name in ("/socketHostOverride", "/hideViewerCount", "/chatDisabled", "/externalActions")},
    **{name: name for name in ("/federation/enabled", "/notifications/browser/enabled")},
}


@pytest.mark.parametrize("operation", [name for name in NEW if NEW[name][0] in PUBLIC])
def test_everybody_sees_what_is_public(operation: str) -> None:
    asked, (place, value) = fresh(), NEW[operation]

    asked.call(operation, {"value": value})

    assert at(asked.get("GetWebConfig", admin=""), PUBLIC[place]) == value


def test_the_public_configuration_holds_nothing_else_of_the_settings() -> None:
    shown = str(world().get("GetWebConfig", admin=""))

    assert not [text for text in ("not-a-real-secret", "mock-password", "ffmpeg", "discord") if text in shown]


def test_the_public_configuration_is_that_of_the_example() -> None:
    response = DOCUMENT.operation("GetWebConfig").response(200)
    assert response is not None
    documented = response.content[0].examples["configured"]

    shown = world().get("GetWebConfig")

    followers = {"followerCount": shown["federation"]["followerCount"]}
    assert shown == {**documented, "federation": {**documented["federation"], **followers}}


def test_the_text_below_the_video_is_rendered_for_everybody() -> None:
    asked = fresh()

    asked.call("SetExtraPageContent", {"value": "One & **two**.\n\n<script>"})

    assert (
        asked.get("GetWebConfig")["extraPageContent"] == "<p>One &amp; <strong>two</strong>.</p><p>&lt;script&gt;</p>"
    )


def test_an_empty_host_of_the_chat_is_left_out() -> None:
    asked = fresh()

    asked.call("SetSocketHostOverride", {"value": ""})

    assert "socketHostOverride" not in asked.get("GetWebConfig")
    assert "socketHostOverride" not in asked.get("GetServerConfig")


def test_without_federation_there_is_no_account() -> None:
    asked = fresh()

    asked.call("SetFederationEnabled", {"value": False})

    assert "account" not in asked.get("GetWebConfig")["federation"]


def test_the_qualities_that_viewers_choose_from_are_those_that_are_set() -> None:
    asked = fresh()

    asked.call(
        "SetStreamOutputVariants", {"value": [{"name": "One", "videoBitrate": 1200}, {"videoPassthrough": True}]}
    )

    assert asked.get("GetVideoStreamOutputVariants") == [{"index": 0, "name": "One"}, {"index": 1, "name": ""}]
    assert asked.get("GetVideoPlaybackMetrics")["availableBitrates"] == [1200]


def test_a_new_password_counts_at_once_and_the_old_one_no_longer() -> None:
    asked = fresh()

    asked.call("SetAdminPassword", {"value": "another"})

    assert [asked.call("GetLogs", admin=secret).status for secret in (ADMIN, "admin:another")] == [401, 200]
    asked.mock.reset(1)
    assert [asked.call("GetLogs", admin=secret).status for secret in (ADMIN, "admin:another")] == [200, 401]


def test_a_latency_level_has_no_documented_limit() -> None:
    reply = world().call("SetStreamLatencyLevel", {"value": 5})

    assert (reply.status, reply.value["success"]) == (200, True)
    world().call("SetStreamLatencyLevel", {"value": 2})

"""Channels of the mock of streams.live, their streams and teams, from their beginning to their end."""

from __future__ import annotations

from typing import Any

import pytest
from streams_live import CHANNEL, SLUG, VIEWER, StreamsLive


def test_a_channel_from_creation_to_deletion() -> None:
    asked = StreamsLive()
    created = asked.get("createChannel", {"name": "Late Bread", "starts_at": "2023-04-10 09:59:47"})
    here = created["id"]

    assert created["stream"]["data"]["event_id"] == here
    assert (created["name"], created["starts_at"], created["isOwner"]) == ("Late Bread", "2023-04-10 09:59:47", True)
    assert asked.get("getChannel", id=here) == created
    assert asked.get("listChannels")[0] == asked.get("listAppChannels")[0] == created
    assert asked.call("deleteChannel", id=here).value == {"id": here, "code": 200}
    assert asked.call("getChannel", id=here).status == 404
    assert asked.call("deleteChannel", id=here).status == 404
    assert asked.call("updateChannel", {"name": "Gone"}, id=here).status == 404
    assert here not in [channel["id"] for channel in asked.get("listChannels")]
    assert here in [channel["id"] for channel in asked.get("listChannels", query={"status": 2})]
    assert here not in [stream["event_id"] for stream in asked.get("listStreams")]


SENT_AND_SHOWN: list[tuple[str, Any, str, Any]] = [
    ("name", "Later Bread", "name", "Later Bread"),
    ("description", "Crusts and crumbs.", "description", "Crusts and crumbs."),
    ("chat_enabled", False, "chat_enabled", False),
    ("show_online_users", False, "show_online_users", False),
    ("guest_chat_enabled", False, "guest_chat_enabled", False),
    ("shop_enabled", False, "shop_enabled", False),
    ("free_pass", True, "free_pass", 1),
    ("free_pass", False, "free_pass", 0),
    ("stream_type", 1, "streamType", 1),
    ("privacy", 0, "privacy", 0),
    ("questionsEnabled", True, "questions_enabled", True),
    ("starts_at", "2023-05-01T10:00:00", "starts_at", "2023-05-01T10:00:00"),
    ("starts_at_status", True, "starts_at_status", True),
    ("starts_at_time", "10:00:00", "starts_at_time", "10:00:00"),
    ("starts_at_date", "2023-05-01", "starts_at_date", "2023-05-01"),
    ("user_notifications", True, "user_notifications", True),
    ("notifications_msg", "Soon.", "notifications_msg", "Soon."),
    ("slug", "late-bread", "slug", "late-bread"),
    ("attributes", {"productCtaLabel": "Buy"}, "attributes", {"productCtaLabel": "Buy"}),
]


@pytest.mark.parametrize(("sent", "value", "shown", "expected"), SENT_AND_SHOWN)
def test_an_update_of_a_channel_is_read_back_under_the_name_of_answers(
    sent: str, value: Any, shown: str, expected: Any
) -> None:
    asked = StreamsLive()
    here = asked.channel()
    before = asked.get("getChannel", id=here)

    changed = asked.get("updateChannel", {sent: value}, id=here)

    assert changed[shown] == expected
    assert changed == asked.get("getChannel", id=here)
    follows = {"starts_at_notz"} if sent == "starts_at" else {"stream"} if sent == "slug" else set()
    assert {name for name in before if before[name] != changed[name]} - follows == {shown}


@pytest.mark.parametrize(("sent", "value"), [("simulcast", True), ("add_step", 3), ("locale", "haw_US")])
def test_what_no_answer_has_is_taken_all_the_same(sent: str, value: Any) -> None:
    asked = StreamsLive()
    before = asked.get("getChannel")

    assert asked.get("updateChannel", {sent: value}) == {**before, "last_update": "2023-04-10T10:00:00Z"}


def test_channels_come_in_pages_of_ten_by_status() -> None:
    asked = StreamsLive()

    def pages(**query: Any) -> list[list[Any]]:
        found = []
        while not found or found[-1]:
            found.append(asked.get("listChannels", query={**query, "page": len(found) + 1}))
        return found

    lengths = {status: [len(page) for page in pages(status=status)] for status in (0, 1, 2)}
    everything = [channel["id"] for page in pages() for channel in page]

    assert lengths == {0: [10, 10, 5, 0], 1: [3, 0], 2: [2, 0]}
    assert len(everything) == len(set(everything)) == 28
    assert asked.get("listChannels") == pages()[0]


def test_channels_are_ordered_by_the_fields_and_directions_that_are_named() -> None:
    asked = StreamsLive()

    def names(**query: Any) -> list[str]:
        return [channel["name"] for channel in asked.get("listChannels", query=query)]

    first, last = names(orderBy="name"), names(orderBy="name", sortedBy="desc")
    assert first == sorted(first)
    assert last == sorted(last, reverse=True)
    both = asked.get("listChannels", query={"orderBy": "name;starts_at", "sortedBy": "asc;desc", "page": 1})
    pairs = [(channel["name"], channel["starts_at"] or "") for channel in both]
    assert pairs == sorted(sorted(pairs, key=lambda pair: pair[1], reverse=True), key=lambda pair: pair[0])
    assert len(names(orderBy="nothing")) == 10


def test_a_completed_channel_is_past() -> None:
    asked = StreamsLive()
    here = asked.channel()

    asked.call("completeChannel", eventId=here)

    assert here in [channel["id"] for channel in asked.get("listChannels", query={"status": 1})]
    assert here not in [channel["id"] for channel in asked.get("listChannels", query={"status": 0})]


def test_a_channel_is_found_by_its_slug_and_seen_by_viewers() -> None:
    asked = StreamsLive()

    watched = asked.get("openPlaybackChannel", {"eventId": SLUG}, token="")

    assert watched["id"] == asked.get("getChannel")["id"] == CHANNEL
    assert watched["iCanSee"] is False
    assert asked.get("openPlaybackChannel", {"eventId": SLUG})["iCanSee"] is True
    assert "stream_key" not in str(watched)
    assert asked.call("getPlaybackChannel", eventId="nothing").status == 404


def test_a_simulcast_target_from_creation_to_deletion() -> None:
    asked = StreamsLive()
    here = asked.channel()
    blank = asked.get("toggleSimulcast", {"status": True}, eventId=here)
    sent = {"name": "Kitchen", "url": "rtmp://a.example/live", "key": "fake"}
    made = asked.get("createSimulcastTarget", sent, eventId=here)

    def shown() -> list[Any]:
        return asked.get("getChannel", id=here)["simulcasts"]["data"]

    assert blank == {"id": "", "url": None, "name": None, "status": None, "key": None}
    assert shown() == [made] == [{**sent, "id": made["id"], "status": False}]
    assert asked.get("toggleSimulcast", {"status": True}, eventId=here) == {**made, "status": True} == shown()[0]
    changed = asked.get("updateSimulcastTarget", {**sent, "name": "Porch"}, eventId=here, targetId=made["id"])
    assert changed == {**made, "status": True, "name": "Porch"} == shown()[0]
    assert asked.call("deleteSimulcastTarget", targetId=made["id"]).status == 404
    assert asked.call("deleteSimulcastTarget", eventId=here, targetId=made["id"]).body == b"null"
    assert shown() == []
    assert asked.call("deleteSimulcastTarget", eventId=here, targetId=made["id"]).status == 404


def test_a_stream_from_creation_to_deletion() -> None:
    asked = StreamsLive()
    here = asked.channel()
    first = asked.get("createStream", {"event_id": here})
    assert asked.get("getChannel", id=here)["stream"]["data"] == first
    assert asked.call("deleteStream", id=first["id"]).body == b"null"
    assert asked.get("getChannel", id=here)["stream"] == {"data": []}

    made = asked.get("createStream", {"event_id": here})

    assert made["id"] != first["id"]
    assert made in asked.get("listStreams")
    changed = asked.get("updateStream", {"autojoin": True, "is_live_manual": True}, id=made["id"])
    assert changed == {**made, "autojoin": True, "is_live_manual": True}
    assert asked.get("getStream", id=made["id"]) == [changed]
    asked.call("deleteStream", id=made["id"])
    assert asked.call("getStream", id=made["id"]).status == 404
    assert made["id"] not in [stream["id"] for stream in asked.get("listStreams")]


def test_a_user_joins_the_team_of_a_channel_and_leaves_it() -> None:
    asked = StreamsLive()
    here = asked.channel()
    friend = asked.get("getProfile", token=VIEWER)
    named = {"contributorId": friend["hash_id"]}

    assert asked.call("getChannel", id=here, token=VIEWER).status == 404
    joined = asked.get("updateChannelTeam", named, id=here)
    assert [entry["hash_id"] for entry in joined["event_access"]] == [friend["hash_id"]]
    assert asked.get("getChannelTeam", id=here) == joined
    assert asked.get("getChannel", id=here, token=VIEWER)["isOwner"] is False
    assert asked.get("updateChannelTeam", {}, id=here) == joined
    assert asked.call("updateChannelTeam", {"contributorId": "nobody"}, id=here).status == 422
    assert asked.get("removeFromChannelTeam", named, id=here)["event_access"] == []
    assert asked.call("getChannel", id=here, token=VIEWER).status == 404


def test_a_member_is_added_to_the_team_of_an_account_and_removed() -> None:
    asked = StreamsLive()

    made = asked.get("addTeamMembers", {"id": 73, "events": [CHANNEL]})

    assert asked.get("getTeam") == [made] == asked.get("listTeamsBelongedTo", token=VIEWER)
    assert asked.call("leaveTeam", teamId=made["id"], token=asked.login()["access_token"]).status == 404
    assert asked.call("leaveTeam", teamId=made["id"], token=VIEWER).status == 200
    assert asked.call("leaveTeam", teamId=made["id"], token=VIEWER).status == 404
    asked.get("addTeamMembers", {"id": 73, "events": []})
    asked.call("removeTeamMember")
    assert asked.get("getTeam") == []


def test_an_invitation_is_sent_changed_and_accepted() -> None:
    asked = StreamsLive()
    here, friend = asked.channel(), asked.get("getProfile", token=VIEWER)
    made = asked.get("createInvitation", {"email": friend["email"], "events": []})
    asked.get("updateInvitation", {"id": made["id"], "events": [here]})

    assert [item["id"] for item in asked.get("listInvitations")] == [12, 14, made["id"]]
    assert [item["id"] for item in asked.get("listChannelInvitations", id=here)] == [made["id"]]
    assert [item["id"] for item in asked.get("listMyInvitations", token=VIEWER)] == [made["id"]]
    assert asked.get("getProfile", token=VIEWER)["hasPendingInvitations"] is True
    assert asked.get("acceptInvitation", token=VIEWER)["status"] == "accepted"
    assert asked.get("listMyInvitations", token=VIEWER) == []
    assert [member["user_id"] for member in asked.get("getTeam")] == [73]
    assert asked.call("getChannel", id=here, token=VIEWER).status == 200


def test_an_invitation_is_declined_or_withdrawn() -> None:
    asked = StreamsLive()
    asked.get("createInvitation", {"email": "ana@example.com", "events": [CHANNEL]})

    assert asked.get("declineInvitation")["status"] == "declined"
    assert (asked.get("listMyInvitations"), asked.get("acceptInvitation")) == ([], None)
    asked.call("deleteInvitation")
    assert [item["id"] for item in asked.get("listInvitations")] == [12, 14]
    asked.call("deleteChannelInvitation")
    assert [item["id"] for item in asked.get("listInvitations")] == [12]
    asked.call("deleteChannelInvitation")
    assert asked.get("listInvitations") == []
    assert asked.call("updateInvitation", {"id": 12, "events": []}).status == 422


def test_a_media_file_from_announcement_to_deletion() -> None:
    asked = StreamsLive()
    here = asked.channel()
    file = {"extension": "video/webm", "filename": "loaf.webm", "size": 5}
    made = asked.get("addMedia", {"file": file}, id=here)

    assert {name: made[name] for name in file} == file
    assert asked.get("listMedia", id=here) == [made]
    trimmed = asked.get("trimMedia", {"start": 1.5, "end": 3}, id=made["id"])
    assert (trimmed["start"], trimmed["end"]) == (1.5, 3)
    assert asked.call("deleteMedia", id=made["id"]).status == 200
    assert asked.call("deleteMedia", id=made["id"]).status == 404
    assert asked.get("listMedia", id=here) == []


def test_apps_are_switched_and_the_stage_goes_on_air() -> None:
    asked = StreamsLive()
    app = asked.get("listApps")[0]["id"]
    assert [entry["id"] for entry in asked.get("showApp")] == [entry["id"] for entry in asked.get("listApps")]

    for operation, on in (("enableApp", True), ("disableApp", False)):
        asked.call(operation, {"appId": app, "direction": on})
        assert asked.get("listApps")[0]["enabled"] is on
    for operation, on in (("startStageBroadcast", True), ("stopStageBroadcast", False)):
        asked.call(operation)
        assert asked.get("getStage")["on_air"] is on

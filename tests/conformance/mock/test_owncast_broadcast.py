"""The broadcast of the mock of Owncast: the switch, the viewers, the measurements; and its followers."""

from __future__ import annotations

from typing import Any

import pytest
from owncast import Owncast, fresh, world

SEEDS = [1, 2, 3, 4, 5]


def counts(asked: Owncast) -> list[int]:
    """The number of viewers by everything that tells it."""
    return [
        asked.get("GetStatus").get("viewerCount", 0),
        asked.get("StatusAdmin")["viewerCount"],
        asked.get("GetYPResponse")["viewerCount"],
        len(asked.get("GetActiveViewers")),
        int(asked.call("GetPrometheusAPI").body.decode().splitlines()[2].rpartition(" ")[2]),
    ]


def online(asked: Owncast) -> list[bool]:
    return [asked.get(operation)["online"] for operation in ("GetStatus", "StatusAdmin", "GetYPResponse")]


def test_the_broadcast_ends_and_begins_by_the_control_path() -> None:
    asked = fresh()
    began = asked.get("GetStatus")
    asked.mock.state.clock.advance(60)

    off = asked.control("stream", {"online": False})
    ended, ended_admin, ended_counts = asked.get("GetStatus"), asked.get("StatusAdmin"), counts(asked)
    asked.mock.state.clock.advance(60)
    asked.control("stream", {"online": True})
    again = asked.get("GetStatus")

    assert (off.status, off.value) == (200, {"online": False})
    assert (began["lastConnectTime"], began["lastDisconnectTime"]) == ("2025-03-09T17:30:00Z", None)
    assert (ended["online"], ended["lastDisconnectTime"], ended["streamTitle"]) == (False, "2025-03-09T18:16:00Z", "")
    assert "viewerCount" not in ended
    assert [ended_admin[name] for name in ("broadcaster", "currentBroadcast", "health")] == [None, None, None]
    assert ended_counts == [0, 0, 0, 0, 0]
    assert (again["lastConnectTime"], again["lastDisconnectTime"]) == ("2025-03-09T18:17:00Z", None)
    assert online(asked) == [True, True, True]
    assert counts(asked) == [2, 2, 2, 2, 2]
    assert [line["message"] for line in asked.get("GetLogs")][-2:] == [
        "Inbound stream disconnected",
        "Inbound stream connected from 192.0.2.10",
    ]


def test_a_switch_to_what_is_so_already_changes_nothing() -> None:
    asked = fresh()
    before = asked.get("GetStatus"), asked.get("GetLogs")

    asked.control("stream", {"online": True})

    assert (asked.get("GetStatus"), asked.get("GetLogs")) == before


@pytest.mark.parametrize("body", [b"", {}, {"online": "yes"}, {"online": True, "title": "x"}, [], b"{"])
def test_a_wrong_switch_is_refused_and_says_what_is_expected(body: Any) -> None:
    reply = world().control("stream", body)

    assert reply.status == 400
    assert body == b"{" or "online" in reply.value["error"]


def test_a_cut_broadcast_begins_again_and_there_has_to_be_one() -> None:
    asked = fresh()
    asked.mock.state.clock.advance(60)

    cut = asked.call("DisconnectInboundConnection")
    begun = asked.get("GetStatus")["lastConnectTime"]
    asked.control("stream", {"online": False})
    refused = asked.call("DisconnectInboundConnection")

    assert (cut.status, begun) == (200, "2025-03-09T18:16:00Z")
    assert (refused.status, refused.value["success"]) == (400, False)


def test_a_new_broadcast_has_the_qualities_and_the_delay_that_are_set_by_then() -> None:
    asked = fresh()
    before = asked.get("StatusAdmin")["currentBroadcast"]
    asked.call("SetStreamOutputVariants", {"value": [{"name": "Only"}]})
    asked.call("SetStreamLatencyLevel", {"value": 4})

    running = asked.get("StatusAdmin")["currentBroadcast"]
    asked.control("stream", {"online": False})
    asked.control("stream", {"online": True})

    assert running == before
    assert asked.get("StatusAdmin")["currentBroadcast"] == {
        "outputSettings": [{"name": "Only"}],
        "latencyLevel": {"level": 4},
    }


def test_a_player_is_counted_once_and_only_while_something_is_broadcast() -> None:
    asked = fresh()

    asked.call("Ping", headers={"User-Agent": "one"})
    asked.call("Ping", headers={"User-Agent": "one"})
    asked.call("Ping", headers={"User-Agent": "two"})
    while_online = counts(asked)
    asked.control("stream", {"online": False})
    asked.call("Ping", headers={"User-Agent": "three"})
    asked.control("stream", {"online": True})

    assert while_online == [4, 4, 4, 4, 4]
    assert counts(asked) == while_online


def test_peaks_follow_the_viewers_and_agree() -> None:
    asked = fresh()
    for number in range(5):
        asked.call("Ping", headers={"User-Agent": str(number)})
    status, entry = asked.get("StatusAdmin"), asked.get("GetYPResponse")
    asked.control("stream", {"online": False})
    asked.control("stream", {"online": True})

    assert [status["sessionPeakViewerCount"], status["overallPeakViewerCount"]] == [7, 41]
    assert [entry["sessionMaxViewerCount"], entry["overallMaxViewerCount"]] == [7, 41]


def test_a_hidden_number_of_viewers_is_kept_from_the_public_only() -> None:
    asked = fresh()

    asked.call("SetHideViewerCount", {"value": True})

    assert "viewerCount" not in asked.get("GetStatus")
    assert asked.get("StatusAdmin")["viewerCount"] == 2


def test_a_server_that_is_not_listed_has_no_entry() -> None:
    asked = fresh()

    asked.call("SetDirectoryEnabled", {"value": False})
    reply = asked.call("GetYPResponse")

    assert (reply.status, reply.body) == (404, b"")


@pytest.mark.parametrize(
    ("window", "first"),
    [("", "17:30"), ("0", "17:30"), ("1741543500", "18:05"), ("1741543501", "18:10"), ("now", "17:30"), ("²", "17:30")],
)
def test_measurements_begin_with_the_window(window: str, first: str) -> None:
    listed = world().get("GetViewersOverTime", query={"windowStart": window} if window else {})

    assert listed[0]["time"] == f"2025-03-09T{first}:00Z"
    assert listed[-1] == {"time": "2025-03-09T18:10:00Z", "value": 4}


@pytest.mark.parametrize("method", ["Get", "Post", "Put", "Delete"])
def test_metrics_are_text_whatever_the_method(method: str) -> None:
    reply = world().call(f"{method}PrometheusAPI")

    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain")
    assert reply.body.startswith(b"# HELP owncast_instance_active_viewer_count ")


def test_warnings_are_the_lines_of_the_log_that_are_no_information() -> None:
    lines, warnings = world().get("GetLogs"), world().get("GetWarnings")

    assert warnings == [line for line in lines if line["level"] != "info"] != []


def test_the_dangerous_operations_answer_and_change_nothing() -> None:
    asked = fresh()
    before = asked.get("StatusAdmin"), asked.get("GetServerConfig"), asked.get("GetLogs")

    replies = [asked.call(name).status for name in ("AutoUpdateStart", "AutoUpdateForceQuit", "ResetYPRegistration")]

    assert replies == [200, 200, 200]
    assert (asked.get("StatusAdmin"), asked.get("GetServerConfig"), asked.get("GetLogs")) == before


def test_a_follow_request_is_decided_and_a_decision_can_be_changed() -> None:
    asked, ivo = fresh(), "https://tube.example.net/users/ivo"
    lists = ("GetFollowers", "GetPendingFollowRequests", "GetBlockedAndRejectedFollowers")

    def places() -> list[str]:
        found = {name: asked.get(name) for name in lists}
        found["GetFollowers"] = found["GetFollowers"]["results"]
        return [name for name in lists if ivo in [entry["link"] for entry in found[name]]]

    seen = [places()]
    for approved in (True, False):
        asked.call("ApproveFollower", {"actorIRI": ivo, "approved": approved})
        seen.append(places())

    rejected = {entry["link"]: entry["disabledAt"] for entry in asked.get("GetBlockedAndRejectedFollowers")}
    assert seen == [["GetPendingFollowRequests"], ["GetFollowers"], ["GetBlockedAndRejectedFollowers"]]
    assert rejected[ivo] == "2025-03-09T18:15:00Z"


@pytest.mark.parametrize("operation", ["GetFollowers", "GetFollowersAdmin", "GetFederatedActions"])
@pytest.mark.parametrize("seed", SEEDS)
def test_pages_hold_everything_once_newest_first(operation: str, seed: int) -> None:
    asked = world(seed)
    whole = asked.get(operation)

    pages = [asked.get(operation, query={"limit": 3, "offset": start}) for start in range(0, whole["total"] + 3, 3)]

    times = [entry["timestamp"] for entry in whole["results"]]
    assert [entry for page in pages for entry in page["results"]] == whole["results"]
    assert {page["total"] for page in pages} == {whole["total"]} == {len(times)}
    assert pages[-1]["results"] == []
    assert times == sorted(times, reverse=True)
    assert len(times) >= 8


def test_a_page_of_none_holds_none() -> None:
    page = world().get("GetFollowers", query={"limit": 0})

    assert (page["results"], page["total"] > 0) == ([], True)


def test_followers_are_counted_in_the_public_configuration() -> None:
    asked = fresh()
    asked.call("ApproveFollower", {"actorIRI": "https://tube.example.net/users/ivo", "approved": True})

    assert asked.get("GetWebConfig")["federation"]["followerCount"] == asked.get("GetFollowers")["total"]

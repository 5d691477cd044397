"""The document of Twitch Kraken takes what real servers sent, and refuses what is wrong.

The values are written here, in the shapes that were counted in recorded traffic (specs/DECISIONS.md, TK-3 to TK-10).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import pytest
from twitch_kraken_values import (
    API,
    channel,
    channel_links,
    channel_of_version_1,
    envelope,
    error,
    featured,
    preview,
    stream,
    stream_of_version_1,
    streams,
    team,
    user,
)

from stream_contracts import reading, wire
from stream_contracts.cases import example_calls
from stream_contracts.documents import Document, Effect
from stream_specs.bundle import bundle

NULL_IN_CHANNELS = (
    *("banner", "background", "delay", "profile_banner_background_color", "profile_banner", "video_banner"),
    *("broadcaster_language", "mature", "game", "logo", "status"),
)
NEVER_NULL_IN_CHANNELS = (
    *("_id", "name", "display_name", "language", "url", "partner", "views", "followers"),
    *("created_at", "updated_at", "_links"),
)
ONLY_IN_STREAMS_OF_VERSION_1 = ("name", "updated_at", "channel_id", "delay_length", "broadcaster", "geo", "status")
NOT_YET_IN_STREAMS_OF_2014 = ("video_height", "average_fps", "delay", "created_at", "is_playlist")


REQUESTS = {
    "getChannel default": ("GET", "/kraken/channels/test_channel", []),
    "getStream offline": ("GET", "/kraken/streams/hebo", []),
    "listStreams diablo": ("GET", "/kraken/streams?game=Diablo III", []),
    "listStreams channels": ("GET", "/kraken/streams?channel=incredibleorb,incontroltv", []),
    "listFollowedStreams first": ("GET", "/kraken/streams/followed?limit=25&offset=0", []),
    "startCommercial started": ("POST", "/kraken/channels/test_channel/commercial", [("length", "30")]),
    "updateChannel updated": (
        "PUT",
        "/kraken/channels/test_channel",
        [("channel[status]", "Playing cool new game!"), ("channel[game]", "Diablo"), ("channel[delay]", "0")],
    ),
}
SCOPES = {
    "getOwnChannel": "channel_read",
    "listChannelEditors": "channel_read",
    "updateChannel": "channel_editor",
    "resetStreamKey": "channel_stream",
    "startCommercial": "channel_commercial",
    "listFollowedStreams": "channel_read",
}
EFFECTS = {"updateChannel": Effect.UPDATE, "resetStreamKey": Effect.UPDATE, "startCommercial": Effect.OUTBOUND}


@functools.cache
def document() -> Document:
    specs = Path(__file__).parents[2] / "specs"
    return reading.parse(bundle(specs / "twitch-kraken").document, "twitch-kraken")


def errors(schema: str, value: Any) -> list[str]:
    validator = document().validator(f"/components/schemas/{schema}")
    return [error.message for error in validator.iter_errors(value)]


def without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name not in names}


def test_a_channel_with_everything_set_is_valid() -> None:
    assert errors("Channel", channel()) == []


def test_a_channel_without_any_setting_is_valid() -> None:
    assert errors("Channel", channel(**dict.fromkeys(NULL_IN_CHANNELS), partner=False)) == []


@pytest.mark.parametrize("name", NEVER_NULL_IN_CHANNELS)
def test_what_is_never_null_in_a_channel_may_not_be_null(name: str) -> None:
    assert errors("Channel", channel(**{name: None}))


@pytest.mark.parametrize("name", ONLY_IN_STREAMS_OF_VERSION_1)
def test_a_stream_of_version_1_has_all_its_fields(name: str) -> None:
    assert errors("StreamEnvelope", envelope(stream_of_version_1())) == []
    assert errors("StreamEnvelope", envelope(without(stream_of_version_1(), name)))


RIGHT = {
    "channel linked with http": (
        "Channel",
        channel(_links=channel_links("pixel_potter", "http://api.twitch.tv/kraken")),
    ),
    "channel without a link to features": (
        "Channel",
        channel(_links=without(channel_links("pixel_potter"), "features")),
    ),
    "channel with empty texts": ("Channel", channel(game="", status="", profile_banner_background_color="")),
    "channel of 2014": ("Channel", without(channel(abuse_reported=None), "partner", "broadcaster_language")),
    "channel with a link that is no address": (
        "Channel",
        channel(_links={**channel_links("a b"), "chat": "not ready"}),
    ),
    "own channel": ("OwnChannel", channel(email="potter@example.com", stream_key="live_1_fake")),
    "own channel without a verified address": ("OwnChannel", channel(email=None, stream_key="live_1_fake")),
    "channel in a stream of version 1": ("StreamChannel", channel_of_version_1()),
    "channel in version 1 without any setting": (
        "StreamChannel",
        channel_of_version_1(mature=None, game=None, logo=None, banner=None, status=None, teams=[]),
    ),
    "stream of version 3": ("StreamEnvelope", envelope(stream(), channel=f"{API}/channels/pixel_potter")),
    "stream with a whole rate": ("StreamEnvelope", envelope(stream(average_fps=60))),
    "stream with the highest id": ("StreamEnvelope", envelope(stream(_id=32_368_609_392))),
    "stream of 2015": ("StreamEnvelope", envelope(without(stream(), "delay", "is_playlist"))),
    "stream of 2014": ("StreamEnvelope", envelope(without(stream(), *NOT_YET_IN_STREAMS_OF_2014))),
    "stream of 2013": ("StreamEnvelope", envelope(stream(channel=channel_of_version_1(url="http://www.twitch.tv/a")))),
    "stream with more than the document knows": (
        "StreamEnvelope",
        envelope(stream(stream_type="live", broadcaster_software="unknown_rtmp", community_id="")),
    ),
    "stream without a game": ("StreamEnvelope", envelope(stream(game=None, channel=channel(game=None)))),
    "stream of version 1": ("StreamEnvelope", envelope(stream_of_version_1())),
    "offline": ("StreamEnvelope", envelope(None, channel=f"{API}/channels/pixel_potter")),
    "list of version 3": ("StreamList", streams(stream(), stream(_id=23_530_184_992))),
    "list of both versions": ("StreamList", streams(stream_of_version_1(), stream())),
    "list without a total": ("StreamList", without(streams(), "_total")),
    "list found by a search": (
        "StreamList",
        streams(stream(), _links={key: streams()["_links"][key] for key in ("self", "next")}),
    ),
    "page beyond the end": (
        "StreamList",
        streams(_links={**streams()["_links"], "prev": f"{API}/streams?limit=25&offset=9975"}),
    ),
    "followed": ("FollowedStreamList", streams(stream())),
    "featured in version 1": ("FeaturedStreamList", featured(stream_of_version_1())),
    "featured in version 3": (
        "FeaturedStreamList",
        featured(stream(), title="Clay week", sponsored=False, scheduled=True, priority=5),
    ),
    "summary": (
        "StreamSummary",
        {"channels": 12_857, "viewers": 402_118, "_links": {"self": f"{API}/streams/summary"}},
    ),
    "teams": ("TeamList", {"_links": {"self": f"{API}/channels/pixel_potter/teams"}, "teams": [team()]}),
    "team without a text": ("TeamList", {"_links": {"self": "/"}, "teams": [team(info=None, display_name="")]}),
    "no team": ("TeamList", {"_links": {"self": f"{API}/channels/pixel_potter/teams"}, "teams": []}),
    "editors": ("UserList", {"_links": {"self": f"{API}/channels/pixel_potter/editors"}, "users": [user()]}),
    "no editor": ("UserList", {"_links": {"self": f"{API}/channels/pixel_potter/editors"}, "users": []}),
    "unknown channel": ("Error", error(404, "Not Found", "Channel 'nobody' does not exist")),
    "error without a message": ("Error", error(404, "Not Found", "")),
    "no application": ("Error", error(400, "Bad Request", "No client id specified")),
    "no scope": ("Error", error(401, "Unauthorized", "Token invalid or missing required scope")),
    "update with a number": ("UpdateChannelRequest", {"channel": {"status": "a", "game": "b", "delay": 60}}),
    "update with digits": ("UpdateChannelRequest", {"channel": {"delay": "60", "channel_feed_enabled": True}}),
    "update without the wrapper": ("UpdateChannelRequest", {"game": "Diablo"}),
    "update of nothing": ("UpdateChannelRequest", {"channel": {}}),
    "commercial of the default length": ("StartCommercialRequest", {}),
    "longest commercial": ("StartCommercialRequest", {"length": 180}),
}

WRONG = {
    "channel with a text as id": ("Channel", channel(_id="71529043")),
    "channel without links": ("Channel", without(channel(), "_links")),
    "channel without a link to itself": ("Channel", channel(_links=without(channel_links("a"), "self"))),
    "channel with views as text": ("Channel", channel(views="392517976")),
    "channel with a fraction of followers": ("Channel", channel(followers=1.5)),
    "channel without a field that has no value": ("Channel", without(channel(), "background")),
    "channel with a number as name": ("Channel", channel(name=71529043)),
    "channel with a date as C writes it": ("Channel", channel(created_at="Tue Jul 24 13:22:26 2012")),
    "channel with a text for mature": ("Channel", channel(mature="false")),
    "channel with a link that is null": ("Channel", channel(_links={**channel_links("a"), "self": None})),
    "own channel without its key": ("OwnChannel", channel(email="potter@example.com")),
    "channel of version 1 without teams": ("StreamChannel", without(channel_of_version_1(), "teams")),
    "envelope without a stream": ("StreamEnvelope", {"_links": {"self": f"{API}/streams/a"}}),
    "envelope without links": ("StreamEnvelope", {"stream": None}),
    "offline as an empty object": ("StreamEnvelope", envelope({})),
    "stream with a text as id": ("StreamEnvelope", envelope(stream(_id="23530184976"))),
    "stream without links": ("StreamEnvelope", envelope(without(stream(), "_links"))),
    "stream of a user": ("StreamEnvelope", envelope(stream(channel=user()))),
    "stream with viewers as text": ("StreamEnvelope", envelope(stream(viewers="57"))),
    "stream of version 3 with a preview of version 1": ("StreamEnvelope", envelope(stream(preview="http://a/b.jpg"))),
    "stream of version 1 with a text as id": ("StreamEnvelope", envelope(stream_of_version_1(_id="1"))),
    "preview without the template": ("StreamEnvelope", envelope(stream(preview=without(preview(), "template")))),
    "list without links": ("StreamList", without(streams(stream()), "_links")),
    "list without a next page": ("StreamList", streams(_links=without(streams()["_links"], "next"))),
    "list with null for a stream": ("StreamList", streams(None)),
    "followed with a text as total": ("FollowedStreamList", streams(_total="1")),
    "featured without a text": ("FeaturedStreamList", {**featured(stream()), "featured": [{"stream": stream()}]}),
    "featured while offline": ("FeaturedStreamList", featured(None)),
    "summary with a text": ("StreamSummary", {"channels": 1, "viewers": "2", "_links": {"self": "/"}}),
    "teams without links": ("TeamList", {"teams": [team()]}),
    "team with a text as id": ("TeamList", {"_links": {"self": "/"}, "teams": [team(_id="10")]}),
    "editor without a name": ("UserList", {"_links": {"self": "/"}, "users": [without(user(), "name")]}),
    "error with a text as status": ("Error", error("404", "Not Found", "")),  # type: ignore[arg-type]
    "error without a message": ("Error", without(error(404, "Not Found", ""), "message")),
    "update with a word as delay": ("UpdateChannelRequest", {"channel": {"delay": "soon"}}),
    "update with a text as wrapper": ("UpdateChannelRequest", {"channel": "Diablo"}),
    "commercial of an odd length": ("StartCommercialRequest", {"length": 45}),
}


@pytest.mark.parametrize(("schema", "value"), RIGHT.values(), ids=RIGHT.keys())
def test_what_servers_and_clients_send_is_valid(schema: str, value: Any) -> None:
    assert errors(schema, value) == []


@pytest.mark.parametrize(("schema", "value"), WRONG.values(), ids=WRONG.keys())
def test_what_is_clearly_wrong_is_refused(schema: str, value: Any) -> None:
    assert errors(schema, value)


@pytest.mark.parametrize(("case", "expected"), REQUESTS.items(), ids=REQUESTS.keys())
def test_the_requests_of_the_pages_are_cases(case: str, expected: tuple[str, str, list[tuple[str, str]]]) -> None:
    name, example = case.split()

    calls = [call for found, call in example_calls(document().operation(name)) if found == example]
    request = wire.build(document(), calls[-1], document().base_path, {"OAuth": "fake"})

    assert (request.method, unquote_plus(request.target), parse_qsl(request.body.decode())) == expected


def test_operations_take_the_scopes_of_the_pages() -> None:
    found = {one.id: one.security[0]["OAuth"] for one in document().operations if "OAuth" in one.security[0]}

    assert found == {name: (scope,) for name, scope in SCOPES.items()}


def test_everybody_may_read_the_rest_with_or_without_a_client_id() -> None:
    public = [operation for operation in document().operations if operation.id not in SCOPES]

    assert len(public) == 14 - len(SCOPES)
    assert all(operation.security == ({"ClientId": ()}, {}) for operation in public)


def test_only_three_operations_change_anything() -> None:
    changing = {one.id: one.effect for one in document().operations if one.effect is not Effect.READ}

    assert changing == EFFECTS


def test_a_token_is_sent_as_the_page_shows_it() -> None:
    _, call = next(example_calls(document().operation("getOwnChannel")))

    request = wire.build(document(), call, document().base_path, {"OAuth": "fake"})

    assert ("Authorization", "OAuth fake") in request.headers


def test_channels_ask_for_version_3_and_streams_for_version_1() -> None:
    own = {operation.id: operation.extensions.get("x-accept") for operation in document().operations}

    assert document().raw["x-accept"] == "application/vnd.twitchtv.v3+json"
    assert {name for name, accept in own.items() if accept == "application/vnd.twitchtv.v1+json"} == {
        operation.id for operation in document().operations if "Streams" in operation.tags
    }

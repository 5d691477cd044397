"""The world at the start: channels with their teams, owners and followers.

What the documented examples show is as they show it, whatever the seed; the seed decides about all others. Everything
hangs together: a follower is a user, a user has a channel, and counts are those of the lists. Only `followers` of a
channel that an example shows is the number there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from stream_contracts.documents import Document
from stream_contracts.mock.generator import Generator
from stream_contracts.mock.state import Item, State

OWNER, EDITOR, UNPARTNERED, UNAVAILABLE = "test_channel", "test_channel_editor", "quiet_corner", "gone_channel"
LIVE, DIABLO, OFFLINE = "incontroltv", "sanctuarylive", ("incredibleorb", "hebo")
_NAMED = (OWNER, EDITOR, UNPARTNERED, UNAVAILABLE, LIVE, DIABLO, *OFFLINE)
_FIRST = ("amber", "brisk", "clever", "daring", "early", "frosty", "gentle", "hidden")
_SECOND = ("badger", "comet", "dynamo", "falcon", "lantern", "orchard", "pixel")
OTHERS = tuple(f"{first}{second}" for first in _FIRST for second in _SECOND)
GAMES = (
    *("Diablo III", "StarCraft II: Wings of Liberty", "Gaming Talk Shows", "Dota 2", "Minecraft", "Chess"),
    *("Super Mario 64", "Music", None),
)
_FOLLOWED, _STRANGERS = 44, 12  # whom the owner follows; how many do not follow the owner
_LANGUAGES = ("en", "de", "fr", "es", "pl", "ko")
_OF_USERS = ("created_at", "name", "updated_at", "_id", "display_name", "logo")
PICTURES = "http://static-cdn.jtvnw.net/jtv_user_pictures"


def example(document: Document, operation: str, name: str) -> Any:
    """The documented example of a success, without its links and those of what is in it."""
    response = document.operation(operation).response(200)
    return _without_links(response.content[0].examples[name] if response else {})


def _without_links(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_links(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_links(item) for name, item in value.items() if name != "_links"}
    return value


def one_of(generator: Generator, choices: Sequence[Any]) -> Any:
    """One of some values, each as likely as the others."""
    return choices[generator.number(0, len(choices) - 1)]


def text_of(time: datetime) -> str:
    """A time as answers have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def channels(document: Document, state: State) -> Iterator[Item]:
    """All channels. `managers` are its owner and its editors; `following` are the channels that its owner follows."""
    following = {name: _following(name, state.generator) for name in (*_NAMED, *OTHERS)}
    documented = _documented(document)
    for name, followed in following.items():
        made = {
            **_channel(name, state.generator),
            "followers": sum(name in others for others in following.values()),
            **documented.get(name, {}),
        }
        made["teams"] = {OWNER: ["staff"], LIVE: ["eg"]}.get(name, ["eg"] if name in OTHERS[:5] else [])
        made["editors"] = [EDITOR] if name == OWNER else []
        made["managers"] = [name, *made["editors"]]
        made["following"] = followed
        made["available"] = name != UNAVAILABLE
        yield made


def _documented(document: Document) -> dict[str, Item]:
    """What examples show of channels."""
    editor = example(document, "listChannelEditors", "listed")["users"][0]
    return {
        OWNER: example(document, "getOwnChannel", "own"),
        UNPARTNERED: example(document, "getChannel", "blank"),
        DIABLO: example(document, "listStreams", "diablo")["streams"][0]["channel"],
        LIVE: {**example(document, "getStream", "online")["stream"]["channel"], "partner": True},
        EDITOR: {name: editor[name] for name in _OF_USERS},
    }


def _channel(name: str, generator: Generator) -> Item:
    """A channel as the seed makes it. Blank fields are common, as they were on real servers."""
    created = datetime(2010, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=generator.number(0, 2_000_000))
    identifier = generator.next("channel", 20_300_000)
    return {
        "mature": one_of(generator, (None, False, False, True)),
        "status": one_of(generator, (None, "", f"{name} plays", "Just one more round")),
        "broadcaster_language": one_of(generator, (None, *_LANGUAGES)),
        "display_name": name.capitalize(),
        "game": one_of(generator, GAMES),
        "delay": None,
        "language": one_of(generator, _LANGUAGES),
        "_id": identifier,
        "name": name,
        "created_at": text_of(created),
        "updated_at": text_of(created + timedelta(days=generator.number(1, 1500))),
        "logo": one_of(generator, (None, f"{PICTURES}/{name}-profile_image-300x300.png")),
        "banner": None,
        "video_banner": None,
        "background": None,
        "profile_banner": None,
        "profile_banner_background_color": one_of(generator, (None, None, "", "#1a0d26")),
        "partner": generator.number(0, 1) == 1,
        "url": f"http://www.twitch.tv/{name}",
        "views": generator.number(10, 400_000_000),
        "email": f"{name}@example.com",
        "stream_key": f"live_{identifier}_{generator.token(16)}",
        "broadcast_delay": 0,
        "feed_enabled": True,
        "commercial_at": None,
    }


def _following(name: str, generator: Generator) -> list[str]:
    """Whom the owner of a channel follows. Most follow test_channel, so that its followers fill more than one page."""
    if name == OWNER:
        return [LIVE, DIABLO, *OFFLINE, *OTHERS[:_FOLLOWED]]
    if name in (EDITOR, UNAVAILABLE):
        return []
    others = [other for other in OTHERS if other != name and generator.number(1, 12) == 1]
    return others if name in OTHERS[:_STRANGERS] else [OWNER, *others]


def teams(document: Document, _: State) -> Iterator[Item]:
    """The two teams of the examples."""
    yield example(document, "listChannelTeams", "listed")["teams"][0]
    yield example(document, "getStream", "online")["stream"]["channel"]["teams"][0]


def users(document: Document, state: State) -> Iterator[Item]:
    """The owners of the channels: name, number and dates are those of the channel."""
    editor = example(document, "listChannelEditors", "listed")["users"][0]
    for channel in state.collections["channel"]:
        made = {"type": "user", "bio": None, **{name: channel[name] for name in _OF_USERS}}
        yield editor if made["name"] == EDITOR else made


def follows(document: Document, state: State) -> Iterator[Item]:
    """Who follows whom, each since another minute. The latest follower of test_channel is that of the example."""
    latest = example(document, "listChannelFollows", "listed")["follows"][0]
    since = datetime.fromisoformat(latest["created_at"])
    pairs = [(owner["name"], name) for owner in state.collections["channel"] for name in owner["following"]]
    pairs.sort(key=lambda pair: pair != (UNPARTNERED, OWNER))
    for number, (user, channel) in enumerate(pairs):
        yield {
            "id": number,
            "user": user,
            "channel": channel,
            "created_at": text_of(since),
            "notifications": number == 0 or state.generator.number(0, 1) == 1,
        }
        since -= timedelta(minutes=state.generator.number(1, 3000))

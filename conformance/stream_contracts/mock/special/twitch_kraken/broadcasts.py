"""The world at the start: live streams, those that are promoted, and videos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from stream_contracts.documents import Document
from stream_contracts.mock.special.twitch_kraken.people import DIABLO, LIVE, OTHERS, OWNER, example, one_of, text_of
from stream_contracts.mock.state import Item, State

_LIVE_OTHERS, _PROMOTED, _HIGHLIGHTS, _BROADCASTS, _HLS = 44, 28, 14, 5, 2  # lists beyond the default limits
_FIRST_ID = 19_000_000_000  # beyond 32 bits
_PACIFIC = timedelta(hours=7)
_THUMBNAILS = "http://static-cdn.jtvnw.net/jtv.thumbs"
_CTIME = "%a %b %d %H:%M:%S %Y"


def streams(document: Document, state: State) -> Iterator[Item]:
    """The live streams: those of the examples, and of most other channels. Which are offline, the seed decides."""
    begin = state.generator.number(0, len(OTHERS) - 1)
    live = [OTHERS[(begin + index) % len(OTHERS)] for index in range(_LIVE_OTHERS)]
    documented = {
        OWNER: example(document, "getStream", "online-v3")["stream"],
        DIABLO: example(document, "listStreams", "diablo")["streams"][0],
        LIVE: _of_version_1(example(document, "getStream", "online")["stream"]),
    }
    for name in (*documented, *live):
        made = _stream(name, state)
        shown = {key: value for key, value in documented.get(name, {}).items() if key in made}
        yield {**made, **shown, "channel": name}


def _stream(name: str, state: State) -> Item:
    generator = state.generator
    channel = state.collections["channel"].get(name) or {}
    began = state.clock.now() - timedelta(minutes=generator.number(5, 600))
    return {
        "channel": name,
        "_id": generator.next("stream", _FIRST_ID),
        "game": channel["game"],
        "viewers": generator.number(1, 5000),
        "video_height": one_of(generator, (480, 720, 1080)),
        "average_fps": one_of(generator, (30, 60, generator.number(200_000, 600_000) / 10_000)),
        "created_at": text_of(began),
        "updated_at": text_of(began + timedelta(minutes=3)),
        "is_playlist": generator.number(1, 20) == 1,
        "embeddable": generator.number(1, 4) != 1,
        "broadcaster": one_of(generator, ("fme", "obs", "xsplit")),
        "geo": one_of(generator, ("US", "DE", "FR", "KR")),
    }


def _of_version_1(shown: Item) -> Item:
    """A stream of version 1 with its dates as those of version 3."""
    times = {name: datetime.strptime(shown[name], _CTIME) + _PACIFIC for name in ("created_at", "updated_at")}
    return {**shown, **{name: text_of(time) for name, time in times.items()}, "embeddable": True}


def features(document: Document, state: State) -> Iterator[Item]:
    """The promoted streams, in the order of their priority."""
    documented = {
        OWNER: example(document, "listFeaturedStreams", "first-v3")["featured"][0],
        LIVE: example(document, "listFeaturedStreams", "first")["featured"][0],
    }
    live = [stream["channel"] for stream in state.collections["stream"] if stream["channel"] != DIABLO]
    for rank, name in enumerate(live[:_PROMOTED]):
        made = {
            "image": f"http://s.jtvnw.net/jtv_user_pictures/hosted_images/{name}.png",
            "text": f"<p>{name} is live.</p>\r\n",
            "title": f"{name} is live",
            "sponsored": state.generator.number(1, 5) == 1,
            "scheduled": True,
            "priority": 5 if rank < 5 else 3,
        }
        shown = {key: value for key, value in documented.get(name, {}).items() if key in made}
        yield {**made, **shown, "channel": name}


def videos(document: Document, state: State) -> Iterator[Item]:
    """Highlights and broadcasts. Those of test_channel fill more than a page; two of the highlights are documented."""
    documented = example(document, "listChannelVideos", "listed")["videos"]
    yield from ({**shown, "channel": OWNER, "recorded": False, "hls": False} for shown in documented)
    for channel in state.collections["channel"]:
        owner = channel["name"] == OWNER
        counts = (_HIGHLIGHTS, _BROADCASTS, _HLS) if owner else (state.generator.number(0, 2), 0, 0)
        for kind, count in zip(("c", "a", "h"), counts, strict=True):
            yield from (_video(channel, kind, state) for _ in range(count))


def _video(channel: Item, kind: str, state: State) -> Item:
    """kind: c for a highlight, a for a broadcast, h for a highlight in the HLS format."""
    generator = state.generator
    number = generator.next("video", 5_000_000)
    recorded = datetime.fromisoformat(channel["updated_at"]) - timedelta(minutes=generator.number(200_000, 900_000))
    return {
        "title": one_of(generator, (None, "Best of the evening", f"Part {number}")),
        "description": one_of(generator, (None, "Cut by the editor.")),
        "broadcast_id": _FIRST_ID - number,
        "status": "recorded",
        "tag_list": one_of(generator, ("", "funny", "funny,short")),
        "_id": f"{'a' if kind == 'a' else 'c'}{number}",
        "recorded_at": text_of(recorded),
        "game": channel["game"],
        "length": generator.number(30, 20_000),
        "preview": one_of(generator, (None, f"{_THUMBNAILS}/archive-{number}-320x240.jpg")),
        "url": f"{channel['url']}/{'b' if kind == 'a' else 'c'}/{number}",
        "views": generator.number(0, 100_000),
        "broadcast_type": "archive" if kind == "a" else "highlight",
        "channel": channel["name"],
        "recorded": kind == "a",
        "hls": kind == "h",
    }

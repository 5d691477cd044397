"""The broadcast: whether one is running, who watches it, and how it fares.

`stream` of the values holds what a broadcast leaves behind; `settings` those of the server (configuration.py). Nobody
watches while nothing is broadcast; who was there before comes back with the next broadcast.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from stream_contracts.documents import Document
from stream_contracts.mock.messages import Refusal
from stream_contracts.mock.special.owncast.examples import example
from stream_contracts.mock.state import Item, State
from stream_contracts.mock.templates import Scope

_PEAKS = ("overallPeakViewerCount", "sessionPeakViewerCount")


def initial(document: Document, state: State) -> Item:
    """The broadcast of the examples, with the load that the seed makes of its beginning."""
    online = example(document, "StatusAdmin", "online")
    measured = example(document, "GetViewersOverTime", "listed")
    earlier = [f"2025-03-09T17:{minute}:00Z" for minute in range(30, 60, 5)]
    return {
        "online": True,
        "connected": online["broadcaster"]["time"],
        "disconnected": None,
        "broadcaster": online["broadcaster"],
        "output": online["currentBroadcast"],
        "health": online["health"],
        "measured": [{"time": time, "value": state.generator.number(0, 6)} for time in earlier] + measured,
        "playback": example(document, "GetVideoPlaybackMetrics", "listed"),
        **{name: online[name] for name in _PEAKS},
    }


def viewers(document: Document, _: State) -> Iterator[Item]:
    """The viewers of the example."""
    yield from example(document, "GetActiveViewers", "listed")


def list_viewers(scope: Scope) -> list[Item]:
    """Who is watching."""
    return list(scope.state.collections["viewer"]) if _stream(scope)["online"] else []


def count_viewer(scope: Scope) -> Any:
    """Count the caller as a viewer: the same address with the same player once."""
    if not _stream(scope)["online"] or scope.call is None:
        return None
    address, player = scope.call.peer, scope.call.headers.get("user-agent", "")
    identifier = hashlib.sha256(f"{address} {player}".encode()).hexdigest()[:16]
    watching = scope.state.collections["viewer"]
    if watching.get(identifier) is None:
        seen = {"firstSeen": scope.state.clock.text(), "geo": None, "userAgent": player}
        watching.create({**seen, "ipAddress": address, "clientID": identifier})
        _note_peaks(scope)
    return None


def _note_peaks(scope: Scope) -> None:
    for name in _PEAKS:
        scope.state.set_value(f"stream.{name}", max(_stream(scope)[name], len(list_viewers(scope))))


def public_status(scope: Scope) -> Any:
    """What everybody may know. The number of viewers is left out when it is 0 or hidden."""
    stream, count = _stream(scope), len(list_viewers(scope))
    shown = {
        "serverTime": scope.state.clock.text(),
        "lastConnectTime": stream["connected"],
        "lastDisconnectTime": None if stream["online"] else stream["disconnected"],
        "versionNumber": scope.state.values["version"],
        "online": stream["online"],
        "streamTitle": _title(scope),
    }
    return {**shown, "viewerCount": count} if count and not _settings(scope)["hideViewerCount"] else shown


def status(scope: Scope) -> Any:
    """What the operator knows besides."""
    stream = _stream(scope)
    running = stream["online"]
    return {
        "broadcaster": stream["broadcaster"] if running else None,
        "currentBroadcast": stream["output"] if running else None,
        "health": stream["health"] if running else None,
        "streamTitle": _title(scope),
        "versionNumber": scope.state.values["version"],
        "viewerCount": len(list_viewers(scope)),
        **{name: stream[name] for name in _PEAKS},
        "online": running,
    }


def directory_entry(scope: Scope) -> Any:
    """What the directory is told."""
    stream, settings = _stream(scope), _settings(scope)
    shown = settings["instanceDetails"]
    return {
        "lastConnectTime": stream["connected"],
        "name": shown["name"],
        "description": shown["summary"],
        "streamTitle": _title(scope),
        "logo": f"{settings['yp']['instanceUrl']}/logo",
        "tags": shown["tags"],
        "social": shown["socialHandles"],
        "viewerCount": len(list_viewers(scope)),
        "overallMaxViewerCount": stream["overallPeakViewerCount"],
        "sessionMaxViewerCount": stream["sessionPeakViewerCount"],
        "nsfw": shown["nsfw"],
        "online": stream["online"],
    }


def switch_stream(scope: Scope) -> Any:
    """Begin or end the broadcast, as the body says; nothing happens when it is so already."""
    wanted = scope.call.value["online"] if scope.call else True
    if wanted != _stream(scope)["online"]:
        (_begin if wanted else _end)(scope)
    return {"online": wanted}


def end_broadcast(scope: Scope) -> Any:
    """Cut the connection of the broadcasting program, which connects again. Raises Refusal when there is none."""
    if not _stream(scope)["online"]:
        raise Refusal(400, "no inbound stream connected")
    _end(scope)
    _begin(scope)
    return None


def _begin(scope: Scope) -> None:
    """The same program connects; it gets the qualities that are set now."""
    now, video = scope.state.clock.text(), _settings(scope)["videoSettings"]
    stream = _stream(scope)
    begun = {
        "online": True,
        "connected": now,
        "broadcaster": {**stream["broadcaster"], "time": now},
        "output": {
            "outputSettings": video["videoQualityVariants"],
            "latencyLevel": {"level": video["latencyLevel"]},
        },
        "sessionPeakViewerCount": 0,
    }
    scope.state.set_value("stream", {**stream, **begun})
    _note_peaks(scope)
    _log(scope, f"Inbound stream connected from {stream['broadcaster']['remoteAddr'].partition(':')[0]}")


def _end(scope: Scope) -> None:
    ended = {"online": False, "disconnected": scope.state.clock.text()}
    scope.state.set_value("stream", {**_stream(scope), **ended})
    _log(scope, "Inbound stream disconnected")


def _log(scope: Scope, message: str) -> None:
    lines = scope.state.collections["log"]
    line = {"number": len(lines), "time": scope.state.clock.text(), "message": message, "level": "info"}
    lines.create(line)


def measurements(scope: Scope) -> Any:
    """The number of viewers over time, from the start of the window on. A window that is no number is none."""
    asked = scope.call.parameters.get("query", {}).get("windowStart", "") if scope.call else ""
    start = int(asked) if asked.isascii() and asked.isdecimal() else 0
    return [entry for entry in _stream(scope)["measured"] if _seconds(entry["time"]) >= start]


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


def playback(scope: Scope) -> Any:
    """What players reported, with the rates of the qualities that are set."""
    qualities = _settings(scope)["videoSettings"]["videoQualityVariants"]
    rates = [quality["videoBitrate"] for quality in qualities if "videoBitrate" in quality]
    return {**_stream(scope)["playback"], "availableBitrates": rates}


def prometheus(scope: Scope) -> Any:
    """The metrics in the text format of Prometheus."""
    gauges = (
        ("owncast_instance_active_viewer_count", "The number of viewers.", len(list_viewers(scope))),
        ("owncast_instance_active_chat_client_count", "The number of chat connections.", _count(scope, "client")),
        ("owncast_instance_total_chat_message_count", "The number of chat messages.", _count(scope, "message")),
    )
    return "".join(f"# HELP {name} {text}\n# TYPE {name} gauge\n{name} {value}\n" for name, text, value in gauges)


def _count(scope: Scope, collection: str) -> int:
    return len(scope.state.collections[collection])


def _title(scope: Scope) -> str:
    """The title of the broadcast; there is none without one."""
    return str(_settings(scope)["instanceDetails"]["streamTitle"]) if _stream(scope)["online"] else ""


def _stream(scope: Scope) -> Item:
    stream: Item = scope.state.values["stream"]
    return stream


def _settings(scope: Scope) -> Item:
    settings: Item = scope.state.values["settings"]
    return settings

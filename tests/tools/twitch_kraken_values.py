"""Values in the shapes that Kraken servers sent, for the tests of its document. No name or text in them is real."""

from __future__ import annotations

from typing import Any

API = "https://api.twitch.tv/kraken"


def channel_links(name: str, api: str = API) -> dict[str, str]:
    own = f"{api}/channels/{name}"
    below = ("follows", "commercial", "stream_key", "features", "subscriptions", "editors", "teams", "videos")
    return {"self": own, "chat": f"{api}/chat/{name}", **{key: f"{own}/{key}" for key in below}}


def channel(**changes: Any) -> dict[str, Any]:
    """A channel of a user who has set up everything."""
    pictures = "http://static-cdn.jtvnw.net/jtv_user_pictures/pixel_potter"
    value = {
        "mature": False,
        "status": "Glazing day, chat picks the colours",
        "broadcaster_language": "en",
        "display_name": "Pixel_Potter",
        "game": "Creative",
        "delay": 0,
        "language": "en",
        "_id": 71529043,
        "name": "pixel_potter",
        "created_at": "2014-09-19T16:20:11Z",
        "updated_at": "2016-10-02T07:45:59Z",
        "logo": f"{pictures}-profile_image-3d50a8f1c2b94e67-300x300.png",
        "banner": f"{pictures}-channel_header_image-91b7f0d3a5c2e864-640x125.png",
        "video_banner": f"{pictures}-channel_offline_image-62e8c1f0d4b7a935-1920x1080.jpeg",
        "background": f"{pictures}-channel_background_image-0a9c8e7d6b5f4321.jpeg",
        "profile_banner": f"{pictures}-profile_banner-c7e41d90b2f8a653-480.png",
        "profile_banner_background_color": "#2e1f47",
        "partner": False,
        "url": "https://www.twitch.tv/pixel_potter",
        "views": 392_517_976,
        "followers": 4211,
        "_links": channel_links("pixel_potter"),
    }
    return {**value, **changes}


def channel_of_version_1(**changes: Any) -> dict[str, Any]:
    names = ("name", "game", "created_at", "updated_at", "banner", "_id", "logo", "mature", "display_name", "status")
    links = {key: channel()["_links"][key] for key in ("self", "chat", "commercial", "stream_key", "features")}
    return {**{name: channel()[name] for name in names}, "teams": [team()], "_links": links, **changes}


def team(**changes: Any) -> dict[str, Any]:
    value = {
        "_links": {"self": f"{API}/teams/kiln"},
        "_id": 1284,
        "name": "kiln",
        "info": "<p>Clay, fire and patience.</p>\n\n",
        "display_name": "The Kiln",
        "created_at": "2014-11-01T12:00:31Z",
        "updated_at": "2016-03-17T09:14:02Z",
        "logo": None,
        "banner": None,
        "background": None,
    }
    return {**value, **changes}


def preview(name: str = "pixel_potter") -> dict[str, str]:
    base = f"https://static-cdn.jtvnw.net/previews-ttv/live_user_{name}"
    sizes = {"small": "80x45", "medium": "320x180", "large": "640x360", "template": "{width}x{height}"}
    return {key: f"{base}-{size}.jpg" for key, size in sizes.items()}


def stream(**changes: Any) -> dict[str, Any]:
    """A stream of version 3."""
    value = {
        "_id": 23_530_184_976,
        "game": "Creative",
        "viewers": 57,
        "video_height": 720,
        "average_fps": 29.9871342118,
        "delay": 0,
        "created_at": "2016-10-02T06:02:45Z",
        "is_playlist": False,
        "preview": preview(),
        "_links": {"self": "http://api.twitch.tv/kraken/streams/pixel_potter"},
        "channel": channel(),
    }
    return {**value, **changes}


def stream_of_version_1(**changes: Any) -> dict[str, Any]:
    value = {
        "_id": 212_874_016,
        "game": "Minecraft",
        "name": "live_user_pixel_potter",
        "created_at": "Sat Sep  1 09:05:07 2012",
        "updated_at": "Sat Sep  1 11:40:00 2012",
        "viewers": 12,
        "channel_id": 71529043,
        "preview": "http://static-cdn.jtvnw.net/previews/live_user_pixel_potter-630x473.jpg",
        "_links": {"self": f"{API}/streams/pixel_potter", "channel": f"{API}/channels/pixel_potter"},
        "delay_length": 0,
        "broadcaster": "xsplit",
        "geo": "DE",
        "channel": channel_of_version_1(),
        "status": None,
    }
    return {**value, **changes}


def envelope(live: Any, **links: str) -> dict[str, Any]:
    return {"stream": live, "_links": {"self": f"{API}/streams/pixel_potter", **links}}


def streams(*found: Any, **changes: Any) -> dict[str, Any]:
    links = {
        "self": f"{API}/streams?limit=25&offset=0",
        "next": f"{API}/streams?limit=25&offset=25",
        "featured": f"{API}/streams/featured",
        "summary": f"{API}/streams/summary",
        "followed": f"{API}/streams/followed",
    }
    return {"_total": 12_857, "streams": list(found), "_links": links, **changes}


def featured(live: Any, **changes: Any) -> dict[str, Any]:
    links = {key: f"{API}/streams/featured?limit=25&offset={offset}" for key, offset in (("self", 0), ("next", 25))}
    item = {"image": "http://s.jtvnw.net/jtv_user_pictures/hosted_images/kiln.png", "text": "<p>Clay</p>\r\n"}
    return {"_links": links, "featured": [{**item, "stream": live, **changes}]}


def user(**changes: Any) -> dict[str, Any]:
    value = {
        "_links": {"self": f"{API}/users/slow_glaze"},
        "_id": 88_104_220,
        "name": "slow_glaze",
        "display_name": "slow_glaze",
        "created_at": "2015-04-11T18:33:20Z",
        "updated_at": "2016-09-30T22:10:47Z",
        "logo": None,
        "type": "user",
        "bio": None,
    }
    return {**value, **changes}


def error(status: int, name: str, message: str) -> dict[str, Any]:
    return {"message": message, "status": status, "error": name}

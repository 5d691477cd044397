"""The settings of the server: all of them as GetServerConfig shows them, and what everybody sees of them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from stream_contracts.documents import Document
from stream_contracts.mock.special.owncast import broadcast
from stream_contracts.mock.special.owncast.examples import example
from stream_contracts.mock.state import Item, State
from stream_contracts.mock.templates import Scope

_PASSWORD = "mock-password"
_PUBLIC = ("hideViewerCount", "chatDisabled", "externalActions")
_PUBLIC_DETAILS = (
    *("appearanceVariables", "name", "customStyles", "streamTitle", "offlineMessage", "summary", "tags"),
    *("socialHandles", "nsfw"),
)
_LONGEST_MESSAGE = 2048
_BOLD, _BLANK_LINES = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\n\s*\n")


def values(document: Document, state: State) -> Mapping[str, Any]:
    """The values at the start: the settings of the example, and the broadcast."""
    configured = example(document, "GetServerConfig", "configured")
    return {
        "settings": {**configured, "adminPassword": _PASSWORD},
        "unreadable": {"spamProtection": True, "slurFilter": False, "logo": ""},
        "version": example(document, "GetStatus", "online")["versionNumber"],
        "stream": broadcast.initial(document, state),
    }


def settings(scope: Scope) -> Any:
    """All settings. The host of the chat is left out when none is set."""
    kept = _settings(scope)
    return kept if kept["socketHostOverride"] else _without(kept, "socketHostOverride")


def public_settings(scope: Scope) -> Any:
    """What the web page of the server needs."""
    kept, details = _settings(scope), _settings(scope)["instanceDetails"]
    shown = {
        **{name: details[name] for name in _PUBLIC_DETAILS},
        **{name: kept[name] for name in _PUBLIC},
        "logo": "/logo",
        "version": f"Owncast v{scope.state.values['version']}-linux-64bit",
        "extraPageContent": _rendered(details["extraPageContent"]),
        "notifications": {"browser": _push(kept["notifications"]["browser"])},
        "federation": _federation(scope),
        "maxSocketPayloadSize": _LONGEST_MESSAGE,
        "authentication": {"indieAuthEnabled": True},
    }
    override = kept["socketHostOverride"]
    return {**shown, "socketHostOverride": override} if override else shown


def _push(browser: Item) -> Item:
    return {"publicKey": "not-a-real-key", "enabled": True} if browser.get("enabled") else {"enabled": False}


def _federation(scope: Scope) -> Item:
    kept = _settings(scope)
    followers = [item for item in scope.state.collections["follower"] if item["decided"] and item["accepted"]]
    shown: Item = {"enabled": kept["federation"]["enabled"]}
    if followers:
        shown["followerCount"] = len(followers)
    return {**shown, "account": account(scope)} if shown["enabled"] else shown


def account(scope: Scope) -> str:
    """The account of the server in the Fediverse, `name@host`."""
    kept = _settings(scope)
    return f"{kept['federation']['username']}@{urlsplit(kept['yp']['instanceUrl']).hostname or 'localhost'}"


def _rendered(markdown: str) -> str:
    """Paragraphs and what is bold: as much of Markdown as the mock knows."""
    text = _BOLD.sub(r"<strong>\1</strong>", html.escape(markdown.strip(), quote=False))
    return "".join(f"<p>{paragraph}</p>" for paragraph in _BLANK_LINES.split(text) if paragraph)


def list_qualities(scope: Scope) -> Any:
    """The qualities that viewers choose from."""
    qualities = _settings(scope)["videoSettings"]["videoQualityVariants"]
    return [{"index": index, "name": quality.get("name", "")} for index, quality in enumerate(qualities)]


def tidy(scope: Scope) -> Any:
    """Drop what the server drops of a value: space around messages, `#` before tags, a slash after the address."""
    kept = _settings(scope)
    details, address = kept["instanceDetails"], kept["yp"]["instanceUrl"]
    texts = {name: details[name].strip() for name in ("offlineMessage", "welcomeMessage")}
    tags = [tag.removeprefix("#") for tag in details["tags"]]
    scope.state.set_value("settings.instanceDetails", {**details, **texts, "tags": tags})
    scope.state.set_value("settings.yp.instanceUrl", address.removesuffix("/"))


def announce_title(scope: Scope) -> Any:
    """Tell the chat about the new title of the broadcast."""
    title = _settings(scope)["instanceDetails"]["streamTitle"]
    if title:
        said = {"type": "CHAT_ACTION", "body": f"Stream title changed to {title}"}
        kept = {"user": None, "visible": True, "hiddenAt": None}
        head = {"id": scope.state.generator.token(9), "timestamp": scope.state.clock.text()}
        scope.state.collections["message"].create({**head, **said, **kept})


def _settings(scope: Scope) -> Item:
    kept: Item = scope.state.values["settings"]
    return kept


def _without(item: Item, name: str) -> Item:
    return {member: value for member, value in item.items() if member != name}

"""Users, messages, integrations and followers: those at the start, and how users come about.

What the documented examples show is there whatever the seed; the seed makes further followers and what they did.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from stream_contracts.documents import Document
from stream_contracts.mock.generator import Generator
from stream_contracts.mock.messages import Refusal
from stream_contracts.mock.special.owncast.examples import example
from stream_contracts.mock.state import Item, State
from stream_contracts.mock.templates import Scope

_OTTER, _LAMP, _CROW = "Ob2dz5jSR", "mR4kT1hSg", "zL9xQ7jIg"
_TOKENS = {
    _OTTER: "not-a-real-chat-token",
    _LAMP: "not-a-real-moderator-token",
    _CROW: "not-a-real-disabled-token",
}
_COLORS = 8
_FIRST = ("amber", "brisk", "calm", "dusty", "early", "faint", "gentle", "humming")
_SECOND = ("badger", "comet", "drone", "fader", "lantern", "orchard", "relay")
_HOSTS = ("social.example.org", "tube.example.net", "pics.example.com")
_MORE_FOLLOWERS, _MORE_ACTIONS = 9, 12


def new_user(state: State, name: str) -> Item:
    """A chat user who registers now."""
    return {
        "id": state.generator.token(9),
        "accessToken": state.generator.token(40),
        "displayName": name,
        "previousNames": [name],
        "displayColor": state.generator.number(0, _COLORS - 1),
        "createdAt": state.clock.text(),
        "nameChangedAt": None,
        "scopes": [],
        "isBot": False,
        "authenticated": False,
        "moderator": False,
        "enabled": True,
        "disabledAt": None,
    }


def register(scope: Scope) -> Any:
    """Make a chat user with the name that a proxy or the caller gives, else with one of the server's choice."""
    call = scope.call
    given = call.parameters.get("header", {}).get("X-Forwarded-User", "") if call else ""
    body = call.value if call and isinstance(call.value, dict) else {}
    name = given or body.get("displayName", "") or _name_for(scope.state)
    if name in scope.state.values["settings"]["forbiddenUsernames"]:
        raise Refusal(400, "this name is not allowed")
    made = scope.state.collections["user"].create(new_user(scope.state, name))
    return {member: made[member] for member in ("id", "accessToken", "displayName")}


def _name_for(state: State) -> str:
    """One of the suggested names that nobody has, else a new one."""
    taken = {item["displayName"] for item in state.collections["user"]}
    suggested = state.values["settings"]["suggestedUsernames"] or []
    return next((name for name in suggested if name not in taken), "") or _made_up(state.generator)


def _made_up(generator: Generator) -> str:
    return f"{_one_of(generator, _FIRST)}-{_one_of(generator, _SECOND)}"


def _one_of(generator: Generator, choices: tuple[str, ...]) -> str:
    return choices[generator.number(0, len(choices) - 1)]


def join_as_bot(scope: Scope) -> Any:
    """Give a new access token the chat user that it posts as."""
    token = scope.item
    bot = {"id": token["id"], "displayColor": token["displayColor"], "scopes": token["scopes"], "isBot": True}
    scope.state.collections["user"].create({**new_user(scope.state, token["displayName"]), **bot})


def users(document: Document, state: State) -> Iterator[Item]:
    """The three viewers of the examples, and the integration."""
    documented = [
        example(document, "GetChatMessages", "listed")[0]["user"],
        *example(document, "GetModerators", "listed"),
        *example(document, "GetDisabledUsers", "listed"),
    ]
    for shown in documented:
        moderator = "MODERATOR" in shown.pop("scopes", [])
        state_of = {"moderator": moderator, "enabled": "disabledAt" not in shown, "accessToken": _TOKENS[shown["id"]]}
        yield {**new_user(state, shown["displayName"]), **shown, **state_of}
    token = example(document, "GetExternalAPIUsers", "listed")[0]
    shown = {name: token[name] for name in ("id", "displayColor", "scopes", "isBot", "createdAt")}
    yield {**new_user(state, token["displayName"]), **shown}


def tokens(document: Document, _: State) -> Iterator[Item]:
    """The access token of the integration."""
    yield from example(document, "GetExternalAPIUsers", "listed")


def clients(document: Document, _: State) -> Iterator[Item]:
    """The connections of the three viewers; only that of loud-crow has a number that an example shows."""
    listed = example(document, "GetConnectedChatClients", "listed")
    for number, shown in zip((12, 13), listed, strict=True):
        yield {**shown, "id": number, "user": shown["user"]["id"]}
    found = example(document, "GetUserDetails", "found")
    yield {**found["connectedClients"][0], "geo": None, "user": found["user"]["id"]}


def messages(document: Document, _: State) -> Iterator[Item]:
    """The history of the examples, oldest first."""
    listed = example(document, "GetChatMessagesAdmin", "listed")
    for shown in sorted(listed, key=lambda entry: datetime.fromisoformat(entry["timestamp"])):
        kept = {"hiddenAt": None, **shown, "visible": "hiddenAt" not in shown}
        yield {**kept, "user": shown["user"]["id"] if "user" in shown else None}


def bans(document: Document, _: State) -> Iterator[Item]:
    """The banned address of the example."""
    yield from example(document, "GetIPAddressBans", "listed")


def webhooks(document: Document, _: State) -> Iterator[Item]:
    """The webhook of the example."""
    yield from example(document, "GetWebhooks", "listed")


def logs(document: Document, _: State) -> Iterator[Item]:
    """The lines of the example."""
    for number, line in enumerate(example(document, "GetLogs", "listed")):
        yield {**line, "number": number}


def emoji(document: Document, _: State) -> Iterator[Item]:
    """The emoji of the example."""
    for shown in example(document, "GetCustomEmojiList", "listed"):
        yield {"file": shown["url"].removeprefix("/img/emoji/")}


def followers(document: Document, state: State) -> Iterator[Item]:
    """maren follows, ivo asks to, offers was turned away; the seed makes more, each since another time."""
    accepted, pending, blocked = (True, True), (False, False), (True, False)
    first = example(document, "GetFollowers", "listed")["results"][0]
    yield _with_decision(first, accepted)
    yield _with_decision(example(document, "GetPendingFollowRequests", "listed")[0], pending)
    yield _with_decision(example(document, "GetBlockedAndRejectedFollowers", "listed")[0], blocked)
    since = datetime.fromisoformat(first["timestamp"])
    for number in range(_MORE_FOLLOWERS):
        since -= timedelta(minutes=state.generator.number(1, 2000))
        yield _with_decision(_follower(number, since, state.generator), pending if number == 0 else accepted)


def _with_decision(shown: Item, decision: tuple[bool, bool]) -> Item:
    return {**shown, "decided": decision[0], "accepted": decision[1]}


def _follower(number: int, since: datetime, generator: Generator) -> Item:
    name, host = f"{_made_up(generator)}-{number}", _one_of(generator, _HOSTS)
    address = f"https://{host}/users/{name}"
    picture = generator.number(0, 1) == 1
    return {
        "link": address,
        "name": name.title() if generator.number(0, 2) else "",
        "username": f"{name}@{host}",
        "image": f"{address}/picture.png" if picture else "",
        "timestamp": _text(since),
        "disabledAt": None,
    }


def actions(document: Document, state: State) -> Iterator[Item]:
    """What accounts of the Fediverse did: the follow of the example, then older ones by the seed."""
    first = example(document, "GetFederatedActions", "listed")["results"][0]
    yield first
    known = [item["link"] for item in state.collections["follower"]]
    at = datetime.fromisoformat(first["timestamp"])
    for number in range(_MORE_ACTIONS):
        at -= timedelta(minutes=state.generator.number(1, 600))
        actor = known[state.generator.number(0, len(known) - 1)]
        kind = _one_of(state.generator, ("FOLLOW", "LIKE", "REPOST"))
        yield {
            "timestamp": _text(at),
            "iri": f"https://{actor.split('/')[2]}/activities/{70 - number}",
            "actorIRI": actor,
            "type": f"FEDIVERSE_ENGAGEMENT_{kind}",
        }


def _text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")

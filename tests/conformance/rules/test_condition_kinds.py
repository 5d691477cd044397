"""Kinds of rules about conditions and values: each passes on a good server, fails on a bad one, else proves nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import tiny

from stream_contracts.exchange import Call, Request, Response
from stream_contracts.rules import KINDS
from stream_contracts.session import NotPermitted, Session, Unprovable
from stream_contracts.verdicts import Observation

DOCUMENT = tiny.document(
    {
        "GET /thing": {},
        "POST /thing": {"requestBody": tiny.body({"type": "object"}), "x-effect": "update"},
        "POST /key": {"x-effect": "update"},
    },
    schemes={"Token": tiny.TOKEN},
)
READ = {"operation": "getThing"}
SECRETS = {"Token": "owner", "Token.guest": "guest"}


@dataclass
class Server:
    """One thing with a name and a key. Guests may not write; a second write at once is too soon."""

    thing: dict[str, Any] = field(
        default_factory=lambda: {"name": "old", "key": 1, "links": {"self": "http://h/v1/thing"}}
    )
    writes: int = 0
    cooldown: bool = False

    def __call__(self, request: Request) -> Response:
        if request.target.endswith("/key"):
            self.thing["key"] += 1
            return tiny.response(200, {"key": self.thing["key"]})
        if request.method == "GET":
            return tiny.response(200, self.thing)
        return self.write(request)

    def write(self, request: Request) -> Response:
        self.writes += 1
        if "guest" in request.header("Authorization"):
            return tiny.response(403, {})
        if self.cooldown and self.writes == 2:
            return tiny.response(422, {})
        self.thing.update(json.loads(request.body).get("thing", {}))
        return tiny.response(200, self.thing)


def observe(
    server: Callable[[Request], Response],
    kind: str,
    control: bool = False,
    cooldowns: dict[str, float] | None = None,
    first: dict[str, Any] | None = None,
    **parameters: Any,
) -> list[Observation]:
    """What a rule shows. first: a call that the run has made before."""
    book = tiny.book(
        rules=[tiny.rule(kind, **parameters)],
        cooldowns=cooldowns or {},
        known={"name": {"example": "old", "text": "its name"}},
        actors={"guest": "somebody else"},
    )
    session: Session = tiny.session(DOCUMENT, book, server, secrets=SECRETS)
    session.target = dataclasses.replace(session.target, control=control)

    async def collect() -> list[Observation]:
        if first is not None:
            await session.send(Call(**first))
        return [found async for found in KINDS[kind](book.rules[0], session)]

    return asyncio.run(collect())


def write(body: Any, **more: Any) -> dict[str, Any]:
    return {"operation": "postThing", "body": body, **more}


RULES: dict[str, dict[str, Any]] = {
    "answers": {"call": READ, "values": {"/name": "$known.name"}},
    "precondition": {"met": write({}), "unmet": write({}, **{"as": "guest"}), "status": ["403"]},
    "no-effect": {"read": READ, "at": "", "call": write({"name": "new"})},
    "self-link": {"call": READ, "links": {"/links/self": "/thing"}},
    "changes-on-refresh": {"read": READ, "at": "/key", "refresh": {"operation": "postKey"}, "new": "/key"},
}


@pytest.mark.parametrize("kind", RULES)
def test_a_good_server_passes(kind: str) -> None:
    found = observe(Server(), kind, **RULES[kind])

    assert found
    assert all(observation.ok for observation in found)


class LetsGuestsWrite(Server):
    def write(self, request: Request) -> Response:
        return tiny.response(200, self.thing)


class KeepsEverything(Server):
    def write(self, request: Request) -> Response:
        self.thing.update(json.loads(request.body))
        return tiny.response(200, self.thing)


class KeepsTheKey(Server):
    def __call__(self, request: Request) -> Response:
        return tiny.response(200, self.thing)


class AnswersAnotherKey(Server):
    def __call__(self, request: Request) -> Response:
        answer = super().__call__(request)
        return tiny.response(200, {"key": 77}) if request.target.endswith("/key") else answer


BROKEN = [
    ("answers", Server({"name": "another"})),
    ("precondition", LetsGuestsWrite()),
    ("no-effect", KeepsEverything()),
    ("self-link", Server({"links": {"self": "http://h/v1/things"}})),
    ("self-link", Server({"links": {}})),
    ("changes-on-refresh", KeepsTheKey()),
    ("changes-on-refresh", AnswersAnotherKey()),
]


@pytest.mark.parametrize(("kind", "server"), BROKEN, ids=[f"{kind}-{type(server).__name__}" for kind, server in BROKEN])
def test_a_bad_server_fails(kind: str, server: Server) -> None:
    assert any(not observation.ok for observation in observe(server, kind, **RULES[kind]))


def test_values_that_change_by_themselves_are_left_out() -> None:
    class Ticks(Server):
        def __call__(self, request: Request) -> Response:
            self.thing["clock"] = self.thing.get("clock", 0) + 1
            return super().__call__(request)

    rule = RULES["no-effect"]
    assert not all(observation.ok for observation in observe(Ticks(), "no-effect", **rule))
    assert all(observation.ok for observation in observe(Ticks(), "no-effect", **rule, volatile=["/clock"]))


def test_a_second_call_within_the_cooldown_must_be_refused() -> None:
    rule = {"call": write({}), "status": "422"}

    assert [found.ok for found in observe(Server(cooldown=True), "cooldown", **rule)] == [True]
    assert [found.ok for found in observe(Server(), "cooldown", **rule)] == [False]


def test_a_second_call_that_may_have_come_after_the_cooldown_proves_nothing() -> None:
    rule = {"call": write({}), "status": "422"}

    with pytest.raises(Unprovable, match="longer than the 0 s between two"):
        observe(Server(), "cooldown", cooldowns={"postThing": 0.0}, **rule)


def test_where_the_clock_can_be_moved_a_call_after_the_cooldown_must_be_accepted() -> None:
    rule = {"call": write({}), "status": "422"}

    assert [found.ok for found in observe(Server(cooldown=True), "cooldown", control=True, **rule)] == [True, True]


@pytest.mark.parametrize(("server", "holds"), [(Server(cooldown=True), True), (Server(), False)])
def test_a_call_that_the_run_has_made_is_the_first_of_a_cooldown(server: Server, holds: bool) -> None:
    rule = {"call": write({}), "status": "422"}

    found = observe(server, "cooldown", cooldowns={"postThing": 60.0}, first=write({}), **rule)

    assert [observation.ok for observation in found] == [holds]


def test_a_call_that_was_refused_is_not_the_first_of_a_cooldown() -> None:
    rule = {"call": write({}), "status": "422"}
    of_a_guest = write({}, actor="guest")

    with pytest.raises(NotPermitted, match="every 60 s only"):
        observe(Server(), "cooldown", cooldowns={"postThing": 60.0}, first=of_a_guest, **rule)


@pytest.mark.parametrize("kind", ["precondition", "no-effect", "answers", "self-link", "cooldown"])
def test_a_server_that_fails_all_the_time_proves_nothing(kind: str) -> None:
    rule = {**RULES, "cooldown": {"call": write({}), "status": "422"}}[kind]

    with pytest.raises(Unprovable):
        observe(lambda _: tiny.response(500, {}), kind, **rule)


def test_an_actor_without_a_credential_is_not_permitted() -> None:
    rule = {**RULES["precondition"], "unmet": write({}, **{"as": "stranger"})}

    with pytest.raises(NotPermitted, match="no credential of `stranger`"):
        observe(Server(), "precondition", **rule)

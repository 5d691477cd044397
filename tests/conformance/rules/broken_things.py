"""Servers of things that are broken in one way, and changes of single answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import things
import tiny
from things import careless

from stream_contracts.exchange import Request, Response
from stream_contracts.transport import TransportError


def having(**members: Any) -> Callable[[Any], Any]:
    return lambda value: {**value, **members}


def lacking(name: str) -> Callable[[Any], Any]:
    return lambda value: {key: item for key, item in value.items() if key != name}


def answering(*answers: Response) -> Callable[[], things.Server]:
    """A server that gives answers one after the other, the last one for ever."""

    def make() -> things.Server:
        left = list(answers)
        return lambda _: left.pop(0) if len(left) > 1 else left[0]

    return make


def alive_after_delete() -> things.Server:
    return careless("DELETE /things/*", status=204)


def forgetting_the_inner() -> things.Server:
    """Replaces the inner object instead of merging it."""
    server = things.Things()

    def answer(request: Request) -> Response:
        response = server(request)
        if request.method == "PATCH":
            thing = next(iter(server.things.values()))
            thing["inner"] = {"on": thing["inner"]["on"]}
            return tiny.response(200, thing)
        return response

    return answer


def conflicting_with(status: int) -> things.Server:
    server = things.Things()

    def answer(request: Request) -> Response:
        response = server(request)
        return tiny.response(status, {}) if response.status == 409 else response

    return answer


def never_conflicting() -> things.Server:
    server = things.Things()

    def answer(request: Request) -> Response:
        response = server(request)
        return tiny.response(201, {"id": "t2", "name": "again"}) if response.status == 409 else response

    return answer


def finding_everything(status: int) -> things.Server:
    server = things.Things()

    def answer(request: Request) -> Response:
        response = server(request)
        return tiny.response(status, {}) if response.status == 404 else response

    return answer


def changing_something_else() -> things.Server:
    server = things.Things()

    def answer(request: Request) -> Response:
        response = server(request)
        if request.method == "PUT":
            next(iter(server.things.values()))["key"] += "!"
        return response

    return answer


def losing_its_key() -> things.Server:
    server = things.Things()

    def answer(request: Request) -> Response:
        response = server(request)
        if request.target.endswith("/key"):
            del next(iter(server.things.values()))["key"]
        return response

    return answer


def refreshing(good: int) -> things.Server:
    """Accepts the first call and the third one; with good=1 only the first."""
    server = things.Things()
    calls: list[int] = []

    def answer(request: Request) -> Response:
        if not request.target.endswith("/key"):
            return server(request)
        calls.append(1)
        accepted = len(calls) == 1 or (len(calls) == 3 and good > 1)
        return server(request) if accepted else tiny.response(422, {})

    return answer


def cutting_off(method: str) -> things.Server:
    server = things.Things()

    def answer(request: Request) -> Response:
        if request.method == method:
            raise TransportError("cut off")
        return server(request)

    return answer

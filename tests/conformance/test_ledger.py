"""What a run owes the server: settings that it sets back, things that it finds, completes and removes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

import pytest
import tiny

from stream_contracts.exchange import Call, Request, Response
from stream_contracts.rulebook import Rulebook
from stream_contracts.session import NotPermitted, Session, Unprovable
from stream_contracts.target import Safety, Target
from stream_contracts.transport import FunctionTransport

DOCUMENT = tiny.document(
    {
        "GET /config": {"operationId": "read", "x-effect": "read"},
        "POST /config/name": {"operationId": "setName", "x-effect": "update"},
        "POST /config/hidden": {"operationId": "setHidden", "x-effect": "update"},
        "POST /notes": {"operationId": "write", "x-effect": "create"},
        "GET /notes": {"operationId": "notes", "x-effect": "read"},
        "POST /notes/pin": {"operationId": "pin", "x-effect": "update"},
        "DELETE /notes/{id}": {"operationId": "erase", "x-effect": "delete"},
        "GET /me": {"operationId": "me", "x-effect": "read", "security": [{"Token": []}]},
    },
    schemes={"Token": tiny.TOKEN},
    security=[],
)
NAME = tiny.rule(
    "setter-readback",
    set={"operation": "setName", "body": {"value": "$value"}},
    read={"operation": "read"},
    at="/name",
    values=["a", "b"],
    **{"null-as": ""},
)
NOTE = {
    "create": {"operation": "write", "body": {"text": "$unique"}},
    "find": {"list": {"operation": "notes"}, "items": "", "key": "/text", "value": "$request.body#/text"},
    "fields": {"id": "/id", "sent": "$request.body#/text"},
    "remove": {"operation": "erase", "path": {"id": "$note.id"}},
}


class Server:
    """A server with one readable setting, one hidden one, and notes whose creation answers nothing."""

    def __init__(self, name: Any = "before") -> None:
        self.config: dict[str, Any] = {"name": name}
        self.hidden = "secret before"
        self.notes: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []

    def __call__(self, request: Request) -> Response:
        place = f"{request.method} {request.target.removeprefix('/v1')}"
        self.requests.append(place)
        body = json.loads(request.body) if request.body else {}
        match place:
            case "GET /config":
                return tiny.response(200, self.config)
            case "POST /config/name":
                self.config["name"] = body["value"]
            case "POST /config/hidden":
                self.hidden = body["value"]
            case "POST /notes":
                key = str(len(self.notes))
                self.notes[key] = {"id": key, "text": f"<p>{body['text']}</p>", "pinned": False}
            case "GET /notes":
                return tiny.response(200, list(self.notes.values()))
            case "POST /notes/pin":
                self.notes[body["id"]]["pinned"] = True
            case "GET /me":
                return tiny.response(200, {"token": request.header("Authorization")})
            case _:
                del self.notes[place.rpartition("/")[2]]
        return tiny.response(200, {"done": True})


def _session(server: Any, book: Rulebook, safety: Safety = Safety.FULL, **more: Any) -> Session:
    target = Target("http://127.0.0.1:1/v1", {}, safety, 1.0, **more)
    return Session(DOCUMENT, book, target, FunctionTransport(server, safety), 1)


def _run(step: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(step)


async def _send_and_clean(session: Session, *calls: Call) -> tuple[str, ...]:
    for call in calls:
        await session.send(call)
    return await session.clean()


def _set(value: Any) -> Call:
    return Call("setName", body={"value": value})


# --- settings


def test_a_setting_is_read_before_the_first_change_and_set_back_at_the_end() -> None:
    server = Server()

    left = _run(_send_and_clean(_session(server, tiny.book(rules=[NAME])), _set("x"), _set("y")))

    assert left == ()
    assert server.config == {"name": "before"}
    assert server.requests == ["GET /config", *["POST /config/name"] * 3]


def test_null_is_set_back_as_the_rule_says() -> None:
    server = Server(None)

    _run(_send_and_clean(_session(server, tiny.book(rules=[NAME])), _set("x")))

    assert server.config == {"name": ""}


def test_what_cannot_be_read_is_not_changed() -> None:
    server = Server()
    del server.config["name"]

    with pytest.raises(Unprovable, match="read does not show what setName would have to be set back to"):
        _run(_session(server, tiny.book(rules=[NAME])).send(_set("x")))

    assert server.requests == ["GET /config"]


def test_a_setting_that_could_not_be_set_back_is_left_over_and_its_value_is_not_told() -> None:
    server = Server("a secret")
    session = _session(server, tiny.book(rules=[NAME]))

    async def run() -> tuple[str, ...]:
        await session.send(_set("x"))
        session.transport.answer = lambda _: tiny.response(500, {})  # type: ignore[attr-defined]
        return await session.clean()

    assert _run(run()) == ("setName was not set back",)


def test_read_only_reads_nothing_for_a_change_that_is_not_made() -> None:
    server = Server()

    with pytest.raises(NotPermitted):
        _run(_session(server, tiny.book(rules=[NAME]), Safety.READ_ONLY).send(_set("x")))

    assert server.requests == []


RESTORE = {
    "restore": [{"operation": "setHidden", "body": {"value": "$known.hidden"}}],
    "known": {"hidden": {"example": "of the mock", "text": "what is hidden"}},
}
HIDE = Call("setHidden", body={"value": "x"})


def test_a_setting_that_nothing_shows_is_not_changed_without_its_value() -> None:
    server = Server()

    with pytest.raises(NotPermitted, match="nothing shows what setHidden changes: give --known hidden=VALUE"):
        _run(_session(server, tiny.book(**RESTORE)).send(HIDE))

    assert server.requests == []


def test_a_setting_that_nothing_shows_is_set_back_to_what_the_target_says() -> None:
    server = Server()

    _run(_send_and_clean(_session(server, tiny.book(**RESTORE), known={"hidden": "as it was"}), HIDE))

    assert server.hidden == "as it was"


def test_a_mock_of_ours_is_set_back_to_its_own_value() -> None:
    server = Server()

    _run(_send_and_clean(_session(server, tiny.book(**RESTORE), control=True), HIDE))

    assert server.hidden == "of the mock"


# --- things that their creation does not show


def test_what_the_answer_does_not_show_is_found_and_removed() -> None:
    server = Server()
    session = _session(server, tiny.book(fixtures={"note": NOTE}))

    note = _run(session.create("note"))

    assert note.fields["id"] == "0"
    assert server.notes["0"]["text"] == f"<p>{note.fields['sent']}</p>"
    assert _run(session.clean()) == ()
    assert server.notes == {}


def test_what_two_fixtures_create_by_the_same_call_is_removed_once() -> None:
    other = {**NOTE, "remove": {"operation": "erase", "path": {"id": "$other.id"}}}
    server = Server()
    session = _session(server, tiny.book(fixtures={"other": other, "note": NOTE}))

    note = _run(session.create("note"))

    assert note.fixture.name == "note"
    assert session.ledger == [note]
    assert _run(session.clean()) == ()


def test_what_is_not_found_is_a_reason() -> None:
    session = _session(lambda _: tiny.response(200, []), tiny.book(fixtures={"note": NOTE}))

    with pytest.raises(Unprovable, match="could not find the new `note` in the answer of notes"):
        _run(session.create("note"))


def test_calls_complete_a_fixture() -> None:
    pinned = {**NOTE, "then": [{"operation": "pin", "body": {"id": "$note.id"}}]}
    server = Server()

    _run(_session(server, tiny.book(fixtures={"note": pinned})).create("note"))

    assert server.notes["0"]["pinned"]


def test_a_fixture_that_could_not_be_completed_is_a_reason() -> None:
    pinned = {**NOTE, "then": [{"operation": "pin", "body": {"id": "$note.id"}}]}
    server = Server()

    def refusing(request: Request) -> Response:
        return tiny.response(400, {}) if request.target.endswith("/pin") else server(request)

    with pytest.raises(Unprovable, match="could not create `note`: pin gave 400"):
        _run(_session(refusing, tiny.book(fixtures={"note": pinned})).create("note"))


# --- what may be sent, and with what


def test_with_own_resources_nothing_is_created_that_cannot_be_removed() -> None:
    server = Server()
    call = Call("write", body={"text": "for ever"})

    with pytest.raises(NotPermitted, match="what write creates cannot be removed again: safety is own-resources"):
        _run(_session(server, tiny.book(), Safety.OWN_RESOURCES).send(call))
    _run(_session(server, tiny.book(fixtures={"note": NOTE}), Safety.OWN_RESOURCES).send(call))

    assert server.requests == ["POST /notes"]


def test_a_call_is_made_with_a_credential_that_the_server_gave_and_the_redactor_learns_it() -> None:
    session = _session(Server(), tiny.book(fixtures={"note": NOTE}))

    exchange = _run(session.send(Call("me", secrets={"Token": "$note.sent"})))

    token = exchange.call.secrets["Token"]
    assert exchange.request.header("Authorization") == f"Bearer {token}"
    assert list(session.given.values()) == [token]
    assert token not in repr(exchange.call)

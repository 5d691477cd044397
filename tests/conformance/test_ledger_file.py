"""The ledger on disk: there before anything is created, without secrets, and enough to undo everything."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import tiny

from stream_contracts import data, ledger_file, rulebook
from stream_contracts.documents import Document
from stream_contracts.exchange import Call, Request, Response
from stream_contracts.ledger import Pending
from stream_contracts.ledger_file import LedgerFile
from stream_contracts.pace import Limits, Pace, at_once
from stream_contracts.rulebook import Rulebook
from stream_contracts.session import NotPermitted, Session, Stopped
from stream_contracts.target import Safety
from stream_contracts.transport import NotConnected, TransportError
from stream_specs.errors import UserError

TOKEN = "t0ken-"
SECRET = {"type": "object", "properties": {"token": {"type": "string", "x-secret": True}}}
DOCUMENT = tiny.document(
    {
        "POST /keys": {"operationId": "add", "x-effect": "create", "responses": {"200": tiny.answer(SECRET)}},
        "GET /keys": {"operationId": "list", "x-effect": "read"},
        "DELETE /keys/{token}": {"operationId": "remove", "x-effect": "delete"},
        "GET /config": {"operationId": "read", "x-effect": "read"},
        "POST /config": {"operationId": "set", "x-effect": "update"},
    }
)
ADD = Call("add", body={"name": "$unique"})
KEY = {
    "create": {"operation": "add", "body": {"name": "$unique"}},
    "fields": {"token": "/token", "id": "/id"},
    "remove": {"operation": "remove", "path": {"token": "$key.token"}},
    "again": {"list": {"operation": "list"}, "items": "/keys", "key": "/name", "value": "$request.body#/name"},
}
SETTING = tiny.rule(
    "setter-readback",
    set={"operation": "set", "body": {"v": "$value"}},
    read={"operation": "read"},
    at="/v",
    values=[1],
)
BOOK = tiny.book(fixtures={"key": KEY}, rules=[SETTING])


class Server:
    """Keys that only a secret removes, and a setting. breaks: what happens to a request after it had its effect."""

    def __init__(self, breaks: Callable[[Request], None] = lambda _: None) -> None:
        self.keys: list[dict[str, Any]] = []
        self.value: Any = "before"
        self.breaks = breaks

    def __call__(self, request: Request) -> Response:
        answer = self._answer(request)
        self.breaks(request)
        return answer

    def _answer(self, request: Request) -> Response:
        body = json.loads(request.body) if request.body else {}
        match (request.method, request.target.removeprefix("/v1")):
            case ("POST", "/keys"):
                self.keys.append({"id": len(self.keys), "token": f"{TOKEN}{len(self.keys)}", "name": body["name"]})
                return tiny.response(200, self.keys[-1])
            case ("GET", "/keys"):
                return tiny.response(200, {"keys": self.keys})
            case ("GET", "/config"):
                return tiny.response(200, {"v": self.value})
            case ("POST", "/config"):
                self.value = body["v"]
                return tiny.response(200)
            case ("DELETE", path):
                self.keys = [key for key in self.keys if not path.endswith(key["token"])]
                return tiny.response(204, raw=b"")
        return tiny.response(404)


def _session(
    server: Callable[[Request], Response], path: Path, book: Rulebook = BOOK, document: Document = DOCUMENT
) -> Session:
    session = tiny.session(document, book, server)
    file = LedgerFile(path, "tiny", session.target.url, "full", lambda: session.given, document.secrets)
    session.ledger.on_change = file.keep
    return session


def _entries(path: Path) -> list[Any]:
    """What the file says is owed now."""
    return list(ledger_file.read(path).entries)


def _loaded(path: Path, server: Callable[[Request], Response], book: Rulebook = BOOK) -> tuple[Session, list[str]]:
    """A session of another process, and what nothing undoes."""
    session = tiny.session(DOCUMENT, book, server)
    lost = ledger_file.load(ledger_file.read(path), session.ledger, book, {}, DOCUMENT.secrets)
    return session, lost


def _run(step: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(step)


def _cut(_: Request) -> None:
    raise TransportError("cut off")


# --- what the file says, and when


def test_what_a_call_may_create_is_on_disk_before_it_is_sent(tmp_path: Path) -> None:
    path, seen = tmp_path / "ledger.jsonl", []
    server = Server(lambda request: seen.append(_entries(path)))

    _run(_session(server, path).send(ADD))

    name = server.keys[0]["name"]
    assert seen == [[{"created": "key", "certain": False, "fields": {}, "wanted": name}]]
    after = ledger_file.read(path)
    assert after.entries == ({"created": "key", "certain": True, "fields": {"id": 0}, "wanted": name},)
    assert (after.api, after.safety) == ("tiny", "full")


def test_no_secret_is_on_disk(tmp_path: Path) -> None:
    server = Server(lambda _: None)
    texts: list[str] = []
    session = _session(server, tmp_path / "ledger.jsonl")
    keep = session.ledger.on_change
    session.ledger.on_change = lambda ledger: (keep(ledger), texts.append((tmp_path / "ledger.jsonl").read_text()))[0]

    _run(session.send(ADD))
    _run(session.send(Call("set", body={"v": "x"})))

    assert len(texts) >= 3
    assert TOKEN not in "".join(texts)


def test_what_keeps_the_file_shows_no_secret_of_itself(tmp_path: Path) -> None:
    session = _session(Server(), tmp_path / "ledger.jsonl")
    on_change = session.ledger.on_change

    _run(session.send(ADD))

    file = getattr(on_change, "__self__")  # noqa: B009 - the bound method of a LedgerFile
    assert isinstance(file, LedgerFile)
    assert file._texts
    assert TOKEN not in repr(file)


def test_the_file_is_there_only_while_something_is_owed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    session = _session(Server(), path)

    async def run() -> None:
        await session.send(ADD)
        assert path.is_file()
        await session.clean()

    _run(run())

    assert not path.exists()


NOTHING_CREATED = {
    "refused": lambda _: tiny.response(400, {}),
    "not connected": lambda _: (_ for _ in ()).throw(NotConnected("nobody listens")),
}


@pytest.mark.parametrize("name", NOTHING_CREATED)
def test_a_call_that_created_nothing_leaves_no_entry(name: str, tmp_path: Path) -> None:
    session = _session(NOTHING_CREATED[name], tmp_path / "ledger.jsonl")

    _run(session.send(ADD))

    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_call_that_may_not_be_sent_leaves_no_entry(tmp_path: Path) -> None:
    session = _session(Server(), tmp_path / "ledger.jsonl")
    session.transport.safety = Safety.READ_ONLY  # type: ignore[attr-defined]

    with pytest.raises(NotPermitted):
        _run(session.send(ADD))

    assert not (tmp_path / "ledger.jsonl").exists()


def test_an_earlier_ledger_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text("{}")

    with pytest.raises(UserError, match="an earlier run left something on its server") as raised:
        ledger_file.must_not_exist(path)

    assert f"stream-contracts clean {path}" in raised.value.hint


# --- undoing


def test_a_create_without_an_answer_is_looked_up_and_removed(tmp_path: Path) -> None:
    server = Server(lambda request: _cut(request) if request.method == "POST" else None)
    session = _session(server, tmp_path / "ledger.jsonl")

    async def run() -> tuple[str, ...]:
        await session.send(ADD)
        assert len(server.keys) == 1
        return await session.clean()

    assert _run(run()) == ()
    assert server.keys == []
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_create_without_an_answer_that_nothing_lists_is_told(tmp_path: Path) -> None:
    plain = {name: value for name, value in KEY.items() if name != "again"}
    server = Server(lambda request: _cut(request) if request.method == "POST" else None)
    session = _session(server, tmp_path / "ledger.jsonl", tiny.book(fixtures={"key": plain}))

    async def run() -> tuple[str, ...]:
        await session.send(ADD)
        return await session.clean()

    assert _run(run()) == ()
    assert [str(entry) for entry in session.ledger] == [
        "key may exist: add was sent, and no answer shows what it created"
    ]


@pytest.mark.parametrize("name", ["", "k", "somebody's"])
def test_what_has_a_name_that_the_run_did_not_make_up_is_never_removed_on_suspicion(name: str, tmp_path: Path) -> None:
    server = Server()
    _run(_session(server, tmp_path / "ledger.jsonl").send(Call("add", body={"name": "somebody's"})))
    (tmp_path / "ledger.jsonl").unlink()
    server.breaks = lambda request: _cut(request) if request.method == "POST" else None
    session = _session(server, tmp_path / "ledger.jsonl")

    async def run() -> tuple[str, ...]:
        await session.send(Call("add", body={"name": name}))
        return await session.clean()

    assert _run(run()) == ()
    assert [key["name"] for key in server.keys] == ["somebody's", name]
    assert len(session.ledger) == 1


def test_a_list_is_read_once_for_all_that_it_may_show(tmp_path: Path) -> None:
    server = Server()
    session = _session(server, tmp_path / "ledger.jsonl")
    lost = iter([True, False, True, False])
    server.breaks = lambda request: _cut(request) if request.method == "POST" and next(lost) else None

    async def run() -> tuple[str, ...]:
        for _ in range(4):
            await session.send(ADD)
        return await session.clean()

    assert _run(run()) == ()
    assert server.keys == []
    assert [exchange.call.operation for exchange in session.exchanges].count("list") == 1


def test_another_process_undoes_what_the_file_says(tmp_path: Path) -> None:
    path, server = tmp_path / "ledger.jsonl", Server()
    first = _session(server, path)
    _run(first.send(ADD))
    _run(first.send(Call("set", body={"v": "changed"})))
    _run(first.send(ADD))

    session, lost = _loaded(path, server)
    left = _run(session.clean())

    assert (left, lost, server.keys, server.value) == ((), [], [], "before")
    assert not path.exists()


def test_what_is_gone_already_is_no_leftover(tmp_path: Path) -> None:
    path, server = tmp_path / "ledger.jsonl", Server()
    _run(_session(server, path).send(ADD))
    server.keys.clear()

    session, _ = _loaded(path, server)

    assert _run(session.clean()) == ()
    assert not path.exists()


def test_what_could_not_be_undone_stays_in_the_file(tmp_path: Path) -> None:
    path, server = tmp_path / "ledger.jsonl", Server()
    first = _session(server, path)
    _run(first.send(Call("set", body={"v": "changed"})))
    _run(first.send(ADD))

    def refusing(request: Request) -> Response:
        return tiny.response(500, {}) if request.method == "POST" else server(request)

    session, _ = _loaded(path, refusing)

    assert _run(session.clean()) == ("set was not set back: set gave 500",)
    assert [entry["setting"] for entry in _entries(path)] == ["set"]


def test_a_setting_that_is_a_secret_is_named_and_not_kept(tmp_path: Path) -> None:
    path, server = tmp_path / "ledger.jsonl", Server()
    rule = {**SETTING, "at": "/token"}
    book = tiny.book(fixtures={"key": KEY}, rules=[rule])

    def showing(request: Request) -> Response:
        return tiny.response(200, {"token": "hush-hush"}) if request.method == "GET" else server(request)

    _run(_session(showing, path, book).send(Call("set", body={"v": "changed"})))
    session, lost = _loaded(path, server, book)

    assert "hush-hush" not in path.read_text()
    assert lost == ["set was not set back: its value is a secret, which no ledger holds"]
    assert _run(session.clean()) == ()
    assert path.is_file()


def test_what_the_rules_no_longer_know_is_named(tmp_path: Path) -> None:
    path, server = tmp_path / "ledger.jsonl", Server()
    first = _session(server, path)
    _run(first.send(Call("set", body={"v": "changed"})))
    _run(first.send(ADD))

    _, lost = _loaded(path, server, tiny.book())

    assert lost == ["set: the rules do not say how it is set back", "key: the rules do not say how it is removed"]


BROKEN = {
    "no JSON": ("x", "it is not JSON"),
    "another thing": ("[]", "not a ledger"),
    "no entries": ('{"api": "a", "url": "b", "safety": "full"}', "not a ledger"),
    "an entry of no kind": ('{"api": "a", "url": "b", "safety": "full", "entries": [{}]}', "not a ledger"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_ledger_is_refused(name: str, tmp_path: Path) -> None:
    text, what = BROKEN[name]
    (tmp_path / "ledger.jsonl").write_text(text)

    with pytest.raises(UserError, match=what):
        ledger_file.read(tmp_path / "ledger.jsonl")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read the ledger: No such file"):
        ledger_file.read(tmp_path / "ledger.jsonl")


# --- the end of a run


def test_cleaning_up_ends_when_the_server_is_dead(tmp_path: Path) -> None:
    server, requests = Server(), []

    def dying(request: Request) -> Response:
        requests.append(request.method)
        if len(requests) > 3:
            _cut(request)
        return server(request)

    session = _session(dying, tmp_path / "ledger.jsonl")

    async def run() -> tuple[str, ...]:
        for _ in range(3):
            await session.send(ADD)
        return await session.clean()

    assert len(_run(run())) == 3
    assert len(requests) == 5
    assert len(_entries(tmp_path / "ledger.jsonl")) == 3


def test_after_a_second_interrupt_nothing_is_sent(tmp_path: Path) -> None:
    session = _session(Server(), tmp_path / "ledger.jsonl")
    _run(session.send(ADD))
    session.transport.pace.close()

    assert len(_run(session.clean())) == 1
    assert len(session.exchanges) == 1


def test_the_budget_leaves_what_cleaning_up_takes(tmp_path: Path) -> None:
    server = Server()
    session = _session(server, tmp_path / "ledger.jsonl")
    session.transport.pace = Pace(Limits(max_requests=9), wait=at_once)

    async def run() -> tuple[str, ...]:
        with contextlib.suppress(Stopped):
            for _ in range(20):
                await session.send(ADD)
        assert len(server.keys) == 4
        return await session.clean()

    assert _run(run()) == ()
    assert server.keys == []
    assert sum(session.transport.wire.values()) <= 9


@pytest.mark.parametrize("api", data.apis())
def test_what_is_removed_by_a_secret_can_be_found_again(api: str) -> None:
    document, book = data.document(api), rulebook.load(data.rules_file(api), api)

    for fixture in book.fixtures.values():
        secret = {where.rpartition("/")[2] for where in fixture.fields.values()} & document.secrets
        if fixture.remove is not None and secret and not fixture.remove.secrets:  # a login ends by itself
            assert Pending(fixture, {}, wanted="x").search is not None, fixture.name

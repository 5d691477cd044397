"""A run's state: fixtures, the ledger, what can not be proven, and when to stop."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import things
import tiny

from stream_contracts.exchange import Call, Request, Response
from stream_contracts.rulebook import Rulebook
from stream_contracts.session import NotPermitted, Session, Stopped, Unprovable
from stream_contracts.target import Safety, Target
from stream_contracts.templates import UniqueNames
from stream_contracts.transport import FunctionTransport, TransportError

GET = Call("get", path={"id": "$thing.id"})
LIST = Call("list")


def _session(
    server: Callable[[Request], Response], book: Rulebook | None = None, safety: Safety = Safety.FULL, **more: Any
) -> Session:
    return tiny.session(things.DOCUMENT, book or tiny.book(**things.BOOK), server, safety=safety, **more)


def _run(step: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(step)


def _cut(_: Request) -> Response:
    raise TransportError("cut off")


# --- sending


def test_an_exchange_is_recorded_with_its_number_and_what_was_really_sent() -> None:
    session = _session(things.Things())

    exchange = _run(session.send(Call("add", body={"name": "$unique(5)", "colour": "$$red"})))

    assert session.exchanges == [exchange]
    assert exchange.number == 0
    assert exchange.call.body["colour"] == "$red"
    assert len(exchange.call.body["name"]) == 5
    assert exchange.request.target == "/v1/things"
    assert exchange.response.status == 201


def test_the_same_seed_sends_the_same_names() -> None:
    def names(seed: int) -> list[str]:
        session = _session(things.Things(), seed=seed)
        return [_run(session.send(Call("add", body={"name": "$unique"}))).call.body["name"] for _ in range(3)]

    assert names(1) == names(1)
    assert names(1) != names(2)


def test_values_of_a_rule_are_filled_in() -> None:
    session = _session(things.Things(1))

    exchange = _run(session.send(GET, {"thing": {"id": "t1"}}))

    assert exchange.call.path == {"id": "t1"}
    assert session.value("$before/items/0/id", {"before": {"items": [{"id": 7}]}}) == 7
    assert session.value({"a": ["$value"]}, {"value": None}) == {"a": [None]}


def test_an_error_of_the_transport_is_an_exchange_without_an_answer() -> None:
    exchange = _run(_session(_cut).send(LIST))

    assert (exchange.response, exchange.error) == (None, "cut off")


# --- fixtures


def test_a_fixture_is_created_on_first_use_and_shared() -> None:
    server = things.Things()
    session = _session(server)

    async def run() -> None:
        await session.send(GET)
        await session.send(GET)

    _run(run())

    assert server.requests == ["POST /things", "GET /things/t1", "GET /things/t1"]


def test_a_fixture_that_was_removed_is_created_anew() -> None:
    server = things.Things()
    session = _session(server)

    async def run() -> None:
        await session.send(GET)
        await session.send(Call("remove", path={"id": "$thing.id"}))
        await session.send(GET)

    _run(run())

    assert server.requests[2:] == ["DELETE /things/t1", "POST /things", "GET /things/t2"]


def test_a_fixture_that_a_rule_made_for_itself_is_not_shared() -> None:
    server = things.Things()
    session = _session(server)

    async def run() -> tuple[Any, Any]:
        own = await session.create("thing")
        return own, await session.shared("thing")

    own, shared = _run(run())

    assert (own.fields["id"], shared.fields["id"]) == ("t1", "t2")
    assert own.fields["name"] == own.exchange.call.body["name"]


@pytest.mark.parametrize(("conflicts", "created"), [(1, True), (2, True), (3, False)])
def test_a_conflict_on_create_is_tried_again_with_another_name(conflicts: int, created: bool) -> None:
    names: list[bytes] = []

    def server(request: Request) -> Response:
        names.append(request.body)
        return tiny.response(409) if len(names) <= conflicts else tiny.response(201, {"id": "a", "name": "b"})

    session = _session(server)

    if created:
        assert _run(session.create("thing")).fields == {"id": "a", "name": "b"}
    else:
        with pytest.raises(Unprovable, match="could not create `thing`: add gave 409"):
            _run(session.create("thing"))
    assert len(set(names)) == len(names) <= 3


# --- the ledger


def test_everything_created_is_removed_in_reverse() -> None:
    server = things.Things()
    session = _session(server)

    async def run() -> tuple[str, ...]:
        for _ in range(3):
            await session.create("thing")
        return await session.clean()

    assert _run(run()) == ()
    assert server.requests[3:] == ["DELETE /things/t3", "DELETE /things/t2", "DELETE /things/t1"]
    assert server.things == {}


def test_what_a_case_created_is_in_the_ledger_too() -> None:
    server = things.Things()
    session = _session(server)

    async def run() -> tuple[str, ...]:
        await session.send(Call("add", body={"name": "by a case"}))
        return await session.clean()

    assert _run(run()) == ()
    assert server.things == {}


def test_what_was_removed_already_is_not_removed_again() -> None:
    server = things.Things()
    session = _session(server)

    async def run() -> None:
        await session.remove(await session.create("thing"))
        await session.clean()

    _run(run())

    assert server.requests == ["POST /things", "DELETE /things/t1"]
    assert list(session.ledger) == []


@pytest.mark.parametrize(("status", "gone"), [(204, True), (404, True), (410, True), (403, False), (500, False)])
def test_what_cannot_be_removed_is_named(status: int, gone: bool) -> None:
    session = _session(things.broken("DELETE /things/*", status=status))

    async def run() -> tuple[str, ...]:
        await session.create("thing")
        return await session.clean()

    left = () if gone else (f"thing {{'id': 't1', 'name': '{UniqueNames(1).next(16)}'}}: remove gave {status}",)

    assert _run(run()) == left


def test_cleaning_goes_on_after_the_server_died_and_names_what_is_left() -> None:
    server = things.Things()

    def dying(request: Request) -> Response:
        return _cut(request) if len(server.requests) >= 2 else server(request)

    session = _session(dying)

    async def run() -> tuple[str, ...]:
        await session.create("thing")
        await session.create("thing")
        return await session.clean()

    assert [entry.split("'")[3] for entry in _run(run())] == ["t2", "t1"]


def test_the_answer_to_an_undocumented_method_is_not_ours_to_remove() -> None:
    session = _session(lambda _: tiny.response(200, {"id": "t1", "name": "of somebody else"}))

    _run(session.send(Call("add", method="GET")))

    assert list(session.ledger) == []


def test_an_id_that_looks_like_a_template_is_removed_all_the_same() -> None:
    removed: list[str] = []

    def server(request: Request) -> Response:
        removed.append(request.target)
        return tiny.response(200, {"id": "$strange", "name": "b"})

    session = _session(server)

    async def run() -> tuple[str, ...]:
        await session.create("thing")
        return await session.clean()

    assert _run(run()) == ()
    assert removed[1:] == ["/v1/things/%24strange"]


# --- what may be sent


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        (GET, True),
        (Call("change", path={"id": "$thing.id"}, body={"inner": {}}), True),
        (Call("change", path={"id": "t1"}, body={"inner": {}}), False),
        (Call("remove", path={"id": "t1"}), False),
        (Call("remove", path={"id": "t2"}), True),
        (Call("remove", path={"id": "$thing.id"}), True),
    ],
)
def test_with_own_resources_only_what_the_run_created_is_changed(call: Call, allowed: bool) -> None:
    server = things.Things(1)
    session = _session(server, safety=Safety.OWN_RESOURCES)

    async def run() -> None:
        await session.shared("thing")
        await session.send(call)

    if allowed:
        _run(run())
    else:
        with pytest.raises(NotPermitted, match="safety is own-resources"):
            _run(run())
    assert "t1" in server.things


def test_read_only_creates_nothing_and_says_what_would_help() -> None:
    server = things.Things()

    with pytest.raises(NotPermitted) as raised:
        _run(_session(server, safety=Safety.READ_ONLY).send(GET))

    assert str(raised.value) == (
        "refused `POST /things`: safety is read-only; --known thing.id=VALUE names one that exists"
    )
    assert server.requests == []


def test_read_only_reads_what_the_target_says_exists_and_never_changes_it() -> None:
    server = things.Things(1)
    session = _session(server, safety=Safety.OWN_RESOURCES)
    target = Target("http://tiny.example/v1", {}, Safety.READ_ONLY, 1.0, {"thing.id": "t1"})
    session = Session(session.document, session.rulebook, target, FunctionTransport(server, Safety.READ_ONLY), 1)

    assert _run(session.send(GET)).ok
    with pytest.raises(NotPermitted):
        _run(session.send(Call("remove", path={"id": "$thing.id"})))
    assert server.requests == ["GET /things/t1"]


def test_what_the_target_says_exists_is_read_but_is_not_ours() -> None:
    operations = {
        "POST /things": {"operationId": "add", "x-effect": "outbound"},
        "GET /things/{id}": {"operationId": "get", "x-effect": "read"},
        "DELETE /things/{id}": {"operationId": "remove", "x-effect": "delete"},
    }
    server = things.Things(1)
    target = Target("http://127.0.0.1:1/v1", {}, Safety.OWN_RESOURCES, 1.0, {"thing.id": "t1"})
    transport = FunctionTransport(server, Safety.OWN_RESOURCES)
    session = Session(tiny.document(operations), tiny.book(**things.BOOK), target, transport, 1)

    assert _run(session.send(GET)).ok
    with pytest.raises(NotPermitted, match="safety is own-resources"):
        _run(session.send(Call("remove", path={"id": "$thing.id"})))


@pytest.mark.parametrize(
    ("security", "secrets", "lacking"),
    [
        ([{"A": []}], {}, "A"),
        ([{"A": []}], {"A": "x"}, ""),
        ([{"A": []}, {"B": []}], {"B": "x"}, ""),
        ([{"A": [], "B": []}], {"A": "x"}, "B"),
        ([{"A": []}, {}], {}, ""),
        ([], {}, ""),
    ],
)
def test_without_credentials_a_call_is_not_made(security: Any, secrets: dict[str, str], lacking: str) -> None:
    document = tiny.document({"GET /things": {"security": security}}, schemes={"A": tiny.TOKEN, "B": tiny.TOKEN})
    session = tiny.session(document, tiny.book(), lambda _: tiny.response(), secrets=secrets)

    if lacking:
        with pytest.raises(NotPermitted, match=f"no credential for {lacking}: give --auth '{lacking}=SECRET'"):
            _run(session.send(Call("getThings")))
    else:
        assert _run(session.send(Call("getThings"))).ok


def test_another_actor_calls_with_credentials_of_its_own() -> None:
    document = tiny.document({"GET /things": {}}, schemes={"Token": tiny.TOKEN})
    book = tiny.book(actors={"editor": "somebody who may edit"})
    session = tiny.session(document, book, lambda _: tiny.response(), secrets={"Token": "a", "Token.editor": "b"})

    exchange = _run(session.send(Call("getThings", actor="editor")))

    assert exchange.request.header("Authorization") == "Bearer b"
    with pytest.raises(NotPermitted, match="no credential of `admin`"):
        _run(session.send(Call("getThings", actor="admin")))


# --- what can not be proven

BAD_CREATES: list[tuple[Any, str]] = [
    (tiny.response(500, {}), "could not create `thing`: add gave 500"),
    (tiny.response(302, {}), "could not create `thing`: add gave 302"),
    (tiny.response(201, {"id": "a"}), "could not create `thing`: add gave 201"),
    (tiny.response(201, raw=b"<html>"), "could not create `thing`: add gave 201"),
    (tiny.response(201, raw=b"[" * 9999), "could not create `thing`: add gave 201"),
    (tiny.response(201, ["id"]), "could not create `thing`: add gave 201"),
]


@pytest.mark.parametrize(("answer", "reason"), BAD_CREATES)
def test_a_fixture_that_was_not_created_is_a_reason(answer: Response, reason: str) -> None:
    session = _session(lambda _: answer)

    with pytest.raises(Unprovable) as raised:
        _run(session.send(GET))

    assert str(raised.value) == reason
    assert not isinstance(raised.value, NotPermitted)
    assert list(session.ledger) == []


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("$nothing", "the rules give no value for `$nothing`"),
        ("$thing.nmae", "there is no value for `$thing.nmae`"),
        ("$known.place", "the rules give no value for `$known.place`"),
    ],
)
def test_a_template_without_a_value_is_a_reason(template: str, reason: str) -> None:
    with pytest.raises(Unprovable) as raised:
        _run(_session(things.Things()).send(Call("list", query={"q": template})))

    assert str(raised.value) == reason


@pytest.mark.parametrize("before", [None, [], {"items": []}, "text", 7])
def test_a_pointer_that_leads_nowhere_is_a_reason(before: Any) -> None:
    with pytest.raises(Unprovable, match="there is no value for"):
        _session(things.Things()).value("$before/items/0", {"before": before})


def test_something_without_a_way_to_remove_it_is_a_reason() -> None:
    book = tiny.book(fixtures={"thing": {"create": things.CREATE, "fields": {"id": "/id"}}})
    session = _session(things.Things(), book)

    async def run() -> None:
        await session.remove(await session.create("thing"))

    with pytest.raises(Unprovable, match="the rules do not say how `thing` is removed"):
        _run(run())


# --- known values and cooldowns


def _with_target(known: dict[str, Any], url: str, control: bool = False, mock: bool = False, **book: Any) -> Session:
    target = Target(url, {}, Safety.FULL, 1.0, known, control, mock=mock)
    rules = tiny.book(known={"place": {"example": "ours", "text": "a place that exists"}}, **book)
    return Session(things.DOCUMENT, rules, target, _Clock(things.Things()), 1)


class _Clock(FunctionTransport):
    """A transport that keeps by how much the clock was moved."""

    def __init__(self, server: Callable[[Request], Response]) -> None:
        super().__init__(server)
        self.moved: list[float] = []

    async def control(self, name: str, body: Any) -> None:
        assert name == "clock"
        self.moved.append(body["advance_s"])


@pytest.mark.parametrize(
    ("known", "mock", "value"),
    [({"place": "theirs"}, False, "theirs"), ({"place": "theirs"}, True, "theirs"), ({}, True, "ours")],
)
def test_a_known_value_is_that_of_the_target_or_of_our_mock(known: dict[str, str], mock: bool, value: str) -> None:
    assert _with_target(known, "http://127.0.0.1", mock=mock).value("$known.place", {}) == value


@pytest.mark.parametrize("url", ["http://tiny.example", "http://127.0.0.1"])
def test_a_value_that_only_the_operator_knows_is_asked_for(url: str) -> None:
    with pytest.raises(NotPermitted) as raised:
        _with_target({}, url).value("$known.place", {})

    assert str(raised.value) == "no value for `place` (a place that exists): give --known place=VALUE"


def test_a_cooldown_is_waited_for_by_moving_the_clock_of_a_mock() -> None:
    session = _with_target({}, "http://127.0.0.1", control=True, cooldowns={"list": 60})

    async def run() -> None:
        await session.send(LIST)
        await session.send(Call("list", hurry=True))
        await session.send(Call("sum"))
        await session.send(LIST)

    _run(run())

    assert session.transport.moved == [60, 60]  # type: ignore[attr-defined]


def test_without_a_clock_a_call_within_its_cooldown_is_not_made() -> None:
    session = _with_target({}, "http://127.0.0.1", cooldowns={"list": 60})

    async def run() -> None:
        await session.send(LIST)
        await session.send(LIST)

    with pytest.raises(NotPermitted, match="list may be called every 60 s only"):
        _run(run())


def test_a_first_call_that_is_refused_may_be_within_somebody_elses_cooldown() -> None:
    session = _session(lambda _: tiny.response(400, {}), tiny.book(**things.BOOK, cooldowns={"list": 60}))

    with pytest.raises(NotPermitted, match="list was refused, perhaps for a call within the last 60 s"):
        _run(session.send(LIST))


# --- when to stop


def test_a_server_that_answers_nothing_twice_is_dead() -> None:
    session = _session(_cut)

    async def run() -> None:
        await session.send(LIST)
        with pytest.raises(Stopped, match="the server gives no answers: cut off"):
            await session.send(LIST)

    _run(run())

    assert len(session.exchanges) == 2


def test_an_answer_in_between_starts_the_count_anew() -> None:
    answers = iter([None, tiny.response(), None, tiny.response(500), None])

    def server(request: Request) -> Response:
        return next(answers) or _cut(request)

    session = _session(server)

    async def run() -> None:
        for _ in range(5):
            await session.send(LIST)

    _run(run())

    assert len(session.exchanges) == 5


@pytest.mark.parametrize(
    ("statuses", "sent", "stopped"),
    [
        ([429], 5, True),
        ([429, 429, 429, 429, 200], 8, False),
        ([429, 200], 6, False),
        ([500], 3, False),
        ([401], 3, False),
    ],
)
def test_what_meets_a_limit_is_sent_again_and_a_burst_of_429_ends_the_run(
    statuses: list[int], sent: int, stopped: bool
) -> None:
    answers = itertools.cycle(statuses)
    session = _session(lambda _: tiny.response(next(answers)))

    async def run() -> None:
        for _ in range(3):
            await session.send(LIST)

    if stopped:
        with pytest.raises(Stopped, match="the server limits the rate: 5 answers 429 in a row"):
            _run(run())
    else:
        _run(run())
    assert len(session.exchanges) == sent


def test_a_call_in_a_hurry_is_not_sent_again() -> None:
    session = _session(lambda _: tiny.response(429))

    assert _run(session.send(Call("list", hurry=True))).response.status == 429
    assert len(session.exchanges) == 1

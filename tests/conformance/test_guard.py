"""The guard: dangerous operations by name only, and nothing to what a server does not have."""

from __future__ import annotations

from typing import Any

import pytest
import tiny

from stream_contracts.documents import Effect, Operation
from stream_contracts.exchange import Call, Request
from stream_contracts.guard import Guard, Refused, effect_of, ever_permitted, names_known
from stream_contracts.target import Safety, Target


def _operation(effect: Effect, place: str = "POST /quit") -> Operation:
    return tiny.document({place: {"x-effect": str(effect)}}).operations[0]


def _guard(safety: Safety = Safety.FULL, **more: Any) -> Guard:
    return Guard(Target("http://127.0.0.1", {}, safety, 1.0, **more))


def _reason(guard: Guard, operation: Operation, method: str = "POST") -> str:
    with pytest.raises(Refused) as raised:
        guard.check(operation, Request(method, "/v1/quit", (), b""), own=True)
    return str(raised.value)


def test_a_dangerous_operation_goes_out_when_it_is_named() -> None:
    operation = _operation(Effect.DANGEROUS)

    _guard(allow=frozenset({"postQuit"})).check(operation, Request("POST", "/v1/quit", (), b""), own=False)


def test_a_dangerous_operation_that_is_not_named_is_refused_with_the_option_that_names_it() -> None:
    guard = _guard(allow=frozenset({"postOther"}))

    reason = _reason(guard, _operation(Effect.DANGEROUS))

    assert reason == "refused `POST /quit`: it is dangerous and must be named: --allow postQuit"


@pytest.mark.parametrize("safety", [Safety.READ_ONLY, Safety.OWN_RESOURCES])
def test_below_full_a_name_does_not_help(safety: Safety) -> None:
    guard = _guard(safety, allow=frozenset({"postQuit"}))

    assert _reason(guard, _operation(Effect.DANGEROUS)) == f"refused `POST /quit`: safety is {safety}"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_on_a_dangerous_path_is_as_dangerous(method: str) -> None:
    assert "--allow postQuit" in _reason(_guard(), _operation(Effect.DANGEROUS), method)


@pytest.mark.parametrize(
    ("effect", "method", "found"),
    [
        (Effect.READ, "POST", Effect.READ),
        (Effect.READ, "GET", Effect.READ),
        (Effect.READ, "DELETE", Effect.UPDATE),
        (Effect.CREATE, "GET", Effect.CREATE),
        (Effect.CREATE, "PUT", Effect.UPDATE),
        (Effect.OUTBOUND, "PUT", Effect.OUTBOUND),
    ],
)
def test_the_graver_of_operation_and_method_counts(effect: Effect, method: str, found: Effect) -> None:
    assert effect_of(_operation(effect), Request(method, "/v1/quit", (), b"")) is found


def test_what_the_server_lacks_is_not_asked_for() -> None:
    guard = _guard(lacks={"getThings": "switched off"})

    reason = _reason(guard, _operation(Effect.READ, "GET /things"), "GET")

    assert reason == "the target says that the server does not have it: switched off"


THING = {"create": {"operation": "add"}, "fields": {"id": "/id"}, "remove": {"operation": "drop"}}


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ({"body.id": "$thing.id"}, True),
        ({}, False),
        ({"body.id": "$thing.id", "body.friend": "$known.friend"}, False),
        ({"body.id": "$known.thing"}, False),
    ],
)
def test_what_the_rules_bind_to_nothing_own_is_never_sent_at_own_resources(
    bound: dict[str, str], expected: bool
) -> None:
    operation = _operation(Effect.UPDATE, "POST /quit")
    book = tiny.book(fixtures={"thing": THING}, bindings={"postQuit": bound})

    assert ever_permitted(operation, book, Safety.OWN_RESOURCES, ()) is expected
    assert ever_permitted(operation, book, Safety.FULL, ())


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (Call("set", path={"id": "$thing.id"}, body={"friend": ["$known.friend"]}), True),
        (Call("set", query={"id": "$known.thing"}), True),
        (Call("set", path={"id": "$thing.id"}, secrets={"Bearer": "$known.token"}), False),
    ],
)
def test_what_was_there_before_is_told_from_the_own(call: Call, named: bool) -> None:
    assert names_known(call) is named

"""The templates of behaviour.yaml."""

from __future__ import annotations

from typing import Any

import pytest

from stream_contracts.mock.messages import ABSENT, Call, Identity
from stream_contracts.mock.router import NO_MATCH
from stream_contracts.mock.state import State
from stream_contracts.mock.templates import Scope, compile_template
from stream_specs.errors import UserError


def _scope() -> Scope:
    call = Call("POST", "/", "", {}, "", b"", NO_MATCH, value={"a": {"b": 7}, "none": None})
    call.parameters = {"path": {"id": "x"}}
    call.user = Identity("BearerAuth", frozenset(), {"name": "someone"})
    return Scope(State(), call, item={"name": "n"}, result=[1], status=404, message="No.")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("plain", "plain"),
        (7, 7),
        (None, None),
        ("$$body", "$body"),
        ("$body.a", {"b": 7}),
        ("$body.a.b", 7),
        ("$body.none", None),
        ("$body.missing", ABSENT),
        ("$body.a.b.c", ABSENT),
        ("$path.id", "x"),
        ("$query.id", ABSENT),
        ("$item.name", "n"),
        ("$user.name", "someone"),
        ("$result", [1]),
        ("no ${item.name}: ${body.a.b}", "no n: 7"),
        ({"a": "$body.a.b", "gone": "$body.missing"}, {"a": 7}),
        (["$body.missing", "$item.name"], ["n"]),
        ("$now", "2026-01-01T12:00:00Z"),
    ],
)
def test_a_template_stands_for_what_the_call_and_the_state_hold(template: Any, expected: Any) -> None:
    assert compile_template(template)(_scope()) == expected


@pytest.mark.parametrize("template", ["$nothing", "$status: no", "$token(a)", "$number(1)", "$uuid(3)", "${oops}", "$"])
def test_an_unknown_template_is_refused_when_it_is_read(template: str) -> None:
    with pytest.raises(UserError, match="is no template"):
        compile_template(template)


def test_drawn_values_differ_from_draw_to_draw_and_repeat_with_the_seed() -> None:
    template = compile_template({"t": "$token(8)", "u": "$uuid", "n": "$number(1, 6)", "i": "$next(100)"})
    first, second = Scope(State(3)), Scope(State(3))

    drawn = [template(first), template(first)]

    assert drawn == [template(second), template(second)]
    assert drawn[0]["t"] != drawn[1]["t"]
    assert len(drawn[0]["t"]) == 8
    assert 1 <= drawn[0]["n"] <= 6
    assert 100 < drawn[0]["i"] < drawn[1]["i"]

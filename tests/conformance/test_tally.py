"""How often each operation answered with each status."""

from __future__ import annotations

import tiny

from stream_contracts import tally
from stream_contracts.exchange import Call


def test_answers_are_counted_by_operation_and_status() -> None:
    exchanges = [
        tiny.exchange(Call("write"), tiny.response(200)),
        tiny.exchange(Call("write"), tiny.response(409)),
        tiny.exchange(Call("read"), None),
        tiny.exchange(Call("write"), tiny.response(200)),
    ]

    assert tally.of_exchanges(exchanges) == {"read": {"none": 1}, "write": {"200": 2, "409": 1}}


def test_a_request_of_another_method_is_not_one_of_the_operation() -> None:
    assert tally.of_exchanges([tiny.exchange(Call("write", method="PATCH"), tiny.response(405))]) == {}


def test_tallies_are_added_up() -> None:
    together = tally.add_up([{"a": {"200": 1}}, {"b": {"404": 1}, "a": {"200": 2, "400": 1}}])

    assert together == {"a": {"200": 3, "400": 1}, "b": {"404": 1}}

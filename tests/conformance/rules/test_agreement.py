"""`same-answer` with a place in each answer: two operations that tell the same, of a server that goes on living."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import things
import tiny
from rule_runs import run

from stream_contracts.exchange import Request, Response

CALLS = [{"operation": "sum"}, {"operation": "list"}]
AT = ["/count", "/total"]


def _server(counts: Callable[[], Any], totals: Callable[[], Any]) -> things.Server:
    def answer(request: Request) -> Response:
        summary = request.target.endswith("/summary")
        return tiny.response(200, {"count": counts()} if summary else {"total": totals()})

    return answer


def _ran(counts: Callable[[], Any], totals: Callable[[], Any]) -> Any:
    return run("same-answer", _server(counts, totals), calls=CALLS, at=AT)


def test_equal_values_agree() -> None:
    assert _ran(lambda: 3, lambda: 3).oks == [True, True]


def test_different_values_do_not() -> None:
    assert _ran(lambda: 3, lambda: 4).bad == [("/total: 3", "/total: 4")]


def test_a_value_that_changes_in_between_is_looked_at_again() -> None:
    counts = iter([3, 4, 4, 4])

    assert _ran(lambda: next(counts), lambda: 4).oks == [True, True]


def test_a_value_that_changes_all_the_time_shows_nothing() -> None:
    counts = itertools.count()

    assert _ran(lambda: next(counts), lambda: "another").reason == "sum gave another value at /count each time"


@pytest.mark.parametrize("body", [{}, {"count": {}}, []])
def test_a_first_answer_without_the_value_shows_nothing(body: Any) -> None:
    ran = run("same-answer", lambda _: tiny.response(200, body), calls=CALLS, at=["/count/deep", "/total"])

    assert ran.reason == "sum gave nothing at /count/deep"

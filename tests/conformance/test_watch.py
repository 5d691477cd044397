"""When a server has nothing more to show, and what no verdict says of its answers."""

from __future__ import annotations

import dataclasses

import pytest
import tiny

from stream_contracts.exchange import Call, Exchange, Response
from stream_contracts.unprovable import Stopped
from stream_contracts.watch import Watch, remarks

MIB = 1024 * 1024


def _exchange(answer: Response | None, seconds: float = 0.0) -> Exchange:
    return dataclasses.replace(tiny.exchange(Call("list"), answer), seconds=seconds)


def _big(size: int) -> Response:
    return tiny.response(raw=b"x" * size)


def test_two_failures_in_a_row_are_death() -> None:
    watch = Watch(10.0)

    for answer in (None, tiny.response(), None, tiny.response(), None):
        watch.note(_exchange(answer))
    with pytest.raises(Stopped, match="the server gives no answers: cut off"):
        watch.note(_exchange(None))


@pytest.mark.parametrize(
    ("answered", "seconds", "dead"), [(False, 10.0, True), (False, 9.0, False), (True, 10.0, False)]
)
def test_a_server_that_never_answered_gets_one_time_limit(answered: bool, seconds: float, dead: bool) -> None:
    watch = Watch(10.0)
    if answered:
        watch.note(_exchange(tiny.response()))

    if dead:
        with pytest.raises(Stopped):
            watch.note(_exchange(None, seconds))
    else:
        watch.note(_exchange(None, seconds))


def test_more_than_a_run_can_keep_ends_it() -> None:
    watch = Watch(10.0)

    for _ in range(7):
        watch.note(_exchange(_big(4 * MIB)))
    with pytest.raises(Stopped, match="the answers together are longer than 32 MiB"):
        watch.note(_exchange(_big(4 * MIB)))


def test_headers_count_too() -> None:
    watch = Watch(10.0)
    answer = dataclasses.replace(tiny.response(), headers=(("X", "y" * 33 * MIB),))

    with pytest.raises(Stopped, match="32 MiB"):
        watch.note(_exchange(answer))


def test_a_good_run_needs_no_remark() -> None:
    assert list(remarks([_exchange(tiny.response(status)) for status in (200, 404, 500)])) == []


def test_what_no_verdict_says_is_remarked() -> None:
    cut = dataclasses.replace(tiny.response(), truncated=True)

    found = list(remarks([_exchange(None), _exchange(cut), _exchange(tiny.response(429)), _exchange(None)]))

    assert found == [
        "2 of 4 requests had no answer; the first: cut off",
        "the answer to 1 of 4 requests was longer than the suite reads; its body was not judged",
        "1 of 4 requests met the server's limit (429)",
    ]

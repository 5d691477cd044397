"""Work spread over processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from stream_contracts.faults import forked
from stream_specs.errors import UserError


def _squares(number: int) -> Iterator[tuple[int, int]]:
    yield number, number * number
    yield number, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_all_results_of_all_tasks_come(jobs: int) -> None:
    with forked.spread(_squares, range(5), jobs) as coming:
        found = list(coming)

    assert {entry for entry in found if entry[1] < 17} == {(n, n * n) for n in range(5)}
    assert ({pid for _, pid in found if pid > 16} == {os.getpid()}) is (jobs == 1)


def test_a_process_that_dies_is_noticed() -> None:
    def die(number: int) -> Iterator[int]:
        yield number
        os._exit(3)

    with forked.spread(die, range(3), 2) as coming, pytest.raises(UserError, match="a process of the pool died"):
        list(coming)

"""How fast and how much a run sends, without waiting for a clock."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from stream_contracts.pace import Limits, Pace, until
from stream_contracts.unprovable import Interrupted, Stopped
from stream_specs.errors import UserError


class Clock:
    """A clock that only waiting moves, and what was waited for."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waited: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        self.waited.append(round(seconds, 6))
        self.now += seconds


def _pace(**limits: float) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(Limits(**limits), clock, clock.wait), clock


def _turns(pace: Pace, count: int, after: Callable[[], None] = lambda: None) -> None:
    async def run() -> None:
        for sent in range(count):
            await pace.turn(sent)
            after()

    asyncio.run(run())


def test_without_limits_nothing_waits() -> None:
    pace, clock = _pace()

    _turns(pace, 1000)

    assert clock.waited == []


def test_a_rate_spaces_requests_evenly() -> None:
    pace, clock = _pace(rate=4)

    _turns(pace, 5)

    assert clock.waited == [0.25] * 4


def test_time_that_passes_anyway_is_not_waited_again() -> None:
    pace, clock = _pace(rate=4)

    def answer() -> None:
        clock.now += 0.2

    _turns(pace, 3, answer)

    assert clock.waited == [0.05] * 2


def test_requests_that_ask_at_once_have_turns_of_their_own() -> None:
    pace, clock = _pace(rate=4)

    async def run() -> None:
        await asyncio.gather(*(pace.turn(0) for _ in range(3)))

    asyncio.run(run())

    assert clock.now == pytest.approx(100.5)


def test_a_budget_is_never_exceeded() -> None:
    pace, _ = _pace(max_requests=3)

    _turns(pace, 3)

    with pytest.raises(Stopped, match="the budget of 3 requests is spent"):
        asyncio.run(pace.turn(3))


def test_what_cleaning_up_takes_is_held_back_from_the_budget() -> None:
    pace, _ = _pace(max_requests=3)
    pace.owed = 2

    asyncio.run(pace.turn(0))
    with pytest.raises(Stopped):
        asyncio.run(pace.turn(1))
    pace.clean()
    asyncio.run(pace.turn(1))


def test_after_the_time_limit_nothing_is_sent() -> None:
    pace, clock = _pace(max_seconds=10)
    clock.now += 10.1

    with pytest.raises(Stopped, match="the time limit of 10 s is over"):
        asyncio.run(pace.turn(0))


def test_nothing_waits_beyond_the_time_limit() -> None:
    pace, clock = _pace(rate=0.05, max_seconds=10)

    with pytest.raises(Stopped, match="time limit"):
        _turns(pace, 2)

    assert clock.waited == []


def test_cleaning_up_has_a_minute_of_its_own() -> None:
    pace, clock = _pace(max_seconds=10)
    clock.now += 11
    pace.clean()

    asyncio.run(pace.turn(0))
    clock.now += 61
    with pytest.raises(Stopped, match="cleaning up took longer than 60 s"):
        asyncio.run(pace.turn(0))


def test_an_interrupt_ends_a_wait_and_lets_cleaning_up_out() -> None:
    pace = Pace(Limits(rate=0.001))

    async def run() -> None:
        await pace.turn(0)
        waiting = asyncio.ensure_future(pace.turn(1))
        await asyncio.sleep(0)
        pace.interrupt()
        with pytest.raises(Interrupted):
            await waiting

    asyncio.run(run())


def test_once_it_cleans_up_an_interrupt_holds_nothing_back() -> None:
    pace, clock = _pace(rate=1)
    pace.interrupt()
    pace.clean()

    _turns(pace, 2)

    assert clock.waited == [1.0]


def test_waiting_ends_with_its_event() -> None:
    async def run() -> None:
        event = asyncio.Event()
        event.set()
        await until(event, math.inf)
        await until(asyncio.Event(), 0)

    asyncio.run(run())


# --- 429

ADVICE = {
    "seconds": ("7", 7.0),
    "nothing": ("", 0.25),
    "no number and no date": ("soon", 0.25),
    "a negative number": ("-5", 0.25),
    "a date that is over": ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    "a fraction": ("1.5", 0.25),
    "digits of another script": ("٣", 0.25),
}


@pytest.mark.parametrize(("retry_after", "seconds"), ADVICE.values(), ids=ADVICE)
def test_a_429_is_followed_by_the_wait_that_it_asks_for(retry_after: str, seconds: float) -> None:
    pace, clock = _pace()

    pace.note(429, retry_after)
    asyncio.run(pace.turn(1))

    assert clock.waited == ([seconds] if seconds else [])


def test_a_date_is_waited_for() -> None:
    pace, clock = _pace()

    pace.note(429, format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True))
    asyncio.run(pace.turn(1))

    assert 25 < clock.waited[0] <= 30


def test_a_429_slows_down_what_follows() -> None:
    pace, clock = _pace()

    pace.note(429, "0")
    _turns(pace, 3)
    pace.note(429, "0")
    _turns(pace, 2)

    assert clock.waited == [0.05, 0.05, 0.05, 0.1]


def test_a_slow_rate_is_not_made_faster_by_a_429() -> None:
    pace, clock = _pace(rate=0.5)

    pace.note(429, "0")
    _turns(pace, 2)

    assert clock.waited == [2.0]


def test_a_burst_of_429_ends_the_run() -> None:
    pace, _ = _pace()

    for _ in range(4):
        pace.note(429, "0")
    with pytest.raises(Stopped, match="5 answers 429 in a row"):
        pace.note(429, "0")


def test_another_answer_starts_the_count_anew() -> None:
    pace, _ = _pace()

    for status in [429, 429, 429, 429, 200] * 3:
        pace.note(status, "0")


@pytest.mark.parametrize("retry_after", ["61", "3600", "9" * 5000, "Wed, 21 Oct 2999 07:28:00 GMT"])
def test_a_server_that_asks_for_long_is_left_alone(retry_after: str) -> None:
    pace, _ = _pace()

    with pytest.raises(Stopped, match="the server limits the rate: it asks to wait"):
        pace.note(429, retry_after)


@pytest.mark.parametrize("name", ["rate", "max_requests", "max_seconds"])
@pytest.mark.parametrize("value", [0, -1, math.nan])
def test_a_limit_is_a_number_above_0(name: str, value: float) -> None:
    with pytest.raises(UserError, match=f"--{name.replace('_', '-')} is not a number above 0"):
        Limits(**{name: value})

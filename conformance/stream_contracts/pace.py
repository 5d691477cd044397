"""How fast and how much a run sends: rate, budget of requests, limit of time, and what a server says with 429.

One `Pace` belongs to one transport, which asks it before every request, whoever sends it. Once the run is cleaning up
neither budget nor interrupt hold it back: both leave room for that.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from stream_contracts.unprovable import Interrupted, Stopped
from stream_specs.errors import UserError

TOO_MANY = 429
BUDGET = "the budget of"  # begins the reason of a run that has sent all that it may
_BURST = 5
_FIRST_WAIT_S = 0.25
_LONGEST_WAIT_S = 60.0
_SMALLEST_GAP_S, _LARGEST_GAP_S = 0.05, 1.0
_LONGEST_CLEANING_S = 60.0

Wait = Callable[[asyncio.Event, float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take. rate: requests a second. max_requests: of the whole run, what cleans up among them.

    max_seconds: after these no case and no rule sends anything more; an answer that is awaited then, and cleaning up
    (a minute at most), still take their time. Infinite: no limit.
    """

    rate: float = math.inf
    max_requests: float = math.inf
    max_seconds: float = 3600.0

    def __post_init__(self) -> None:
        for name, value in (("--rate", self.rate), ("--max-requests", self.max_requests)):
            if not value > 0:
                raise UserError(f"{name} is not a number above 0", hint="leave it out for no limit")
        if not self.max_seconds > 0:
            raise UserError("--max-seconds is not a number above 0", hint="for instance --max-seconds 600")


async def until(event: asyncio.Event, seconds: float) -> None:
    """Wait so many seconds, less when the event comes first."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def at_once(event: asyncio.Event, seconds: float) -> None:
    """Do not wait: what is asked is no server."""


class Pace:
    """Says when the next request may leave. clock: seconds that never go back. wait: how it waits for an event.

    owed: how many requests cleaning up would take; they are held back from the budget. cleaning: whether it cleans up.
    """

    def __init__(
        self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic, wait: Wait = until
    ) -> None:
        self.limits = limits or Limits()
        self.owed = 0
        self._clock, self._wait = clock, wait
        self._end = clock() + self.limits.max_seconds
        self._gap = 1 / self.limits.rate
        self._next = -math.inf
        self._limited = 0
        self.cleaning = False
        self._closed = False
        self._interrupted = asyncio.Event()

    def close(self) -> None:
        """Let nothing more out at all."""
        self._closed = True

    def interrupt(self) -> None:
        """Let nothing more out but what cleans up; ends a wait."""
        self._interrupted.set()

    def clean(self) -> None:
        """From now on requests clean up: they have a limit of time of their own."""
        self.cleaning, self._end = True, self._clock() + _LONGEST_CLEANING_S

    async def turn(self, sent: int) -> None:
        """Wait until the next request may leave. sent: how many have left so far.

        Raises Stopped when it may not leave, Interrupted when somebody ended the run.
        """
        self.check(sent)
        now = self._clock()
        start = max(now, self._next)
        if start > self._end:
            raise self._late()
        self._next = start + self._gap
        if start > now:
            await self._wait(asyncio.Event() if self.cleaning else self._interrupted, start - now)
            self.check(sent)

    def check(self, sent: int) -> None:
        """Raise what `turn` raises, without waiting."""
        if self._closed:
            raise Interrupted("interrupted twice")
        if self._clock() > self._end:
            raise self._late()
        if self.cleaning:
            return
        if self._interrupted.is_set():
            raise Interrupted("interrupted")
        if sent + 1 + self.owed > self.limits.max_requests:
            raise Stopped(f"{BUDGET} {self.limits.max_requests:g} requests is spent")

    def _late(self) -> Stopped:
        if self.cleaning:
            return Stopped(f"cleaning up took longer than {_LONGEST_CLEANING_S:g} s")
        return Stopped(f"the time limit of {self.limits.max_seconds:g} s is over")

    def note(self, status: int, retry_after: str = "") -> None:
        """Take in the status of an answer. A 429 slows down all that follows; raises Stopped when that does not help.

        retry_after: the header of that name (RFC 9110, 10.2.3).
        """
        if status != TOO_MANY:
            self._limited = 0
            return
        self._limited += 1
        if self._limited >= _BURST:
            raise Stopped(f"the server limits the rate: {self._limited} answers 429 in a row")
        advised = _seconds(retry_after)
        wait = _FIRST_WAIT_S * 2 ** (self._limited - 1) if advised is None else advised
        if wait > _LONGEST_WAIT_S:
            raise Stopped(f"the server limits the rate: it asks to wait {wait:.0f} s")
        self._gap = max(self._gap, min(max(self._gap * 2, _SMALLEST_GAP_S), _LARGEST_GAP_S))
        self._next = max(self._next, self._clock() + wait)


def _seconds(retry_after: str) -> float | None:
    """How long to wait, None when the header says nothing: it is a number of seconds or a date."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())

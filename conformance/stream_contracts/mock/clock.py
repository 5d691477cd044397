"""The time of a mock, which stands still until it is moved."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stream_contracts.mock.state import Storage

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self, storage: Storage, start: datetime = START) -> None:
        self._storage, self.start = storage, start
        self.advanced_s = 0.0

    def now(self) -> datetime:
        """The time, in UTC."""
        return self.start + timedelta(seconds=self.advanced_s)

    def text(self) -> str:
        """The time as ISO 8601 with seconds."""
        return _time_text(self.now())

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.advanced_s += seconds
        self._storage.put_meta("advanced_s", self.advanced_s)


@functools.lru_cache(8)
def _time_text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")

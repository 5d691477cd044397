"""When a run learns nothing more from its server, and what of its answers a reader must know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stream_contracts.exchange import Exchange, Response
from stream_contracts.unprovable import Stopped

_DEAD_AFTER = 2
_MOST_KEPT = 32 * 1024 * 1024
_HEADER_COST = 150  # what two short texts and their tuple take in memory, bytes


@dataclass(slots=True)
class Watch:
    """Looks at every exchange of a run. timeout: seconds for one answer."""

    timeout: float
    _answered: bool = False
    _failures: int = 0
    _kept: int = 0

    def note(self, exchange: Exchange) -> None:
        """Raise Stopped when the server gives no answers, or when they are more than a run can keep."""
        self._answered = self._answered or exchange.response is not None
        self._failures = 0 if exchange.response else self._failures + 1
        self._kept += _size(exchange.response) if exchange.response else 0
        late = not self._answered and exchange.seconds >= self.timeout
        if self._failures >= _DEAD_AFTER or late:
            raise Stopped(f"the server gives no answers: {exchange.error}")
        if self._kept > _MOST_KEPT:
            raise Stopped(f"the answers together are longer than {_MOST_KEPT // 1024 // 1024} MiB")


def _size(response: Response) -> int:
    """About what an answer takes in memory, in bytes."""
    return len(response.body) + sum(len(name) + len(value) + _HEADER_COST for name, value in response.headers)


def remarks(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """What no verdict says: answers that did not come, that were too long, that asked for less haste."""
    failed = [exchange for exchange in exchanges if exchange.response is None]
    if failed:
        yield f"{_of(failed, exchanges)} had no answer; the first: {failed[0].error}"
    longer = [exchange for exchange in exchanges if exchange.response and exchange.response.truncated]
    if longer:
        yield f"the answer to {_of(longer, exchanges)} was longer than the suite reads; its body was not judged"
    limited = [exchange for exchange in exchanges if exchange.response and exchange.response.status == 429]
    if limited:
        yield f"{_of(limited, exchanges)} met the server's limit (429)"


def _of(some: Sequence[Exchange], every: Sequence[Exchange]) -> str:
    return f"{len(some)} of {len(every)} requests"

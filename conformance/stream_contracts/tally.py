"""Which answers were seen: how often each operation answered with each status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from stream_contracts.exchange import Exchange

NO_ANSWER = "none"


def of_exchanges(exchanges: Iterable[Exchange]) -> Mapping[str, Mapping[str, int]]:
    """The number of answers by operationId and status; NO_ANSWER stands for requests without an answer.

    A request with another method than the operation's is not one of the operation's, and is left out.
    """
    counts: dict[str, Counter[str]] = {}
    for exchange in exchanges:
        if not exchange.call.method:
            status = str(exchange.response.status) if exchange.response else NO_ANSWER
            counts.setdefault(exchange.call.operation, Counter())[status] += 1
    return _sorted(counts)


def add_up(tallies: Iterable[Mapping[str, Mapping[str, int]]]) -> Mapping[str, Mapping[str, int]]:
    """The tally of several runs together."""
    counts: dict[str, Counter[str]] = {}
    for tally in tallies:
        for operation, statuses in tally.items():
            counts.setdefault(operation, Counter()).update(statuses)
    return _sorted(counts)


def _sorted(counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, Mapping[str, int]]:
    return {operation: dict(sorted(statuses.items())) for operation, statuses in sorted(counts.items())}

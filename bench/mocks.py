"""The mocks against Prism: requests a second on the same document and the same operations, latency, and memory.

wrk sends the documented requests of all operations that read or change, in turn, over eight connections: first as fast
as it can, then about half as fast. Validation is on in both; the mock keeps state, Prism answers with the examples.
The two take turns, and the best round of each counts, so that what else the machine does hits neither alone.

    python bench/mocks.py
    python bench/mocks.py --rounds 10 --seconds 5 --memory-requests 0

Exit codes: 0 measured, 2 something that it needs is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import compared
import processes
import sections
import wrk
from sections import say
from wrk import Load

from stream_contracts import data
from stream_contracts.documents import Effect, Operation
from stream_contracts.exchange import Request, Response
from stream_contracts.mock.server import credentials, make
from stream_specs.errors import UserError

APIS = ("streamdetails", "twitch-kraken")
CONNECTIONS = 8
_LIMIT = "limit"
_SLICE_S = 20


@dataclass(frozen=True, slots=True)
class Round:
    """One server under one mix for a while. full: as fast as it can. half: at about half of that."""

    full: Load
    half: Load
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The best of some rounds. ready_s: start-up. cpu_ms: the processor time of one answer."""

    name: str
    ready_s: float
    rss_mb: float
    full: Load
    half: Load
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Pair:
    """The mock and Prism under the same mix."""

    mock: Measured
    prism: Measured

    @property
    def times(self) -> float:
        """How many times as many requests a second the mock answers."""
        return self.mock.full.rate / self.prism.full.rate


def requests_of(api: str) -> list[Request]:
    """The documented requests of the operations that read or change something, without the base path."""
    return [request for _, request in _documented(api)]


def _documented(api: str) -> list[tuple[Operation, Request]]:
    document = data.document(api)
    found = compared.example_requests(document, credentials(make(api)))
    sendable = [(document.operation(name), request) for name, request in found if request is not None]
    wanted = (Effect.READ, Effect.UPDATE)
    return [(operation, _any_json(request)) for operation, request in sendable if operation.effect in wanted]


def _any_json(request: Request) -> Request:
    """The request with an Accept that both servers know: Prism refuses what is not a documented media type."""
    others = (header for header in request.headers if header[0] != "Accept")
    return dataclasses.replace(request, headers=(("Accept", "application/json"), *others))


def as_many(operation: Operation, request: Request, answer: Response) -> Request:
    """The request for a list with a limit of as many items as the answer of the other server holds."""
    length = longest_list(answer)
    if not operation.parameter("query", _LIMIT) or not length:
        return request
    path, _, query = request.target.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith(f"{_LIMIT}=")]
    return dataclasses.replace(request, target=path + "?" + "&".join([*kept, urlencode({_LIMIT: length})]))


def longest_list(answer: Response) -> int:
    """The items of the longest list among the members of an answer."""
    value: Any = answer.json() if answer.media_type.endswith("json") else None
    members = value.values() if isinstance(value, Mapping) else ()
    return max((len(member) for member in members if isinstance(member, list)), default=0)


def below(base: str, requests: Sequence[Request]) -> list[Request]:
    """The requests with a base path in front."""
    return [dataclasses.replace(request, target=base + request.target) for request in requests]


def answers(url: str, requests: Sequence[Request]) -> list[Response]:
    """What a server answers, request by request."""
    import httpx

    with httpx.Client(base_url=url, trust_env=False) as client:
        found = [client.request(r.method, r.target, content=r.body, headers=list(r.headers)) for r in requests]
    return [Response(one.status_code, tuple(one.headers.items()), one.content) for one in found]


def accepted(url: str, requests: Sequence[Request]) -> list[bool]:
    """Which of the requests a server answers with a success."""
    return [answer.status < 300 for answer in answers(url, requests)]


def compare(api: str, seconds: int, rounds: int) -> Iterator[Pair]:
    """The mock and Prism with the requests that both accept; lists as long as Prism's, then as documented."""
    documented, base = _documented(api), data.document(api).base_path
    with processes.mock(api) as mock, processes.prism("mock", str(compared.bundle(api))) as prism:
        origin = mock.url.removesuffix(base)
        of_prism = answers(prism.url, [request for _, request in documented])
        alike = [as_many(*entry, answer) for entry, answer in zip(documented, of_prism, strict=True)]
        mixes = {api: alike, f"{api}, lists as documented": [request for _, request in documented]}
        for name, mix in mixes.items() if alike != mixes[f"{api}, lists as documented"] else [(api, alike)]:
            both = _of_both(name, mix, accepted(origin, below(base, mix)), accepted(prism.url, mix))
            yield _pair(name, (mock, origin, below(base, both)), (prism, prism.url, both), seconds, rounds)


def _of_both(name: str, mix: Sequence[Request], by_mock: Sequence[bool], by_prism: Sequence[bool]) -> list[Request]:
    both = [request for request, one, other in zip(mix, by_mock, by_prism, strict=True) if one and other]
    if not both:
        raise UserError(f"no request of {name} is accepted by both servers", hint="see which one refuses it")
    say(f"{name}: {len(both)} of {len(mix)} documented requests are accepted by both")
    return both


_Loaded = tuple[processes.Server, str, Sequence[Request]]


def _pair(name: str, mock: _Loaded, prism: _Loaded, seconds: int, rounds: int) -> Pair:
    """Both in turn. The best round is the one with the most requests a second."""
    for _, url, requests in (mock, prism):
        wrk.load(url, requests, 1, CONNECTIONS)  # warm
    taken = [(_round(*mock, seconds), _round(*prism, seconds)) for _ in range(rounds)]
    pair = Pair(
        _best(f"{name}: mock", mock[0], [ours for ours, _ in taken]),
        _best(f"{name}: Prism", prism[0], [theirs for _, theirs in taken]),
    )
    say(f"{name}: mock {pair.mock.full.rate:.0f} a second, Prism {pair.prism.full.rate:.0f}")
    return pair


def _round(server: processes.Server, url: str, requests: Sequence[Request], seconds: int) -> Round:
    before = processes.cpu_seconds(server.pid)
    full = wrk.load(url, requests, seconds, CONNECTIONS)
    cpu_ms = 1000 * (processes.cpu_seconds(server.pid) - before) / full.requests
    return Round(full, wrk.load(url, requests, seconds, CONNECTIONS, pause(full)), cpu_ms)


def _best(name: str, server: processes.Server, rounds: Sequence[Round]) -> Measured:
    best = max(rounds, key=lambda one: one.full.rate)
    half, cpu_ms = min((one.half for one in rounds), key=lambda load: load.p99), min(one.cpu_ms for one in rounds)
    return Measured(name, server.ready_s, processes.resident_mb(server.pid), best.full, half, cpu_ms)


def pause(full: Load) -> float:
    """How long each connection waits on average, in ms, so that all together send half as much.

    Each then sends once in 2 * CONNECTIONS answers' time, one of which its own answer takes.
    """
    return 1000 * (2 * CONNECTIONS - 1) / full.rate


def memory(api: str, count: int) -> Iterator[tuple[int, float]]:
    """Requests answered so far, and the resident memory of the mock in MB after them."""
    requests, base = requests_of(api), data.document(api).base_path
    with processes.mock(api) as mock:
        origin, sent = mock.url.removesuffix(base), 0
        sent += wrk.load(origin, below(base, requests), 2, CONNECTIONS).requests
        yield sent, processes.resident_mb(mock.pid)
        began, warm = time.perf_counter(), sent
        while sent < count:
            rate = (sent - warm) / (time.perf_counter() - began) or 1000
            slice_s = max(1, min(_SLICE_S, round((count - sent) / rate)))
            sent += wrk.load(origin, below(base, requests), slice_s, CONNECTIONS).requests
            say(f"memory: {sent:,} of {count:,} requests")
            yield sent, processes.resident_mb(mock.pid)


def lines(found: Sequence[Pair], samples: Sequence[tuple[int, float]]) -> Iterator[str]:
    """The section of RESULTS.md."""
    yield from _EXPLAINED.strip().splitlines()
    yield ""
    header = (
        "server",
        "requests a second",
        "p99 ms",
        "at half: a second",
        "p99 ms",
        "errors",
        "start s",
        "RSS MB",
        "CPU ms",
        "kB",
    )
    yield from sections.table(header, [_row(each) for pair in found for each in (pair.mock, pair.prism)])
    yield ""
    for pair in found:
        times = f"{pair.times:.1f} times the requests a second of Prism"
        yield f"- {pair.mock.name}: {times}, {pair.prism.cpu_ms / pair.mock.cpu_ms:.1f} by processor time"
    if samples:
        yield f"- memory of the mock: {samples[0][1]:.1f} MB after {samples[0][0]:,} requests, {_later(samples)}"


_EXPLAINED = f"""
wrk, one thread and {CONNECTIONS} connections, sends the documented requests that read or change something and that both
servers accept, in turn; the servers take turns in one run, and the best round of each counts. A request for a list
asks for as many items as Prism's answer, the documented example, holds; where that is less than is documented, there
are figures for the documented number, too: the mock then sends all of them, Prism still its example. Errors: answers
that are no success, or none. CPU: the processor time of one answer, all threads, which depends least on what else the
machine does. kB: of one answer.
"""


def _row(each: Measured) -> tuple[object, ...]:
    errors = each.full.refused + each.full.broken + each.half.refused + each.half.broken
    full, half = each.full, each.half
    speed = (f"{full.rate:,.0f}", f"{full.p99:.1f}", f"{half.rate:,.0f}", f"{half.p99:.1f}")
    costs = (f"{each.ready_s:.1f}", f"{each.rss_mb:.0f}", f"{each.cpu_ms:.2f}", f"{full.kilobytes:.1f}")
    return each.name, *speed, errors, *costs


def _later(samples: Sequence[tuple[int, float]]) -> str:
    middle = samples[len(samples) // 2]
    return ", ".join(f"{size:.1f} MB after {count:,}" for count, size in dict.fromkeys([middle, samples[-1]]))


def measure() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=2, help="of each load; default: 2")
    parser.add_argument("--rounds", type=int, default=6, help="of each pair of servers; default: 6")
    parser.add_argument("--memory-requests", type=int, default=1_000_000, help="0: not measured; default: 1000000")
    options = parser.parse_args()
    found = [pair for api in APIS for pair in compare(api, options.seconds, options.rounds)]
    samples = list(memory(APIS[0], options.memory_requests)) if options.memory_requests else []
    text = list(lines(found, samples))
    print("\n".join(text))
    sections.write("mocks", text)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sections.run(measure)

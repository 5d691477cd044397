"""The mocks against Prism: requests a second on the same document and the same operations, latency, and memory.

wrk sends the documented requests of all operations that read or change, in turn, over eight connections: first as fast
as it can, then about half as fast. Validation is on in both; the mock keeps state, Prism answers with the examples.

    python bench/mocks.py
    python bench/mocks.py --seconds 10 --memory-requests 1000000

Exit codes: 0 measured, 2 something that it needs is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import compared
import processes
import sections
import wrk
from sections import say
from wrk import Load

from stream_contracts import data
from stream_contracts.documents import Effect
from stream_contracts.exchange import Request
from stream_contracts.mock.server import credentials, make
from stream_specs.errors import UserError

APIS = ("streamdetails", "twitch-kraken")
CONNECTIONS = 8
_SLICE_S = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """One server under one mix. full: as fast as it can. half: at about half of that. cpu_ms: of one answer at full."""

    name: str
    ready_s: float
    full: Load
    half: Load
    rss_mb: float
    cpu_ms: float


def requests_of(api: str) -> list[Request]:
    """The documented requests of the operations that read or change something, without the base path."""
    document = data.document(api)
    effects = {operation.id: operation.effect for operation in document.operations}
    found = compared.example_requests(document, credentials(make(api)))
    wanted = (Effect.READ, Effect.UPDATE)
    return [_any_json(request) for name, request in found if request is not None and effects[name] in wanted]


def _any_json(request: Request) -> Request:
    """The request with an Accept that both servers know: Prism refuses what is not a documented media type."""
    others = (header for header in request.headers if header[0] != "Accept")
    return dataclasses.replace(request, headers=(("Accept", "application/json"), *others))


def below(base: str, requests: Sequence[Request]) -> list[Request]:
    """The requests with a base path in front."""
    return [dataclasses.replace(request, target=base + request.target) for request in requests]


def accepted(url: str, requests: Sequence[Request]) -> list[bool]:
    """Which of the requests a server answers with a success."""
    import httpx

    with httpx.Client(base_url=url, trust_env=False) as client:
        answers = [client.request(r.method, r.target, content=r.body, headers=list(r.headers)) for r in requests]
    return [answer.status_code < 300 for answer in answers]


def compare(api: str, seconds: int) -> list[Measured]:
    """The mock, then Prism, with the requests that both accept."""
    requests, base = requests_of(api), data.document(api).base_path
    with processes.mock(api) as mock, processes.prism("mock", str(compared.bundle(api))) as prism:
        origin = mock.url.removesuffix(base)
        by_mock, by_prism = accepted(origin, below(base, requests)), accepted(prism.url, requests)
        both = [r for r, one, other in zip(requests, by_mock, by_prism, strict=True) if one and other]
        if not both:
            raise UserError(f"no request of {api} is accepted by both servers", hint="see which one refuses it")
        say(f"{api}: {len(both)} of {len(requests)} documented requests are accepted by both")
        return [
            _measure(f"{api}: mock", mock, origin, below(base, both), seconds),
            _measure(f"{api}: Prism", prism, prism.url, both, seconds),
        ]


def _measure(name: str, server: processes.Server, url: str, requests: Sequence[Request], seconds: int) -> Measured:
    wrk.load(url, requests, 1, CONNECTIONS)  # warm
    before = processes.cpu_seconds(server.pid)
    full = wrk.load(url, requests, seconds, CONNECTIONS)
    cpu_ms = 1000 * (processes.cpu_seconds(server.pid) - before) / full.requests
    half = wrk.load(url, requests, seconds, CONNECTIONS, pause(full))
    say(f"{name}: {full.rate:.0f} a second, p99 {half.p99:.1f} ms at {half.rate:.0f}")
    return Measured(name, server.ready_s, full, half, processes.resident_mb(server.pid), cpu_ms)


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


def lines(found: Sequence[Measured], samples: Sequence[tuple[int, float]]) -> Iterator[str]:
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
    )
    yield from sections.table(header, map(_row, found))
    yield ""
    for mock, prism in zip(found[::2], found[1::2], strict=True):
        times, by_cpu = mock.full.rate / prism.full.rate, prism.cpu_ms / mock.cpu_ms
        yield f"- {mock.name}: {times:.1f} times the requests a second of Prism, {by_cpu:.1f} times by processor time"
    if samples:
        yield f"- memory of the mock: {samples[0][1]:.1f} MB after {samples[0][0]:,} requests, {_later(samples)}"


_EXPLAINED = f"""
wrk, one thread and {CONNECTIONS} connections, sends the documented requests that read or change something and that both
servers accept, in turn; one server after the other, in one run. Errors: answers that are no success, or none. CPU: the
processor time of one answer, all threads, which depends least on what else the machine does. kB: of one answer; where
a list is asked for, the mock sends as many items as the request wants, Prism the documented example.
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
    parser.add_argument("--seconds", type=int, default=5, help="of each load; default: 5")
    parser.add_argument("--memory-requests", type=int, default=100_000, help="0: not measured; default: 100000")
    options = parser.parse_args()
    found = [measured for api in APIS for measured in compare(api, options.seconds)]
    samples = list(memory(APIS[0], options.memory_requests)) if options.memory_requests else []
    text = list(lines(found, samples))
    print("\n".join(text))
    sections.write("mocks", text)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sections.run(measure)

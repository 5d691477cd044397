"""The same faults, four ways to look for them: this suite, `st run` in two ways, and a Prism validation proxy.

A sample of the faults of each API, drawn by a seed and spread over the classes, is put into mocks one by one; each tool
checks each of them. Two faults at a time, so the seconds are those of a machine that is busy with both.

    python bench/alternatives.py                               every API, the sample that `make bench` takes
    python bench/alternatives.py --api streamdetails --faults 40
    python bench/alternatives.py --all-phases                  `st run` with all phases on the large documents, too

Exit codes: 0 measured, 2 something that it needs is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import queue
import random
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import compared
import processes
import sections
from compared import Findings, Report, Server, Tool
from sections import say

from stream_contracts import data
from stream_contracts.faults.fault import Class, Placed
from stream_contracts.faults.table import catalogue
from stream_contracts.mock.server import credentials, make
from stream_specs.errors import UserError

FAULTS = {"owncast": 5, "streams-live": 5, "streamdetails": 18, "twitch-kraken": 18}
LARGE = ("owncast", "streams-live")
TOOLS: Mapping[str, Tool] = {
    "stream-contracts run": compared.suite,
    "st run": compared.schemathesis(),
    "st run --phases examples,coverage": compared.schemathesis("--phases", "examples,coverage"),
    "Prism proxy, documented requests": compared.prism,
}
ALL_PHASES = "st run"
CLEAN_SEEDS = (1, 2)
LANES = 2


@dataclass(frozen=True, slots=True)
class Job:
    """A fault to look for with some tools. name: "" for the clean mock. kind: the class of the fault."""

    name: str
    kind: str
    seed: int
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the tools said of one job, by their names."""

    job: Job
    reports: Mapping[str, Report]


@dataclass(frozen=True, slots=True)
class Compared:
    """All of one API. asked: how many faults were drawn; those for which time was left are in `looked`."""

    api: str
    asked: int
    looked: tuple[Looked, ...]

    def alarms(self, tool: str) -> Findings:
        """What a tool reports on the clean mock."""
        clean = [looked.reports[tool].findings for looked in self.looked if self._is_clean(looked, tool)]
        return frozenset().union(*clean)

    def _is_clean(self, looked: Looked, tool: str) -> bool:
        return not looked.job.name and tool in looked.reports

    def of_faults(self, tool: str) -> list[tuple[Job, Report]]:
        """The faults that a tool looked for."""
        return [(each.job, each.reports[tool]) for each in self.looked if each.job.name and tool in each.reports]

    def killed(self, tool: str) -> list[Job]:
        """The faults for which a tool reports something that it does not report on the clean mock."""
        alarms = self.alarms(tool)
        return [job for job, report in self.of_faults(tool) if report.findings - alarms]


def sample(placed: Iterable[Placed], size: int, seed: str) -> list[Placed]:
    """Faults of all classes in turn, and within a class of all kinds in turn.

    Without dead servers, which every tool sees. The same seed draws the same faults from the same catalogue.
    """
    chance = random.Random(seed)
    by_class: dict[str, dict[str, list[Placed]]] = {}
    for each in placed:
        if each.fault.kind is not Class.DEAD:
            by_class.setdefault(each.fault.kind, {}).setdefault(each.fault.id, []).append(each)
    rows = []
    for kind in sorted(by_class):
        kinds = sorted(by_class[kind].items())
        chance.shuffle(kinds)
        rows.append(_in_turn([chance.sample(places, len(places)) for _, places in kinds]))
    return _in_turn(rows)[:size]


def _in_turn(rows: Sequence[Sequence[Placed]]) -> list[Placed]:
    """The first of each row, then the second of each, and so on."""
    longest = max(map(len, rows), default=0)
    return [row[index] for index in range(longest) for row in rows if index < len(row)]


@dataclass(frozen=True, slots=True)
class Limits:
    """end: no fault is begun later. tool_s: seconds of one tool on one fault."""

    end: float
    tool_s: float


def compare(api: str, size: int, seed: int, all_phases: bool, limits: Limits) -> Compared:
    """Look for a sample of the faults of an API with every tool."""
    mock = make(api)
    drawn = sample(catalogue(mock), size, f"{seed}/{api}")
    tools = tuple(name for name in TOOLS if name != ALL_PHASES or all_phases or api not in LARGE)
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in [Job("", "", seed_, tools) for seed_ in CLEAN_SEEDS]:
        jobs.put(job)
    for placed in drawn:
        jobs.put(Job(placed.name, str(placed.fault.kind), seed, tools))
    say(f"{api}: {len(drawn)} faults, {len(tools)} tools")
    secrets = credentials(mock)
    with ThreadPoolExecutor(LANES) as pool:
        lanes = [pool.submit(_lane, api, secrets, jobs, limits) for _ in range(LANES)]
        looked = [each for lane in lanes for each in lane.result()]
    return Compared(api, len(drawn), tuple(sorted(looked, key=lambda each: (each.job.name, each.job.seed))))


def _lane(api: str, secrets: Mapping[str, str], jobs: queue.SimpleQueue[Job], limits: Limits) -> list[Looked]:
    """Jobs one after the other, on one port, so that one Prism serves them all."""
    origin, base = f"http://127.0.0.1:{processes.free_port()}", data.document(api).base_path
    done = []
    with processes.prism("proxy", str(compared.bundle(api)), origin + base) as proxy:
        while not jobs.empty():
            with contextlib.suppress(queue.Empty):
                job = jobs.get_nowait()
                if job.name and time.perf_counter() > limits.end:
                    continue
                try:
                    done.append(_look(job, Server(api, origin + base, secrets, proxy.url), limits.tool_s))
                    say(_progress(api, done[-1]))
                except (UserError, OSError) as error:  # the other faults still count
                    say(f"{api}: {job.name} left out: {error}")
    return done


def _look(job: Job, server: Server, limit_s: float) -> Looked:
    """What each tool of the job says of a mock at the server's port."""
    fault = ("--fault", job.name) if job.name else ()
    reports = {}
    with processes.mock(server.api, *fault, port=urlsplit(server.url).port or 0):
        for name in job.tools:
            _reset(server.url)
            reports[name] = TOOLS[name](server, job.seed, limit_s)
    return Looked(job, reports)


def _reset(url: str) -> None:
    """The initial world again, for the next tool."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    with contextlib.closing(connection), contextlib.suppress(http.client.HTTPException):
        connection.request("POST", "/__mock__/reset")
        connection.getresponse().read()


def _progress(api: str, looked: Looked) -> str:
    found = ", ".join(f"{len(report.findings)} in {report.seconds:.1f} s" for report in looked.reports.values())
    return f"{api}: {looked.job.name or 'clean'}: findings {found}"


def lines(found: Sequence[Compared], seed: int) -> Iterator[str]:
    """The section of RESULTS.md."""
    yield from _EXPLAINED.format(seed=seed).strip().splitlines()
    yield ""
    header = ("API and tool", "killed", "of", "%", "false alarms", "requests", "seconds", "late")
    yield from sections.table(header, [row for each in found for row in _rows(each)])
    yield ""
    yield from sections.table(("class", *TOOLS), _classes(found))
    yield ""
    yield from _survivors(found)


_EXPLAINED = """
The same faults for every tool, drawn with seed {seed} and spread over the classes; dead servers are left out. A tool
kills a fault when it reports, for an operation, a finding that it does not report on the clean mock in two runs with
different seeds (its false alarms). A finding is: of `stream-contracts run` a requirement that failed or warned; of
`st run` a failure or error of its JSON report, by operation and type, and it has the same credentials through its
configuration file; of Prism a violation of the response in the header `sl-violations`, by operation, keyword and
place, while each documented request is sent through the proxy, with the world of the mock as at the start before each
operation (multipart requests are left out, since they end Prism 5.14.2). Requests and seconds are medians of one
fault, the latter of the whole process, while two faults are looked for at a time; those of Prism are without its
start. Late: stopped at the
time limit.
"""


def _rows(each: Compared) -> Iterator[tuple[object, ...]]:
    for name in TOOLS:
        of_faults = each.of_faults(name)
        if not of_faults:
            continue
        killed, reports = len(each.killed(name)), [report for _, report in of_faults]
        yield (
            f"{each.api}: {name}",
            killed,
            len(reports),
            f"{100 * killed / len(reports):.0f}",
            len(each.alarms(name)),
            f"{statistics.median(report.requests for report in reports):.0f}",
            f"{statistics.median(report.seconds for report in reports):.1f}",
            sum(report.late for report in reports),
        )


def _classes(found: Sequence[Compared]) -> Iterator[tuple[object, ...]]:
    kinds = sorted({job.kind for each in found for name in TOOLS for job, _ in each.of_faults(name)})
    for kind in kinds:
        yield kind, *(_share(found, name, kind) for name in TOOLS)
    yield "all", *(_share(found, name, "") for name in TOOLS)


def _share(found: Sequence[Compared], tool: str, kind: str) -> str:
    killed = [job for each in found for job in each.killed(tool) if kind in ("", job.kind)]
    of = [job for each in found for job, _ in each.of_faults(tool) if kind in ("", job.kind)]
    return f"{len(killed)} / {len(of)}" if of else ""


def _survivors(found: Sequence[Compared]) -> Iterator[str]:
    """What this suite misses, and which of it another tool finds."""
    ours, *others = TOOLS
    for each in found:
        caught = set(each.killed(ours))
        for job, _ in each.of_faults(ours):
            if job not in caught:
                by = [name for name in others if job in each.killed(name)]
                yield f"- missed by this suite: {each.api} `{job.name}`, found by {', '.join(by) or 'none'}"


def measure() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--api", choices=data.apis(), action="append", help="only this one; may be repeated")
    parser.add_argument("--faults", type=int, help=f"size of the sample of each API; default: {FAULTS}")
    parser.add_argument("--seed", type=int, default=1, help="draws the sample, and is given to the tools; default: 1")
    parser.add_argument(
        "--minutes", type=float, default=12, help="shared by the APIs; no fault is begun later; default: 12"
    )
    parser.add_argument("--limit", type=float, default=150, help="seconds of one tool on one fault; default: 150")
    parser.add_argument("--all-phases", action="store_true", help="`st run` with all phases on large documents, too")
    options = parser.parse_args()
    end, apis, found = time.perf_counter() + 60 * options.minutes, options.api or list(FAULTS), []
    for index, api in enumerate(apis):
        now = time.perf_counter()
        limits = Limits(now + (end - now) / (len(apis) - index), options.limit)
        found.append(compare(api, options.faults or FAULTS[api], options.seed, options.all_phases, limits))
        sections.write("alternatives", lines(found, options.seed))  # so far: a later error must not lose it
    print("\n".join(lines(found, options.seed)))


if __name__ == "__main__":
    sections.run(measure)

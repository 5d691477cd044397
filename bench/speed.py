"""Speed of the suite: all four APIs cold and warm, memory, start-up, checked requests a second beside `st run`.

    python bench/speed.py                 all of it
    python bench/speed.py --rounds 9      the best of nine for what is repeated

Exit codes: 0 measured, 2 something that it needs is missing.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import checked_requests
import processes
import sections
from checked_requests import Measurement
from processes import Ran
from sections import say

from stream_contracts import plan_cache
from stream_contracts.mock.server import running_mock
from stream_specs.errors import UserError

APIS = ("streamdetails", "twitch-kraken")
_LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Speed:
    """Everything that was measured. runs: of all four APIs, by "cold" and "warm". starts: by arguments."""

    runs: Mapping[str, Ran]
    memory: Mapping[str, float]
    starts: Mapping[str, float]
    beside: Mapping[str, tuple[Measurement, Measurement]]


def whole_runs() -> tuple[dict[str, Ran], dict[str, float]]:
    """`stream-contracts run` with an empty cache of plans, then again; the peak memory of each API alone, cold."""
    command = processes.script("stream-contracts")
    with tempfile.TemporaryDirectory() as cache:
        kept = {plan_cache.VARIABLE: cache}
        runs = {name: _succeeded(processes.run([command, "run"], _LIMIT_S, kept)) for name in ("cold", "warm")}
    for name, ran in runs.items():
        say(f"speed: all four, {name}: {ran.seconds:.1f} s")
    memory = {}
    for api in ("owncast", "streamdetails", "streams-live", "twitch-kraken"):
        ran = _succeeded(processes.run([command, "run", "--api", api, "--quiet"], _LIMIT_S, {plan_cache.VARIABLE: ""}))
        memory[api] = ran.peak_mb
        say(f"speed: {api} alone: {ran.peak_mb:.0f} MB")
    return runs, memory


def _succeeded(ran: Ran) -> Ran:
    if ran.code != 0:
        last = ran.stderr.strip().splitlines()[-1:] or ["no message"]
        raise UserError(f"`stream-contracts run` ended with {ran.code}: {last[0]}", hint="run it by hand")
    return ran


def starts(rounds: int) -> dict[str, float]:
    """The median seconds of commands that do nothing; the first of each, with cold files, is not counted."""
    found = {}
    for arguments in ("--version", "--help", "run --help"):
        command = [processes.script("stream-contracts"), *arguments.split()]
        taken = [_succeeded(processes.run(command, 30)).seconds for _ in range(rounds + 1)]
        found[arguments] = statistics.median(taken[1:])
    return found


def beside_st(api: str, rounds: int) -> tuple[Measurement, Measurement]:
    """The suite and `st run` over the same cases, in turn, the best of some rounds each."""
    with running_mock(api) as mock:
        ours, theirs = checked_requests.in_turn(api, mock, rounds)
    say(f"speed: {api}: {ours.rate:.0f} checked requests a second, st run {theirs.rate:.0f}")
    return ours, theirs


def lines(speed: Speed) -> Iterator[str]:
    """The section of RESULTS.md."""
    yield from _EXPLAINED.strip().splitlines()
    yield ""
    whole = [(f"`stream-contracts run`, {name}", f"{ran.seconds:.1f} s") for name, ran in speed.runs.items()]
    memory = [(f"peak memory, `{api}` cold", f"{size:.0f} MB") for api, size in speed.memory.items()]
    started = [(f"`stream-contracts {name}`", f"{seconds:.2f} s") for name, seconds in speed.starts.items()]
    yield from sections.table(("what", "measured"), [*whole, *memory, *started])
    yield ""
    header = ("API and tool", "requests", "seconds", "a second", "times", "whole process")
    yield from sections.table(header, [row for api, pair in speed.beside.items() for row in _rows(api, *pair)])


_EXPLAINED = """
All four APIs in profile `standard` against their mocks, two processes at a time, first with an empty cache of plans,
then with the one that this left. Memory is that of the largest process, in which the mock runs, too. Below: the suite
beside `st run --phases examples,coverage` on the same mock, the best round of each; a second counts without the start
of the tool, as both say it themselves.
"""


def _rows(api: str, ours: Measurement, theirs: Measurement) -> Iterator[tuple[object, ...]]:
    for name, each in (("stream-contracts run", ours), ("st run", theirs)):
        figures = (each.requests, f"{each.seconds:.2f}", f"{each.rate:,.0f}", f"{each.rate / theirs.rate:.1f}")
        yield f"{api}: {name}", *figures, f"{each.process_seconds:.1f} s"


def measure() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="of what is repeated; default: 5")
    options = parser.parse_args()
    runs, memory = whole_runs()
    beside = {api: beside_st(api, options.rounds) for api in APIS}
    text = list(lines(Speed(runs, memory, starts(5), beside)))
    print("\n".join(text))
    sections.write("speed", text)


if __name__ == "__main__":
    sections.run(measure)

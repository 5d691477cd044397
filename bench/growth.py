"""Does the work grow with the document, or faster? Times each step for documents of 100, 1,000 and 3,000 operations.

Each size in a process of its own, so that nothing is warm and memory can be told apart.

    python bench/growth.py
    python bench/growth.py --sizes 100,300

Exit codes: 0 measured, 1 a size took too long or failed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import processes
import sections
import synthetic
from sections import say

from stream_contracts import plan, reading, rulebook
from stream_contracts.cases import Profile
from stream_contracts.exchange import Exchange, Request, Response
from stream_contracts.judge import Judge
from stream_contracts.mock import behaviour, building
from stream_contracts.mock.application import Application
from stream_specs.bundle import bundle
from stream_specs.dump import dump_json
from stream_specs.files import write_text
from stream_specs.validate import validate

SIZES = (100, 1000, 3000)
STEPS = ("bundle", "validate", "read", "plan", "mock start-up", "judge")
_LIMIT_S = 400


def seconds_of(operations: int) -> dict[str, float]:
    """The seconds of processor time of each step for one document, and the peak of memory in MB."""
    taken: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        api = synthetic.write(Path(name), operations)
        made = _timed(taken, "bundle", lambda: bundle(api))
        verdict = _timed(taken, "validate", lambda: validate(api))
        assert not verdict.problems, verdict.problems[0]
        file = Path(name) / "bundle.json"
        write_text(file, dump_json(made.document))
        document = _timed(taken, "read", lambda: reading.load(file, synthetic.API))
        assert len(document.operations) == operations
        planned = _timed(taken, "plan", lambda: plan.make(document, rulebook.EMPTY, Profile.STANDARD, 1))
        declared = behaviour.load(api / "behaviour.yaml")
        _timed(taken, "mock start-up", lambda: Application(building.build(document, declared)))
        exchanges = [_answered(number, case.call) for number, case in enumerate(planned.cases)]
        judging = Judge(document, rulebook.EMPTY)
        pairs = list(zip(exchanges, planned.cases, strict=True))
        _timed(taken, "judge", lambda: [list(judging.observe(exchange, case)) for exchange, case in pairs])
    return {**taken, "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _timed(taken: dict[str, float], step: str, action: Callable[[], Any]) -> Any:
    began = time.process_time()
    found = action()
    taken[step] = time.process_time() - began
    return found


def _answered(number: int, call: Any) -> Exchange:
    """An exchange with a documented success, as a server would give it."""
    body = json.dumps({"id": 7, "name": "a thing", "size": 3}).encode()
    answer = Response(200, (("Content-Type", "application/json"),), body)
    return Exchange(number, call, Request("GET", "/", (), b""), answer)


def measured(sizes: Sequence[int]) -> dict[int, dict[str, float]]:
    """What each size took, in processes of their own; a size that failed is left out."""
    found = {}
    for size in sizes:
        ran = processes.run([sys.executable, __file__, "--one", str(size)], _LIMIT_S)
        if ran.code == 0:
            found[size] = json.loads(ran.stdout)
            say(f"growth: {size} operations in {ran.seconds:.1f} s")
        else:
            say(f"growth: {size} operations failed after {ran.seconds:.0f} s: {ran.stderr.strip()[-300:]}")
    return found


def lines(found: Mapping[int, Mapping[str, float]]) -> Iterator[str]:
    """The section of RESULTS.md."""
    yield from _EXPLAINED.strip().splitlines()
    yield ""
    sizes = sorted(found)
    header = ("step", *(f"{size:,}" for size in sizes), "for one operation, largest / smallest")
    yield from sections.table(header, [_row(step, found, sizes) for step in STEPS])
    yield ""
    yield "Peak memory of each process: " + ", ".join(f"{found[size]['MB']:.0f} MB" for size in sizes) + "."


_EXPLAINED = """
Seconds of processor time for synthetic documents of so many operations, each size in a process of its own, nothing kept
from before. The last column divides seconds by operations: 1 is linear, less means that something is paid once.
`judge` is given one answer to each case of the plan.
"""


def _row(step: str, found: Mapping[int, Mapping[str, float]], sizes: Sequence[int]) -> tuple[object, ...]:
    each = [found[size][step] for size in sizes]
    return step, *(f"{seconds:.2f}" for seconds in each), f"{ratio(each, sizes):.2f}"


def ratio(seconds: Sequence[float], sizes: Sequence[int]) -> float:
    """Seconds for one operation of the largest document, divided by those of the smallest."""
    return (seconds[-1] / sizes[-1]) / (seconds[0] / sizes[0])


def measure() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="operations, even; default: 100,1000,3000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(seconds_of(options.one)))
        return
    sizes = sorted(int(size) for size in options.sizes.split(","))
    found = measured(sizes)
    if found:
        text = list(lines(found))
        print("\n".join(text))
        sections.write("growth", text)
    if len(found) < len(sizes):
        sys.exit(1)


if __name__ == "__main__":
    sections.run(measure)

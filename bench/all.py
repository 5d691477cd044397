"""All benchmarks, or one part. Each part is a process of its own: one that fails does not lose the others.

    python bench/all.py                the four parts that write bench/RESULTS.md, then the older figures
    python bench/all.py speed mocks    these only

Exit codes: 0 all parts were measured, 1 some were not (the last lines say which), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sections import PARTS, say

HERE = Path(__file__).parent
MORE = {"servers": "mock_servers.py", "clients": "clients.py"}
_LIMIT_S = 1200


def part(name: str) -> str:
    """What became of a part: "" when it was measured."""
    began = time.perf_counter()
    say(f"== {name}")
    command = [sys.executable, str(HERE / MORE.get(name, f"{name}.py"))]
    try:
        done = subprocess.run(command, check=False, timeout=_LIMIT_S)
    except subprocess.TimeoutExpired:
        return f"{name}: stopped after {_LIMIT_S} s"
    say(f"== {name}: {time.perf_counter() - began:.0f} s")
    return f"{name}: exit code {done.returncode}" if done.returncode else ""


def measure(names: Sequence[str]) -> int:
    """Measure parts one after the other; the exit code."""
    failed = [said for name in names if (said := part(name))]
    for said in failed:
        say(f"not measured: {said}")
    return 1 if failed else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = [*PARTS, *MORE]
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(known)}; default: all")
    options = parser.parse_args()
    unknown = [name for name in options.parts if name not in known]
    if unknown:
        parser.error(f"no part `{unknown[0]}`; there are {', '.join(known)}")
    sys.exit(measure(options.parts or known))


if __name__ == "__main__":
    main()

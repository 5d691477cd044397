"""Checked requests a second: this suite against `st run --phases examples,coverage`, same document, same mock.

Both run as processes of their own against one mock in this process, in turn, five times each; the best of five
counts. `st` says itself how many cases it sent and how long it ran (its JSON report), the suite likewise
(result.json); both without start-up, which stands in a column of its own.

    python bench/checked_requests.py [API]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stream_contracts import data
from stream_contracts.mock.server import MockServer, running_mock

ROUNDS = 5


@dataclass(frozen=True)
class Measurement:
    """What one run did: requests sent, seconds that it says it ran, seconds of the whole process."""

    requests: int
    seconds: float
    process_seconds: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def suite(api: str, mock: MockServer, folder: Path) -> Measurement:
    command = [sys.executable, "-m", "stream_contracts", "run", "--api", api, "--url", mock.url, "--quiet"]
    for name, secret in mock.credentials.items():
        command += ["--auth", f"{name}={secret}"]
    process_seconds = timed([*command, "--out", str(folder)], expected=(0,))
    result = json.loads((folder / "result.json").read_text())
    return Measurement(sum(result["wire"].values()), result["duration_s"], process_seconds)


def schemathesis(api: str, mock: MockServer, folder: Path) -> Measurement:
    bundle = data.root() / "generated" / "bundles" / f"{api}.json"
    command = [str(Path(sys.executable).parent / "st"), "run", str(bundle), "--url", mock.url, "--no-color"]
    command += ["--phases", "examples,coverage", "--continue-on-failure", "--report", "json"]
    for name, scheme in data.document(api).security_schemes.items():
        if name in mock.credentials:
            command += ["-H", f"{scheme.parameter}: {scheme.prefix}{mock.credentials[name]}"]
    process_seconds = timed([*command, "--report-dir", str(folder)], expected=(0, 1))
    report = json.loads(next(folder.glob("*.json")).read_text())
    return Measurement(report["test_cases"]["generated"], report["running_time"], process_seconds)


def timed(command: list[str], expected: tuple[int, ...]) -> float:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:  # state that a run leaves must not change the next one
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode not in expected:
        sys.exit(f"error: {command[0]} ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - began


def in_turn(api: str, mock: MockServer, rounds: int = ROUNDS) -> tuple[Measurement, Measurement]:
    """The best run of the suite and the best of `st`, which take turns: what else the machine does hits both."""
    taken = [(_once(suite, api, mock), _once(schemathesis, api, mock)) for _ in range(rounds)]
    ours, theirs = (max(found, key=lambda measurement: measurement.rate) for found in zip(*taken, strict=True))
    return ours, theirs


def _once(runner: Callable[[str, MockServer, Path], Measurement], api: str, mock: MockServer) -> Measurement:
    with tempfile.TemporaryDirectory() as folder:
        return runner(api, mock, Path(folder))


def main(api: str) -> None:
    with running_mock(api) as mock:
        measurements = dict(zip(("stream-contracts run", "st run"), in_turn(api, mock), strict=True))
    print(f"{'':<22}{'requests':>10}{'seconds':>10}{'a second':>10}{'whole process':>16}")
    for name, measured in measurements.items():
        row = (
            f"{measured.requests:>10}{measured.seconds:>10.2f}{measured.rate:>10.0f}{measured.process_seconds:>14.2f} s"
        )
        print(f"{name:<22}{row}")
    ours, theirs = measurements.values()
    print(f"checked requests a second: {ours.rate / theirs.rate:.1f} times st run")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "streamdetails")

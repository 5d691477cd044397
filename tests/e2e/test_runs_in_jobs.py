"""`run --jobs N`: the verdicts of one run, and one interrupt for all parts."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from command_line import stream_contracts

from stream_contracts.mock.server import MockServer, running_mock


def options(mock: MockServer, out: Path, *more: str) -> list[str]:
    auth = [part for name, secret in mock.credentials.items() for part in ("--auth", f"{name}={secret}")]
    return ["run", "--api", mock.mock.document.api, "--url", mock.url, *auth, "--out", str(out), *more]


def start(mock: MockServer, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "stream_contracts", *options(mock, out, *more)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def verdicts(folder: Path) -> dict[str, str]:
    rows = json.loads((folder / "result.json").read_text())["requirements"]
    return {row["id"]: row["verdict"] for row in rows}


def channels(mock: MockServer) -> list[int]:
    return [channel["id"] for channel in mock.mock.state.collections["channel"]]


def wait_until(met: Callable[[], bool]) -> None:
    for _ in range(600):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")


def test_the_verdicts_are_those_of_one_run(tmp_path: Path) -> None:
    with running_mock("streamdetails", fault="error-code-differs:getChannel") as mock:
        before = channels(mock)
        stream_contracts(*options(mock, tmp_path / "whole", "--quiet"))
        process = start(mock, tmp_path / "jobs", "--jobs", "2", "--max-requests", "5000")
        _, said = process.communicate(timeout=90)
        after = channels(mock)

    assert (process.returncode, after) == (1, before)
    assert verdicts(tmp_path / "jobs") == verdicts(tmp_path / "whole")
    assert said.splitlines()[-1].startswith("FAIL")
    assert sorted(path.name for path in (tmp_path / "jobs" / "parts").iterdir()) == ["1", "2", "3"]


def test_one_interrupt_makes_every_part_clean_up(tmp_path: Path) -> None:
    def owing() -> bool:
        return all((tmp_path / "parts" / part / "ledger.jsonl").exists() for part in ("2", "3"))

    with running_mock("streamdetails") as mock:
        before = channels(mock)
        process = start(mock, tmp_path, "--jobs", "2", "--rate", "60", "--profile", "smoke")
        wait_until(owing)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        after = channels(mock)

    found = json.loads((tmp_path / "result.json").read_text())
    assert (process.returncode, after, found["leftovers"], found["complete"]) == (130, before, [], False)
    assert "interrupted: removing what the runs created; once more stops at once" in said
    assert "Traceback" not in said
    assert not list(tmp_path.rglob("ledger.jsonl"))
    assert found["summary"]["pass"] > 0


def test_parts_are_not_cut_again(tmp_path: Path) -> None:
    with running_mock("streamdetails") as mock:
        done = stream_contracts(*options(mock, tmp_path, "--jobs", "2", "--shard", "1/2"))

    assert done.stderr.startswith("error: --jobs and --shard do not go together\nhint: ")

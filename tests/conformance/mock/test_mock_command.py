"""The command `stream-contracts mock`, as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "stream_contracts", "mock"]


def _start(*options: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "--api", "streamdetails", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _status(url: str) -> int:
    headers = {"Authorization": "Bearer mock-token", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/channel/get-all", b"{}", headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return int(answer.status)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_url_once_it_is_ready_and_ends_cleanly(number: signal.Signals) -> None:
    with _start() as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        status = _status(url)
        process.send_signal(number)
        out, errors = process.communicate(timeout=10)

    assert url.startswith("http://127.0.0.1:")
    assert url.endswith("/api/v1")
    assert (status, process.returncode, out) == (200, 0, "")
    assert errors == "BearerAuth: mock-token\n"


def test_quiet_prints_the_url_only() -> None:
    with _start("--quiet") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()

        assert process.communicate(timeout=10) == ("", "")


def test_the_credentials_of_other_callers_are_printed_by_name() -> None:
    with _start("--api", "twitch-kraken") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        lines = process.communicate(timeout=10)[1].splitlines()

    assert [line.partition(":")[0] for line in lines] == [
        "OAuth",
        "OAuth.unpartnered",
        "OAuth.editor",
        "OAuth.powerless",
    ]


def test_a_host_that_others_can_reach_is_warned_about() -> None:
    with _start("--host", "0.0.0.0") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()

        assert "warning: 0.0.0.0 can be reached from other machines" in process.communicate(timeout=10)[1]


MISTAKES = {
    "an unknown API": (["--api", "streamdetail"], "unknown API `streamdetail`", "did you mean `streamdetails`?"),
    "an unknown fault": (["--fault", "drop-propert"], "unknown fault `drop-propert`", "did you mean `drop-property`?"),
    "a fault at an unknown operation": (
        ["--fault", "drop-property:getChanel"],
        "no operation `getChanel`",
        "did you mean `getChannel`?",
    ),
    "a fault where it cannot be": (["--fault", "ignore-enum:getChannel"], "cannot be placed at `getChannel`", "addCha"),
    "a state file in no folder": (["--state", "/nonexistent/x.db"], "/nonexistent/x.db", "that you can write to"),
    "a port out of range": (["--port", "70000"], "--port", "--help"),
    "a host that is not ours": (["--host", "192.0.2.1"], "192.0.2.1", "give an address of this machine"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line_with_a_hint_and_exit_code_2(name: str) -> None:
    options, what, hint = MISTAKES[name]

    done = subprocess.run(
        [*COMMAND, "--api", "streamdetails", *options], capture_output=True, text=True, timeout=30, check=False
    )

    error, *hints = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(hints)) == (2, "", 1)
    assert what in error
    assert hint in hints[0]


def test_a_state_file_outlives_the_process(tmp_path: Path) -> None:
    for _ in range(2):
        with _start("--state", str(tmp_path / "state.db")) as process:
            assert process.stdout is not None
            assert _status(process.stdout.readline().strip()) == 200
            process.terminate()
            process.communicate(timeout=10)

    assert process.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["state.db"]

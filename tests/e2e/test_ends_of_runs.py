"""How runs end: by a signal, by a crash, by a limit. What they created is removed, or listed and removed later."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from command_line import Done, stream_contracts

from stream_contracts.mock.server import MockServer, running_mock

ONE_CHANNEL = "streamdetails/getChannel"  # its cases share one channel, which only cleaning up removes
TOKEN = "BearerAuth=mock-token"


@contextlib.contextmanager
def gated(mock: MockServer, gate: threading.Event, place: str) -> Iterator[tuple[str, threading.Event]]:
    """A proxy in front of the mock that keeps requests to a place back until the gate is open.

    Its URL, and what is set when it keeps one back.
    """
    reached = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path.endswith(place):
                reached.set()
                gate.wait(60)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
            answer = httpx.request(self.command, mock.origin + self.path, content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            with contextlib.suppress(OSError):  # the interrupted client has gone
                self.wfile.write(answer.content)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", reached
    finally:
        gate.set()
        server.shutdown()
        server.server_close()


def start(url: str, out: Path, *more: str) -> subprocess.Popen[str]:
    """A run in a process of its own, which can be interrupted."""
    command = [sys.executable, "-m", "stream_contracts", *_run(url, out), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(url: str, out: Path, *more: str) -> Done:
    """A run to its end."""
    return stream_contracts(*_run(url, out), *more)


def _run(url: str, out: Path) -> list[str]:
    return ["run", "--api", "streamdetails", "--url", url, "--auth", TOKEN, "--out", str(out), "--timeout", "30"]


def clean(ledger: Path, *more: str) -> Done:
    return stream_contracts("clean", str(ledger), *more)


def wait_until(done: Callable[[], Any]) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError, ValueError, LookupError):
            if done():
                return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def entries(ledger: Path) -> list[Any]:
    """What the last line of a ledger lists."""
    return list(json.loads(ledger.read_text().splitlines()[-1])["entries"])


def created(ledger: Path) -> bool:
    """Whether the ledger lists something that is certain to be there."""
    return bool(entries(ledger)[0]["certain"])


def channels(mock: MockServer) -> int:
    return len(mock.mock.state.collections["channel"])


def result_of(out: Path) -> Any:
    return json.loads((out / "result.json").read_text())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_one_interrupt_removes_what_the_run_created(number: signal.Signals, tmp_path: Path) -> None:
    with running_mock("streamdetails") as mock:
        before = channels(mock)
        process = start(mock.origin, tmp_path, "--only", ONE_CHANNEL, "--rate", "4")
        wait_until(lambda: created(tmp_path / "ledger.jsonl"))
        process.send_signal(number)
        _, stderr = process.communicate(timeout=30)
        after = channels(mock)

    assert process.returncode == 130
    assert "interrupted: removing what the run created; once more stops at once" in stderr
    assert stderr.strip().splitlines()[-1].startswith("INTERRUPTED")
    assert "Traceback" not in stderr
    assert (after, result_of(tmp_path)["leftovers"], result_of(tmp_path)["complete"]) == (before, [], False)
    assert not (tmp_path / "ledger.jsonl").exists()


@pytest.mark.parametrize("place", ["/channel/remove", "/channel/get"], ids=["while it cleans up", "while it waits"])
def test_two_interrupts_stop_at_once_and_the_ledger_removes_the_rest_later(place: str, tmp_path: Path) -> None:
    gate, ledger = threading.Event(), tmp_path / "ledger.jsonl"
    with running_mock("streamdetails") as mock, gated(mock, gate, place) as (url, reached):
        before = channels(mock)
        process = start(url, tmp_path, "--only", ONE_CHANNEL, "--rate", "4")
        wait_until(lambda: created(ledger))
        if place == "/channel/get":
            assert reached.wait(30)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        wait_until(lambda: "once more" in process.stderr.readline())  # type: ignore[union-attr]
        assert reached.wait(30)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, stderr = process.communicate(timeout=30)
        seconds = time.monotonic() - began
        partial = result_of(tmp_path)
        gate.set()
        left = channels(mock) - before
        again = run(url, tmp_path).stderr
        done = clean(ledger, "--auth", TOKEN)
        after = channels(mock)

    assert (process.returncode, left, after) == (130, 1, before)
    assert seconds < 10
    assert "Traceback" not in stderr
    assert (partial["complete"], len(partial["leftovers"])) == (False, 1)
    assert any("stream-contracts clean" in note for note in partial["notes"])
    assert "an earlier run left something on its server" in again
    assert (done.returncode, done.stdout) == (0, f"nothing is left of 1; {ledger} is removed\n")
    assert not ledger.exists()


def test_what_a_killed_run_left_is_removed_by_its_ledger(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with running_mock("streamdetails") as mock:
        before = channels(mock)
        process = start(mock.origin, tmp_path, "--only", ONE_CHANNEL, "--rate", "4")
        wait_until(lambda: created(ledger))
        process.kill()
        process.communicate(timeout=30)
        left = channels(mock) - before
        refused = clean(ledger, "--auth", "BearerAuth=wrong")
        kept = ledger.read_text()
        done = clean(ledger, "--auth", TOKEN)
        after = channels(mock)

    assert (left, after) == (1, before)
    assert refused.returncode == 1
    assert "removeChannel gave 401" in refused.stdout
    assert refused.stderr.strip().splitlines()[-1] == f"LEFT  1 of 1 not undone; {ledger} lists them"
    assert "mock-token" not in kept
    assert done.returncode == 0, done.stderr
    assert not ledger.exists()


def test_a_ledger_of_a_server_that_has_gone_is_kept(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    entry = {"created": "channel", "certain": True, "fields": {"id": 1, "name": "a", "platform": "b"}, "wanted": "a"}
    text = json.dumps(
        {"api": "streamdetails", "url": "http://127.0.0.1:9/api/v1", "safety": "full", "entries": [entry]}
    )
    ledger.write_text(text)

    done = clean(ledger, "--auth", TOKEN)

    assert done.returncode == 2
    assert "the server gives no answers: cannot connect" in done.stderr
    assert entries(ledger) == [entry]


def test_a_ledger_is_about_one_server(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text(
        json.dumps({"api": "streamdetails", "url": "http://127.0.0.1:9/api/v1", "safety": "full", "entries": []})
    )
    (tmp_path / "target.toml").write_text('api = "streamdetails"\nurl = "http://127.0.0.1:10"\n')

    done = clean(tmp_path / "ledger.jsonl", "--target", str(tmp_path / "target.toml"))

    assert done.returncode == 2
    assert "is about http://127.0.0.1:9/api/v1, not http://127.0.0.1:10" in done.stderr


# --- limits

LIMITS = {
    "a budget": (["--max-requests", "40"], "the budget of 40 requests is spent"),
    "a time": (["--max-seconds", "0.5", "--rate", "20"], "the time limit of 0.5 s is over"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_ends_a_run_that_cleans_up(name: str, tmp_path: Path) -> None:
    options, reason = LIMITS[name]
    with running_mock("streamdetails") as mock:
        before = channels(mock)
        done = run(mock.origin, tmp_path, *options)
        after, received = channels(mock), len(mock.mock.log)

    result = result_of(tmp_path)
    assert (done.returncode, after, result["leftovers"]) == (2, before, [])
    assert f"stopped early: {reason}" in result["notes"]
    assert done.stderr.strip().splitlines()[-1].startswith("NOT PROVEN")
    assert sum(result["wire"].values()) == received <= 40
    unproven = [row["detail"] for row in result["requirements"] if row["verdict"] == "not-proven"]
    assert f"the run was stopped early: {reason}" in unproven


def test_a_rate_is_kept(tmp_path: Path) -> None:
    with running_mock("streamdetails") as mock:
        run(mock.origin, tmp_path, "--rate", "20", "--only", ONE_CHANNEL)

    result = result_of(tmp_path)
    pauses = sum(result["wire"].values()) - 1
    assert pauses / result["duration_s"] <= 20.5
    assert result["summary"]["pass"] > 0

"""What a person meets on the command line: mistakes, secrets, interrupts."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command_line import stream_contracts

from stream_contracts.mock.server import running_mock

CANARY = "canary-5up3r-s3cr3t"


def in_a_process(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stream_contracts", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=cwd)


MISTAKES = {
    "unknown API": (["run", "--api", "streamdetail"], "unknown API `streamdetail`", "streamdetails"),
    "unknown API of a mock": (["mock", "--api", "twich"], "unknown API `twich`", ""),
    "unknown command": (["rum"], "unknown command `rum`", "did you mean `run`?"),
    "not a URL": (
        ["run", "--api", "streamdetails", "--url", "localhost:80"],
        "not an http or https URL",
        "for instance",
    ),
    "a credential without a server": (
        ["run", "--api", "streamdetails", "--auth", "BearerAuth=x"],
        "--auth, --known, --safety, --allow and --timeout are about a server, and none is named",
        "give --url",
    ),
    "unknown profile": (["run", "--profile", "fast"], "unknown profile `fast`", "smoke"),
    "limits of another profile": (
        ["run", "--api", "streamdetails", "--deep-requests", "9"],
        "--deep-requests and --deep-seconds are about profile deep",
        "add --profile deep",
    ),
    "an unknown safety level of a plan": (
        ["plan", "--api", "streamdetails", "--safety", "none"],
        "unknown safety level `none`",
        "own-resources",
    ),
    "unknown safety level": (
        ["run", "--api", "streamdetails", "--url", "http://127.0.0.1:9", "--safety", "none"],
        "unknown safety level `none`",
        "read-only",
    ),
    "a credential for an unknown scheme": (
        ["run", "--api", "streamdetails", "--url", "http://127.0.0.1:9", "--auth", "Basic=x"],
        "no security scheme `Basic`",
        "BearerAuth",
    ),
    "a URL without an API": (["run", "--url", "http://127.0.0.1:9", "--api", ""], "unknown API ``", ""),
    "a target file that is not there": (
        ["run", "--target", "none.toml"],
        "none.toml: cannot read the target file",
        "--target",
    ),
    "a target file that is not TOML": (["run", "--target", "broken.toml"], "broken.toml: not a TOML file", "url ="),
    "a target file with an unknown key": (["run", "--target", "unknown.toml"], "unknown key `ulr`", "url"),
    "nothing selected": (
        ["plan", "--api", "streamdetails", "--only", "streamdetails/nope"],
        "no requirement matches",
        "/",
    ),
    "a fault that does not exist": (
        ["mock", "--api", "streamdetails", "--fault", "drop-propery"],
        "drop-propery",
        "drop-property",
    ),
    "a rate of nothing": (
        ["run", "--api", "streamdetails", "--rate", "0"],
        "--rate is not a number above 0",
        "no limit",
    ),
    "a ledger that is not there": (
        ["clean", "none.json"],
        "none.json: cannot read the ledger",
        "folder of its reports",
    ),
    "a ledger that is none": (["clean", "unknown.toml"], "unknown.toml: not a ledger", "ledger.jsonl"),
    "a report folder that is a file": (
        ["run", "--api", "streamdetails", "--out", "file"],
        "file: cannot write reports",
        "--out",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line_that_says_what_and_how_to_mend_it(name: str, tmp_path: Path) -> None:
    arguments, what, hint = MISTAKES[name]
    (tmp_path / "broken.toml").write_text("url = ")
    (tmp_path / "unknown.toml").write_text('ulr = "http://127.0.0.1:9"')
    (tmp_path / "file").write_text("")

    call = in_a_process if arguments[0] == "mock" else stream_contracts  # a mock that starts after all does not end
    done = call(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert what in done.stderr
    assert hint in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().splitlines()) <= 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.toml", "file", "unknown.toml"]


def test_a_selection_says_which_api_is_meant(tmp_path: Path) -> None:
    done = stream_contracts("run", "--only", "streamdetails/rule/add-twice-conflicts", "--out", "out", cwd=tmp_path)

    assert (done.returncode, (tmp_path / "out" / "result.json").is_file()) == (0, True)


def test_a_run_of_all_mocks_says_why_one_of_them_failed(tmp_path: Path) -> None:
    done = stream_contracts("run", "--only", "streamdetails/nope", "--only", "twitch-kraken/getChannel", cwd=tmp_path)

    assert done.returncode == 2
    assert "failed: no requirement matches" in done.stderr


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = in_a_process("mock", "--api", "streamdetails", "--port", port, cwd=tmp_path)

    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def echoing_server() -> Iterator[str]:
    """A server that repeats the whole request in its answer: the worst place for a secret."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = json.dumps({"headers": str(self.headers), "body": body.decode("latin-1")}).encode()
            self.send_response(418, self.headers["Authorization"])
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Echo", self.headers["Authorization"] or "")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("way", ["option", "environment", "target file"])
def test_a_secret_reaches_no_report_and_no_output(way: str, tmp_path: Path) -> None:
    with echoing_server() as url:
        arguments, environment = ["--url", url], {}
        if way == "option":
            arguments += ["--auth", f"BearerAuth={CANARY}"]
        elif way == "environment":
            environment["STREAMCONTRACTS_AUTH_BEARERAUTH"] = CANARY
        else:
            (tmp_path / "target.toml").write_text('[auth]\nBearerAuth = "env:TOKEN"\n')
            arguments += ["--target", str(tmp_path / "target.toml")]
            environment["TOKEN"] = CANARY
        out = str(tmp_path / "out")
        done = stream_contracts("run", "--api", "streamdetails", "--out", out, *arguments, cwd=tmp_path, **environment)

    assert done.returncode == 1
    assert CANARY not in done.stdout + done.stderr
    reports = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in reports] == ["badge.json", "badge.svg", "junit.xml", "report.html", "result.json"]
    for path in reports:
        assert CANARY not in path.read_text(), path
    assert "[BearerAuth]" in (tmp_path / "out" / "result.json").read_text()


@contextmanager
def slow_mock(tmp_path: Path, delay_s: float = 0.05) -> Iterator[str]:
    """A proxy in front of the mock that takes its time, so that there is something to interrupt."""
    import httpx

    with running_mock("streamdetails") as mock:

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                time.sleep(delay_s)
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
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


def start_run(url: str, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "stream_contracts", "run", "--api", "streamdetails", "--url", url]
    return subprocess.Popen(
        [*command, "--auth", "BearerAuth=mock-token", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path) -> None:
    for _ in range(400):
        if path.is_file():
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} was not written")


def test_ctrl_c_cleans_up_and_leaves_a_partial_result(tmp_path: Path) -> None:
    with slow_mock(tmp_path) as url:
        process = start_run(url, tmp_path / "out")
        wait_for(tmp_path / "out" / "result.json")
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)

    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert result["complete"] is False
    assert result["leftovers"] == []


def test_a_killed_run_leaves_a_valid_partial_result(tmp_path: Path) -> None:
    with slow_mock(tmp_path) as url:
        process = start_run(url, tmp_path / "out")
        wait_for(tmp_path / "out" / "result.json")
        process.kill()
        process.communicate(timeout=30)

    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["complete"] is False
    assert result["summary"]["not_proven"] > 0


def test_output_into_a_pipe_is_plain(tmp_path: Path) -> None:
    done = in_a_process("run", "--api", "streamdetails", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert not re.search(r"\x1b|[\u2500-\u257f]", done.stdout + done.stderr)
    assert (tmp_path / "reports" / "streamdetails" / "result.json").is_file()


def test_a_plan_sends_nothing_and_is_the_same_every_time(tmp_path: Path) -> None:
    plan = ("plan", "--api", "streamdetails", "--format", "json")
    first, second = (call(*plan, cwd=tmp_path) for call in (stream_contracts, in_a_process))

    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["cases"]

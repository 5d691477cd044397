"""Servers that prove nothing: the run ends soon, with a report, and never with exit code 0."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema_rs
import pytest
from prepared import Ended, Prepared

from stream_contracts.reports import result_json

LONGEST_S = 30


@contextmanager
def always(status: int, body: bytes = b"{}") -> Iterator[str]:
    """A server that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def refusing() -> Iterator[str]:
    """A port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def silent() -> Iterator[str]:
    """Accepts connections (the system does) and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


SERVERS: dict[str, Callable[[], object]] = {
    "always 200 {}": lambda: always(200),
    "always 401": lambda: always(401),
    "always 404": lambda: always(404),
    "always 429": lambda: always(429),
    "always 500": lambda: always(500),
    "always 401 in the envelope": lambda: always(401, b'{"data": null, "error": {"code": 401, "message": "no"}}'),
    "always 400 in the envelope": lambda: always(400, b'{"data": null, "error": {"code": 400, "message": "no"}}'),
    "connection refused": refusing,
    "accepts and never answers": silent,
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_dead_server_never_gives_exit_code_0(name: str, command_line: Prepared, tmp_path: Path) -> None:
    with SERVERS[name]() as url:  # type: ignore[attr-defined]
        done = run(command_line, url, tmp_path)

    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith(("FAIL", "NOT PROVEN", "UNPROVEN"))
    jsonschema_rs.validate(result_json.schema(), json.loads((tmp_path / "result.json").read_text()))
    assert (tmp_path / "report.html").is_file()
    assert (tmp_path / "junit.xml").is_file()


def run(command_line: Prepared, url: str, out: Path) -> Ended:
    server = ("--api", "streamdetails", "--url", url, "--auth", "BearerAuth=a-token", "--timeout", "1")
    return command_line.run("run", *server, "--out", str(out), longest_s=LONGEST_S)


def test_a_server_that_refuses_everything_proves_no_refusal(command_line: Prepared, tmp_path: Path) -> None:
    with always(400, b'{"data": null, "error": {"code": 400, "message": "no"}}') as url:
        run(command_line, url, tmp_path)

    rows = json.loads((tmp_path / "result.json").read_text())["requirements"]
    refusals = [row for row in rows if "/body." in row["id"] and row["verdict"] == "pass"]
    assert refusals == []

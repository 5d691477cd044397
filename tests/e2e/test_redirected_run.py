"""A server that sends its clients elsewhere: a finding in the report, and nothing arrives elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.target import Options
from stream_contracts.verdicts import Verdict

CANARY = "canary-5up3r-s3cr3t"


@contextmanager
def server(location: str = "") -> Iterator[tuple[str, list[str]]]:
    """Origin and the log of a server that redirects everything, or answers 200."""
    log: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            log.append(f"{self.command} {self.path} {self.headers.get('Authorization', '')}")
            self.send_response(307 if location else 200)
            for name, value in {"Location": location + self.path if location else "", "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}", log
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def test_a_redirect_to_another_origin_is_a_finding_and_carries_no_credential(tmp_path: Path) -> None:
    with server() as (elsewhere, received), server(elsewhere) as (origin, log):
        options = Options(url=origin, auth=(f"BearerAuth={CANARY}",), safety="full")
        result = checking.check(checking.prepare("streamdetails", Profile.SMOKE, 1, options=options), tmp_path)

    (found,) = [entry for entry in result.outcomes if entry.requirement.id == "streamdetails/rule/redirects-stay"]
    assert found.verdict is Verdict.WARN
    assert found.actual.startswith(f"307 to {elsewhere}/api/v1/channel/")
    assert found.expected == f"no undocumented redirect away from {origin}"
    assert found.curl
    assert any(CANARY in line for line in log)
    assert received == []
    assert CANARY not in (tmp_path / "result.json").read_text("utf-8")

"""Whatever a server does, a run ends within its limits, with a clear verdict, valid reports and little memory."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hostile
import jsonschema_rs
import pytest
from prepared import Ended, Prepared

from stream_contracts.reports import result_json

LONGEST_S = 60
MOST_MIB = 300
LIMITS = ("--timeout", "0.5", "--max-seconds", "3")

NO_ANSWER = "the server gives no answers: "
LATE = NO_ANSWER + "no answer within 0.5 s"
CUT = NO_ANSWER + "no HTTP answer: "
# What a reader is told of each: the beginning of why the run stopped, or a part of another note, or a verdict.
TOLD = {
    "never answers": LATE,
    "closes after the headers": CUT + "Response payload is not completed",
    "a byte a second": LATE,
    "a byte a second in the headers": LATE,
    "sends without end": "was longer than the suite reads; its body was not judged",
    "headers without end": CUT + "Too many headers received",
    "chunks without end": LATE,
    "interim answers without end": LATE,
    "announces 1 GB": LATE,
    "announces 1 GB and sends it": "was longer than the suite reads; its body was not judged",
    "is no HTTP": CUT + "Bad status line",
    "breaks HTTP": CUT + "Invalid character in Content-Length",
    "has two lengths": CUT + "Duplicate Content-Length",
    "a gzip bomb": "was longer than the suite reads; its body was not judged",
    "a broken packing": CUT + "Error -3 while decompressing",
    "no UTF-8": "not JSON: 'utf-8' codec can't decode",
    "no UTF-8 in the headers": "/data: true is not",
    "nested 100,000 deep": "not JSON: the body is nested too deep",
    "as many things as a body holds": '/data/0: [] is not of type "object"',
    "a number of a million digits": "not JSON: Exceeds the limit",
    "a header of 1 MB": CUT + "Got more than 65536 bytes",
    "headers of 1 MB": "the answers together are longer than 32 MiB",
    "10,000 headers": CUT + "Too many headers received",
    "every second connection cut": "requests had no answer; the first: no HTTP answer: Server disconnected",
    "every answer late": "the time limit of 3 s is over",
    "every second answer too late": "the time limit of 3 s is over",
    "a redirect to itself": "302",
    "a redirect to another server": "302",
    "a redirect to nowhere": "302",
    "429 for ever": "the server limits the rate: 5 answers 429 in a row",
    "429 for a year": "the server limits the rate: it asks to wait 31536000 s",
}


def run(command_line: Prepared, url: str, out: Path) -> tuple[Ended, float]:
    server = ("--api", "streamdetails", "--url", url, "--auth", "BearerAuth=a-token")
    began = time.monotonic()
    done = command_line.run("run", *server, "--out", str(out), *LIMITS, longest_s=LONGEST_S)
    return done, time.monotonic() - began


def everything_told(result: dict[str, Any]) -> str:
    rows = result["requirements"]
    return "\n".join([*result["notes"], *(f"{row['detail']} {row['actual']}" for row in rows)])


def test_every_server_is_in_the_table() -> None:
    assert list(hostile.SERVERS) == list(TOLD)


@pytest.mark.parametrize("name", TOLD)
def test_a_hostile_server_is_survived_and_told(name: str, command_line: Prepared, tmp_path: Path) -> None:
    with hostile.SERVERS[name]() as url:
        done, seconds = run(command_line, url, tmp_path)

    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith(("FAIL", "NOT PROVEN"))
    result = json.loads((tmp_path / "result.json").read_text())
    jsonschema_rs.validate(result_json.schema(), result)
    assert TOLD[name] in everything_told(result)
    assert result["complete"]
    assert result["leftovers"] == []
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().tag == "testsuites"
    assert (tmp_path / "report.html").stat().st_size < 3 * hostile.MIB
    assert not (tmp_path / "ledger.jsonl").exists()
    assert done.peak_mib < MOST_MIB
    assert seconds < LONGEST_S / 2


def test_what_a_redirect_leads_to_is_never_asked(command_line: Prepared, tmp_path: Path) -> None:
    asked: list[int] = []

    def note(number: int) -> bool:
        asked.append(number)
        return True

    with (
        hostile.running(hostile.body(b"{}"), note) as other,
        hostile.running(hostile.redirect(other.encode() + b"/api/v1/channel/get")) as url,
    ):
        run(command_line, url, tmp_path)

    result = json.loads((tmp_path / "result.json").read_text())
    assert sum(result["wire"].values()) > 100
    assert asked == []


def test_a_server_that_limits_the_rate_is_checked_to_the_end(command_line: Prepared, tmp_path: Path) -> None:
    """Every third answer is 429: the run slows down, sends again, and no 429 counts against the server."""
    fine = hostile.body(hostile.envelope(True))
    limit = b'{"data": null, "error": {"code": 429, "message": "Slow down."}}'
    limited = hostile.saying(
        b"HTTP/1.1 429 X\r\nRetry-After: 0\r\n" + hostile.JSON + b"Content-Length: %d\r\n\r\n" % len(limit) + limit
    )
    with hostile.running(hostile.alternating(fine, fine, limited)) as url:
        run(command_line, url, tmp_path)

    result = json.loads((tmp_path / "result.json").read_text())
    verdicts = {row["id"]: row["verdict"] for row in result["requirements"]}
    assert verdicts["streamdetails/addChannel/429.schema"] == "pass"
    assert any("met the server's limit (429)" in note for note in result["notes"])
    assert verdicts["streamdetails/addChannel/success"] == "pass"

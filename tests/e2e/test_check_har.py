"""A browser's recording of a mock, judged by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from command_line import Done, stream_contracts

from stream_contracts.mock.server import running_mock

BROKEN = "streamdetails/addChannel/body.channel.maxLength"


def check_har(*arguments: str, cwd: Path) -> Done:
    return stream_contracts("check-har", *arguments, cwd=cwd)


def entry(answer: httpx.Response) -> dict[str, Any]:
    """An exchange as a HAR has it."""
    answer.read()
    request = answer.request
    mime = request.headers.get("content-type", "")
    data = {"postData": {"mimeType": mime, "text": request.content.decode()}} if request.content else {}
    return {
        "request": {
            "method": request.method,
            "url": str(request.url),
            "headers": [{"name": name, "value": value} for name, value in request.headers.items()],
            "bodySize": len(request.content),
            **data,
        },
        "response": {
            "status": answer.status_code,
            "headers": [{"name": name, "value": value} for name, value in answer.headers.items()],
            "content": {"size": len(answer.content), "text": answer.text},
        },
    }


def record(folder: Path, fault: str = "") -> str:
    """Use a mock as a person would; the recording is session.har. Returns the credential that was used."""
    entries: list[dict[str, Any]] = []
    hooks = {"response": [lambda answer: entries.append(entry(answer))]}
    with running_mock("streamdetails", fault=fault) as mock, httpx.Client(event_hooks=hooks) as client:
        credential = mock.credentials["BearerAuth"]
        client.headers["Authorization"] = f"Bearer {credential}"
        for channel in ("a_channel", "x" * 51):
            client.post(f"{mock.url}/channel/add", json={"platform": "twitch", "channel": channel})
        client.post(f"{mock.url}/channel/get-all")
        client.post(f"{mock.url}/channel/unheard-of", json={})
    (folder / "session.har").write_text(json.dumps({"log": {"entries": entries}}))
    return credential


def test_a_recording_of_a_good_server_passes(tmp_path: Path) -> None:
    credential = record(tmp_path)

    done = check_har("session.har", "--api", "streamdetails", "--out", "out", cwd=tmp_path)

    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert done.returncode == 0, done.stderr
    assert "unknown route: POST /api/v1/channel/unheard-of (once)" in done.stdout
    assert "0 requests sent" in done.stdout
    assert result["summary"]["pass"] > 15
    assert next(row["verdict"] for row in result["requirements"] if row["id"] == BROKEN) == "pass"
    assert not [path for path in (tmp_path / "out").iterdir() if credential in path.read_text()]


def test_a_recording_of_a_faulty_server_shows_the_request(tmp_path: Path) -> None:
    credential = record(tmp_path, "ignore-max-length")

    done = check_har("session.har", "--api", "streamdetails", cwd=tmp_path)

    folder = tmp_path / "reports" / "streamdetails-recorded"
    failed = [
        row for row in json.loads((folder / "result.json").read_text())["requirements"] if row["verdict"] == "fail"
    ]
    assert done.returncode == 1
    assert [row["id"] for row in failed] == [BROKEN]
    assert "x" * 51 in failed[0]["curl"]
    assert credential not in done.stdout + done.stderr + failed[0]["curl"]
    names = ["badge.json", "badge.svg", "junit.xml", "report.html", "result.json"]
    assert sorted(path.name for path in folder.iterdir()) == names


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["none.har", "--api", "streamdetails"], "none.har: cannot read"),
        (["session.har", "--api", "owncst"], "unknown API `owncst`"),
        (["session.har", "--api", "twitch-kraken"], "the recording has no call of `twitch-kraken` at /kraken"),
        (["session.har", "--api", "streamdetails", "--url", "here"], "not an http or https URL"),
        (["session.har", "--api", "streamdetails", "--only", "streamdetails/nope"], "no requirement matches"),
        (["broken.har", "--api", "streamdetails"], "not a HAR file"),
        (["session.har"], "missing option '--api'"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], what: str, tmp_path: Path) -> None:
    entries = [{"request": {"method": "GET", "url": "http://127.0.0.1/"}, "response": {"status": 200}}]
    (tmp_path / "session.har").write_text(json.dumps({"log": {"entries": entries}}))
    (tmp_path / "broken.har").write_text("{")

    done = check_har(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert what in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().splitlines()) <= 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.har", "session.har"]

"""A success that streams.live does not document reaches callers of both packages as a plain value, whatever it is."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stream_contracts.mock import server
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle

_GENERATED = Path(__file__).parents[2] / "generated"
_CSV = "name,views\nZoë,3\n"
_FILM = b"\x00\x00\x00\x18ftypmp42\xff\xfe"
_ANSWERS = [
    (Answer(200, b'{"views": [3, null]}', "application/json"), "{'views': [3, None]}"),
    (Answer(201, b'"3"', "application/problem+json; charset=utf-8"), "'3'"),
    (Answer(200, b"null", "application/json"), "None"),
    (Answer(202, b"", "application/json"), "None"),
    (Answer(200, b"", "text/html; charset=UTF-8"), "None"),
    (Answer(200, ABSENT), "None"),
    (Answer(204, ABSENT), "None"),
    (Answer(200, _CSV.encode(), "text/csv; charset=utf-8"), repr(_CSV)),
    (Answer(206, _FILM, "video/mp4"), repr(_FILM)),
]
_READ = {
    "clients": """
from streams_live_client import Client
from streams_live_client.api.channel_stats import download_stats, get_statistics
with Client(url, access_token="mock-token") as client:
    for _ in range(count):
        show(lambda: download_stats.sync(client=client))
    show(lambda: get_statistics.sync(client=client))
""",
    "sdks": """
from streams_live_sdk import Client
with Client(base_url=url, access_token="mock-token") as client:
    for _ in range(count):
        show(client.channel_stats.download)
    show(client.channel_stats.get_statistics)
""",
}
_SHOW = """
import json, sys
url, count, shown = sys.argv[1], int(sys.argv[2]), []
def show(call):
    try:
        shown.append(repr(call()))
    except Exception as error:
        shown.append(type(error).__name__)
"""


def _shown(kind: str, answers: list[Answer]) -> list[str]:
    """What calls of downloadStats, and the last one, of getStatistics, come to when they are answered in this way."""
    rest = iter(answers)

    def answer(_: Call, __: Handle) -> Answer:
        return next(rest)

    command = [sys.executable, "-s", "-c", f"{_SHOW}{_READ[kind]}print(json.dumps(shown))"]
    environment = {**os.environ, "PYTHONPATH": str(_GENERATED / kind / "streams-live"), "NO_PROXY": "*"}
    with server.running(dataclasses.replace(server.make("streams-live"), around=(answer,))) as mock:
        arguments = [mock.url, str(len(answers) - 1)]
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, "")
    values: list[str] = json.loads(done.stdout)
    return values


@pytest.mark.parametrize(("kind", "error"), [("clients", "UndecodableBodyError"), ("sdks", "DecodeError")])
def test_any_success_that_is_not_documented_is_a_plain_value_and_all_others_stay_strict(kind: str, error: str) -> None:
    lie = Answer(200, b"<html>", "application/json")

    shown = _shown(kind, [*(answer for answer, _ in _ANSWERS), lie, Answer(200, b"", "application/json")])

    assert shown == [*(value for _, value in _ANSWERS), error, error]

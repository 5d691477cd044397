"""The methods `iter_...` of the SDK of Kraken give what the mock has, whatever the size of a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from stream_contracts.mock.server import running_mock

_CODE = Path(__file__).parents[2] / "generated" / "sdks" / "twitch-kraken"

# The statuses beyond the last page are not waited for: nothing is sent again.
_SCRIPT = """
import asyncio, json, sys
import twitch_kraken_sdk
settings = dict(base_url=sys.argv[1], oauth_token="mock-token", client_id="mock-client", max_retries=0)

async def in_turn(resource, method, arguments):
    async with twitch_kraken_sdk.AsyncClient(**settings) as client:
        return [one async for one in getattr(getattr(client, resource), method)(limit=1, **arguments)]

def counted(client, resource, method, arguments):
    of_resource = getattr(client, resource)
    one_by_one = list(getattr(of_resource, method)(limit=1, **arguments))
    name = "list" + method.removeprefix("iter")
    page = getattr(of_resource, name)(limit=100, **arguments)
    pages = list(getattr(of_resource, method)(limit=1, **arguments).pages())
    entries = next(value for key, value in page if isinstance(value, list))
    assert one_by_one == entries == asyncio.run(in_turn(resource, method, arguments))
    return [len(entries), len(pages)]

with twitch_kraken_sdk.Client(**settings) as client:
    print(json.dumps([counted(client, *one) for one in json.loads(sys.argv[2])]))
"""
_LISTS = [
    ("channels", "iter_videos", {"channel": "test_channel"}),
    ("channels", "iter_follows", {"channel": "test_channel"}),
    ("streams", "iter", {}),
    ("streams", "iter_featured", {}),
    ("streams", "iter_followed", {}),
]


def test_entries_of_small_pages_are_those_of_a_large_one() -> None:
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}

    with running_mock("twitch-kraken") as mock:
        command = [sys.executable, "-s", "-W", "error", "-c", _SCRIPT, mock.url, json.dumps(_LISTS)]
        environment = {**kept, "PYTHONPATH": str(_CODE)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    for (_, method, _), (entries, pages) in zip(_LISTS, json.loads(done.stdout), strict=True):
        assert (method, entries > 0) == (method, True)
        assert (method, pages) == (method, entries + (method != "iter_featured"))

"""The methods `iter_...` of the SDK of Kraken give what the mock has, whatever the size of a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stream_contracts.mock.server import running_mock

_CODE = Path(__file__).parents[2] / "generated" / "sdks" / "twitch-kraken"

# The statuses beyond the last page are not waited for: nothing is sent again.
_SCRIPT = """
import asyncio, json, sys
import twitch_kraken_sdk
url, resource, method, arguments = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
settings = dict(base_url=url, oauth_token="mock-token", client_id="mock-client", max_retries=0)

async def in_turn():
    async with twitch_kraken_sdk.AsyncClient(**settings) as client:
        return [one async for one in getattr(getattr(client, resource), method)(limit=1, **arguments)]

with twitch_kraken_sdk.Client(**settings) as client:
    of_resource = getattr(client, resource)
    one_by_one = list(getattr(of_resource, method)(limit=1, **arguments))
    name = "list" + method.removeprefix("iter")
    page = getattr(of_resource, name)(limit=100, **arguments)
    pages = list(getattr(of_resource, method)(limit=1, **arguments).pages())
entries = next(value for key, value in page if isinstance(value, list))
assert one_by_one == entries == asyncio.run(in_turn())
print(json.dumps([len(entries), len(pages)]))
"""


@pytest.mark.parametrize(
    ("resource", "method", "arguments"),
    [
        ("channels", "iter_videos", {"channel": "test_channel"}),
        ("channels", "iter_follows", {"channel": "test_channel"}),
        ("streams", "iter", {}),
        ("streams", "iter_featured", {}),
        ("streams", "iter_followed", {}),
    ],
)
def test_entries_of_small_pages_are_those_of_a_large_one(resource: str, method: str, arguments: dict[str, str]) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}

    with running_mock("twitch-kraken") as mock:
        command = [sys.executable, "-s", "-W", "error", "-c", _SCRIPT, mock.url, resource, method]
        done = subprocess.run(
            [*command, json.dumps(arguments)],
            env={**kept, "PYTHONPATH": str(_CODE)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert (done.returncode, done.stderr) == (0, "")
    entries, pages = json.loads(done.stdout)
    assert entries > 0
    assert pages == entries + (method != "iter_featured")

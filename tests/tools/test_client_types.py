"""A strict type checker accepts what is generated, and knows what it returns.

`make types` and `make pyright` check the packages of all APIs; this checks those of the APIs that are odd on purpose.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_CLIENT = _ROOT / "generated" / "clients" / "streamdetails"

_USE = """\
from typing import assert_type

from streamdetails_client import Client, errors
from streamdetails_client.api.channel import get_channel
from streamdetails_client.models import ChannelEnvelope, ErrorEnvelope, GetChannelRequest
from streamdetails_client.types import Response

client = Client("http://127.0.0.1", access_token="a")
body = GetChannelRequest(channel_id=1)
try:
    assert_type(get_channel.sync(client=client, body=body), ChannelEnvelope)
except errors.NotFoundError as error:
    assert_type(error.body, ErrorEnvelope | None)
assert_type(get_channel.sync_detailed(client=client, body=body), Response[ChannelEnvelope, ErrorEnvelope])
"""
_USE_OF_SDK = """\
from typing import assert_type

from shelf_sdk import Client, models
from shelf_sdk.paging import Pager

client = Client(base_url="http://127.0.0.1", access_token="a")
assert_type(client.books.get(book_id="1"), models.Book)
assert_type(client.books.iter(), Pager[models.LinkedBooks, models.Book])
"""
_WRONG = """\
from streamdetails_client import Client
from streamdetails_client.api.channel import get_channel

get_channel.sync(client=Client("http://127.0.0.1"), body=1)
"""


def _mypy(cache: Path, path: list[Path], files: list[Path]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(cache)]
    environment = os.environ | {"MYPYPATH": os.pathsep.join(map(str, path))}
    return subprocess.run([*command, *map(str, files)], env=environment, capture_output=True, text=True, check=False)


def _written(folder: Path, **texts: str) -> list[Path]:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return [folder / f"{name}.py" for name in texts]


@pytest.mark.slow
def test_mypy_accepts_both_packages_and_knows_what_they_return(
    code: Path, sdk: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    uses = _written(tmp_path, use=_USE, use_of_sdk=_USE_OF_SDK, wrong=_WRONG)

    done = _mypy(pytestconfig.cache.mkdir("mypy"), [_CLIENT, code.parent, sdk.parent], [*uses, code, sdk])

    assert (done.returncode, done.stderr) == (1, "")
    wrong = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line.partition(" error: ")[2] for line in wrong] == [
        'Argument "body" to "sync" has incompatible type "int"; expected "GetChannelRequest"  [arg-type]'
    ]

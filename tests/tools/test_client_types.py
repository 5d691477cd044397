"""Strict type checkers accept every generated client, and know what it returns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_CLIENTS = sorted((_ROOT / "generated" / "clients").iterdir())
_PYRIGHT = shutil.which("pyright", path=f"{_ROOT / '.node/node_modules/.bin'}{os.pathsep}{os.environ['PATH']}")

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


def _modules(folder: Path, odd: Path) -> list[str]:
    """The modules to check, with that of the odd API and one that uses a client."""
    use = folder / "use.py"
    use.write_text(_USE)
    return [str(use), str(odd), *(str(one / f"{one.name.replace('-', '_')}_client") for one in _CLIENTS)]


@pytest.mark.slow
def test_mypy_accepts_the_clients(code: Path, tmp_path: Path) -> None:
    path = os.pathsep.join(map(str, _CLIENTS))
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(tmp_path / "cache")]

    done = subprocess.run(
        [*command, *_modules(tmp_path, code)],
        env=os.environ | {"MYPYPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.slow
@pytest.mark.skipif(_PYRIGHT is None, reason="pyright needs Node; it is not among the dependencies")
def test_pyright_accepts_the_clients(code: Path, tmp_path: Path) -> None:
    assert _PYRIGHT is not None
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "include": _modules(tmp_path, code),
        "extraPaths": list(map(str, _CLIENTS)),
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))

    done = subprocess.run(
        [_PYRIGHT, "--project", str(tmp_path), "--pythonpath", sys.executable],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout

"""The client of `client_api` and a server that it calls, for the tests of generated clients."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import client_api
import pytest
from loopback import Loopback, running


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the client's module, which can be imported."""
    folder = client_api.generate(tmp_path_factory.mktemp("client"))
    sys.path.insert(0, str(folder.parent))
    yield folder
    sys.path.remove(str(folder.parent))


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    with running() as server:
        yield server


@pytest.fixture
def server(loopback: Loopback) -> Loopback:
    """The server, with nothing received and nothing to reply."""
    loopback.received.clear()
    loopback.replies.clear()
    return loopback

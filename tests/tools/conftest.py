"""The client of `client_api`, the SDK of `sdk_api` and a server that they call, for the tests of generated packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import client_api
import pytest
import sdk_api
from loopback import Loopback, running
from once import once


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the client's module, which can be imported."""
    yield from _importable(once(tmp_path_factory, "odd", client_api.generate) / "odd" / client_api.MODULE)


@pytest.fixture(scope="session")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the SDK's module, which can be imported."""
    yield from _importable(once(tmp_path_factory, "shelf", sdk_api.generate) / "shelf" / sdk_api.MODULE)


def _importable(folder: Path) -> Iterator[Path]:
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

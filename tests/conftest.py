"""What all tests share: where plans are kept, and which certificates are read."""

from __future__ import annotations

import gc
import os
import re
from pathlib import Path

import certifi
import pytest

from stream_contracts import fleet


def pytest_configure(config: pytest.Config) -> None:
    """Plans are kept between test runs, in the cache of pytest and not in that of whoever runs the tests."""
    os.environ["STREAMCONTRACTS_CACHE"] = str(config.rootpath / ".pytest_cache" / "plans")
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers have the environment of the process that starts them
        os.environ["SSL_CERT_FILE"] = str(_one_authority(config.rootpath / ".pytest_cache"))


def _one_authority(folder: Path) -> Path:
    """A file with one authority. Every start of aiohttp and httpx reads the file, and a usual one has 140 of them."""
    first = re.search(r"-----BEGIN.+?END CERTIFICATE-----\n", Path(certifi.where()).read_text("utf-8"), re.DOTALL)
    assert first
    folder.mkdir(exist_ok=True)
    (folder / "authority.pem").write_text(first[0], "utf-8")
    return folder / "authority.pem"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """A worker more than there are cores: some tests wait, for servers that do not answer for instance."""
    return fleet.cores() + 1


def pytest_collection_finish() -> None:
    """The tests themselves stay until the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()

"""Plans are kept between test runs, in the cache of pytest and not in that of whoever runs the tests."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    os.environ["STREAMCONTRACTS_CACHE"] = str(config.rootpath / ".pytest_cache" / "plans")

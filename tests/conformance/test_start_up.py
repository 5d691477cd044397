"""Commands that do nothing start at once: what they do not need is not loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"aiohttp", "httptools", "hypothesis", "jinja2", "rich", "schemathesis", "uvloop"}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["mock", "--help"]])
def test_help_loads_no_engine_no_server_and_no_report(arguments: list[str]) -> None:
    program = f"import sys; from stream_contracts.cli import group; group.main({arguments}, standalone_mode=False); "
    program += "print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert HEAVY.isdisjoint(done.stderr.split())

"""Several APIs at once, each in a process of its own, so that both cores work and no state is shared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stream_contracts.reports import result_json
from stream_contracts.result import RunResult
from stream_specs.errors import UserError


def check_all(apis: Sequence[str], folder: Path, arguments: Sequence[str]) -> list[RunResult]:
    """Check the built-in mock of each API; reports go to `folder/<api>`. The results are in the order of `apis`.

    Raises UserError when a process did not leave a result.
    """
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        return list(pool.map(lambda api: _check(api, folder / api, arguments), apis))


def _check(api: str, folder: Path, arguments: Sequence[str]) -> RunResult:
    command = [sys.executable, "-m", "stream_contracts", "run", "--api", api, "--out", str(folder), "--quiet"]
    (folder / "result.json").unlink(missing_ok=True)  # of an earlier run: a crash must not pass for it
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 1, 2, 130) or not (folder / "result.json").is_file():
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("hint: ")]
        last = (said or ["no message"])[-1].removeprefix("error: ")
        raise UserError(f"the run of `{api}` failed: {last}", hint=f"run `stream-contracts run --api {api}`")
    return result_json.load(folder / "result.json")

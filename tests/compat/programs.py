"""Running a tool: offline, without telemetry, bounded in time, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE_TOOLS = ROOT / ".node" / "node_modules" / ".bin"
_LONGEST = 180  # seconds
_QUIET = {
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "PYTHONWARNINGS": "default",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a process answered."""

    code: int
    out: str
    err: str


def environment(log: Path) -> Mapping[str, str]:
    """The environment of a tool. log: the file that gets the hosts which it tried to reach."""
    kept = {key: os.environ[key] for key in ("HOME", "LANG", "TMPDIR") if key in os.environ}
    return {
        **kept,
        **_QUIET,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "NODE_OPTIONS": f"--require={HERE / 'offline' / 'offline.cjs'}",
        "PYTHONPATH": str(HERE / "offline"),
        "COMPAT_NETWORK_LOG": str(log),
    }


def run(arguments: Sequence[str | Path], folder: Path, log: Path) -> Said:
    """Run a command in a folder until it ends. Raises subprocess.TimeoutExpired after three minutes."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=folder,
        env=environment(log),
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST,
    )
    return Said(done.returncode, done.stdout, done.stderr)

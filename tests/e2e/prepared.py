"""Runs of the command line in processes of their own that have it loaded already: copies of one process that has.

A start costs half a second, most of it for loading. What a run does, holds in memory and leaves behind is that of a
process that was started alone; what it loads is not, and has tests of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, in the names of `subprocess.run`. peak_mib: the most memory that it held."""

    returncode: int
    stdout: str
    stderr: str
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A process that has loaded the command line and makes copies of itself, one at a time."""

    process: subprocess.Popen[str]
    folder: Path

    def run(self, *arguments: str, longest_s: int) -> Ended:
        """Run `stream-contracts` to its end. Raises TimeoutExpired when that took too long."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps([longest_s, *arguments]), file=self.process.stdin, flush=True)
        code, peak_kib = json.loads(self.process.stdout.readline())
        if code == -signal.SIGALRM:
            raise subprocess.TimeoutExpired(arguments, longest_s)
        return Ended(code, *((self.folder / name).read_text() for name in ("out", "err")), peak_kib / 1024)


@contextmanager
def prepared(folder: Path) -> Iterator[Prepared]:
    """Start that process; what its copies print is kept in the folder."""
    command = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Prepared(process, folder)


def _serve(folder: Path) -> None:
    import stream_contracts.checking
    import stream_contracts.commands.run
    import stream_contracts.reports.html
    import stream_contracts.reports.terminal  # noqa: F401 - all that a run loads

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_run(folder, *json.loads(line)))
        _, status, used = os.wait4(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss]), flush=True)


def _run(folder: Path, longest_s: int, *arguments: str) -> int:
    """What a copy does; returns its exit code."""
    from stream_contracts import cli
    from stream_specs import commands

    for name, stream in (("out", sys.stdout), ("err", sys.stderr)):
        with (folder / name).open("w") as file:
            os.dup2(file.fileno(), stream.fileno())
    signal.alarm(longest_s)
    code: object = 1
    try:
        commands.run(cli.group, arguments)
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 1


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))

"""Several runs at once, each in a process of its own, so that all cores work and no state is shared.

A process is started in a session of its own: a signal reaches this process only, which hands it on to those it started.
So Ctrl-C does the same however it comes, once: each of them cleans up; twice: each of them stops.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any, Protocol, Self

from stream_contracts.reports import RESULT, result_json
from stream_contracts.result import RunResult
from stream_specs.errors import UserError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 2  # interrupts that a process handles itself
_ENDED = (0, 1, 2, 130)


@dataclass(frozen=True, slots=True)
class Job:
    """One run. folder: of its reports. arguments: of `run`, besides those that every job has."""

    api: str
    folder: Path
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> tuple[str, ...]:
        """What is started."""
        own = ("run", "--api", self.api, "--out", str(self.folder), "--quiet", "--steps")
        return (sys.executable, "-m", "stream_contracts", *own, *self.arguments)


class Shown(Protocol):
    """Where it is shown how far all of them are: see `reports.progress.Progress`."""

    def expect(self, more: int) -> None:
        """So many steps are to be done besides those known before."""

    def advance(self, text: str = "") -> None:
        """One more is done."""


def cores() -> int:
    """How many runs go on at once when nobody says it."""
    return max(2, os.cpu_count() or 2)


class Fleet:
    """Runs jobs, at most `at_once` at a time. Use as a context manager: only in it do interrupts reach them.

    on_interrupt: called with what the first interrupt leads to.
    """

    def __init__(self, at_once: int, shown: Shown, on_interrupt: Callable[[str], None]) -> None:
        self.interrupts = 0
        self._at_once, self._shown, self._on_interrupt = at_once, shown, on_interrupt
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.RLock()  # a handler of signals may come between the lines that hold it
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        with contextlib.suppress(ValueError):  # outside the main thread there are no handlers
            for number in _SIGNALS:
                self._before[number] = signal.signal(number, self._interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.interrupts += 1
        if self.interrupts == 1:
            self._on_interrupt("interrupted: removing what the runs created; once more stops at once")
        for process in tuple(self._running):
            self._hand_on(process)

    def _hand_on(self, process: subprocess.Popen[str]) -> None:
        process.send_signal(signal.SIGINT) if self.interrupts <= _PATIENCE else process.kill()

    def run(self, jobs: Sequence[Job]) -> list[RunResult | None]:
        """The results in the order of the jobs; None for what was interrupted before it had one.

        Raises UserError when a process did not leave a result.
        """
        with ThreadPoolExecutor(max_workers=self._at_once) as pool:
            return list(pool.map(self._run, jobs))

    def _run(self, job: Job) -> RunResult | None:
        if self.interrupts:
            return None
        file = job.folder / RESULT
        file.unlink(missing_ok=True)  # of an earlier run: a crash must not pass for it
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            code = self._wait(job, said)
            said.seek(0)
            errors = said.read()
        if code in _ENDED and file.is_file():
            return result_json.load(file)
        if self.interrupts:
            return None
        raise _failed(job, errors)

    def _wait(self, job: Job, said: IO[str]) -> int:
        """Start a process, show how far it is, and wait for its end."""
        with subprocess.Popen(  # noqa: S603 - our own command
            job.command, stdout=subprocess.PIPE, stderr=said, text=True, start_new_session=True
        ) as process:
            self._running.add(process)
            if self.interrupts:
                self._hand_on(process)
            assert process.stdout is not None  # noqa: S101 - a pipe
            for number, line in enumerate(process.stdout):
                self._show(line.rstrip("\n"), first=number == 0)
            code = process.wait()
            self._running.discard(process)
        return code

    def _show(self, line: str, first: bool) -> None:
        with self._lock:
            if first and line.isascii() and line.isdigit():
                self._shown.expect(int(line))
            else:
                self._shown.advance(line)


def _failed(job: Job, errors: str) -> UserError:
    said = [line for line in errors.splitlines() if line.strip() and not line.startswith("hint: ")]
    last = (said or ["no message"])[-1].removeprefix("error: ")
    return UserError(f"the run of `{job.api}` failed: {last}", hint=f"run `stream-contracts run --api {job.api}`")

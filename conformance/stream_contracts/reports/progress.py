"""How far a run is, on stderr: a bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from stream_contracts.reports.escapes import cut, one_line

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar

_SECONDS = 5.0
_TEXT = 60


class Progress:
    """A context manager around the sending of `total` cases, or whatever `unit` names; call `advance` after each.

    On a terminal: a bar that disappears at the end. Elsewhere: one line at the start, then at most one every five
    seconds. With quiet: nothing. stream: stderr. clock: seconds that never go back.
    """

    def __init__(  # noqa: PLR0913 - how it is shown
        self,
        total: int,
        label: str,
        *,
        quiet: bool = False,
        unit: str = "cases",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._label = one_line(label)
        self._unit = unit
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._done = 0
        self._last = clock()
        self._plain = not quiet and not self._stream.isatty()
        self._bar = _bar(self._stream) if not quiet and self._stream.isatty() else None

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.add_task(self._label, total=self._total, what="")
            self._bar.start()
        if self._total:
            self._say(f"{self._total} {self._unit}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def expect(self, more: int) -> None:
        """So many cases are to be done besides those that were known before."""
        self._total += more
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], total=self._total)

    def advance(self, text: str = "") -> None:
        """One more is done; `text` says which, for instance the operationId."""
        self._done += 1
        shown = one_line(cut(text, _TEXT))
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], advance=1, what=shown)
        elif self._plain and self._clock() - self._last >= _SECONDS:
            self._say(f"{self._done} of {self._total}{f', {shown}' if shown else ''}")

    def _say(self, text: str) -> None:
        if self._plain:
            self._last = self._clock()
            print(f"{self._label}: {text}", file=self._stream, flush=True)


class Steps:
    """In place of `Progress`, for who started this process: on stdout the number of cases, then a line after each."""

    def __init__(self, total: int) -> None:
        self._total = total

    def __enter__(self) -> Self:
        print(self._total, flush=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to end."""

    def advance(self, text: str = "") -> None:
        """One more is done. When nobody reads this any more, the run that started this one is dead: BrokenPipeError."""
        print(one_line(cut(text, _TEXT)), flush=True)


def _bar(stream: TextIO) -> RichBar:
    """A bar that keeps out of the way: no markup in what it shows, gone when the run is over."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    what = TextColumn("{task.fields[what]}", markup=False, table_column=Column(no_wrap=True))
    label = TextColumn("{task.description}", markup=False)
    return Progress(
        label, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), what, console=console, transient=True
    )

"""Ctrl-C during a run: once, and it finishes and cleans up; twice, and it stops."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def handled(first: Callable[[], None], second: Callable[[], None]) -> Iterator[None]:
    """Call `first` at the first SIGINT or SIGTERM and `second` at each later one, in the running event loop.

    Where a loop cannot handle signals (outside the main thread, on Windows) they do what they did before.
    """
    loop = asyncio.get_running_loop()
    actions = iter([first])

    def act() -> None:
        next(actions, second)()

    with contextlib.ExitStack() as after:
        for number in _SIGNALS:
            before = signal.getsignal(number)
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, act)
                after.callback(signal.signal, number, before)
                after.callback(loop.remove_signal_handler, number)
        yield

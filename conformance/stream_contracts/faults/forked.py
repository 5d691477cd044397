"""Work spread over processes of this machine. Each is a copy of this one, so what was read and planned is there."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from stream_specs.errors import UserError

Task = TypeVar("Task")
Result = TypeVar("Result")


@contextlib.contextmanager
def spread(work: Callable[[Task], Iterable[Result]], tasks: Sequence[Task], jobs: int) -> Iterator[Iterator[Result]]:
    """The results of all tasks as they come, in any order. jobs: processes; 1 works in this one.

    Enter it before a thread is started: a copy of a process has none of its threads. What still runs when it is left
    is ended. Raises UserError when a process dies.
    """
    if jobs == 1 or len(tasks) < 2:
        yield (result for task in tasks for result in work(task))
        return
    context = multiprocessing.get_context("fork")
    taken = context.Value("i", 0)
    pipes = [context.Pipe(duplex=False) for _ in range(min(jobs, len(tasks)))]
    workers = [context.Process(target=_serve, args=(work, tasks, taken, sender), daemon=True) for _, sender in pipes]
    for worker in workers:
        worker.start()
    for _, sender in pipes:
        sender.close()
    try:
        yield _gather([receiver for receiver, _ in pipes])
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _serve(work: Callable[[Any], Iterable[Any]], tasks: Sequence[Any], taken: Any, sender: Connection) -> None:
    """Take the next task until none is left; `None` says that all is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that reads the results ends the others
    while True:
        with taken.get_lock():
            index = taken.value
            taken.value += 1
        if index >= len(tasks):
            break
        for result in work(tasks[index]):
            sender.send(result)
    sender.send(None)


def _gather(receivers: list[Connection]) -> Iterator[Any]:
    while receivers:
        ready = set(wait(receivers))
        for receiver in [entry for entry in receivers if entry in ready]:
            try:
                result = receiver.recv()
            except EOFError as error:
                raise UserError("a process of the pool died", hint="--jobs 1 shows the error") from error
            if result is None:
                receivers.remove(receiver)
            else:
                yield result

"""Undoing what the ledger file of a run lists, in a process of its own: after a crash, or for another try."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from stream_contracts import data, interrupts, ledger_file, redaction, rulebook, target
from stream_contracts.documents import Document
from stream_contracts.ledger import Pending
from stream_contracts.ledger_file import Stored
from stream_contracts.pace import Limits, Pace
from stream_contracts.session import Session
from stream_contracts.target import Options, Target
from stream_contracts.transport import HttpTransport
from stream_contracts.verdicts import ExitCode
from stream_specs.errors import UserError

_SEED = 1  # decides new names only, and nothing new is created


@dataclass(frozen=True, slots=True)
class Undone:
    """How it went. count: entries of the file. left: what is not undone, in words. interrupted: it was ended early."""

    count: int
    left: tuple[str, ...]
    interrupted: bool

    @property
    def exit_code(self) -> ExitCode:
        """0 nothing is left, 1 something is, 130 interrupted."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.VIOLATION if self.left else ExitCode.OK


def undo(path: Path, options: Options, on_interrupt: Callable[[str], None]) -> Undone:
    """Undo what a ledger file lists; what is undone leaves it, and it is removed when it is empty.

    options: credentials and the like; the server is that of the file. Raises UserError when the file is no ledger,
    names another server than the options, or when its server gives no answers.
    """
    stored = ledger_file.read(path)
    document = data.document(data.check_api(stored.api))
    book = rulebook.load(data.rules_file(stored.api), stored.api)
    server = _server(document, stored, options)
    limits = Limits() if server.rate is None else Limits(rate=server.rate)
    transport = HttpTransport(server, Pace(limits))
    session = Session(document, book, server, transport, _SEED)
    secrets = {**server.hidden, **server.secrets}
    lost = ledger_file.load(stored, session.ledger, book, secrets, document.secrets)
    left, interrupted = asyncio.run(_clean(session, transport, on_interrupt))
    _must_have_answered(session, interrupted)
    uncertain = [str(entry) for entry in session.ledger if isinstance(entry, Pending) and not entry.certain]
    redactor = redaction.redactor(secrets, document.secrets)
    return Undone(len(stored.entries), tuple(map(redactor.text, (*left, *uncertain, *lost))), interrupted)


def _server(document: Document, stored: Stored, options: Options) -> Target:
    """The server of the file, with what the options say of it."""
    server = target.resolve(document, replace(options, url=stored.url, safety=stored.safety))
    if options.file is not None:
        named = target.read_file(options.file).get("url", stored.url)
        if target.resolve(document, replace(options, url=named, safety=stored.safety)).url != server.url:
            hint = "name the target of that run"
            raise UserError(f"is about {stored.url}, not {named}", where=str(stored.path), hint=hint)
    return server


async def _clean(
    session: Session, transport: HttpTransport, on_interrupt: Callable[[str], None]
) -> tuple[tuple[str, ...], bool]:
    """Undo what the session's ledger lists; what is left, and whether it was interrupted."""
    left = tuple(map(str, session.ledger))
    pace, task = transport.pace, asyncio.current_task()
    interrupted = asyncio.Event()

    def stop() -> None:
        interrupted.set()
        on_interrupt("interrupted: what is left stays in the ledger")
        pace.close()
        if task is not None:
            task.cancel()

    with contextlib.suppress(asyncio.CancelledError):
        async with transport:
            with interrupts.handled(stop, stop):
                left = await session.clean()
    return left, interrupted.is_set()


def _must_have_answered(session: Session, interrupted: bool) -> None:
    if interrupted or not session.exchanges or any(exchange.response for exchange in session.exchanges):
        return
    error = session.exchanges[-1].error
    raise UserError(f"the server gives no answers: {error}", where=session.target.url, hint="try again when it does")

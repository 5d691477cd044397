"""Checking one server from end to end: plan, run, reports. What the command line and the tests call."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from stream_contracts import data, plan, rulebook, runner, target
from stream_contracts.cases import Profile
from stream_contracts.documents import Document
from stream_contracts.plan import Plan
from stream_contracts.reports import write_all
from stream_contracts.result import RunResult
from stream_contracts.rulebook import Rulebook
from stream_contracts.target import Options, Target
from stream_specs.errors import UserError


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """What to check with what. target None: the built-in mock is started and checked."""

    document: Document
    rulebook: Rulebook
    plan: Plan
    target: Target | None


def prepare(api: str, profile: Profile, seed: int, only: tuple[str, ...] = (), options: Options | None = None) -> Check:
    """Read the document and the rules of an API and make the plan. Sends nothing.

    options: what the command line says of the server; without a URL and a file there, it is the built-in mock.
    """
    document = data.document(api)
    book = rulebook.load(data.rules_file(api), api)
    server = target.resolve(document, options) if options and (options.url or options.file) else None
    return Check(document, book, plan.make(document, book, profile, seed, only), server)


def check(
    prepared: Check,
    folder: Path,
    on_step: Callable[[str], None] = runner.silent,
) -> RunResult:
    """Run the plan and leave the reports in `folder`; while it runs they hold what is known so far.

    Raises UserError when the folder cannot be written, before anything is sent.
    """

    def write(result: RunResult) -> None:
        write_all(result, prepared.document, folder)

    must_be_writable(folder)
    with _server(prepared) as server:
        run = runner.Run(
            prepared.document,
            prepared.rulebook,
            prepared.plan,
            server,
            on_step,
            on_checkpoint=write,
        )
        result = runner.execute(run)
    write(result)
    return result


@contextlib.contextmanager
def _server(prepared: Check) -> Iterator[Target]:
    """The server that was asked for, or a mock of our own."""
    if prepared.target is not None:
        yield prepared.target
        return
    from stream_contracts.mock.server import running_mock

    with running_mock(prepared.document.api, seed=prepared.plan.seed) as mock:
        credentials = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
        yield target.resolve(prepared.document, Options(url=mock.url, auth=credentials, control=True))


def must_be_writable(folder: Path) -> None:
    """Make the folder of the reports. Raises UserError when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        hint = "choose another folder with --out"
        raise UserError(f"cannot write reports: {error.strerror}", where=str(folder), hint=hint) from error

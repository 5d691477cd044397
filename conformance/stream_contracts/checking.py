"""Checking one server from end to end: plan, run, reports. What the command line and the tests call."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from stream_contracts import (
    baseline,
    data,
    lacking,
    ledger_file,
    plan,
    plan_cache,
    repeats,
    requirements,
    rulebook,
    runner,
    sharding,
    target,
)
from stream_contracts.baseline import Baseline
from stream_contracts.cases import Profile
from stream_contracts.documents import Document
from stream_contracts.pace import Limits
from stream_contracts.plan import Deep, Plan
from stream_contracts.reports import result_json, write_all, write_interim
from stream_contracts.result import RunResult
from stream_contracts.rulebook import Rulebook
from stream_contracts.sharding import Part
from stream_contracts.target import Options, Target
from stream_contracts.target.known import check_names
from stream_specs.errors import UserError


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """What to check with what. target None: the built-in mock is started and checked.

    repeat: how many times the plan is sent. baseline: the failures that are known. older: an earlier result, which
    the report is compared with. part: which part of a larger plan `plan` is.
    """

    document: Document
    rulebook: Rulebook
    plan: Plan
    target: Target | None
    limits: Limits = dataclasses.field(default_factory=Limits)
    repeat: int = 1
    baseline: Baseline | None = None
    older: RunResult | None = None
    part: Part | None = None


def prepare(api: str, profile: Profile, seed: int, only: tuple[str, ...] = (), options: Options | None = None) -> Check:
    """Read the document and the rules of an API and make the plan. Sends nothing.

    options: what the command line says of the server; without a URL and a file there, it is the built-in mock.
    """
    document = data.document(api)
    book = rulebook.load(data.rules_file(api), api)
    server = target.resolve(document, options) if options and (options.url or options.file) else None
    made = plan.make(document, book, profile, seed, only, source=plan_cache.cases)
    if server is not None:
        check_names(server.known, book)
        made = lacking.without(made, document, book, server.lacks)
    return Check(document, book, made, server, _limits(options, server))


def _limits(options: Options | None, server: Target | None) -> Limits:
    """What the command line and the target file say; without a server, the mock keeps the former, too."""
    said = server or options or Options()
    given = {"rate": said.rate, "max_requests": said.max_requests, "max_seconds": said.max_seconds}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def with_deep(prepared: Check, each: int | None, seconds: float | None) -> Check:
    """The check with other limits of profile deep; None: as it is. Raises UserError for another profile."""
    deep = prepared.plan.deep
    if each is None and seconds is None:
        return prepared
    if deep is None:
        raise UserError("--deep-requests and --deep-seconds are about profile deep", hint="add --profile deep")
    limited = Deep(deep.operations, deep.each if each is None else each, deep.seconds if seconds is None else seconds)
    return dataclasses.replace(prepared, plan=dataclasses.replace(prepared.plan, deep=limited))


def only_part(prepared: Check, index: int, count: int) -> Check:
    """The check of one part of the plan only; `merging.merge` puts the results of all parts together."""
    plan_, part = sharding.cut(prepared.plan, prepared.rulebook, index, count)
    return dataclasses.replace(prepared, plan=plan_, part=part)


def with_baseline(prepared: Check, file: Path) -> Check:
    """The check with the known failures of a file. Raises UserError when the file is not about this API."""
    return dataclasses.replace(prepared, baseline=_known_failures(file, prepared.document, prepared.rulebook))


def _known_failures(file: Path, document: Document, book: Rulebook) -> Baseline:
    known = baseline.read_file(file)
    if known.api != document.api:
        raise UserError(f"is for `{known.api}`, not `{document.api}`", where=str(file), hint="change --baseline")
    baseline.check_ids(known, requirements.derive(document, book), str(file))
    return known


def judged_by(result: RunResult, file: Path) -> RunResult:
    """A result with the known failures of a file skipped. Raises UserError when the file is not about its API."""
    book = rulebook.load(data.rules_file(result.api), result.api)
    return baseline.apply(result, _known_failures(file, data.document(result.api), book))


def with_older(prepared: Check, file: Path) -> Check:
    """The check compared with an earlier result: a result.json, or its folder. Raises UserError when of another API."""
    older = older_result(file, prepared.document.api)
    return dataclasses.replace(prepared, older=older)


def older_result(file: Path, api: str) -> RunResult:
    """The result in a file or folder. Raises UserError when it cannot be read or is not of that API."""
    older = result_json.load_from(file)
    if older.api != api:
        raise UserError(f"is a result of `{older.api}`, not `{api}`", where=str(file), hint="change --compare")
    return older


def check(
    prepared: Check,
    folder: Path,
    on_step: Callable[[str], None] = runner.silent,
    on_interrupt: Callable[[str], None] = runner.silent,
) -> RunResult:
    """Run the plan and leave the reports in `folder`; while it runs result.json holds what is known so far.

    Raises UserError when the folder cannot be written, before anything is sent.
    """

    def keep(result: RunResult) -> None:
        write_interim(_judged(prepared, result), folder)

    must_be_writable(folder)
    with _server(prepared) as server:
        run = runner.Run(
            prepared.document,
            prepared.rulebook,
            prepared.plan,
            server,
            on_step,
            on_checkpoint=keep,
            limits=prepared.limits,
            ledger=folder / ledger_file.NAME if prepared.target else None,
            on_interrupt=on_interrupt,
            part=prepared.part,
        )
        result = repeats.execute(run, prepared.repeat)
    return concluded(prepared, result, folder)


def concluded(prepared: Check, result: RunResult, folder: Path) -> RunResult:
    """The result in view of what is known to fail, written into `folder`. Raises UserError when that cannot be."""
    result = _judged(prepared, result)
    write_all(result, prepared.document, folder, prepared.older)
    return result


def _judged(prepared: Check, result: RunResult) -> RunResult:
    return result if prepared.baseline is None else baseline.apply(result, prepared.baseline)


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

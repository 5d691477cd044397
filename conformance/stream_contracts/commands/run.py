"""`stream-contracts run`: checks a server, or the built-in mocks, and writes the reports."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stream_contracts.commands import completing, options, reporting
from stream_contracts.commands.reporting import Reporting

if TYPE_CHECKING:
    from stream_contracts.checking import Check

_REPORTS = Path("reports")


@click.command("run", short_help="Check a server against its documented contract.")
@options.apis
@click.option("--url", metavar="URL", help="The server; without it the API's built-in mock is started and checked.")
@click.option(
    "--target",
    "file",
    type=click.Path(path_type=Path),
    help="TOML file that describes the server; `stream-contracts init` writes one.",
)
@click.option("--auth", multiple=True, metavar="SCHEME=SECRET", help="A credential. May be repeated.")
@click.option("--known", multiple=True, metavar="NAME=VALUE", help="A value that the server has. May be repeated.")
@click.option(
    "--safety",
    shell_complete=completing.levels,
    help="read-only, own-resources or full; default: full on loopback, else read-only.",
)
@options.allow
@options.profile
@options.deep_requests
@options.deep_seconds
@options.seed
@options.only
@click.option(
    "--repeat",
    type=click.IntRange(1, 100),
    default=1,
    metavar="N",
    help="Send the plan N times: what fails in some runs and holds in others is flaky.  [default: 1]",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML file of known failures, which are skipped; `stream-contracts baseline update` writes it.",
)
@click.option("--timeout", type=float, metavar="SECONDS", help="Time limit of one answer.  [default: 10]")
@options.rate
@options.max_requests
@options.max_seconds
@click.option(
    "--shard",
    metavar="I/N",
    help="Send part I of N only, for instance one on each machine; `stream-contracts merge` gives the verdict. "
    "Part 1 compares what the server shows at two moments: send it before the others, not at the same time.",
)
@options.compare
@options.github
@options.summary
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the reports.  [default: reports/API]")
@click.option("--quiet", is_flag=True, help="No progress and no table, only the reports and the exit code.")
def command(**given: Any) -> None:
    """Check a server against its documented contract and write the reports: HTML, JSON, JUnit and badges.

    A credential can also stand in the environment, as STREAMCONTRACTS_AUTH_ and the scheme in capitals. --url takes
    the server's origin; the document's base path is appended unless the URL has a path of its own.

    \b
    stream-contracts run
    stream-contracts run --api streamdetails --url http://127.0.0.1:8080 --auth BearerAuth=TOKEN

    \b
    Exit codes:
      0    every selected MUST holds
      1    a MUST is violated or flaky, something that the run created is left behind, or an entry of the
           baseline no longer holds: it passes, is flaky, or has expired
      2    something is not proven, the server cannot be reached, or an option is wrong;
           the last line on stderr says which
      130  interrupted: once removes what the run created, twice stops at once
    """
    asked = _Asked(**given)
    apis = _apis(asked)
    reporting.check_summary(asked.summary)
    if len(apis) == 1:
        raise SystemExit(_check_one(asked, apis[0]))
    raise SystemExit(_check_mocks(asked, apis))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The command line, by the names of its options."""

    apis: tuple[str, ...]
    url: str | None
    file: Path | None
    auth: tuple[str, ...] = field(repr=False)
    known: tuple[str, ...]
    safety: str | None
    allow: tuple[str, ...]
    profile: str
    deep_requests: int | None
    deep_seconds: float | None
    seed: int
    only: tuple[str, ...]
    repeat: int
    baseline: Path | None
    timeout: float | None
    rate: float | None
    max_requests: int | None
    max_seconds: float | None
    shard: str | None
    compare: Path | None
    annotations: bool | None
    summary: Path | None
    out: Path | None
    quiet: bool


def _apis(asked: _Asked) -> tuple[str, ...]:
    """The APIs to check: those named, else that of the target file, else those that --only begins with, else all."""
    from stream_contracts import data
    from stream_contracts.target import read_file

    named = asked.apis
    if not named and asked.file is not None:
        named = tuple(filter(None, [read_file(asked.file).get("api")]))
    if not named:
        named = tuple(entry.partition("/")[0] for entry in asked.only)
    return tuple(dict.fromkeys(map(data.check_api, named))) or data.apis()


def _check_one(asked: _Asked, api: str) -> int:
    from stream_contracts import checking
    from stream_contracts.reports.progress import Progress
    from stream_contracts.target import Options

    _refuse_options_without_server(asked)
    options_ = Options(
        asked.url,
        asked.auth,
        asked.safety,
        asked.timeout,
        asked.file,
        asked.known,
        allow=asked.allow,
        rate=asked.rate,
        max_requests=asked.max_requests,
        max_seconds=asked.max_seconds,
    )
    prepared = checking.prepare(api, options.check_profile(asked.profile), asked.seed, asked.only, options_)
    prepared = checking.with_deep(prepared, asked.deep_requests, asked.deep_seconds)
    prepared = dataclasses.replace(prepared, repeat=asked.repeat)
    if asked.shard is not None:
        prepared = _part_of(prepared, asked)
    if asked.baseline is not None:
        prepared = checking.with_baseline(prepared, asked.baseline)
    if asked.compare is not None:
        prepared = checking.with_older(prepared, asked.compare)
    folder = asked.out or _REPORTS / api
    checking.must_be_writable(folder)
    with Progress(prepared.plan.steps * asked.repeat, api, quiet=asked.quiet) as progress:
        result = checking.check(prepared, folder, progress.advance, lambda text: click.echo(text, err=True))
    return reporting.conclude(result, Reporting(folder, asked.quiet, asked.annotations, prepared.older, asked.summary))


def _part_of(prepared: Check, asked: _Asked) -> Check:
    from stream_contracts import checking, sharding
    from stream_specs.errors import UserError

    if asked.baseline or asked.compare:
        hint = "give them to `stream-contracts merge`"
        raise UserError("--baseline and --compare are about a whole plan, not about --shard", hint=hint)
    return checking.only_part(prepared, *sharding.parse(asked.shard or ""))


def _refuse_options_without_server(asked: _Asked) -> None:
    """The built-in mock takes none of these: whoever gives them means a server and has forgotten to name it."""
    from stream_specs.errors import UserError

    about_server = asked.auth or asked.known or asked.safety or asked.allow or asked.timeout is not None
    if about_server and not (asked.url or asked.file):
        hint = "give --url, or leave them out to check the built-in mock"
        what = "--auth, --known, --safety, --allow and --timeout are about a server, and none is named"
        raise UserError(what, hint=hint)


def _check_mocks(asked: _Asked, apis: tuple[str, ...]) -> int:
    from stream_contracts import fleet
    from stream_contracts.reports import listed, terminal
    from stream_specs.errors import UserError

    if asked.url or asked.file or asked.auth or asked.known or asked.safety or asked.allow or asked.timeout:
        hint = "add --api to say which API the server speaks"
        raise UserError("--url, --target, --auth, --known, --safety, --allow and --timeout need one API", hint=hint)
    if asked.baseline or asked.compare or asked.shard:
        raise UserError("--baseline, --compare and --shard are of one API", hint="add --api to say which")
    arguments = ["--profile", str(options.check_profile(asked.profile)), "--seed", str(asked.seed)]
    arguments += ["--repeat", str(asked.repeat)]
    arguments += [part for entry in asked.only for part in ("--only", entry)]
    limits = {"--rate": asked.rate, "--max-requests": asked.max_requests, "--max-seconds": asked.max_seconds}
    limits |= {"--deep-requests": asked.deep_requests, "--deep-seconds": asked.deep_seconds}
    arguments += [part for name, value in limits.items() if value is not None for part in (name, str(value))]
    folder = asked.out or _REPORTS
    results = fleet.check_all(apis, folder, arguments)
    if not asked.quiet:
        terminal.print_summary(results)
        click.echo(f"reports: {listed(folder / 'API')}")
    for result in results:
        reporting.publish(result, Reporting(folder, asked.quiet, asked.annotations, summary=asked.summary))
    codes = {int(result.exit_code) for result in results}
    return 1 if 1 in codes else max(codes)

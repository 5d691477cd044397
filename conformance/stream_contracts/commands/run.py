"""`stream-contracts run`: checks a server, or the built-in mocks, and writes the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stream_contracts.commands import asking, completing, options, reporting, running
from stream_contracts.commands.asking import Asked


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
    "Part 1 compares what the server shows at two moments: send it before the others, not at the same time. "
    "`auto/N` takes I from the environment (JOB_COMPLETION_INDEX of Kubernetes and the like), `auto` N as well.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Send N parts at once, each from a process of its own, and put them together. What others would disturb goes "
    "first, alone. The limits hold for all parts together.  [default: 1; for several APIs one a core]",
)
@options.compare
@options.github
@options.summary
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the reports.  [default: reports/API]")
@click.option("--quiet", is_flag=True, help="No progress and no table, only the reports and the exit code.")
@click.option("--steps", is_flag=True, hidden=True, help="Count on stdout, for the run that started this one.")
def command(**given: Any) -> None:
    """Check a server against its documented contract and write the reports: HTML, JSON, JUnit and badges.

    A credential can also stand in the environment, as STREAMCONTRACTS_AUTH_ and the scheme in capitals. --url takes
    the server's origin; the document's base path is appended unless the URL has a path of its own.

    \b
    stream-contracts run
    stream-contracts run --api streamdetails --url http://127.0.0.1:8080 --auth BearerAuth=TOKEN
    stream-contracts run --target target.toml --profile deep --jobs 4

    \b
    Exit codes:
      0    every selected MUST holds
      1    a MUST is violated or flaky, something that the run created is left behind, or an entry of the
           baseline no longer holds: it passes, is flaky, or has expired
      2    something is not proven, the server cannot be reached, or an option is wrong;
           the last line on stderr says which
      130  interrupted: once removes what the run created, twice stops at once
    """
    asked = Asked(**given)
    apis = asking.apis(asked)
    reporting.check_summary(asked.summary)
    if len(apis) > 1:
        raise SystemExit(running.of_mocks(asked, apis))
    if asked.jobs in (None, 1):
        raise SystemExit(running.alone(asked, apis[0]))
    raise SystemExit(running.in_jobs(asked, apis[0]))

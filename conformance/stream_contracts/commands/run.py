"""`stream-contracts run`: checks a server, or the built-in mocks, and writes the reports."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream_contracts.commands import options

if TYPE_CHECKING:
    from stream_contracts.plan import Plan
    from stream_contracts.result import RunResult
    from stream_contracts.target import Options, Target


@click.command("run", short_help="Check a server against its documented contract.")
@click.option("--api", "apis", multiple=True, metavar="API", help="Key of an API; all when left out. May be repeated.")
@click.option("--url", metavar="URL", help="The server; without it the API's built-in mock is started and checked.")
@click.option("--target", "file", type=click.Path(path_type=Path), help="TOML file: api, url, safety, timeout, [auth].")
@click.option("--auth", multiple=True, metavar="SCHEME=SECRET", help="A credential. May be repeated.")
@click.option("--safety", help="read-only, own-resources or full; default: full on loopback, else read-only.")
@options.profile
@options.seed
@options.only
@click.option("--timeout", type=float, metavar="SECONDS", help="Time limit of one answer.  [default: 10]")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True,
              help="Folder of the reports; each API has one in it.")
@click.option("--quiet", is_flag=True, help="No progress and no table, only the reports and the exit code.")
@click.pass_context
def command(context: click.Context, /, apis: tuple[str, ...], out: Path, quiet: bool, **given: object) -> None:
    """Check a server against its documented contract and write result.json, junit.xml and report.html.

    A credential can also stand in the environment, as STREAMCONTRACTS_AUTH_ and the scheme in capitals. --url takes
    the server's origin; the document's base path is appended unless the URL has a path of its own.

    \b
    stream-contracts run
    stream-contracts run --api streamdetails --url http://127.0.0.1:8080 --auth BearerAuth=TOKEN

    \b
    Exit codes: 0 every selected MUST holds; 1 a violation; 2 something is not proven, the server cannot be reached
    or an option is wrong (the last line on stderr says which); 130 interrupted.
    """

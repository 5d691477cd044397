"""`stream-contracts clean`: removes what a run left behind, by the ledger that it kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stream_contracts.commands import options


@click.command("clean", short_help="Remove what a run left on a server.")
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option("--target", "file", type=click.Path(path_type=Path), help="The target file of the run.")
@click.option("--auth", multiple=True, metavar="SCHEME=SECRET", help="A credential. May be repeated.")
@click.option("--known", multiple=True, metavar="NAME=VALUE", help="A value that the server has. May be repeated.")
@click.option("--timeout", type=float, metavar="SECONDS", help="Time limit of one answer.  [default: 10]")
@options.rate
def command(ledger: Path, **given: Any) -> None:
    """Remove what a run created on a server and set back what it changed, the newest first.

    LEDGER is the ledger.jsonl that a run keeps in the folder of its reports while something is to be undone; it stays
    there after a crash, or when something could not be removed. It says which server; credentials and known values are
    given as to the run. The file is gone when everything is.

    \b
    stream-contracts clean reports/owncast/ledger.jsonl --target target.toml

    \b
    Exit codes:
      0    nothing is left
      1    something is left; it is named, and stays in the ledger
      2    the server gives no answers, or an option is wrong
      130  interrupted
    """
    from stream_contracts import undoing
    from stream_contracts.target import Options

    done = undoing.undo(ledger, Options(**given), lambda text: click.echo(text, err=True))
    for entry in done.left:
        click.echo(f"left: {entry}")
    if done.exit_code:
        click.echo(f"LEFT  {len(done.left)} of {done.count} not undone; {ledger} lists them", err=True)
    else:
        click.echo(f"nothing is left of {done.count}; {ledger} is removed")
    raise SystemExit(done.exit_code)

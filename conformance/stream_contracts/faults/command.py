"""The command `stream-contracts faults`."""

from __future__ import annotations

import click

from stream_contracts.commands import completing
from stream_specs.errors import UserError


@click.command(name="faults", short_help="List the ways in which a mock can misbehave.")
@click.option("--list", "wanted", is_flag=True, help="Print the faults.")
@click.option(
    "--api",
    metavar="KEY",
    shell_complete=completing.apis,
    help="Where each fault can be placed in this API, and what it must break.",
)
def command(wanted: bool, api: str | None) -> None:
    """List the faults that `stream-contracts mock --fault NAME[:OPERATION]` takes.

    Each fault makes the mock misbehave in exactly one way. With --api, one line for each operation where it can be
    placed: the name to give, and the requirement that a run must report as broken.
    """
    from stream_contracts import data
    from stream_contracts.faults.table import FAULTS, catalogue
    from stream_contracts.mock.server import make

    if not wanted:
        raise UserError("nothing to do", hint="add --list")
    if api is None:
        rows = [(fault.id, f"[{fault.kind}] {fault.text}") for fault in FAULTS.values()]
    else:
        rows = [(placed.name, placed.requirement) for placed in catalogue(make(data.check_api(api)))]
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        click.echo(f"{name:<{width}}  {text}")

"""The command line `stream-contracts`: checks servers against their documented contract, and serves mocks."""

from __future__ import annotations

import click

from stream_contracts.commands import version
from stream_specs.commands import LazyGroup, run

COMMANDS = {
    "run": "stream_contracts.commands.run:command",
    "clean": "stream_contracts.commands.clean:command",
    "plan": "stream_contracts.commands.plan:command",
    "doctor": "stream_contracts.commands.doctor:command",
    "init": "stream_contracts.commands.init:command",
    "requirements": "stream_contracts.commands.requirements:command",
    "merge": "stream_contracts.commands.merge:command",
    "baseline": "stream_contracts.commands.baseline:command",
    "check-har": "stream_contracts.commands.check_har:command",
    "diff": "stream_contracts.commands.diff:command",
    "mock": "stream_contracts.mock.command:command",
    "faults": "stream_contracts.faults.command:command",
    "completion": "stream_specs.completion:command",
}


@click.group(name="stream-contracts", cls=LazyGroup, commands=COMMANDS, no_args_is_help=True)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=version.show,
    help="Show the versions of the suite and of the documents, and exit.",
)
def group() -> None:
    """Does a server keep its documented contract? Where not, which request shows it?

    \b
    stream-contracts run                                   check all built-in mocks
    stream-contracts run --api owncast --url http://...    check a server
    stream-contracts mock --api streamdetails              serve a mock
    """


def main() -> None:
    """Entry point of the console script."""
    run(group)

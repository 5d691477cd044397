"""The command line `stream-specs`."""

from __future__ import annotations

from typing import NoReturn

import click

from stream_specs.commands import LazyGroup, run

_COMMANDS = {
    "bundle": "stream_specs.bundle:command",
    "validate": "stream_specs.validate:command",
    "generate": "stream_specs.generate.cli:generate",
    "downconvert": "stream_specs.downconvert.cli:command",
    "docs": "stream_specs.docs.cli:docs",
    "diff": "stream_specs.diff.command:command",
    "changelog": "stream_specs.diff.changelog_command:command",
    "completion": "stream_specs.completion:command",
}


@click.group("stream-specs", cls=LazyGroup, commands=_COMMANDS)
@click.version_option(package_name="stream-contracts", message="stream-specs %(version)s")
def group() -> None:
    """Validate the OpenAPI documents below specs/ and make everything that follows from them.

    Exit codes: 0 done, 1 findings, 2 wrong usage or an unreadable file, 130 interrupted.
    """


def main() -> NoReturn:
    """Run the command line."""
    run(group)

"""`stream-contracts init`: a target file to fill in."""

from __future__ import annotations

import click

from stream_contracts.commands import options


@click.command("init", short_help="Write a target file to fill in.")
@options.api
def command(api: str) -> None:
    """Write a commented target file for an API to stdout: URL, safety, credentials, and the values that a run needs.

    \b
    stream-contracts init --api owncast > target.toml
    $EDITOR target.toml
    stream-contracts doctor --target target.toml
    stream-contracts run --target target.toml
    """
    from stream_contracts import data, rulebook
    from stream_contracts.target import blank

    document = data.document(api)
    click.echo(blank.text(document, rulebook.load(data.rules_file(api), api)), nl=False)

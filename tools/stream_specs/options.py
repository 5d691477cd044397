"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from stream_specs import completion

paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
keys = click.option(
    "--api",
    "keys",
    metavar="KEY",
    multiple=True,
    shell_complete=completion.keys,
    help="An API; may be repeated.  [default: all]",
)
specs = click.option(
    "--specs",
    type=click.Path(path_type=Path),
    default=Path("specs"),
    show_default=True,
    help="The folder of the APIs, where no PATH is given.",
)

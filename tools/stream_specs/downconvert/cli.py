"""The command `stream-specs downconvert`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stream_specs import options, sources
from stream_specs.apis import choose
from stream_specs.bundle import bundle, dump_json
from stream_specs.downconvert.downconversion import Downconverted, downconvert
from stream_specs.errors import UserError
from stream_specs.files import write_text

_FOLDER = click.Path(path_type=Path)


@click.command("downconvert", short_help="Write each API as OpenAPI 3.0.")
@click.argument("document", required=False, type=_FOLDER)
@options.keys
@click.option("--specs", type=_FOLDER, default=Path("specs"), show_default=True, help="The documents.")
@click.option("--out", type=_FOLDER, default=Path("generated/bundles"), show_default=True, help="Where to write.")
@click.option("--losses", is_flag=True, help="Write nothing; list what 3.0 cannot say.")
def command(document: Path | None, keys: tuple[str, ...], specs: Path, out: Path, losses: bool) -> None:
    """Write each API as OpenAPI 3.0, for tools that read nothing newer: the 3.0 twin of its bundle.

    The twin of a 3.1 DOCUMENT in one piece, JSON or YAML, is printed instead. What 3.0 has no words for stands in the
    description of the twin.

    \b
    Examples:
      stream-specs downconvert --api owncast
      stream-specs downconvert --losses
      stream-specs downconvert openapi.yaml > openapi.3.0.json

    Exit codes: 0 done, 2 an unreadable file, or a document that 3.0 cannot hold.
    """
    if document is not None and keys:
        raise UserError("a document and --api were given", hint="leave one of them out")
    places = [document] if document is not None else choose(specs, keys)
    twins = {place: downconvert(_read(place)) for place in places}
    for place, twin in twins.items():
        if losses:
            _list(place, twin)
        elif document is not None:
            click.echo(dump_json(twin.document), nl=False)
        else:
            path = out / f"{place.name}.3.0.json"
            write_text(path, dump_json(twin.document))
            click.echo(f"{path}: {_count(twin)}")


def _read(place: Path) -> dict[str, Any]:
    """The bundle of an API, or what a file holds."""
    if place.is_dir():
        return bundle(place).document
    document = sources.load(place).value
    if not isinstance(document, dict):
        raise UserError("not an OpenAPI document", where=sources.shown(place), hint="it begins with `openapi: 3.1.0`")
    return document


def _list(place: Path, twin: Downconverted) -> None:
    click.echo(f"{place.name}: {_count(twin)}")
    for loss in twin.losses:
        click.echo(f"  {loss}")


def _count(twin: Downconverted) -> str:
    number = len(twin.losses)
    return f"{number} {'place' if number == 1 else 'places'} that 3.0 cannot express" if number else "nothing is lost"

"""The command `stream-specs generate`."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream_specs import apis, options
from stream_specs.errors import UserError
from stream_specs.generate.plan import GENERATORS, KINDS
from stream_specs.sources import shown

if TYPE_CHECKING:  # the generators belong to an extra, and take a second to load
    from stream_specs.generate.generation import Order
    from stream_specs.generate.trees import Change

_FOLDER = click.Path(path_type=Path)


@click.command()
@options.keys
@click.option("--only", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this; may be repeated.")
@click.option("--check", is_flag=True, help="Write nothing; list what differs and exit 1 when anything does.")
@click.option("--specs", type=_FOLDER, default=Path("specs"), show_default=True, help="The documents.")
@click.option("--out", type=_FOLDER, default=Path("generated"), show_default=True, help="Where to write.")
def generate(keys: tuple[str, ...], kinds: tuple[str, ...], check: bool, specs: Path, out: Path) -> None:
    """Write bundles, clients and SDKs from the documents.

    Everything is generated into a new folder and moved in when all of it is there, so a failure changes nothing.
    The same documents give the same bytes. A warning of a generator is a failure, unless it is listed in
    allowed_warnings.toml. A draft (`x-draft: true`) is left out unless it is named.
    """
    order = _order(specs, keys, kinds)
    if check:
        sys.exit(1 if _check(order, out) else 0)
    _write(order, out)


def _order(specs: Path, keys: Sequence[str], kinds: Sequence[str]) -> Order:
    from stream_specs.generate import allowed, generation
    from stream_specs.generate.generation import Order

    chosen = generation.chosen_kinds(kinds)
    _require_the_extra(chosen)
    finished = [folder for folder in apis.find(specs) if not apis.is_draft(folder)]
    folders = tuple(apis.choose(specs, keys)) if keys else tuple(finished)
    complete = set(folders) == set(finished)
    return Order(folders, complete, chosen, GENERATORS, allowed.load())


def _require_the_extra(kinds: Collection[str]) -> None:
    """Raise UserError when a tool is missing that makes packages of these kinds; bundles need none."""
    generators = [generator.tool for generator in GENERATORS if generator.kind in kinds]
    tools = (*generators, "ruff") if generators else ()
    missing = [tool for tool in tools if importlib.util.find_spec(tool.replace("-", "_")) is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        hint = "pip install 'stream-contracts[generate]'; `stream-specs bundle` does without"
        raise UserError(f"{', '.join(missing)} {are} not installed", hint=hint)


def _check(order: Order, out: Path) -> list[Change]:
    from stream_specs.generate import generation

    with _work_folder(None) as work:
        fresh = generation.generate(order, Path(work), _progress)
        found = generation.changes(order, fresh, out)
    for change in found:
        click.echo(f"{change.state:8} {shown(out / change.path)}")
    if found:
        click.echo("Generated files are not up to date (hint: run `stream-specs generate`).", err=True)
    return found


def _write(order: Order, out: Path) -> None:
    from stream_specs.generate import generation

    with _work_folder(out) as work:
        fresh = generation.generate(order, Path(work), _progress)
        found = generation.write(order, fresh, out, Path(work) / "attic")
    for unit, files in Counter("/".join(change.path.split("/")[:2]) for change in found).items():
        click.echo(f"{shown(out / unit)}: {files} {'file' if files == 1 else 'files'} changed")
    if not found:
        click.echo(f"{shown(out)}: up to date")


def _progress(line: str) -> None:
    click.echo(line, err=True)


def _work_folder(beside: Path | None) -> tempfile.TemporaryDirectory[str]:
    """A temporary folder: inside the folder that will be written, so that renames suffice, or the system's."""
    try:
        if beside is not None:
            beside.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(
            prefix=".generate-", dir=beside and beside.resolve(), ignore_cleanup_errors=True
        )
    except OSError as error:
        place = shown(beside) if beside else tempfile.gettempdir()
        raise UserError(f"cannot write: {error.strerror}", where=place) from error

"""The command `stream-specs docs`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from stream_specs import apis, options
from stream_specs.docs import decisions, page
from stream_specs.docs.content import Source, content
from stream_specs.docs.samples import code_samples, with_samples
from stream_specs.dump import dump_json
from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.sources import shown

_FOLDER = click.Path(path_type=Path)
_GENERATE = "run `make generate`"


@click.command(short_help="Write the documentation page.")
@options.keys
@click.option("--specs", type=_FOLDER, default=Path("specs"), show_default=True, help="The documents.")
@click.option("--generated", type=_FOLDER, default=Path("generated"), show_default=True, help="What is made of them.")
@click.option("--out", type=_FOLDER, default=Path("reports/docs"), show_default=True, help="Where to write.")
def docs(keys: tuple[str, ...], specs: Path, generated: Path, out: Path) -> None:
    """Write one HTML page of all APIs, and each document with code samples.

    OUT/index.html needs no network and no other file. OUT/KEY.json is the bundle with `x-codeSamples` at each
    operation, for redoc and other readers of it; the bundles themselves stay as they are.

    The page is made of generated/ as it is: run `stream-specs generate` first. The same files give the same bytes.

    \b
    stream-specs docs                            the page of all APIs
    stream-specs docs --api owncast --out site   of one API, into another folder

    Exit codes: 0 written, 2 wrong usage or an unreadable file.
    """
    sources = _sources(keys, specs, generated)
    text = page.render([content(one) for one in sources])
    write_text(out / "index.html", text)
    for one in sources:
        write_text(out / f"{one.api}.json", dump_json(with_samples(one.document, one.samples)))
    operations = sum(len(one.samples) for one in sources)
    size = len(text.encode()) / 1_000_000
    click.echo(f"{shown(out / 'index.html')}: {operations} operations, {size:.1f} MB")
    click.echo(f"{shown(out)}: {', '.join(f'{one.api}.json' for one in sources)} with x-codeSamples")


def _sources(keys: Sequence[str], specs: Path, generated: Path) -> list[Source]:
    chosen = [one for one in apis.choose(specs, keys) if keys or not apis.is_draft(one)]
    entries = decisions.read(specs / "DECISIONS.md")
    return [_source(one.name, generated, entries) for one in chosen]


def _source(api: str, generated: Path, entries: dict[str, decisions.Decision]) -> Source:
    document = _read(generated / "bundles" / f"{api}.json")
    requirements = _read(generated / "requirements" / f"{api}.json")["requirements"]
    return Source(api, document, code_samples(api, document, generated), requirements, entries)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"cannot read: {error.strerror}", where=shown(path), hint=_GENERATE) from error
    except ValueError as error:
        raise UserError(f"no JSON: {error}", where=shown(path), hint=_GENERATE) from error

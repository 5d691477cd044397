"""`stream-contracts requirements`: what a run judges."""

from __future__ import annotations

import json
from pathlib import Path

import click

from stream_contracts.commands import options


@click.command("requirements", short_help="List what a run judges.")
@options.apis
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--write", "folder", type=click.Path(path_type=Path), help="Write FOLDER/<api>.json for each API.")
@click.option("--check", is_flag=True, help="With --write: write nothing, say which files are stale (exit 1).")
def command(apis: tuple[str, ...], form: str, folder: Path | None, check: bool) -> None:
    """List the requirements of the APIs: id, level and the statement in one sentence.

    They are derived from the documents and the rules; `generated/requirements` holds the frozen lists.

    \b
    stream-contracts requirements --api streamdetails
    stream-contracts requirements --write generated/requirements --check
    """
    from stream_contracts import data

    texts = {api: _listing(api) for api in apis or data.apis()}
    if folder is not None:
        _write(texts, folder, check)
    elif form == "json":
        for text in texts.values():
            click.echo(text, nl=False)
    else:
        for text in texts.values():
            for row in json.loads(text)["requirements"]:
                click.echo(f"{row['level']:<6} {row['id']}  {row['text']}")


def _listing(api: str) -> str:
    from stream_contracts import data, requirements, rulebook

    document = data.document(api)
    book = rulebook.load(data.rules_file(api), api)
    value = requirements.to_json(document, requirements.derive(document, book))
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _write(texts: dict[str, str], folder: Path, check: bool) -> None:
    from stream_specs.files import write_text

    paths = {folder / f"{api}.json": text for api, text in texts.items()}
    stale = [path for path, text in paths.items() if not path.is_file() or path.read_text("utf-8") != text]
    if check:
        for path in stale:
            click.echo(f"stale: {path} (run `make generate`)", err=True)
        raise SystemExit(1 if stale else 0)
    for path in stale:
        write_text(path, paths[path])
        click.echo(f"wrote {path}", err=True)

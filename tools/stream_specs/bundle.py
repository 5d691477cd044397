"""Many files to one document.

Operations and path items that are references are put in place. Every other reference becomes a component, named
by the file's stem or by the fragment, and `externalValue` files become the `value` of their example.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from stream_specs import apis, options
from stream_specs.bundling import Bundler
from stream_specs.dump import dump_json, dump_yaml
from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.origins import Origins
from stream_specs.problems import Problem
from stream_specs.sources import read_bytes
from stream_specs.unused import UNUSED

__all__ = ["Bundle", "BundleError", "bundle", "collect", "command", "dump_json", "dump_yaml"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A document in one piece. problems: what is wrong with its references and files."""

    document: dict[str, Any]
    origins: Origins
    problems: tuple[Problem, ...] = ()

    @property
    def broken(self) -> bool:
        """True when a reference leads nowhere, so that the document is not complete."""
        return any(problem.rule != UNUSED for problem in self.problems)


class BundleError(UserError):
    """The files do not make one document. problems: all that is wrong, sorted."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        rest = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        first = problems[0]
        super().__init__(f"{first.message}{rest}", where=f"{first.file}:{first.line}", hint=first.hint)
        self.problems = problems


def bundle(api: Path) -> Bundle:
    """The document of an API.

    api: its folder, or one file that holds a whole document. Raises BundleError when a reference leads
    nowhere, two files give one name, or a file is not used; UserError when a file cannot be read.
    """
    result = collect(api)
    if result.problems:
        raise BundleError(result.problems)
    return result


def collect(api: Path) -> Bundle:
    """Like `bundle`, with the problems in the result. Raises UserError when a file cannot be read."""
    root = api / apis.ROOT_FILE if api.is_dir() else api
    return Bundle(*Bundler(root).run())


@click.command("bundle", short_help="Write each API as one file.")
@options.paths
@options.keys
@options.specs
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("generated/bundles"),
    show_default=True,
    help="Where to write.",
)
@click.option("--check", is_flag=True, help="Write nothing; list the files that are stale and exit 1 when any is.")
@click.option("--stdout", is_flag=True, help="Print one bundle instead of writing files.")
@click.option("--format", "style", type=click.Choice(["yaml", "json"]), default="yaml", help="Of --stdout.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[Path, ...], keys: tuple[str, ...], specs: Path, out: Path, check: bool, stdout: bool, style: str
) -> None:
    """Write each API as one file, in YAML and in JSON.

    PATH is a folder that holds APIs (each a folder with an `openapi.yaml`) or the folder of one API.

    \b
    stream-specs bundle contracts/my-api --out dist
    stream-specs bundle --check                   which files of ./generated/bundles do ./specs no longer give?

    Exit codes: 0 done, 1 with --check: a file is stale, 2 the sources do not make a document, or cannot be read.
    """
    folders = apis.named(paths, specs, keys)
    if stdout and len(folders) != 1:
        raise UserError("--stdout prints one bundle", hint=f"add --api {folders[0].name}")
    documents = {folder.name: _checked(folder).document for folder in folders}
    if stdout:
        dump = dump_yaml if style == "yaml" else dump_json
        click.echo(dump(documents[folders[0].name]), nl=False)
    elif check:
        _check(documents, out)
    else:
        _write(documents, out)


def _texts(key: str, document: dict[str, Any], out: Path) -> dict[Path, str]:
    return {out / f"{key}.yaml": dump_yaml(document), out / f"{key}.json": dump_json(document)}


def _write(documents: dict[str, dict[str, Any]], out: Path) -> None:
    for key, document in documents.items():
        for path, text in _texts(key, document, out).items():
            write_text(path, text)
        click.echo(f"{out / key}.yaml, {key}.json")


def _check(documents: dict[str, dict[str, Any]], out: Path) -> None:
    texts = {path: text for key, document in documents.items() for path, text in _texts(key, document, out).items()}
    stale = [path for path, text in texts.items() if not path.is_file() or read_bytes(path) != text.encode()]
    for path in stale:
        click.echo(f"stale: {path} (run `stream-specs bundle`)")
    raise SystemExit(1 if stale else 0)


def _checked(folder: Path) -> Bundle:
    """The bundle of a folder; all its problems are printed before the error is raised."""
    try:
        return bundle(folder)
    except BundleError as error:
        for problem in error.problems[1:]:
            click.echo(str(problem), err=True)
        raise

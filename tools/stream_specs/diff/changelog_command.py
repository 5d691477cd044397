"""The command `stream-specs changelog`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.sources import read_text, shown

if TYPE_CHECKING:
    from stream_specs.diff.inputs import Comparison

_PATH = click.Path(path_type=Path)


@click.command("changelog", short_help="Write or check the changelog of the documents.")
@click.option("--check", is_flag=True, help="Write nothing; say what is missing and exit 1 when anything is.")
@click.option("--release", metavar="NAME", help="Put what is unreleased under this name, that of the tag to come.")
@click.option("--since", metavar="REVISION", help="Compare with this revision.  [default: the last tag]")
@click.option("--file", type=_PATH, default=Path("specs/CHANGELOG.md"), show_default=True)
@click.option("--bundles", default="generated/bundles", show_default=True, help="The folder of the bundles.")
def command(check: bool, release: str | None, since: str | None, file: Path, bundles: str) -> None:
    """Write what changed in the documents since the last tag into the Unreleased section of the changelog.

    With --check it asks, before a release, that every breaking change has an entry, and that `info.version` of each
    document is raised: the first number for what breaks, the second for what is compatible; before 1.0.0 the second
    and the third. Without a tag there is nothing to check, and every document counts as new.

    \b
    Examples:
      stream-specs changelog
      stream-specs changelog --check
      stream-specs changelog --release v0.2.0

    \b
    Exit codes:
      0    done, or nothing is missing
      1    --check: an entry is missing, or a version is not raised
      2    wrong usage, a file that cannot be read, or no such revision
    """
    from stream_specs.diff import changelog, git

    if check and release:
        raise click.UsageError("--check and --release exclude each other", ctx=click.get_current_context())
    tag = since or git.last_tag(Path())
    text = read_text(file) if file.exists() else ""
    if check:
        sys.exit(_check(text, tag, bundles, file))
    result = changelog.updated(text, _compared(tag, bundles))
    write_text(file, changelog.released(result, release) if release else result)
    click.echo(f"{shown(file)}: changes since {tag or 'the beginning (there is no tag)'}")


def _compared(tag: str | None, bundles: str) -> Sequence[Comparison]:
    from stream_specs.diff import inputs

    if not Path(bundles).is_dir():
        raise UserError("no such folder", where=bundles, hint="`make generate` writes it")
    old = inputs.side(tag, bundles=bundles) if tag else inputs.Side("", {})
    return list(inputs.comparisons(old, inputs.side(bundles)))


def _check(text: str, tag: str | None, bundles: str, file: Path) -> int:
    from stream_specs.diff import changelog

    if tag is None:
        click.echo("no git tag to compare the documents with: nothing to check")
        return 0
    compared = _compared(tag, bundles)
    found = list(changelog.problems(text, compared, tag))
    for line in found:
        click.echo(line)
    if found:
        hint = f"`make changelog` writes the entries into {shown(file)}; versions are in specs/<api>/openapi.yaml"
        click.echo(f"hint: {hint}", err=True)
        return 1
    count = sum(len(each.changes) for each in compared)
    click.echo(f"documents since {tag}: {count} change{'' if count == 1 else 's'}, every breaking one has its entry")
    return 0

"""The command `stream-specs diff`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from stream_specs import options
from stream_specs.diff.severity import SEVERITIES, Severity

if TYPE_CHECKING:
    from stream_specs.diff.inputs import Comparison

_NEVER = "none"


@click.command("diff", short_help="Classify what changed between two documents.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@options.keys
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([Severity.BREAKING.value, Severity.COMPATIBLE.value, _NEVER]),
    default=Severity.BREAKING.value,
    show_default=True,
    help="From which severity on to exit with 1; compatible means either of the two.",
)
@click.option(
    "--kinds", is_flag=True, help="Print the table of all kinds of changes, as Markdown, and compare nothing."
)
def command(  # noqa: PLR0913, PLR0917 - one for each option
    old: str | None, new: str | None, keys: tuple[str, ...], form: str, fail_on: str, kinds: bool
) -> None:
    """Say what a client of OLD has to know about NEW: each change is breaking, compatible or documentation.

    OLD and NEW are files (a bundle in YAML or JSON), folders of bundles, or revisions of git, which are read from
    generated/bundles. A change is judged where it is met: what is narrowed breaks requests, what is widened breaks
    responses, and what is gone breaks both.

    \b
    Examples:
      stream-specs diff v0.1.0 HEAD --api owncast
      stream-specs diff v0.1.0 generated/bundles --format markdown
      stream-specs diff old.yaml new.yaml --fail-on none

    \b
    Exit codes:
      0    nothing of the severity of --fail-on, or worse
      1    something is
      2    wrong usage, a file that cannot be read, or no such revision
    """
    from stream_specs.diff import inputs, rendering

    if kinds:
        click.echo("\n".join(rendering.kinds_table()))
        return
    if old is None or new is None:
        raise click.UsageError("two documents are needed: OLD and NEW", ctx=click.get_current_context())
    found = list(inputs.comparisons(inputs.side(old), inputs.side(new), keys))
    if form == "json":
        click.echo(rendering.as_json(found, old, new))
    elif form == "markdown":
        click.echo("\n".join(_markdown(found)))
    else:
        click.echo("\n".join(rendering.text(found)), color=False if os.environ.get("NO_COLOR") else None)
    sys.exit(1 if _fails({change.severity for each in found for change in each.changes}, fail_on) else 0)


def _markdown(found: list[Comparison]) -> list[str]:
    from stream_specs.diff import rendering

    return [
        line
        for each in found
        for line in (
            f"### {each.api} {rendering.versions(each, '→')}",
            *(rendering.markdown(each) if each.changes else ("", "No changes.")),
            "",
        )
    ][:-1]


def _fails(found: set[Severity], fail_on: str) -> bool:
    return fail_on != _NEVER and any(
        severity in found for severity in SEVERITIES[: SEVERITIES.index(Severity(fail_on)) + 1]
    )

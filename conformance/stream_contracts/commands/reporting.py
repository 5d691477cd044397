"""What a command that judges a server says in the end."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream_specs.files import append_text

if TYPE_CHECKING:
    from stream_contracts.result import RunResult


@dataclass(frozen=True, slots=True)
class Reporting:
    """What to say where. annotations: None: only inside GitHub Actions. older: what to compare with.

    summary: a file that gets the summary in Markdown.
    """

    folder: Path
    quiet: bool
    annotations: bool | None = None
    older: RunResult | None = None
    summary: Path | None = None


def conclude(result: RunResult, reporting: Reporting) -> int:
    """Print the result, where the reports are and what changed; returns the exit code.

    When the code is not 0 the last line on stderr says why.
    """
    from stream_contracts import changes
    from stream_contracts.reports import comparison, listed, terminal, wording

    if not reporting.quiet:
        terminal.print_result(result)
        if reporting.older is not None:
            found = changes.compare(reporting.older, result)
            click.echo(f"since {reporting.older.started}: {comparison.sentence(found)}")
        click.echo(f"reports: {listed(reporting.folder)}")
    publish(result, reporting)
    if result.exit_code:
        click.echo(wording.sentence(result), err=True)
    return int(result.exit_code)


def check_summary(file: Path | None) -> None:
    """Raise UserError when the file of the summary cannot be written: before a run that may take an hour."""
    if file is not None:
        append_text(file, "")


def publish(result: RunResult, reporting: Reporting) -> None:
    """Append the summary and print the annotations for GitHub Actions, where they are wanted.

    --quiet leaves out only the annotations that nobody asked for.
    """
    from stream_contracts.reports import github, markdown

    if reporting.summary is not None:
        append_text(reporting.summary, markdown.render(result))
    environment = {} if reporting.quiet else os.environ
    if github.asked_for(reporting.annotations, environment):
        click.echo(github.render(result), nl=False)

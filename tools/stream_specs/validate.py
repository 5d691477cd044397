"""Validating the documents: references, the OpenAPI specification, then our own checks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from stream_specs import apis, options
from stream_specs.bundle import Bundle, collect
from stream_specs.problems import Problem
from stream_specs.summary import Summary, summary, table


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one document. problems: sorted by file and line. counts: None without a document."""

    api: str
    problems: tuple[Problem, ...]
    counts: Summary | None


def validate(folder: Path) -> Verdict:
    """Validate the sources of one API. Raises UserError when a file cannot be read.

    While references lead nowhere only they are reported: every other check would report their consequences.
    """
    bundle = collect(folder)
    if bundle.broken:
        return Verdict(folder.name, bundle.problems, None)
    return validate_bundle(folder, bundle)


def validate_bundle(folder: Path, bundle: Bundle) -> Verdict:
    """Validate a document whose references are whole. folder: of its sources."""
    from stream_specs.lint import lint
    from stream_specs.lint.context import context
    from stream_specs.structural import semantic, structural

    found = {*bundle.problems, *structural(bundle.document, bundle.origins)}
    surroundings = context(folder, bundle)
    found.update(lint(surroundings))
    if not found:
        found.update(semantic(bundle.document, bundle.origins))
    return Verdict(folder.name, tuple(sorted(found)), summary(surroundings))


@click.command("validate", short_help="Check the sources of the documents.")
@options.paths
@options.keys
@options.specs
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--summary", "with_summary", is_flag=True, help="Add a table of what the documents hold.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    ctx: click.Context, paths: tuple[Path, ...], keys: tuple[str, ...], specs: Path, style: str, with_summary: bool
) -> None:
    """Check the sources of documents: references, the OpenAPI 3.1 specification, and the rules of this project.

    PATH is a folder that holds APIs (each a folder with an `openapi.yaml`) or the folder of one API; any project can
    have them, under any name.

    \b
    stream-specs validate                         the APIs below ./specs
    stream-specs validate contracts/my-api        the API in this folder

    Exit codes: 0 valid, 1 findings, 2 a file that cannot be read.
    """
    started = time.monotonic()
    verdicts = [validate(folder) for folder in apis.named(paths, specs, keys)]
    lines = _json(verdicts) if style == "json" else _report(verdicts, style, time.monotonic() - started)
    for line in lines:
        click.echo(line)
    if with_summary and style == "text":
        click.echo("\n" + table([verdict.counts for verdict in verdicts if verdict.counts]))
    ctx.exit(1 if any(verdict.problems for verdict in verdicts) else 0)


def _report(verdicts: Sequence[Verdict], style: str, seconds: float) -> Iterator[str]:
    problems = sorted(problem for verdict in verdicts for problem in verdict.problems)
    for problem in problems:
        yield _github(problem) if style == "github" else str(problem)
    counts = [verdict.counts for verdict in verdicts if verdict.counts]
    operations, examples = sum(item.operations for item in counts), sum(item.examples for item in counts)
    if problems:
        spoilt = sum(1 for verdict in verdicts if verdict.problems)
        waiting = "" if len(counts) == len(verdicts) else "; other checks wait until every reference leads somewhere"
        yield f"{_count(len(problems), 'problem')} in {spoilt} of {_count(len(verdicts), 'document')}{waiting}"
    else:
        held = f"{_count(operations, 'operation')}, {_count(examples, 'example')}"
        yield f"{_count(len(verdicts), 'document')} valid: {held} in {seconds:.1f} s"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _json(verdicts: Sequence[Verdict]) -> Iterator[str]:
    documents = [
        {"api": verdict.api, "valid": not verdict.problems, "counts": verdict.counts and asdict(verdict.counts)}
        for verdict in verdicts
    ]
    problems = sorted(problem for verdict in verdicts for problem in verdict.problems)
    value = {"documents": documents, "problems": [asdict(problem) for problem in problems]}
    yield json.dumps(value, indent=2, ensure_ascii=False)


def _github(problem: Problem) -> str:
    """An annotation of GitHub Actions (workflow commands, "Setting an error message")."""
    hint = f" ({problem.hint})" if problem.hint else ""
    text = f"{problem.message}{hint}".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = problem.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={problem.line},title={problem.rule}::{text}"

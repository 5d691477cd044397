"""`stream-contracts merge`: one result of the parts of a plan."""

from __future__ import annotations

from pathlib import Path

import click

from stream_contracts.commands import options, reporting
from stream_contracts.commands.reporting import Reporting


@click.command("merge", short_help="Put the results of `run --shard` together; sends nothing.")
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RESULT...")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML file of known failures, which are skipped.",
)
@options.compare
@options.github
@options.summary
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the reports.  [default: reports/API]")
@click.option("--quiet", is_flag=True, help="No table, only the reports and the exit code.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    parts: tuple[Path, ...],
    baseline: Path | None,
    compare: Path | None,
    annotations: bool | None,
    summary: Path | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Put the results of all parts of a plan together: the verdicts are those of one run of it all. Sends nothing.

    RESULT is a result.json of `stream-contracts run --shard`, or the folder that holds it; all parts, in any order.

    \b
    stream-contracts run --target target.toml --shard 1/2 --out parts/1
    stream-contracts run --target target.toml --shard 2/2 --out parts/2
    stream-contracts merge parts/*

    \b
    Exit codes:
      0    every selected MUST holds
      1    a MUST is violated or flaky, something is left behind, or an entry of the baseline no longer holds
      2    something is not proven, a part is missing, a file cannot be read, or an option is wrong
      130  one of the parts was interrupted
    """
    from stream_contracts import checking, data, merging
    from stream_contracts.reports import result_json, write_all

    result = merging.merge([result_json.load_from(part) for part in parts])
    api = data.check_api(result.api)
    if baseline is not None:
        result = checking.judged_by(result, baseline)
    older = checking.older_result(compare, api) if compare else None
    folder = out or Path("reports") / api
    checking.must_be_writable(folder)
    write_all(result, data.document(api), folder, older)
    raise SystemExit(reporting.conclude(result, Reporting(folder, quiet, annotations, older, summary)))

"""`stream-contracts check-har`: judges recorded traffic."""

from __future__ import annotations

from pathlib import Path

import click

from stream_contracts.commands import options, reporting


@click.command("check-har", short_help="Judge recorded traffic; sends nothing.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@options.api
@click.option("--url", default="", metavar="URL", help="The server in the recording; found by its paths when left out.")
@options.only
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the reports.  [default: reports/API-recorded]")
@options.compare
@options.github
@options.summary
@click.option("--quiet", is_flag=True, help="No table, only the reports and the exit code.")
def command(  # noqa: PLR0913, PLR0917
    file: Path,
    api: str,
    url: str,
    only: tuple[str, ...],
    out: Path | None,
    compare: Path | None,
    annotations: bool | None,
    summary: Path | None,
    quiet: bool,
) -> None:
    """Judge the answers in a HAR file, as the network panel of a browser saves it. Sends nothing.

    Every answer is held against the document. A request that the document forbids and the server accepted breaks a
    requirement as well. What the recording does not show is skipped. Requests below the base path that the document
    does not have are listed as unknown routes. Credentials, cookies and values with telling names are taken out before
    anything is written.

    \b
    stream-contracts check-har session.har --api owncast
    stream-contracts check-har session.har --api owncast --url https://stream.example.org

    \b
    Exit codes:
      0    every MUST that the recording shows holds
      1    a MUST is violated
      2    the recording shows nothing, or the file or an option is wrong
    """
    from stream_contracts import checking, data, rulebook
    from stream_contracts.recorded import har, judging
    from stream_contracts.reports import write_all

    document = data.document(api)
    book = rulebook.load(data.rules_file(api), api)
    older = checking.older_result(compare, api) if compare else None
    folder = out or Path("reports") / f"{api}-recorded"
    result = judging.judge_recording(document, book, har.read_file(file), url, only)
    checking.must_be_writable(folder)
    write_all(result, document, folder, older)
    raise SystemExit(reporting.conclude(result, reporting.Reporting(folder, quiet, annotations, older, summary)))

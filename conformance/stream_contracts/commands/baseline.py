"""`stream-contracts baseline`: keeps the list of known failures."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stream_contracts.baseline import Baseline
    from stream_contracts.result import RunResult

_DAYS = 90


@click.group("baseline", short_help="Keep the list of known failures.", no_args_is_help=True)
def command() -> None:
    """Keep the list of known failures, which `stream-contracts run --baseline FILE` skips.

    It works both ways: a failure that is not listed fails the run, and so does an entry that no longer holds. Each
    entry names one requirement by its full id, with a reason, a link and the last day on which it counts.
    """


@command.command("update", short_help="Write what fails into a baseline; remove what holds.")
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT")
@click.option("--baseline", "file", type=click.Path(path_type=Path), required=True, help="The file to write or change.")
@click.option("--reason", default="", metavar="TEXT", help="Why new entries are accepted for now.")
@click.option("--link", default="", metavar="URL", help="Where new entries are being dealt with.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help=f"Last day of new entries, and of those that have expired and still fail.  [default: in {_DAYS} days; none]",
)
def update(result: Path, file: Path, reason: str, link: str, expires: datetime.datetime | None) -> None:
    """Bring a baseline up to date with RESULT: a result.json, or the folder that holds it. Sends nothing.

    What fails is added, what holds is removed; an entry that still fails keeps its reason, link and last day. A flaky
    entry stays until it has expired, because it may hold by chance.

    \b
    stream-contracts run --api owncast --url http://127.0.0.1:8080 --out reports/mine
    stream-contracts baseline update reports/mine --baseline known.toml \\
        --reason 'before version 3' --link https://example.org/issues/7 --expires 2030-01-31
    """
    from stream_contracts import baseline
    from stream_specs.files import write_text

    today = datetime.datetime.now(datetime.UTC).date()
    chosen = expires.date() if expires else None
    _check_proposal(link, chosen, today)
    found = _load(result)
    old, unknown = _listed(file, found)
    proposal = baseline.Proposal(reason, link, chosen or today + datetime.timedelta(days=_DAYS), chosen)
    updated = baseline.update(old, found, proposal, today)
    write_text(file, baseline.render(updated.baseline))
    for name in updated.added:
        click.echo(f"added    {name}")
    for name in updated.removed:
        click.echo(f"removed  {name}: it holds now")
    for name in unknown:
        click.echo(f"removed  {name}: there is no such requirement")
    count = len(updated.baseline.entries)
    click.echo(f"{file}: {count} known failure{'' if count == 1 else 's'}")


def _load(path: Path) -> RunResult:
    from stream_contracts.reports import result_json

    return result_json.load_from(path)


def _check_proposal(link: str, expires: datetime.date | None, today: datetime.date) -> None:
    """Raise UserError for what could not be read again, or would be stale at once."""
    from stream_specs.errors import UserError

    if link and not (link.startswith(("http://", "https://")) and len(link.split()) == 1):
        raise UserError("--link is not an http or https URL", where=link, hint="for instance https://example.org/7")
    if expires and expires < today:
        raise UserError(f"--expires {expires} is in the past", hint="give a day to come")


def _listed(file: Path, result: RunResult) -> tuple[Baseline | None, tuple[str, ...]]:
    """The baseline as it is, without entries that name no requirement, and the names of those; None: no file yet."""
    import dataclasses

    from stream_contracts import baseline, data, requirements, rulebook

    if not file.exists():
        return None, ()
    old = baseline.read_file(file)
    book = rulebook.load(data.rules_file(result.api), result.api)
    known = {requirement.id for requirement in requirements.derive(data.document(result.api), book)}
    entries = tuple(entry for entry in old.entries if entry.requirement in known or old.api != result.api)
    gone = tuple(entry.requirement for entry in old.entries if entry not in entries)
    return dataclasses.replace(old, entries=entries), gone

"""`stream-contracts doctor`: whether a target is ready for a run, and what a run will prove."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stream_contracts.commands import completing, options

if TYPE_CHECKING:
    from stream_contracts.checking import Check
    from stream_contracts.doctor import Finding
    from stream_contracts.rehearsal import Forecast

_REASONS = 12


@click.command("doctor", short_help="Check a target file against its server, with reads only.")
@click.option("--target", "file", type=click.Path(path_type=Path), help="The target file; see `init`.")
@click.option(
    "--api", metavar="API", shell_complete=completing.apis, help="Key of the API, where the file does not say."
)
@click.option("--url", metavar="URL", help="The server, in place of that of the file.")
@click.option("--auth", multiple=True, metavar="SCHEME=SECRET", help="A credential. May be repeated.")
@click.option("--known", multiple=True, metavar="NAME=VALUE", help="A value that the server has. May be repeated.")
@click.option(
    "--safety",
    shell_complete=completing.levels,
    help="read-only, own-resources or full: what the run will be allowed, for the forecast.",
)
@options.allow
@options.profile
@click.option("--timeout", type=float, metavar="SECONDS", help="Time limit of one answer.  [default: 10]")
@options.rate
def command(file: Path | None, api: str | None, profile: str, **given: Any) -> None:
    """Say whether a target is ready for a run. Sends reads only, whatever the target allows.

    Looks at: whether the server answers, which version it has, each credential by a read, each known value. Then says
    how many requirements a run can prove, and why not the others: it rehearses the run on the built-in mock.

    \b
    stream-contracts doctor --target target.toml

    \b
    Exit codes:
      0    nothing is wrong; what is missing (`--`) is skipped by a run
      2    something is wrong (`bad`), or an option is
    """
    from stream_contracts import checking, doctor, rehearsal
    from stream_contracts.target import Options

    key = _api(file, api)
    prepared = checking.prepare(key, options.check_profile(profile), 1, (), Options(file=file, **given))
    server = prepared.target
    assert server is not None, "prepare resolves what _api has asked for"  # noqa: S101
    click.echo(f"{key} at {server.url}, safety {server.safety}")
    findings = doctor.examine(prepared, server)
    for line in _table(findings):
        click.echo(line)
    bad = [finding for finding in findings if finding.state is doctor.State.BAD]
    if not any(finding.about == "reachable" for finding in bad):
        click.echo()
        click.echo("\n".join(_forecast(prepared, rehearsal.rehearse(prepared, server))))
    if bad:
        click.echo(f"BAD  {len(bad)} of {len(findings)}: {', '.join(finding.about for finding in bad)}", err=True)
    raise SystemExit(2 if bad else 0)


def _api(file: Path | None, api: str | None) -> str:
    from stream_contracts import data
    from stream_contracts.target import read_file
    from stream_specs.errors import UserError

    named = api or (str(read_file(file).get("api", "")) if file else "")
    if not named:
        hint = "give --target FILE with `api = ...`, or --api and --url"
        raise UserError("no API is named", where=str(file or ""), hint=hint)
    return data.check_api(named)


def _table(findings: Iterable[Finding]) -> Iterable[str]:
    from stream_contracts.reports.escapes import one_line

    rows = list(findings)
    width = max(len(row.about) for row in rows)
    for row in rows:
        yield f"{row.state:<4} {row.about:<{width}}  {one_line(row.text)}"
        if row.hint:
            yield f"{'':<4} {'':<{width}}  hint: {one_line(row.hint)}"


def _forecast(prepared: Check, forecast: Forecast) -> Iterable[str]:
    yield (
        f"a run can prove {forecast.provable} of {forecast.total} requirements with profile {prepared.plan.profile}, "
        f"by {forecast.requests} requests{_time(prepared, forecast)}; the others:"
    )
    for reason, count in forecast.reasons[:_REASONS]:
        yield f"{count:>5}  {reason}"
    rest = forecast.reasons[_REASONS:]
    if rest:
        yield f"{sum(count for _, count in rest):>5}  {len(rest)} other reasons"


def _time(prepared: Check, forecast: Forecast) -> str:
    rate = prepared.target.rate if prepared.target else None
    return f" in {forecast.requests / rate:.0f} s at {rate:g} a second" if rate else ""

"""The command `stream-contracts faults`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stream_contracts.commands import completing, options

if TYPE_CHECKING:
    from stream_contracts.faults.campaign import Results
    from stream_contracts.faults.kill_table import KillTable

_FOLDER = Path("reports/faults")
_SEEDS = 20


@click.command(name="faults", short_help="Run the suite against every fault of a mock: does it notice?")
@click.option("--list", "listed", is_flag=True, help="Print the faults and run nothing.")
@options.apis
@click.option(
    "--fault",
    "names",
    multiple=True,
    metavar="NAME[:OPERATION]",
    shell_complete=completing.faults,
    help="Try this one. May be repeated.",
)
@click.option("--class", "classes", multiple=True, metavar="CLASS", help="Try those of a class. May be repeated.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Of each kind of fault, try N places only.")
@click.option("--clean", is_flag=True, help="Try no fault: only look for false alarms.")
@click.option(
    "--seeds",
    type=click.IntRange(0),
    metavar="N",
    help="Run also without a fault, with the seeds 1 to N.  [default: 20; 0 when faults are selected]",
)
@options.profile
@options.seed
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes.  [default: one for each core]")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the reports.  [default: reports/faults]")
@click.option("--quiet", is_flag=True, help="No progress.")
def command(**given: Any) -> None:
    """Run the suite against a mock with one fault after the other, and print which it notices: the kill table.

    Each fault makes the mock misbehave in exactly one way. A fault is killed when a requirement is found broken: a
    MUST (failed), or a SHOULD where what the fault must break is one (warned); a server that is none also when
    nothing is proven (exit code 2 of a run). The mock is asked in this process, without a socket. Writes API.json
    and API.html into the folder.

    With --list, the faults that `stream-contracts mock --fault NAME[:OPERATION]` takes; with --api as well, one line
    for each operation where one can be placed: the name to give, and the requirement that a run must report as
    broken.

    \b
    stream-contracts faults --api streamdetails
    stream-contracts faults --api owncast --class state --class links
    stream-contracts faults --api owncast --fault ignore-enum --sample 3
    stream-contracts faults --clean --seeds 20
    stream-contracts faults --list --api streamdetails

    \b
    Classes: body, status, input, authentication, state, collections, links, repeats, intermittent, dead

    \b
    Exit codes:
      0    every fault that was tried is killed, or survivors.toml explains why not; of a whole catalogue at
           least 98 % are killed; no false alarm
      1    a survivor without explanation or of a class that must not have any, an explanation of what is killed
           or not there, a fault that goes wrong itself, or a false alarm
      2    an option is wrong, or a process died
      130  interrupted
    """
    asked = _Asked(**given)
    if asked.listed:
        _print_list(asked.apis)
        return
    raise SystemExit(max(_try(asked, api) for api in _apis(asked)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The command line, by the names of its options."""

    listed: bool
    apis: tuple[str, ...]
    names: tuple[str, ...]
    classes: tuple[str, ...]
    sample: int | None
    clean: bool
    seeds: int | None
    profile: str
    seed: int
    jobs: int | None
    out: Path | None
    quiet: bool

    @property
    def clean_seeds(self) -> int:
        """How many runs to make without a fault."""
        selected = bool(self.names or self.classes or self.sample) and not self.clean
        usual = 0 if selected else _SEEDS
        return usual if self.seeds is None else self.seeds


def _apis(asked: _Asked) -> tuple[str, ...]:
    from stream_contracts import data

    named = tuple(dict.fromkeys(map(data.check_api, asked.apis)))
    return named or _with_places(data.apis(), asked.names)


def _with_places(apis: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """The APIs where all of these faults have a place. Raises UserError when none has."""
    from stream_contracts.faults.table import place
    from stream_contracts.mock.server import make
    from stream_specs.errors import UserError

    found, reasons = [], []
    for api in apis:
        try:
            for name in names:
                place(make(api), name)
            found.append(api)
        except UserError as error:
            reasons.append(error)
    if not found and reasons:
        raise reasons[0]
    return tuple(found)


def _print_list(apis: tuple[str, ...]) -> None:
    from stream_contracts import data
    from stream_contracts.faults.table import FAULTS, catalogue
    from stream_contracts.mock.server import make

    rows = [(fault.id, f"[{fault.kind}] {fault.text}") for fault in FAULTS.values()]
    if apis:
        mocks = [make(data.check_api(api)) for api in apis]
        rows = [(placed.name, placed.requirement) for mock in mocks for placed in catalogue(mock)]
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        click.echo(f"{name:<{width}}  {text}")


def _try(asked: _Asked, api: str) -> int:
    """Try what was asked for on one API, print and write what came out; the exit code."""
    from stream_contracts import checking
    from stream_contracts.faults import campaign, kill_text
    from stream_contracts.faults.table import catalogue

    _check_classes(asked.classes)
    folder = asked.out or _FOLDER
    checking.must_be_writable(folder)
    bench = campaign.prepare(api, options.check_profile(asked.profile), asked.seed)
    faults = () if asked.clean else campaign.select(bench, asked.names, asked.classes, asked.sample)
    placed = sum(1 for _ in catalogue(bench.mock))
    jobs = asked.jobs or os.cpu_count() or 1
    tried = campaign.Campaign(bench, faults, placed, asked.clean_seeds, jobs)

    def watched(coming: Results) -> Results:
        return _with_progress(coming, tried.steps, api, asked.quiet)

    table = campaign.run(tried, watched)
    click.echo(kill_text.render(table))
    _write(table, folder)
    return table.exit_code


def _check_classes(classes: tuple[str, ...]) -> None:
    from stream_contracts.faults.fault import Class
    from stream_specs.errors import UserError

    known = [entry.name.lower() for entry in Class]
    for name in classes:
        if name not in known:
            raise UserError(f"unknown class `{name}`", hint=f"classes: {', '.join(known)}")


def _with_progress(coming: Results, steps: int, api: str, quiet: bool) -> Iterator[Any]:
    from stream_contracts.faults.trial import Trial
    from stream_contracts.reports.progress import Progress

    with Progress(steps, api, quiet=quiet, unit="faults and clean runs") as progress:
        for result in coming:
            if isinstance(result, Trial) or result.seeds:
                progress.advance(result.name if isinstance(result, Trial) else "a clean run")
            yield result


def _write(table: KillTable, folder: Path) -> None:
    from stream_contracts.faults import kill_json, kill_page
    from stream_specs.files import write_text

    write_text(folder / f"{table.api}.json", kill_json.render(table))
    write_text(folder / f"{table.api}.html", kill_page.render(table))
    click.echo(f"reports: {folder}/{table.api}.html, {table.api}.json\n")

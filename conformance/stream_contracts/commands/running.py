"""The three ways of `stream-contracts run`: one API in this process, one in several, several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream_contracts.commands import asking, options, reporting
from stream_contracts.commands.asking import Asked
from stream_contracts.commands.reporting import Reporting

if TYPE_CHECKING:
    from stream_contracts.checking import Check
    from stream_contracts.jobs import Cut
    from stream_contracts.result import RunResult

_REPORTS = Path("reports")


def _say(text: str) -> None:
    click.echo(text, err=True)


def alone(asked: Asked, api: str) -> int:
    """Check one API, or one part of its plan, in this process; returns the exit code."""
    import gc

    from stream_contracts import checking
    from stream_contracts.reports.progress import Progress, Steps

    prepared = asking.prepare(asked, api)
    if asked.shard is not None:
        prepared = _part_of(prepared, asked)
    prepared = _in_view_of(prepared, asked)
    folder = asked.out or _REPORTS / api
    checking.must_be_writable(folder)
    total = prepared.plan.steps * asked.repeat
    gc.freeze()  # what is there lives as long as the process: a run need not look through it for garbage
    with Steps(total) if asked.steps else Progress(total, api, quiet=asked.quiet) as progress:
        result = checking.check(prepared, folder, progress.advance, _say)
    return reporting.conclude(result, Reporting(folder, asked.quiet, asked.annotations, prepared.older, asked.summary))


def _in_view_of(prepared: Check, asked: Asked) -> Check:
    """The check with what is known before: failures, an earlier result."""
    from stream_contracts import checking

    if asked.baseline is not None:
        prepared = checking.with_baseline(prepared, asked.baseline)
    if asked.compare is not None:
        prepared = checking.with_older(prepared, asked.compare)
    return prepared


def _part_of(prepared: Check, asked: Asked) -> Check:
    import os

    from stream_contracts import checking, sharding
    from stream_specs.errors import UserError

    if asked.baseline or asked.compare:
        hint = "give them to `stream-contracts merge`"
        raise UserError("--baseline and --compare are about a whole plan, not about --shard", hint=hint)
    return checking.only_part(prepared, *sharding.parse(asked.shard or "", os.environ))


def in_jobs(asked: Asked, api: str) -> int:
    """Check one API in several processes, each with a part of the plan; returns the exit code."""
    from stream_contracts import checking, jobs
    from stream_contracts.fleet import Fleet
    from stream_contracts.reports.progress import Progress
    from stream_specs.errors import UserError

    if asked.shard is not None:
        raise UserError("--jobs and --shard do not go together", hint="more parts do the same: --shard 1/8")
    prepared = _in_view_of(asking.prepare(asked, api), asked)
    folder, at_once = asked.out or _REPORTS / api, asked.jobs or 1
    checking.must_be_writable(folder)
    cut = jobs.cut(prepared, folder, asking.arguments(asked), at_once)
    jobs.make_room(folder)
    with Progress(0, api, quiet=asked.quiet) as progress, Fleet(at_once, progress, _say) as fleet:
        result = checking.concluded(prepared, jobs.run(cut, fleet), folder)
    return reporting.conclude(result, Reporting(folder, asked.quiet, asked.annotations, prepared.older, asked.summary))


def of_mocks(asked: Asked, apis: Sequence[str]) -> int:
    """Check the built-in mocks of several APIs side by side; returns the exit code."""
    from stream_contracts.reports import listed, terminal

    _must_be_about_all(asked)
    folder = asked.out or _REPORTS
    results = _side_by_side(asked, apis, folder)
    if not asked.quiet:
        terminal.print_summary(results)
        click.echo(f"reports: {listed(folder / 'API')}")
    for result in results:
        reporting.publish(result, Reporting(folder, asked.quiet, asked.annotations, summary=asked.summary))
    codes = {int(result.exit_code) for result in results}
    return next((code for code in (130, 1) if code in codes), max(codes))


def _must_be_about_all(asked: Asked) -> None:
    from stream_specs.errors import UserError

    if asked.url or asked.file or asked.about_server:
        hint = "add --api to say which API the server speaks"
        raise UserError("--url, --target, --auth, --known, --safety, --allow and --timeout need one API", hint=hint)
    if asked.baseline or asked.compare or asked.shard:
        raise UserError("--baseline, --compare and --shard are of one API", hint="add --api to say which")


def _side_by_side(asked: Asked, apis: Sequence[str], folder: Path) -> list[RunResult]:
    """The result of each API, cut into parts when there are more jobs than APIs."""
    from stream_contracts import checking, data, fleet, jobs
    from stream_contracts.reports import write_all
    from stream_contracts.reports.progress import Progress

    at_once = asked.jobs or fleet.cores()
    cuts = [_cut(asked, api, folder / api, -(-at_once // len(apis)) if asked.jobs else 1) for api in apis]
    for cut in cuts:
        checking.must_be_writable(cut.folder)
        jobs.make_room(cut.folder)
    with Progress(0, f"{len(apis)} APIs", quiet=asked.quiet) as shown, fleet.Fleet(at_once, shown, _say) as started:
        results = jobs.run_all(cuts, started)
    for result in results:  # those of one process have been written by it
        if len(next(cut.weights for cut in cuts if cut.api == result.api)) > 1:
            write_all(result, data.document(result.api), folder / result.api)
    return results


def _cut(asked: Asked, api: str, folder: Path, parts: int) -> Cut:
    """The check of one built-in mock. Of one part, the plan is left to its process."""
    from stream_contracts import jobs
    from stream_contracts.pace import Limits

    options.check_profile(asked.profile)
    if parts > 1:
        return jobs.cut(asking.prepare(asked, api), folder, asking.arguments(asked), parts)
    given = {"rate": asked.rate, "max_requests": asked.max_requests, "max_seconds": asked.max_seconds}
    limits = Limits(**{name: value for name, value in given.items() if value is not None})
    return jobs.Cut(api, folder, tuple(asking.arguments(asked)), limits)

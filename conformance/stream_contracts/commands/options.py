"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stream_contracts.commands import completing

api = click.option(
    "--api",
    "api",
    metavar="API",
    required=True,
    shell_complete=completing.apis,
    help="Key of the API, for instance streamdetails.",
)
apis = click.option(
    "--api",
    "apis",
    multiple=True,
    metavar="API",
    shell_complete=completing.apis,
    help="Key of an API; all when left out. May be repeated.",
)
seed = click.option(
    "--seed", default=1, show_default=True, help="Decides names and values: equal seeds, equal requests."
)
only = click.option(
    "--only",
    multiple=True,
    metavar="ID",
    shell_complete=completing.requirements,
    help="Select requirements: an id, or its beginning up to a `/` (streamdetails/getChannel). May be repeated.",
)
profile = click.option(
    "--profile",
    default="standard",
    shell_complete=completing.profiles,
    show_default=True,
    help="smoke: documented requests, credentials and rules; standard: every constraint as well; "
    "deep: fuzzing and walks along links on top.",
)
deep_requests = click.option(
    "--deep-requests",
    type=click.IntRange(1),
    metavar="N",
    help="Profile deep: at most N requests for each operation.  [default: 40]",
)
deep_seconds = click.option(
    "--deep-seconds",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Profile deep: fuzz and walk no longer than this.  [default: 300]",
)
allow = click.option(
    "--allow",
    multiple=True,
    metavar="OPERATION",
    shell_complete=completing.dangerous,
    help="With --safety full: send this dangerous operation, too. May be repeated.",
)
rate = click.option("--rate", type=float, metavar="N", help="Send at most N requests a second.  [default: no limit]")
max_requests = click.option(
    "--max-requests",
    type=int,
    metavar="N",
    help="Send at most N requests, those that clean up among them.  [default: no limit]",
)
max_seconds = click.option(
    "--max-seconds",
    type=float,
    metavar="SECONDS",
    help="Send no further case or rule after so long; cleaning up may follow.  [default: 3600]",
)

compare = click.option(
    "--compare",
    type=click.Path(path_type=Path),
    metavar="OLD",
    help="An earlier result.json, or its folder: the reports show what changed since. Leaves the exit code as it is.",
)
summary = click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Append a summary in Markdown to FILE, for instance to $GITHUB_STEP_SUMMARY.",
)
github = click.option(
    "--annotations/--no-annotations",
    default=None,
    help="Print what is broken as annotations of GitHub Actions.  [default: when GITHUB_ACTIONS is `true`]",
)


def check_profile(text: str) -> Any:
    """The profile of that name. Raises UserError that lists them."""
    from stream_contracts.cases import Profile
    from stream_specs.errors import UserError

    if text not in list(Profile):
        raise UserError(f"unknown profile `{text}`", hint=f"profiles: {', '.join(Profile)}")
    return Profile(text)


def check_safety(text: str) -> Any:
    """The safety level of that name. Raises UserError that lists them."""
    from stream_contracts.target import Safety
    from stream_specs.errors import UserError

    if text not in list(Safety):
        raise UserError(f"unknown safety level `{text}`", hint=f"levels: {', '.join(Safety)}")
    return Safety(text)

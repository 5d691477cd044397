"""`stream-contracts --version`: the version of the suite, and of each document that it holds servers to."""

from __future__ import annotations

from collections.abc import Iterator

import click


def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the versions and leave, when the option is there."""
    if wanted and not ctx.resilient_parsing:
        click.echo("\n".join(_lines()))
        ctx.exit()


def _lines() -> Iterator[str]:
    from importlib.metadata import version

    from stream_contracts import data

    yield f"stream-contracts {version('stream-contracts')}"
    documents = [data.document(api) for api in data.apis()]
    keys = max((len(one.api) for one in documents), default=0)
    versions = max((len(one.version) for one in documents), default=0)
    for one in documents:
        yield f"{one.api:<{keys}}  {one.version:<{versions}}  {len(one.operations)} operations"

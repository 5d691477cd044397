"""What the options of `stream-contracts` complete to; see stream_specs/completion.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import accumulate

import click

from stream_specs.completion import completer


@completer
def apis(_: click.Context, __: str) -> Iterable[str]:
    """The keys of all APIs."""
    from stream_contracts import data

    return data.apis()


@completer
def faults(_: click.Context, __: str) -> Iterable[str]:
    """The names of all faults."""
    from stream_contracts.faults.table import FAULTS

    return FAULTS


@completer
def dangerous(ctx: click.Context, _: str) -> Iterable[str]:
    """The operations that run only when they are named: those that the document calls dangerous."""
    from stream_contracts import data
    from stream_contracts.documents import Effect

    for api in _chosen(ctx):
        yield from (one.id for one in data.document(api).operations if one.effect is Effect.DANGEROUS)


@completer
def requirements(ctx: click.Context, incomplete: str) -> Iterable[str]:
    """Ids of requirements and their beginnings, one part longer than what is typed: there are thousands of them."""
    depth = incomplete.count("/") + 2
    for id_ in _requirement_ids(ctx):
        yield from list(accumulate(id_.split("/"), "{}/{}".format))[:depth]


@completer
def profiles(_: click.Context, __: str) -> Iterable[str]:
    """The profiles."""
    from stream_contracts.cases import Profile

    return list(Profile)


@completer
def levels(_: click.Context, __: str) -> Iterable[str]:
    """The safety levels."""
    from stream_contracts.target import Safety

    return list(Safety)


def _chosen(ctx: click.Context) -> tuple[str, ...]:
    """The APIs that the line names so far, else all."""
    from stream_contracts import data

    named = ctx.params.get("apis") or ctx.params.get("api") or ()
    return tuple(map(data.check_api, [named] if isinstance(named, str) else named)) or data.apis()


def _requirement_ids(ctx: click.Context) -> Iterator[str]:
    """From the frozen lists: deriving them from the documents takes seconds."""
    from stream_contracts import data

    for api in _chosen(ctx):
        listed = json.loads((data.root() / "generated" / "requirements" / f"{api}.json").read_text("utf-8"))
        yield from (row["id"] for row in listed["requirements"])

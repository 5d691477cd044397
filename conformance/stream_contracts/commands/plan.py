"""`stream-contracts plan`: what a run would send, and what it costs. Sends nothing."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stream_contracts.commands import completing, options

if TYPE_CHECKING:
    from stream_contracts.checking import Check
    from stream_contracts.documents import Document
    from stream_contracts.plan import Plan
    from stream_contracts.price import Price, Server


@click.command("plan", short_help="Show what a run would send and what it costs; sends nothing.")
@options.api
@options.profile
@options.deep_requests
@options.deep_seconds
@options.seed
@options.only
@click.option("--target", "file", type=click.Path(path_type=Path), help="Target file: its safety, rate and the like.")
@click.option(
    "--safety",
    shell_complete=completing.levels,
    help="read-only, own-resources or full.  [default: that of the target, else full]",
)
@options.rate
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(form: str, **given: Any) -> None:
    """Show the operations, their effects, the requests that a run would send, and how long it takes. Sends nothing.

    `$channel.id` and the like stand for what a run creates on the server first. How much relation rules send depends
    on the answers: that part of the price is an estimate.

    \b
    stream-contracts plan --api streamdetails
    stream-contracts plan --api owncast --target target.toml --profile smoke
    stream-contracts plan --api streamdetails --format json --only streamdetails/getChannel
    """
    from stream_contracts import price

    prepared, server, rate = _prepared(**given)
    paid = price.of(prepared.plan, prepared.document, prepared.rulebook, server)
    if form == "json":
        click.echo(_as_json(prepared.plan, {"safety": server.safety, **_price_record(paid, rate)}))
        return
    lines = [*_table(prepared.document, prepared.plan), *_price_lines(paid, server, rate)]
    shown = f"profile {prepared.plan.profile}, seed {prepared.plan.seed}, plan {prepared.plan.sha256[:12]}"
    click.echo("\n".join([*lines, f"{shown}; nothing was sent"]))


def _prepared(  # noqa: PLR0913 - one for each option
    *,
    api: str,
    profile: str,
    deep_requests: int | None,
    deep_seconds: float | None,
    seed: int,
    only: tuple[str, ...],
    file: Path | None,
    safety: str | None,
    rate: float | None,
) -> tuple[Check, Server, float]:
    """What would be run, the server that decides about its price, and requests a second."""
    from stream_contracts import checking
    from stream_contracts.price import Server
    from stream_contracts.target import Options, Safety

    asked = Options(file=file, safety=safety, rate=rate)
    prepared = checking.prepare(api, options.check_profile(profile), seed, only, asked)
    prepared = checking.with_deep(prepared, deep_requests, deep_seconds)
    target = prepared.target
    if target is not None:
        return prepared, Server(target.safety, target.allow, target.known), prepared.limits.rate
    return prepared, Server(Safety.FULL if safety is None else options.check_safety(safety)), prepared.limits.rate


def _as_json(made: Plan, price: dict[str, Any]) -> str:
    from stream_contracts.cases import to_json

    value = {
        "api": made.api,
        "seed": made.seed,
        "profile": made.profile,
        "sha256": made.sha256,
        "price": price,
        "requirements": [requirement.id for requirement in made.requirements],
        "cases": [to_json(case) for case in made.cases],
        "rules": [{"id": rule.id, "kind": rule.kind} for rule in made.rules],
    }
    return json.dumps(value, indent=2)


def _price_record(price: Price, rate: float) -> dict[str, Any]:
    return {
        "requests": price.requests,
        "total": price.total,
        "of_rules": price.rules,
        "held_back": price.held_back,
        "deep": {"requests": price.deep, "seconds": price.deep_seconds} if price.deep else None,
        "rate": rate if math.isfinite(rate) else None,
        "seconds": round(price.seconds(rate), 1),
    }


def _table(document: Document, made: Plan) -> Iterator[str]:
    cases = Counter(case.call.operation for case in made.cases)
    refused = Counter(case.call.operation for case in made.cases if case.expectation.name != "ACCEPTED")
    width = max(len(operation.id) for operation in document.operations)
    yield f"{'operation':<{width}}  method   effect     valid  probes  requests"
    for operation in document.operations:
        total, probes = cases[operation.id], refused[operation.id]
        row = f"{operation.method:<8} {operation.effect:<9}  {total - probes:>5}  {probes:>6}  {total:>8}"
        yield f"{operation.id:<{width}}  {row}"
    yield f"{len(made.requirements)} requirements, {len(made.cases)} requests in cases, {len(made.rules)} rules"


def _price_lines(price: Price, server: Server, rate: float) -> Iterator[str]:
    from stream_contracts.price import ANSWER_SECONDS

    effects = ", ".join(f"{count} {effect}" for effect, count in price.requests.items())
    rules = f"{price.rules} of them for rules"
    yield f"about {price.total} requests at safety {server.safety}: {effects or 'none'}; {rules}"
    if price.held_back:
        yield f"{price.held_back} requests in cases are held back by the safety level or for want of known values"
    if price.deep:
        yield f"up to {price.deep} requests more to fuzz and to walk along links, {price.deep_seconds:g} s at most"
    at = f"at {rate:g} requests a second" if math.isfinite(rate) else "without a limit on the rate"
    yield f"about {price.seconds(rate):.0f} s {at}, if an answer takes {ANSWER_SECONDS * 1000:.0f} ms"

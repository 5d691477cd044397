"""`stream-contracts plan`: what a run would send. Sends nothing."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

from stream_contracts.commands import options

if TYPE_CHECKING:
    from stream_contracts.documents import Document
    from stream_contracts.plan import Plan


@click.command("plan", short_help="Show what a run would send; sends nothing.")
@options.api
@options.profile
@options.seed
@options.only
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(api: str, profile: str, seed: int, only: tuple[str, ...], form: str) -> None:
    """Show the operations, their effects, and the requests that a run would send. Sends nothing.

    `$channel.id` and the like stand for what a run creates on the server first.

    \b
    stream-contracts plan --api streamdetails
    stream-contracts plan --api streamdetails --format json --only streamdetails/getChannel
    """
    from stream_contracts import data, plan, plan_cache, rulebook

    document = data.document(api)
    book = rulebook.load(data.rules_file(api), api)
    made = plan.make(document, book, options.check_profile(profile), seed, only, source=plan_cache.cases)
    click.echo(_as_json(made) if form == "json" else _as_table(document, made))


def _as_json(made: Plan) -> str:
    from stream_contracts.cases import to_json

    value = {
        "api": made.api,
        "seed": made.seed,
        "profile": made.profile,
        "sha256": made.sha256,
        "requirements": [requirement.id for requirement in made.requirements],
        "cases": [to_json(case) for case in made.cases],
        "rules": [{"id": rule.id, "kind": rule.kind} for rule in made.rules],
    }
    return json.dumps(value, indent=2)


def _as_table(document: Document, made: Plan) -> str:
    cases = Counter(case.call.operation for case in made.cases)
    refused = Counter(case.call.operation for case in made.cases if case.expectation.name != "ACCEPTED")
    width = max(len(operation.id) for operation in document.operations)
    lines = [f"{'operation':<{width}}  method   effect     valid  probes  requests"]
    for operation in document.operations:
        total, probes = cases[operation.id], refused[operation.id]
        row = f"{operation.method:<8} {operation.effect:<9}  {total - probes:>5}  {probes:>6}  {total:>8}"
        lines.append(f"{operation.id:<{width}}  {row}")
    lines.append(f"{len(made.requirements)} requirements, {len(made.cases)} requests in cases, {len(made.rules)} rules")
    lines.append(f"profile {made.profile}, seed {made.seed}, plan {made.sha256[:12]}; nothing was sent")
    return "\n".join(lines)

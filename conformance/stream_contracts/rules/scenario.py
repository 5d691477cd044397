"""`scenario`: steps, one after the other, each answered as it should be."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from stream_contracts.exchange import Exchange
from stream_contracts.rulebook import Rule, to_call
from stream_contracts.rules.observing import accepted, body_of, compare, refused_with, succeeded
from stream_contracts.rules.values import MISSING, look
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Send the steps in their order; steps under `finally` are sent whatever came before.

    A step that says neither `status` nor `values` nor `works` only prepares the next ones.
    """
    values: dict[str, Any] = {}
    for name in rule.parameters.get("fixtures", ()):
        values[name] = (await session.create(name)).fields
    values["let"] = session.value(dict(rule.parameters.get("let", {})), values)
    try:
        for step in rule.parameters["steps"]:
            exchange = await session.send(to_call(step["call"]), values)
            for observation in _judge(rule, step, exchange, session, values):
                yield observation
            if "save" in step:
                values[step["save"]] = body_of(exchange)
    finally:
        for call in rule.parameters.get("finally", ()):
            with contextlib.suppress(Unprovable):  # what the steps did not get to needs no undoing
                await session.send(to_call(call), values)


def _judge(
    rule: Rule, step: Mapping[str, Any], exchange: Exchange, session: Session, values: Mapping[str, Any]
) -> list[Observation]:
    """What a step shows."""
    if not step.keys() & {"status", "works", "values"}:
        succeeded(exchange)
        return []
    found = [refused_with(rule, exchange, tuple(step["status"])) if "status" in step else accepted(rule, exchange)]
    if found[0].ok and "values" in step:
        body = _json(exchange)
        for place, template in step["values"].items():
            found.append(compare(rule, exchange, place, session.value(template, values), look(body, place)))
    return found


def _json(exchange: Exchange) -> Any:
    """The body of any answer; MISSING when it is no JSON."""
    try:
        return exchange.response.json() if exchange.response else MISSING
    except ValueError:
        return MISSING

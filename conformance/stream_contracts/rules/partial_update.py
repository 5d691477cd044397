"""`partial-update`: an update changes what it names and nothing else."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from stream_contracts.documents import pointer_tokens
from stream_contracts.exchange import ABSENT
from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of, compare
from stream_contracts.rules.values import MISSING, look, same
from stream_contracts.session import Session, Unprovable
from stream_contracts.verdicts import Observation


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """For each leaf alone and for all together: send a value unlike the present one, compare the whole resource."""
    instance = await session.create(rule.parameters["fixture"])
    values = {instance.fixture.name: instance.fields}
    leaves = rule.parameters["leaves"]
    for chosen in [*([leaf] for leaf in leaves), list(leaves)]:
        before = await _resource(rule, session, values, chosen)
        changes = {leaf: _other(look(before, leaf), leaves[leaf]) for leaf in chosen}
        expected = copy.deepcopy(before)
        for leaf, value in changes.items():
            _put(expected, leaf, value)
        exchange = await session.send(_update(rule, changes), values)
        yield accepted(rule, exchange)
        named = ", ".join(chosen) if len(chosen) == 1 else "all leaves"
        answered = look(body_of(exchange), rule.parameters["answer"])
        yield compare(rule, exchange, f"answer after changing {named}", expected, answered)
        reread = await session.send(rule.call("read"), values)
        found = look(body_of(reread), rule.parameters["resource"])
        yield compare(rule, reread, f"resource after changing {named}", expected, found)


async def _resource(rule: Rule, session: Session, values: Mapping[str, Any], leaves: list[str]) -> Any:
    """The resource as it is read. Raises Unprovable when it lacks one of the leaves."""
    exchange = await session.send(rule.call("read"), values)
    resource = look(body_of(exchange), rule.parameters["resource"])
    lacking = [leaf for leaf in leaves if look(resource, leaf) is MISSING]
    if lacking:
        raise Unprovable(f"{exchange.call.operation} shows no {lacking[0]}")
    return resource


def _other(present: Any, candidates: list[Any]) -> Any:
    """The first candidate that is unlike the present value."""
    found = [candidate for candidate in candidates if not same(candidate, present)]
    if not found:
        raise Unprovable("every candidate equals the present value")
    return found[0]


def _update(rule: Rule, changes: Mapping[str, Any]) -> Any:
    """The update with the changes under `into` of its body, without the part of their pointers that `under` names."""
    call = rule.call("update")
    into, under = rule.parameters.get("into", ""), rule.parameters.get("under", "")
    body = {} if call.body is ABSENT else copy.deepcopy(call.body)
    for leaf, value in changes.items():
        _put(body, into + leaf.removeprefix(under), value)
    return replace(call, body=body)


def _put(container: Any, pointer: str, value: Any) -> None:
    """Set the value at a pointer, making the objects on the way."""
    *path, last = pointer_tokens(pointer)
    for token in path:
        container = container.setdefault(token, {})
    container[last] = value

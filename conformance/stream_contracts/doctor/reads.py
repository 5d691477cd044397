"""The documented reads of a plan, sent one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from stream_contracts.cases import Case, Expectation
from stream_contracts.documents import Effect
from stream_contracts.exchange import Call, Exchange
from stream_contracts.plan import Plan
from stream_contracts.session import Session
from stream_contracts.unprovable import Unprovable


def of(session: Session, plan: Plan) -> Iterator[Case]:
    """One valid read for each operation that has one, in the order of the document; OPTIONS last."""
    found: dict[str, Case] = {}
    for case in plan.cases:
        operation = session.document.operation(case.call.operation)
        if case.expectation is Expectation.ACCEPTED and operation.effect is Effect.READ:
            found.setdefault(operation.id, case)
    yield from sorted(
        found.values(), key=lambda case: session.document.operation(case.call.operation).method == "OPTIONS"
    )


async def attempt(session: Session, call: Call) -> Exchange | Unprovable:
    """The exchange of a call, or why it cannot be sent."""
    try:
        return await session.send(call)
    except Unprovable as reason:
        return reason


def shown(session: Session, exchange: Exchange) -> str:
    """`GET /status answered 200`."""
    operation = session.document.operation(exchange.call.operation)
    outcome = f"answered {exchange.response.status}" if exchange.response else f"failed: {exchange.error}"
    return f"{operation.method} {operation.path} {outcome}"

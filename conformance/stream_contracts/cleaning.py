"""Removing what a run created and setting back what it changed, the newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from typing import TYPE_CHECKING

from stream_contracts.exchange import Exchange
from stream_contracts.ledger import Entry, Pending, Setback, found_again, item_of, items_of
from stream_contracts.unprovable import Stopped, Unprovable

if TYPE_CHECKING:
    from stream_contracts.session import Session

_ATTEMPTS = 3
_GONE = (404, 410)


async def clean(session: Session) -> tuple[str, ...]:
    """Undo what the ledger of a session lists and strike out what is undone; what is left is named in the answer.

    What may or may not exist stays in the ledger as `Pending`, and is not named. Ends early when the server is dead.
    """
    session.transport.pace.clean()
    reasons: dict[int, str] = {}
    while (entry := _newest(session, reasons)) is not None:
        reasons[id(entry)] = ""
        try:
            await _undo(session, entry)
            session.strike(entry)
        except Unprovable as reason:
            reasons[id(entry)] = f": {reason}"
        except (Stopped, asyncio.CancelledError):
            break
    left = [entry for entry in session.ledger if not isinstance(entry, Pending) or entry.certain]
    return tuple(f"{entry}{reasons.get(id(entry), '')}" for entry in reversed(left))


def _newest(session: Session, tried: Container[int]) -> Entry | None:
    """The newest entry that was not tried yet. Undoing one may add another: what it takes to call the server."""
    return next((entry for entry in reversed(list(session.ledger)) if id(entry) not in tried), None)


async def _undo(session: Session, entry: Entry) -> None:
    """Undo an entry. Raises Unprovable when it is not undone, or when that cannot be known."""
    found = await _looked_up(session, entry) if isinstance(entry, Pending) else entry
    if found is None:
        return
    for _ in range(_ATTEMPTS):
        exchange = await (_set_back(session, found) if isinstance(found, Setback) else session.remove(found))
        if exchange.response is not None:
            break
    if not exchange.ok and (exchange.response is None or exchange.response.status not in _gone(exchange)):
        status = exchange.response.status if exchange.response else exchange.error
        raise Unprovable(f"{exchange.call.operation} gave {status}")


def _gone(exchange: Exchange) -> tuple[int, ...]:
    """The statuses that say that it is not there; 401 when it is a credential, removed by itself."""
    return (*_GONE, 401) if exchange.call.secrets else _GONE


async def _looked_up(session: Session, pending: Pending) -> Pending | None:
    """It with all that removes it, None when it does not exist. Raises Unprovable when nothing tells."""
    if pending.complete:
        return pending
    search = pending.search
    if search is None:
        raise Unprovable(f"nothing lists `{pending.fixture.name}`")
    for _ in range(_ATTEMPTS):
        exchange = await session.send(search.list)
        if exchange.response is not None:
            break
    if items_of(exchange, search) is None:
        raise Unprovable(f"{search.list.operation} gave no list")
    item = item_of(exchange, search, pending.wanted)
    if item is None:
        return None
    found = found_again(pending, item)
    if found is None:
        raise Unprovable(f"{search.list.operation} does not show what removes `{pending.fixture.name}`")
    return found


async def _set_back(session: Session, entry: Setback) -> Exchange:
    return await session.send(entry.setting.set, {"value": entry.value})

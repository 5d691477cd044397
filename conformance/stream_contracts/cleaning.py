"""Removing what a run created and setting back what it changed, the newest first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from stream_contracts.exchange import Exchange
from stream_contracts.ledger import Entry, Instance, Pending, Setback, found_again, item_of, items_of
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
    left: list[str] = []
    ended = False
    for entry in reversed(list(session.ledger)):
        if entry not in session.ledger:
            continue  # an earlier removal took it along
        undone = False
        try:
            undone = not ended and await _undo(session, entry)
        except Unprovable:
            pass
        except (Stopped, asyncio.CancelledError):
            ended = True
        if undone:
            session.strike(entry)
        elif not isinstance(entry, Pending):
            left.append(str(entry))
    return tuple(left)


async def _undo(session: Session, entry: Entry) -> bool:
    """Whether an entry is undone now. Raises Unprovable when that cannot be known."""
    if isinstance(entry, Pending):
        instance = await _looked_up(session, entry)
        return instance is None or await _undo(session, instance)
    for _ in range(_ATTEMPTS):
        exchange = await (_set_back(session, entry) if isinstance(entry, Setback) else session.remove(entry))
        if exchange.response is not None:
            return exchange.ok or exchange.response.status in _GONE
    return False


async def _looked_up(session: Session, pending: Pending) -> Instance | None:
    """What a call without an answer created, None when it created nothing. Raises Unprovable when nothing tells."""
    known, search = pending.known(), pending.search
    if known is not None:
        return known
    if search is None:
        raise Unprovable(f"nothing lists `{pending.fixture.name}`")
    for _ in range(_ATTEMPTS):
        exchange = await session.send(search.list)
        if exchange.ok:
            break
    if items_of(exchange, search) is None:
        raise Unprovable(f"{search.list.operation} gave no list")
    item = item_of(exchange, search, pending.wanted)
    if item is None:
        return None
    instance = found_again(pending, item)
    if instance is None:
        raise Unprovable(f"{search.list.operation} does not show what removes `{pending.fixture.name}`")
    return instance


async def _set_back(session: Session, entry: Setback) -> Exchange:
    return await session.send(entry.setting.set, {"value": entry.value})

"""Removing what a run created and setting back what it changed, the newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stream_contracts.exchange import Exchange, outcome_of
from stream_contracts.ledger import Entry, Pending, Setback, found_again, item_of, items_of
from stream_contracts.unprovable import Stopped, Unprovable

if TYPE_CHECKING:
    from stream_contracts.session import Session

_ATTEMPTS = 3
_LONGEST_LIST = 10_000
_GONE = ("404", "410")


async def clean(session: Session) -> tuple[str, ...]:
    """Undo what the ledger of a session lists and strike out what is undone; what is left is named in the answer.

    What may or may not exist stays in the ledger as `Pending`, and is not named. Ends early when the server is dead.
    """
    session.transport.pace.clean()
    return await _Cleaning(session).run()


@dataclass(slots=True)
class _Cleaning:
    """One attempt. reasons: why an entry is left, by its identity; "" when nothing says so. lists: by operation."""

    session: Session
    reasons: dict[int, str] = field(default_factory=dict)
    lists: dict[str, list[Any] | None] = field(default_factory=dict)

    async def run(self) -> tuple[str, ...]:
        """See `clean`."""
        while (entry := self._newest()) is not None:
            self.reasons[id(entry)] = ""
            try:
                await self._undo(entry)
                self.session.strike(entry)
            except Unprovable as reason:
                self.reasons[id(entry)] = f": {reason}"
            except (Stopped, asyncio.CancelledError):
                break
        left = [entry for entry in self.session.ledger if not isinstance(entry, Pending) or entry.certain]
        return tuple(f"{entry}{self.reasons.get(id(entry), '')}" for entry in reversed(left))

    def _newest(self) -> Entry | None:
        """The newest entry that was not tried yet. Undoing one may add another: what it takes to call the server."""
        untried = (entry for entry in reversed(list(self.session.ledger)) if id(entry) not in self.reasons)
        return next(untried, None)

    async def _undo(self, entry: Entry) -> None:
        """Undo an entry. Raises Unprovable when it is not undone, or when that cannot be known."""
        found = await self._looked_up(entry) if isinstance(entry, Pending) else entry
        if found is None:
            return
        if isinstance(found, Setback):
            exchange = await self._answered(lambda: self.session.send(found.setting.set, {"value": found.value}))
        else:
            exchange = await self._answered(lambda: self.session.remove(found))
        if not exchange.ok and outcome_of(exchange) not in _gone(exchange):
            raise Unprovable(f"{exchange.call.operation} gave {outcome_of(exchange)}")

    async def _answered(self, send: Callable[[], Awaitable[Exchange]]) -> Exchange:
        """The first answer of a few attempts, the last attempt when there is none."""
        for _ in range(_ATTEMPTS - 1):
            exchange = await send()
            if exchange.response is not None:
                return exchange
        return await send()

    async def _looked_up(self, pending: Pending) -> Pending | None:
        """It with all that removes it, None when it does not exist. Raises Unprovable when nothing tells."""
        search = pending.search
        if pending.complete:
            return pending
        if search is None:
            raise Unprovable(f"nothing tells which `{pending.fixture.name}` it is")
        name = search.list.operation
        if name not in self.lists:  # nothing is created any more, so one answer does for all
            self.lists[name] = items_of(await self._answered(lambda: self.session.send(search.list)), search)
        items = self.lists[name]
        if items is None or len(items) > _LONGEST_LIST:
            raise Unprovable(f"{name} gave no list, or one too long to look through")
        item = item_of(items, search, pending.wanted)
        if item is None:
            return None
        found = found_again(pending, item)
        if found is None:
            raise Unprovable(f"{name} does not show what removes `{pending.fixture.name}`")
        return found


def _gone(exchange: Exchange) -> tuple[str, ...]:
    """The outcomes that say that it is not there; 401 when it is a credential, removed by itself."""
    return (*_GONE, "401") if exchange.call.secrets else _GONE

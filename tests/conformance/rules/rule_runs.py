"""Running one rule against a server that is a function."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import things
import tiny

from stream_contracts.rules import KINDS
from stream_contracts.session import Session, Unprovable
from stream_contracts.target import Safety, Target
from stream_contracts.transport import FunctionTransport
from stream_contracts.verdicts import Observation


@dataclass(frozen=True)
class Ran:
    """What a rule yielded, and why it stopped ("" = it ran to its end)."""

    observations: list[Observation]
    reason: str

    @property
    def oks(self) -> list[bool]:
        return [observation.ok for observation in self.observations]

    @property
    def bad(self) -> list[tuple[str, str]]:
        """Expected and actual of every comparison that failed."""
        return [(entry.expected, entry.actual) for entry in self.observations if not entry.ok]


def run(kind: str, server: things.Server, *, control: bool = False, book: Any = None, **parameters: Any) -> Ran:
    """Run a rule of a kind. control: the server's clock can be moved. book: more of the rulebook."""
    rules = tiny.book(**{**things.BOOK, **(book or {}), "rules": [tiny.rule(kind, **parameters)]})
    target = Target("http://127.0.0.1:1/v1", {}, Safety.FULL, 1.0, control=control, mock=True)
    session = Session(things.DOCUMENT, rules, target, FunctionTransport(server), 1)
    return asyncio.run(_collect(session))


async def _collect(session: Session) -> Ran:
    (rule,) = session.rulebook.rules
    found: list[Observation] = []
    try:
        async for observation in KINDS[rule.kind](rule, session):
            found.append(observation)
    except Unprovable as reason:
        return Ran(found, str(reason))
    assert {observation.requirement for observation in found} == {"tiny/rule/a-rule"}
    assert all(0 <= (observation.exchange or 0) < len(session.exchanges) for observation in found)
    return Ran(found, "")

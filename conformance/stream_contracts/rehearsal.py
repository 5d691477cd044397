"""A run against our own mock with what a target gives and allows: what the same run can prove of the target."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stream_contracts import runner
from stream_contracts.checking import Check
from stream_contracts.mock.server import MockServer, running_mock
from stream_contracts.pace import Pace
from stream_contracts.result import RunResult
from stream_contracts.session import Session
from stream_contracts.target import Safety, Target, is_loopback
from stream_contracts.transport import HttpTransport
from stream_contracts.verdicts import Outcome, Verdict

_REFUSED = re.compile(r"refused `[^`]*`: ")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run against a server that keeps the contract shows.

    provable, total: requirements. requests: that are sent. reasons: why the others are not proven, with their number,
    the most frequent first.
    """

    provable: int
    total: int
    requests: int
    reasons: tuple[tuple[str, int], ...]


def rehearse(prepared: Check, server: Target) -> Forecast:
    """The forecast for a target. Sends nothing to it."""
    with running_mock(prepared.document.api, seed=prepared.plan.seed) as mock:
        target = asyncio.run(_stand_in(prepared, server, mock))
        result = runner.execute(runner.Run(prepared.document, prepared.rulebook, prepared.plan, target))
    return _forecast(result)


async def _stand_in(prepared: Check, server: Target, mock: MockServer) -> Target:
    """The mock as a target that gives what the server gives: the same schemes and names, with the mock's values."""
    everything = Target(mock.url, mock.credentials, Safety.FULL, server.timeout, control=True)
    known = {name: entry.example for name, entry in prepared.rulebook.known.items() if name in server.known}
    known.update(await _fields(prepared, everything, server.known))
    return dataclasses.replace(
        server,
        url=mock.url,
        secrets={name: secret for name, secret in mock.credentials.items() if name in server.secrets},
        known=known,
        control=server.control,
        hidden={},
        rate=None,
        max_requests=None,
        headers=(),
        ca=None,
        proxy="",
        assumes=server.control or is_loopback(server.url),
    )


async def _fields(prepared: Check, mock: Target, names: Iterable[str]) -> Mapping[str, str | int | bool]:
    """The fields of fixtures that are named, of things that are made on the mock first."""
    fixtures = {name.partition(".")[0] for name in names} & prepared.rulebook.fixtures.keys()
    async with HttpTransport(mock, Pace()) as transport:
        session = Session(prepared.document, prepared.rulebook, mock, transport, prepared.plan.seed)
        made = {name: (await session.shared(name)).fields for name in sorted(fixtures)}
    return {
        f"{name}.{key}": value
        for name, fields in made.items()
        for key, value in fields.items()
        if f"{name}.{key}" in names
    }


def _forecast(result: RunResult) -> Forecast:
    proven = [outcome for outcome in result.outcomes if outcome.verdict in (Verdict.PASS, Verdict.WARN)]
    reasons = Counter(_reason(outcome) for outcome in result.outcomes if outcome not in proven)
    return Forecast(len(proven), len(result.outcomes), sum(result.wire.values()), tuple(reasons.most_common()))


def _reason(outcome: Outcome) -> str:
    """Why something is not proven, without the request, so that equal reasons are counted together."""
    if outcome.requirement.excluded:
        return "no request can bring it about at will; judged when it occurs"
    return _REFUSED.sub("", outcome.detail)

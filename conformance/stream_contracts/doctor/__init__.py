"""What stands between a target and a run that proves something: looked at with reads alone, before the run."""

from __future__ import annotations

import asyncio
import dataclasses

from stream_contracts import redaction
from stream_contracts.checking import Check
from stream_contracts.doctor import access, reaching, values
from stream_contracts.doctor.findings import Finding, State
from stream_contracts.pace import Pace
from stream_contracts.session import Session
from stream_contracts.target import Safety, Target
from stream_contracts.transport import HttpTransport
from stream_contracts.unprovable import Stopped

__all__ = ["Finding", "State", "examine"]


def examine(prepared: Check, server: Target) -> tuple[Finding, ...]:
    """Whether the server answers, which version it has, what its credentials and known values are worth.

    Sends reads only, whatever the target allows; where it gives no answers, that is the last finding.
    """
    return asyncio.run(_examine(prepared, server))


async def _examine(prepared: Check, server: Target) -> tuple[Finding, ...]:
    careful = dataclasses.replace(server, safety=Safety.READ_ONLY, allow=frozenset())
    found: list[Finding] = []
    async with HttpTransport(careful, Pace(prepared.limits)) as transport:
        careful = dataclasses.replace(careful, mock=await transport.is_mock())
        session = Session(prepared.document, prepared.rulebook, careful, transport, prepared.plan.seed)
        try:
            found.append(await reaching.reach(session, prepared.plan))
            if found[-1].state is not State.BAD:
                found.append(await reaching.version(session))
                found += [finding async for finding in access.look(session, prepared.plan)]
                found += [finding async for finding in values.look(session, prepared.plan)]
        except Stopped as reason:
            found.append(Finding(State.BAD, "answers", str(reason), "try again, with a lower `rate`"))
    secrets = {**session.given, **server.hidden, **server.secrets}
    clean = redaction.redactor(secrets, prepared.document.secrets).text
    return tuple(dataclasses.replace(finding, text=clean(finding.text)) for finding in found)

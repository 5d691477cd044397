"""What the credentials of a target are worth: each is tried on reads that need it, and a wrong one as well."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

from stream_contracts.doctor import reads
from stream_contracts.doctor.findings import Finding, State
from stream_contracts.exchange import Credential, Exchange
from stream_contracts.plan import Plan
from stream_contracts.requirements import required_schemes
from stream_contracts.session import Session

_TRIES = 5
_REFUSES = (401, 403)


async def look(session: Session, plan: Plan) -> AsyncIterator[Finding]:
    """One finding for each security scheme of the document, and one for each other caller of the rules."""
    for scheme in session.document.security_schemes:
        needed = [entry.id for entry in session.document.operations if scheme in required_schemes(entry)]
        if scheme in session.target.secrets:
            yield await _tried(session, plan, scheme)
        elif needed:
            text = f"no credential: {len(needed)} operations need it, {needed[0]} for instance"
            yield Finding(State.OPEN, scheme, text, f"{scheme} below [auth], or --auth '{scheme}=SECRET'")
        else:
            yield Finding(State.OPEN, scheme, "no credential; no operation needs it")
    for actor, who in session.rulebook.actors.items():
        given = [name for name in session.target.secrets if name.endswith(f".{actor}")]
        text = "given" if given else f"no credential of {who}"
        yield Finding(State.OK if given else State.OPEN, f"actor {actor}", text)


async def _tried(session: Session, plan: Plan, scheme: str) -> Finding:
    """Whether a read that needs a scheme is accepted, and refused with a wrong credential."""
    refused: Exchange | None = None
    tries = 0
    for case in reads.of(session, plan):
        if scheme not in required_schemes(session.document.operation(case.call.operation)) or tries == _TRIES:
            continue
        exchange = await reads.attempt(session, case.call)
        if not isinstance(exchange, Exchange) or exchange.response is None:
            continue
        tries += 1
        if exchange.ok:
            wrong = dataclasses.replace(case.call, credential=Credential.WRONG, scheme=scheme)
            return _with_wrong(session, scheme, exchange, await reads.attempt(session, wrong))
        if exchange.response.status in _REFUSES:
            refused = refused or exchange
    if refused is not None:
        return Finding(
            State.BAD, scheme, reads.shown(session, refused), "is the credential right, and may it read this?"
        )
    return Finding(State.OPEN, scheme, "given; no read that needs it was answered with success")


def _with_wrong(session: Session, scheme: str, exchange: Exchange, wrong: object) -> Finding:
    shown = reads.shown(session, exchange)
    if not isinstance(wrong, Exchange) or wrong.response is None:
        return Finding(State.OK, scheme, shown)
    status = wrong.response.status
    if status in _REFUSES:
        return Finding(State.OK, scheme, f"{shown}, and {status} with a wrong one")
    return Finding(State.OK, scheme, f"{shown}, but {status} with a wrong one, too", "does anything check it?")

"""Whether there is a server, whether it speaks the API, and of which version it says it is."""

from __future__ import annotations

import dataclasses
from urllib.parse import urljoin, urlsplit

from stream_contracts.doctor import reads
from stream_contracts.doctor.findings import Finding, State
from stream_contracts.documents import at_pointer
from stream_contracts.exchange import Call, Credential, Exchange
from stream_contracts.plan import Plan
from stream_contracts.redirects import same_origin
from stream_contracts.requirements import required_schemes
from stream_contracts.session import Session

_TRIES = 5


async def reach(session: Session, plan: Plan) -> Finding:
    """Whether a documented read is answered, at best with success; those that need no credential come first."""
    calls = sorted(
        (case.call for case in reads.of(session, plan)),
        key=lambda call: bool(session.document.operation(call.operation).security),
    )
    answered: list[Exchange] = []
    for call in calls:
        exchange = await reads.attempt(session, call)
        if isinstance(exchange, Exchange):
            answered.append(exchange)
            if exchange.response is None or exchange.ok or _leads_away(session, exchange):
                return _judged(session, exchange)
        if len(answered) == _TRIES:
            break
    if not answered:
        answered = await _by_nobody(session, calls)
    if not answered:
        return Finding(State.OPEN, "reachable", "no documented read can be sent", "see what is missing below")
    return _judged(session, answered[0])


async def _by_nobody(session: Session, calls: list[Call]) -> list[Exchange]:
    """The first of the calls that can be sent by somebody who has no credential: a refusal is an answer, too."""
    for call in calls:
        schemes = required_schemes(session.document.operation(call.operation))
        nobody = dict.fromkeys(schemes, "-")
        without = dataclasses.replace(
            call, secrets=nobody, credential=Credential.MISSING, scheme=next(iter(schemes), "")
        )
        exchange = await reads.attempt(session, without)
        if isinstance(exchange, Exchange):
            return [exchange]
    return []


def _judged(session: Session, exchange: Exchange) -> Finding:
    shown = reads.shown(session, exchange)
    if exchange.response is None:
        return Finding(State.BAD, "reachable", shown, f"is {session.target.origin} the server, and is it running?")
    if _leads_away(session, exchange):
        location = exchange.response.header("Location")
        return Finding(State.BAD, "reachable", f"{shown} and leads to {location}", _moved(session, exchange))
    milliseconds = f"in {exchange.seconds * 1000:.0f} ms"
    if exchange.ok:
        return Finding(State.OK, "reachable", f"{shown} {milliseconds}")
    if exchange.response.status in (401, 403):
        return Finding(State.OK, "reachable", f"{shown} {milliseconds}", "it wants a credential: see below")
    base = session.target.base_path or "/"
    return Finding(State.BAD, "reachable", f"{shown} {milliseconds}", f"is `{base}` the base path of the API?")


def _leads_away(session: Session, exchange: Exchange) -> bool:
    response = exchange.response
    if response is None or not 300 <= response.status < 400 or not response.header("Location"):
        return False
    return not same_origin(session.target.origin, _location(session, exchange))


def _location(session: Session, exchange: Exchange) -> str:
    location = exchange.response.header("Location") if exchange.response else ""
    try:
        return urljoin(session.target.origin + exchange.request.target, location)
    except ValueError:
        return ""


def _moved(session: Session, exchange: Exchange) -> str:
    """What `url` should say: where a redirect leads, with the base path that the target has."""
    parts = urlsplit(_location(session, exchange))
    if not parts.netloc or "@" in parts.netloc:
        return "redirects to another origin are never followed"
    return f'redirects are never followed: url = "{parts.scheme}://{parts.netloc}{session.target.base_path}"'


async def version(session: Session) -> Finding:
    """The version that the server says it has, where its API shows one."""
    described = session.document.version
    place = session.rulebook.version
    if place is None:
        return Finding(State.OPEN, "version", f"no answer of this API shows one; the document is {described}")
    exchange = await reads.attempt(session, place.call)
    try:
        answered = exchange.response.json() if isinstance(exchange, Exchange) and exchange.response else None
        found = str(at_pointer(answered, place.at))
    except (ValueError, KeyError, IndexError, TypeError):
        return Finding(State.OPEN, "version", f"{place.call.operation} does not show one at {place.at}")
    if found == described:
        return Finding(State.OK, "version", found)
    hint = "what the server does not have can be listed below [lacks]"
    return Finding(State.OPEN, "version", f"the server is {found[:80]}, the document describes {described}", hint)

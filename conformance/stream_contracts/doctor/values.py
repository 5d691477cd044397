"""Whether the known values of a target are what the rules say that they are, as far as reads can show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from stream_contracts.cases import Case
from stream_contracts.doctor import reads
from stream_contracts.doctor.findings import Finding, State
from stream_contracts.documents import Effect
from stream_contracts.exchange import Call, Exchange
from stream_contracts.plan import Plan
from stream_contracts.requirements import required_schemes
from stream_contracts.rulebook import Rule
from stream_contracts.rules import KINDS, given
from stream_contracts.session import Session
from stream_contracts.templates import known_names
from stream_contracts.unprovable import NotPermitted, Unprovable

_RULES = 3


async def look(session: Session, plan: Plan) -> AsyncIterator[Finding]:
    """One finding for each known value of the rules, and for each field of a fixture that the target names."""
    described = session.rulebook.known
    for name, known in described.items():
        try:
            session.target.known_value(name, described)
        except NotPermitted:
            yield Finding(State.OPEN, f"known {name}", f"not given: {known.text}", f"{name} below [known]")
        else:
            yield await _looked_at(session, plan, name)
    for name in session.target.known:
        if name not in described:
            yield await _field(session, plan, name)


async def _looked_at(session: Session, plan: Plan, name: str) -> Finding:
    about = f"known {name}"
    for case in _cases(session, plan, name):
        exchange = await reads.attempt(session, case.call)
        if isinstance(exchange, Exchange) and exchange.response is not None:
            return _accepted(session, about, exchange)
    rules = [rule for rule in plan.rules if name in known_names(dict(rule.parameters)) and _only_reads(session, rule)]
    for rule in rules[:_RULES]:
        found = await _rule(session, rule, about)
        if found is not None:
            return found
    source = "given" if name in session.target.known else "assumed to be as in our mock, on this machine"
    return Finding(State.OPEN, about, f"{source}: {session.rulebook.known[name].text}; no read shows it")


async def _field(session: Session, plan: Plan, name: str) -> Finding:
    """A field of a fixture: what a run that may only read looks at."""
    about = f"known {name}"
    for case in reads.of(session, plan):
        if f"${name}" in _templates(case.call):
            exchange = await reads.attempt(session, case.call)
            if isinstance(exchange, Exchange) and exchange.response is not None:
                return _accepted(session, about, exchange)
    return Finding(State.OPEN, about, "given; no read needs it")


def _accepted(session: Session, about: str, exchange: Exchange) -> Finding:
    shown = reads.shown(session, exchange)
    if exchange.ok:
        return Finding(State.OK, about, shown)
    needs_credential = required_schemes(session.document.operation(exchange.call.operation))
    if needs_credential and exchange.response is not None and exchange.response.status in (401, 403):
        return Finding(State.OPEN, about, shown, "the credential comes first")
    return Finding(State.BAD, about, shown, "does the server have it?")


async def _rule(session: Session, rule: Rule, about: str) -> Finding | None:
    """What a rule of reads shows; None when it shows nothing."""
    try:
        await given.establish(rule, session)
        seen = [observation async for observation in KINDS[rule.kind](rule, session)]
    except Unprovable:
        return None
    broken = next((observation for observation in seen if not observation.ok), None)
    if broken is not None:
        text = f"{rule.text} Expected {broken.expected}, found {broken.actual}"
        return Finding(State.BAD, about, text, "the value is not what it has to be, or the server is not")
    return Finding(State.OK, about, rule.text.removesuffix(".")) if seen else None


def _cases(session: Session, plan: Plan, name: str) -> Iterator[Case]:
    for case in reads.of(session, plan):
        if f"$known.{name}" in _templates(case.call):
            yield case


def _templates(call: Call) -> list[str]:
    """The texts in a call that may be templates."""
    values: list[object] = [call.path, call.query, call.headers, call.body]
    found: list[str] = []
    for value in values:  # grows: what is inside is looked at as well
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str):
            found.append(value)
    return found


def _only_reads(session: Session, rule: Rule) -> bool:
    return rule.kind in KINDS and all(
        session.document.operation(name).effect is Effect.READ for name in rule.operations()
    )

"""What the kinds share: what an exchange shows, as observations."""

from __future__ import annotations

from typing import Any

from stream_contracts.exchange import Exchange
from stream_contracts.rulebook import Rule
from stream_contracts.rules.values import MISSING, look, same, show
from stream_contracts.session import Session, Unprovable, outcome_of
from stream_contracts.verdicts import Observation


def body_of(exchange: Exchange) -> Any:
    """The JSON of a successful answer. Raises Unprovable for any other answer."""
    succeeded(exchange)
    assert exchange.response is not None  # noqa: S101 - it succeeded
    try:
        return exchange.response.json()
    except ValueError as error:
        raise Unprovable(f"{exchange.call.operation} gave a body that is not JSON") from error


def compare(rule: Rule, exchange: Exchange, what: str, expected: Any, actual: Any) -> Observation:
    """An observation that two values are equal as JSON: `1` and `true` differ, `1` and `1.0` do not."""
    equal = expected is not MISSING and actual is not MISSING and same(expected, actual)
    return Observation(rule.id, equal, f"{what}: {show(expected)}", f"{what}: {show(actual)}", exchange.number)


def refused_with(rule: Rule, exchange: Exchange, statuses: tuple[str, ...]) -> Observation:
    """An observation that an answer has one of some statuses. Raises Unprovable when no answer came."""
    if exchange.response is None or exchange.response.status in (429, 503):
        raise Unprovable(f"{exchange.call.operation} gave {outcome_of(exchange)}")
    what, status = exchange.call.operation, str(exchange.response.status)
    expected = f"{what}: {' or '.join(statuses)}"
    return Observation(rule.id, status in statuses, expected, f"{what}: {status}", exchange.number)


def accepted(rule: Rule, exchange: Exchange) -> Observation:
    """An observation that a call on something that exists succeeded. Raises Unprovable for 401, 403, 429 and 5XX.

    A 401 does show something where the server itself gave the credential: it does not take what it gave.
    """
    what, status = exchange.call.operation, outcome_of(exchange)
    excused = ("403", "429") if exchange.call.secrets else ("401", "403", "429")
    if exchange.response is None or status in excused or status.startswith("5"):
        raise Unprovable(f"{what} gave {status}")
    return Observation(rule.id, exchange.ok, f"{what}: success", f"{what}: {status}", exchange.number)


def succeeded(exchange: Exchange) -> None:
    """Raise Unprovable unless a call was answered with a success, with or without a body."""
    if not exchange.ok:
        raise Unprovable(f"{exchange.call.operation} gave {outcome_of(exchange)}")


async def listed(rule: Rule, session: Session, key_value: Any) -> tuple[Exchange, list[Any]]:
    """The items of the rule's list whose key has a value."""
    exchange = await session.send(rule.call("list"))
    return exchange, items_with(rule, exchange, key_value)


def items_with(rule: Rule, exchange: Exchange, key_value: Any) -> list[Any]:
    """The items of a list whose key has a value or, if the rule says so, is a text that holds it."""
    items = look(body_of(exchange), rule.parameters["items"])
    if items is None:
        return []  # how some servers write an empty list; its schema judges whether this one may
    if not isinstance(items, list):
        raise Unprovable(f"{exchange.call.operation} gave no list at {rule.parameters['items']}")
    return [item for item in items if _has(rule, look(item, rule.parameters["key"]), key_value)]


def _has(rule: Rule, value: Any, wanted: Any) -> bool:
    if rule.parameters.get("holds") and isinstance(value, str) and isinstance(wanted, str):
        return wanted in value
    return same(value, wanted)

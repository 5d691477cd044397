"""`invariant`: a statement about every answer of the API, judged on whatever traffic there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from stream_contracts.exchange import Exchange
from stream_contracts.rulebook import Rule
from stream_contracts.rules.values import MISSING, look, show
from stream_contracts.verdicts import Comparison, Observation

KIND = "invariant"
Body = Callable[[], Any]


def observe(rules: Iterable[Rule], exchange: Exchange, body: Body) -> Iterator[Observation]:
    """One observation for each assertion of each invariant that applies to the answer.

    body: gives its body as JSON; raises ValueError when it is none.
    """
    for rule in rules:
        if rule.kind == KIND and exchange.response is not None and not exchange.response.truncated:
            for assertion in rule.parameters["assert"]:
                if assertion.get("when") == "error" and exchange.response.status < 400:
                    continue
                found = _CHECKS[assertion["check"]](exchange.response.status, body, assertion)
                if found is not None:
                    yield Observation(rule.id, found.ok, found.expected, found.actual, exchange.number)


def _one_null(_: int, body: Body, assertion: Mapping[str, Any]) -> Comparison | None:
    """Exactly one of the values at `at` is null, and all of them are there."""
    pointers = assertion["at"]
    expected = f"exactly one of {' and '.join(pointers)} is null"
    value = _json(body)
    if value is MISSING:
        return Comparison(False, expected, "a body that is not JSON")
    values = [look(value, pointer) for pointer in pointers]
    if MISSING not in values and sum(value is None for value in values) == 1:
        return Comparison(True, expected, expected)  # to write out a long list takes longer than to judge it
    actual = ", ".join(f"{pointer} = {show(value)}" for pointer, value in zip(pointers, values, strict=True))
    return Comparison(False, expected, actual)


def _equals_status(status: int, body: Body, assertion: Mapping[str, Any]) -> Comparison | None:
    """The value at `at` equals the HTTP status, where there is one."""
    value = look(_json(body), assertion["at"][0])
    if value is MISSING:
        return None
    return Comparison(value == status, f"{assertion['at'][0]} = {status}", show(value))


_CHECKS: Mapping[str, Callable[[int, Body, Mapping[str, Any]], Comparison | None]] = {
    "one-null": _one_null,
    "equals-status": _equals_status,
}


def _json(body: Body) -> Any:
    try:
        return body()
    except ValueError:
        return MISSING

"""`invariant`: a statement about every answer of the API, judged on whatever traffic there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from stream_contracts.exchange import Exchange, Response
from stream_contracts.rulebook import Rule
from stream_contracts.rules.values import MISSING, look, show
from stream_contracts.verdicts import Comparison, Observation

KIND = "invariant"


def observe(rules: Iterable[Rule], exchange: Exchange) -> Iterator[Observation]:
    """One observation for each assertion of each invariant that applies to the answer."""
    for rule in rules:
        if rule.kind == KIND and exchange.response is not None and not exchange.response.truncated:
            for assertion in rule.parameters["assert"]:
                if assertion.get("when") == "error" and exchange.response.status < 400:
                    continue
                found = _CHECKS[assertion["check"]](exchange.response, assertion)
                if found is not None:
                    yield Observation(rule.id, found.ok, found.expected, found.actual, exchange.number)


def _one_null(response: Response, assertion: Mapping[str, Any]) -> Comparison | None:
    """Exactly one of the values at `at` is null, and all of them are there."""
    pointers = assertion["at"]
    expected = f"exactly one of {' and '.join(pointers)} is null"
    body = _json(response)
    if body is MISSING:
        return Comparison(False, expected, "a body that is not JSON")
    values = [look(body, pointer) for pointer in pointers]
    nulls = sum(value is None for value in values)
    actual = ", ".join(f"{pointer} = {show(value)}" for pointer, value in zip(pointers, values, strict=True))
    return Comparison(nulls == 1 and MISSING not in values, expected, actual)


def _equals_status(response: Response, assertion: Mapping[str, Any]) -> Comparison | None:
    """The value at `at` equals the HTTP status, where there is one."""
    value = look(_json(response), assertion["at"][0])
    if value is MISSING:
        return None
    return Comparison(value == response.status, f"{assertion['at'][0]} = {response.status}", show(value))


_CHECKS: Mapping[str, Callable[[Response, Mapping[str, Any]], Comparison | None]] = {
    "one-null": _one_null,
    "equals-status": _equals_status,
}


def _json(response: Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return MISSING

"""Refusals that behaviour.yaml declares: what may not be done to something, or by somebody.

    {when: $body.delay, unless: {value: $item.partner, is: true}, status: 422, message: ..., body: ...}

A condition is a template, which holds when it finds a value, or a `value` compared: `is` another one, `in` a list, or
`fits` a JSON Schema (which what is not there does not). The call is refused when `when` holds and `unless` does not;
either may be left out. `body` takes the place of the usual body of an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jsonschema_rs

from stream_contracts.mock.messages import ABSENT, Refusal
from stream_contracts.mock.templates import Scope, compile_template

Condition = Callable[[Scope], bool]
Guard = Callable[[Scope], None]


def compile_guards(entries: Sequence[Mapping[str, Any]]) -> Guard:
    """A function that raises Refusal for the first refusal that applies."""
    guards = [_guard(entry) for entry in entries]

    def check(scope: Scope) -> None:
        for guard in guards:
            guard(scope)

    return check


def _guard(entry: Mapping[str, Any]) -> Guard:
    applies = _condition(entry["when"]) if "when" in entry else lambda _: True
    excused = _condition(entry["unless"]) if "unless" in entry else lambda _: False
    message, body = compile_template(entry.get("message", "")), compile_template(entry.get("body", ABSENT))

    def check(scope: Scope) -> None:
        if applies(scope) and not excused(scope):
            raise Refusal(entry["status"], message(scope), content=body(scope))

    return check


def _condition(entry: Any) -> Condition:
    if not isinstance(entry, Mapping):
        found = compile_template(entry)
        return lambda scope: found(scope) is not ABSENT
    value = compile_template(entry["value"])
    if "is" in entry:
        other = compile_template(entry["is"])
        return lambda scope: value(scope) is not ABSENT and value(scope) == other(scope)
    if "fits" in entry:
        schema = jsonschema_rs.Draft202012Validator(entry["fits"], validate_formats=True)
        return lambda scope: (found := value(scope)) is not ABSENT and schema.is_valid(found)
    listed = compile_template(entry["in"])
    return lambda scope: value(scope) in (listed(scope) or ())

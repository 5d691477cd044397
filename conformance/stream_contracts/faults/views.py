"""Faults of what reads show: an answer that is kept too long, and two answers that tell different things."""

from __future__ import annotations

import dataclasses
from typing import Any

from stream_contracts.documents import Effect
from stream_contracts.faults.answers import around_operation, is_success
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.places import Path, at_place, path_of
from stream_contracts.mock.messages import Answer, Call, Handle
from stream_contracts.mock.model import Mock

_READ_AGAIN = (
    ("setter-readback", "read"),
    ("partial-update", "read"),
    ("listed-while", "list"),
    ("listed-after-create", "list"),
    ("gone-after-delete", "list"),
    ("gone-after-delete", "reads"),
)


def _reread_rule(site: Site) -> str:
    """The first rule that reads with the operation, changes something, and reads again."""
    if site.operation.effect is not Effect.READ:
        return ""
    return next((rule for kind, role in _READ_AGAIN if (rule := site.rule(kind, role))), "")


def _keep_first(mock: Mock, site: Site) -> Mock:
    """Answer the same question as it was answered first. Who asks is part of the question."""
    kept: dict[tuple[str, str, bytes, str], Answer] = {}

    def around(call: Call, inner: Handle) -> Answer:
        if call.match.operation != site.operation.id:
            return inner(call)
        question = (call.path, call.query, call.body, call.headers.get("authorization", ""))
        if question in kept:
            return kept[question]
        answer = inner(call)
        if is_success(answer.status):
            kept[question] = answer
        return answer

    return mock.with_around(around)


def _agreement(site: Site) -> tuple[str, Path]:
    """The first rule that two answers tell the same, and where the operation tells it; "" and () for none.

    What has to be given for the rule is not a place: changed, it would only keep the rule from being looked at.
    """
    for rule in site.rules("same-answer", "calls"):
        at = rule.parameters["at"]
        pairs = zip(rule.parameters["calls"], at, strict=True) if isinstance(at, list) else ()
        given = [place for entry in rule.given if entry.shown.operation == site.operation.id for place in entry.values]
        for call, place in pairs:
            if call["operation"] == site.operation.id and place not in given:
                return rule.id, path_of(place)
    return "", ()


def _other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
        case list():
            return value[:-1]
    return value


def _tell_another(mock: Mock, site: Site) -> Mock:
    _, path = _agreement(site)

    def put(place: Any, key: str | int) -> None:
        place[key] = _other(place[key])

    def change(answer: Answer) -> Answer:
        content = at_place(answer.content, path, put) if path else _other(answer.content)
        return dataclasses.replace(answer, content=content)

    return mock.with_around(around_operation(site, change, is_success))


FAULTS = (
    Fault(
        "stale-answer",
        "{operation} goes on answering a question as it did the first time.",
        Class.REPEATS,
        _reread_rule,
        _keep_first,
    ),
    Fault(
        "answers-disagree",
        "{operation} tells another value than the answer of another operation.",
        Class.STATE,
        lambda site: _agreement(site)[0],
        _tell_another,
    ),
)

"""Valid requests that lack one value: which constraint needs it is what the document's validator says."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stream_contracts import constraints
from stream_contracts.constraints import Constraint
from stream_contracts.documents import Document, Operation
from stream_contracts.exchange import Call

FIELDS = {"path": "path", "query": "query", "header": "headers", "body": "body"}
_COMBINATIONS = ("anyOf", "oneOf", "dependentRequired")


def of(document: Document, operation: Operation, calls: Sequence[Call]) -> Iterator[tuple[str, Call]]:
    """For each constraint that a missing value breaks, its name and the first such request.

    calls: valid requests. One that breaks something else besides is no evidence, so it is not used.
    """
    for constraint in constraints.of(document, operation):
        probes = (probe for call in calls for probe in _probes(constraint, call))
        found = next((probe for probe in probes if constraints.broken_by(document, probe) == {constraint.what}), None)
        if found is not None:
            yield constraint.what, found


def _probes(constraint: Constraint, call: Call) -> Iterator[Call]:
    """The request without what the constraint names; without each member in turn if it is about a combination."""
    place, _, keyword = constraint.what.rpartition(".")
    if keyword == "required" and "." in place and "[]" not in place:
        yield _without(call, place)
    if keyword in _COMBINATIONS and place == "body" and isinstance(call.body, Mapping):
        for name in call.body:
            yield _without(call, f"body.{name}")


def _without(call: Call, location: str) -> Call:
    part, _, name = location.partition(".")
    removed = _removed(getattr(call, FIELDS[part]), name.split("."))
    return dataclasses.replace(call, **{FIELDS[part]: removed})


def _removed(container: Any, names: list[str]) -> Any:
    """A copy without the value at `names`."""
    if not isinstance(container, Mapping) or names[0] not in container:
        return container
    if names[1:]:
        return {**container, names[0]: _removed(container[names[0]], names[1:])}
    return {name: value for name, value in container.items() if name != names[0]}

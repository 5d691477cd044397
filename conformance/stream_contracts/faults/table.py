"""All faults, where each can be placed, and how `name:operation` becomes one."""

from __future__ import annotations

import difflib
import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence

from stream_contracts import data, requirements, rulebook
from stream_contracts.documents import Effect, Operation
from stream_contracts.faults import (
    access,
    answers,
    dead,
    inputs,
    intermittent,
    links,
    lists,
    relations,
    repeats,
    states,
    views,
)
from stream_contracts.faults.fault import Fault, Placed, Site
from stream_contracts.mock.model import Mock
from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError

FAULTS: Mapping[str, Fault] = {
    fault.id: fault
    for fault in (
        *answers.FAULTS,
        *inputs.FAULTS,
        *access.FAULTS,
        *states.FAULTS,
        *repeats.FAULTS,
        *lists.FAULTS,
        *relations.FAULTS,
        *views.FAULTS,
        *links.FAULTS,
        *intermittent.FAULTS,
        *dead.FAULTS,
    )
}


def catalogue(mock: Mock) -> Iterator[Placed]:
    """Every fault at every operation where it can be placed; a fault of the whole server once."""
    for fault in FAULTS.values():
        placed = places(mock, fault)
        yield from itertools.islice(placed, 1) if fault.whole else placed


def places(mock: Mock, fault: Fault) -> Iterator[Placed]:
    """The operations where a fault can be placed, in the order of the document.

    A dangerous operation is none: no run sends it, so that nothing of it can be seen. Nor is one where the fault would
    break what is no requirement, or one that no request can bring about.
    """
    judged = _judged(mock.document.api)
    for operation in mock.document.operations:
        if operation.effect is Effect.DANGEROUS:
            continue
        site = _site(mock, operation)
        requirement = fault.breaks(site)
        if requirement in judged:
            yield Placed(fault, site, requirement)


def place(mock: Mock, name: str) -> Placed:
    """The fault that `name` or `name:operationId` means. Raises UserError.

    Without an operation it is the first where the fault can be placed.
    """
    fault_id, _, operation = name.partition(":")
    fault = _fault(fault_id)
    if operation:
        mock.document.operation(operation)
    for placed in places(mock, fault):
        if operation in ("", placed.site.operation.id):
            return placed
    known = ", ".join(placed.site.operation.id for placed in places(mock, fault)) or "no operation of this API"
    raise UserError(f"the fault `{fault_id}` cannot be placed at `{operation or mock.document.api}`", hint=known)


def apply_all(mock: Mock, names: Sequence[str]) -> Mock:
    """The mock with the named faults, each `name` or `name:operationId`. Raises UserError."""
    for name in names:
        mock = place(mock, name).apply(mock)
    return mock


def _fault(fault_id: str) -> Fault:
    if fault_id not in FAULTS:
        near = difflib.get_close_matches(fault_id, FAULTS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "`stream-contracts faults --list` names them"
        raise UserError(f"unknown fault `{fault_id}`", hint=hint)
    return FAULTS[fault_id]


def _site(mock: Mock, operation: Operation) -> Site:
    return Site(mock.document, mock.behaviour, _rules(mock.document.api), operation)


@functools.cache
def _judged(api: str) -> frozenset[str]:
    """The requirements whose precondition a run can bring about."""
    derived = requirements.derive(data.document(api), _rules(api))
    return frozenset(entry.id for entry in derived if not entry.excluded)


@functools.cache
def _rules(api: str) -> Rulebook:
    path = data.rules_file(api)
    return rulebook.load(path, api) if path.exists() else rulebook.EMPTY

"""The part of a plan that concerns one operation: its own cases, and the rules that touch it.

A fault at an operation is looked for there first. What breaks there breaks in the whole plan as well, which sends the
same requests among others; what does not break there may still break in the whole plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from stream_contracts.plan import Plan
from stream_contracts.rulebook import Fixture, Rule, Rulebook


def of_operation(plan: Plan, rulebook: Rulebook, operation: str) -> Plan:
    """The plan cut down to an operation: all that can be said of it and of what its rules call on the way."""
    rules = tuple(rule for rule in plan.rules if operation in touched(rule, rulebook))
    called = {operation}.union(*(touched(rule, rulebook) for rule in rules))
    return dataclasses.replace(
        plan,
        requirements=tuple(entry for entry in plan.requirements if entry.operation in called | {""}),
        cases=tuple(case for case in plan.cases if case.call.operation == operation),
        rules=rules,
    )


def touched(rule: Rule, rulebook: Rulebook) -> frozenset[str]:
    """The operations that a rule calls: in its parameters, for its fixtures, for what has to be given."""
    named = [rule.parameters.get("fixture"), *rule.parameters.get("fixtures", ())]
    fixtures = [rulebook.fixtures[name] for name in named if name in rulebook.fixtures]
    given = [call.operation for entry in rule.given for call in (entry.shown, entry.by) if call]
    return frozenset([*rule.operations(), *given, *(name for entry in fixtures for name in _calls(entry))])


def _calls(fixture: Fixture) -> Iterator[str]:
    searches = [search.list for search in (fixture.find, fixture.again) if search]
    for call in (fixture.create, fixture.remove, *fixture.then, *searches):
        if call is not None:
            yield call.operation

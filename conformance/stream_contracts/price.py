"""What a plan costs the server: requests by effect, counted before anything is sent.

Cases and what they need are counted; how much a relation rule sends depends on the answers, so it is estimated by its
kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_contracts.cases import Expectation
from stream_contracts.documents import Document, Effect
from stream_contracts.exchange import Call, Request
from stream_contracts.guard import effect_of, ever_permitted, names_known, permitted
from stream_contracts.ledger import need_removal, removable
from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rule, Rulebook
from stream_contracts.target import Safety
from stream_contracts.templates import names
from stream_contracts.unprovable import NotPermitted

ANSWER_SECONDS = 0.05
# How often a rule sends each call that it names, where that is not once: measured on the mocks.
_TIMES = {"default-limit": 2, "filter": 3, "gone-after-delete": 2, "listed-after-create": 2, "page-walk": 7}
_TIMES_EACH_VALUE = {"limit": 1, "setter-readback": 2}
_MEMBERS_OF_AN_UPDATE = 16


@dataclass(frozen=True, slots=True)
class Price:
    """What a run costs. requests: by effect, about. held_back: cases that the safety level does not let out.

    rules: how many of the requests are those of rules, an estimate. deep, deep_seconds: the most that profile deep
    sends on top, and the longest that takes.
    """

    requests: Mapping[Effect, int]
    held_back: int
    rules: int
    deep: int = 0
    deep_seconds: float = 0.0

    @property
    def total(self) -> int:
        """All requests but those of profile deep, which depend on the answers."""
        return sum(self.requests.values())

    def seconds(self, rate: float) -> float:
        """How long it takes, one request after the other. rate: requests a second, infinite for no limit."""
        each = max(1 / rate, ANSWER_SECONDS)
        return self.total * each + min(self.deep * each, self.deep_seconds)


@dataclass(frozen=True, slots=True)
class Server:
    """What decides about the price besides the plan: safety level, dangerous operations by name, known values."""

    safety: Safety = Safety.FULL
    allow: frozenset[str] = frozenset()
    known: Mapping[str, Any] = field(default_factory=dict)


def of(plan: Plan, document: Document, rulebook: Rulebook, server: Server) -> Price:
    """The price of a plan at a server."""
    counting = _Counting(document, rulebook, server)
    for case in plan.cases:
        counting.case(case.call, created=case.expectation is Expectation.ACCEPTED)
    before = counting.requests.total()
    for rule in plan.rules:
        counting.rule(rule)
    in_rules = counting.requests.total() - before
    counting.surroundings()
    ordered = {effect: counting.requests[effect] for effect in Effect if counting.requests[effect]}
    return Price(ordered, counting.held_back, in_rules, *_deep(plan, document, rulebook, server))


def _deep(plan: Plan, document: Document, rulebook: Rulebook, server: Server) -> tuple[int, float]:
    """Requests and seconds that profile deep takes at most."""
    if plan.deep is None:
        return 0, 0.0
    operations = map(document.operation, plan.deep.operations)
    sent = [each for each in operations if ever_permitted(each, rulebook, server.safety, server.allow)]
    return len(sent) * plan.deep.each, plan.deep.seconds


@dataclass(slots=True)
class _Counting:
    document: Document
    rulebook: Rulebook
    server: Server
    requests: Counter[Effect] = field(default_factory=Counter)
    held_back: int = 0
    _fixtures: set[str] = field(default_factory=set)
    _changed: set[str] = field(default_factory=set)

    def case(self, call: Call, created: bool) -> None:
        """Count a case. created: it succeeds, so that what it creates is removed at the end."""
        fixtures = self._fixtures_in(call)
        effect = self._effect(call)
        if not self._goes_out(call, effect, own=bool(fixtures) and not names_known(call)):
            self.held_back += 1
            return
        self.requests[effect] += 1
        self._fixtures |= fixtures
        self._changed.add(call.operation)
        removed = next(removable(self.rulebook, call.operation), None) if created else None
        if removed is not None and removed.remove is not None:
            self.requests[self._effect(removed.remove)] += 1

    def _effect(self, call: Call) -> Effect:
        operation = self.document.operation(call.operation)
        return effect_of(operation, Request(call.method or operation.method, "", (), b""))

    def _fixtures_in(self, call: Call) -> set[str]:
        parts = (call.path, call.query, call.headers, call.body, call.secrets)
        return {name for part in parts for name in names(part)}.intersection(self.rulebook.fixtures)

    def _goes_out(self, call: Call, effect: Effect, own: bool) -> bool:
        creatable = permitted(self.server.safety, Effect.CREATE, own=True)
        needed = {name.partition(".")[0] for name in self.server.known}
        if not creatable and not self._fixtures_in(call) <= needed:
            return False
        try:
            need_removal(self.rulebook, self.document.operation(call.operation), self.server.safety)
        except NotPermitted:
            return False
        return permitted(self.server.safety, effect, own, call.operation in self.server.allow)

    def rule(self, rule: Rule) -> None:
        """Count what a rule sends: every call that it names, and what it creates and removes for itself."""
        fixture = self.rulebook.fixtures.get(rule.parameters.get("fixture", ""))
        times = _TIMES.get(rule.kind, 1)
        values = rule.parameters.get("values", ())
        times += len(values) * _TIMES_EACH_VALUE.get(rule.kind, 0) if isinstance(values, list) else 0
        if rule.kind == "partial-update":
            times *= _MEMBERS_OF_AN_UPDATE
        own = [call.operation for call in (fixture.create, fixture.remove) if call] if fixture else []
        named = [each.shown.operation for each in rule.given] + list(_operations_in(rule.parameters))
        effects = [self.document.operation(operation).effect for operation in (*own, *named)]
        allowed = [
            permitted(self.server.safety, effect, own=fixture is not None, named=operation in self.server.allow)
            for operation, effect in zip((*own, *named), effects, strict=True)
        ]
        if not all(allowed):
            return  # it ends where the level holds it back: after nothing, or after a read
        self.requests.update(effects[: len(own)])
        self.requests.update(effects[len(own) :] * times)
        self._changed.update(named)

    def surroundings(self) -> None:
        """Count what is created for cases and removed again, and settings that are read and set back."""
        for name in sorted(self._fixtures):
            fixture = self.rulebook.fixtures[name]
            for call in (fixture.create, *fixture.then, *([fixture.remove] if fixture.remove else [])):
                if permitted(self.server.safety, self._effect(call), own=True):
                    self.requests[self._effect(call)] += 1
        for operation, settings in self.rulebook.settings().items():
            if operation in self._changed:
                reads = sum(setting.read is not None for setting in settings)
                self.requests[Effect.READ] += reads
                self.requests[self.document.operation(operation).effect] += len(settings)


def _operations_in(value: Any) -> Iterator[str]:
    """The operations of all calls in the parameters of a rule."""
    if isinstance(value, Mapping):
        yield from [value["operation"]] if isinstance(value.get("operation"), str) else []
        value = [item for name, item in value.items() if name != "body"]
    if isinstance(value, list):
        for item in value:
            yield from _operations_in(item)

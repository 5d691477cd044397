"""What a fault is: a sentence, where it can be placed, the requirement it must break, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stream_contracts import constraints
from stream_contracts.documents import Document, MediaType, Operation, Response
from stream_contracts.mock.behaviour import Action, Behaviour
from stream_contracts.mock.model import Mock
from stream_contracts.rulebook import Rule, Rulebook


class Class(StrEnum):
    """What a fault is about."""

    BODY = "response body"
    STATUS = "status and headers"
    INPUT = "input handling"
    AUTHENTICATION = "authentication"
    STATE = "state"
    COLLECTIONS = "collections"
    LINKS = "links"
    REPEATS = "idempotence and time"
    INTERMITTENT = "intermittent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Site:
    """One operation of one API, where a fault may be placed."""

    document: Document
    behaviour: Behaviour
    rulebook: Rulebook
    operation: Operation

    @property
    def action(self) -> Action | None:
        """What the mock does for the operation."""
        return self.behaviour.operations.get(self.operation.id)

    @property
    def is_twin(self) -> bool:
        """True for OPTIONS beside another method: nothing of it is documented but that it answers."""
        others = (other for other in self.document.operations if other.path == self.operation.path)
        return self.operation.method == "OPTIONS" and any(other.method != "OPTIONS" for other in others)

    def requirement(self, what: str) -> str:
        """The id of a requirement of the operation."""
        return f"{self.document.api}/{self.operation.id}/{what}"

    def success(self) -> Response | None:
        """The success that the mock answers with, when its status is documented."""
        documented = sorted((r for r in self.operation.successes() if r.status.isdecimal()), key=lambda r: r.status)
        status = str(self.action.status) if self.action and self.action.status else ""
        return next((r for r in documented if status in ("", r.status)), None)

    def success_json(self) -> MediaType | None:
        """The JSON body of the success."""
        response = self.success()
        return next((m for m in response.content if m.is_json and m.schema is not None), None) if response else None

    def constraint(self, what: str) -> str:
        """The requirement of this constraint on the operation's input (`body.required`), "" when there is none."""
        names = (constraint.what for constraint in constraints.of(self.document, self.operation))
        return self.requirement(what) if what in names else ""

    def constraint_on_value(self, keyword: str = "") -> str:
        """The requirement of the first constraint on a value, of this keyword if one is given, "" without one.

        A type does not count where an enumeration refuses all other types as well.
        """
        names = [constraint.what for constraint in constraints.of(self.document, self.operation)]
        for name in names:
            place, _, own = name.rpartition(".")
            shadowed = own == "type" and bool({f"{place}.enum", f"{place}.const"}.intersection(names))
            if name not in ("body.required", "body.syntax") and keyword in ("", own) and not shadowed:
                return self.requirement(name)
        return ""

    def rule(self, kind: str, *roles: str) -> str:
        """The id of the first rule of a kind that calls the operation in one of the roles, "" without one."""
        return next((rule.id for rule in self.rules(kind, *roles)), "")

    def rules(self, kind: str, *roles: str) -> Iterator[Rule]:
        """The rules of a kind that call the operation in one of the roles.

        roles: parameters of the rule (`set`, `read`, ...); `create` and `remove` are those of its fixture.
        """
        return (rule for rule in self.rulebook.rules if rule.kind == kind and self._plays(rule, roles))

    def _plays(self, rule: Rule, roles: tuple[str, ...]) -> bool:
        fixture = self.rulebook.fixtures.get(rule.parameters.get("fixture", ""))
        calls = {**rule.parameters}
        if fixture is not None:
            calls["create"] = {"operation": fixture.create.operation}
            calls["remove"] = {"operation": fixture.remove.operation} if fixture.remove else None
        return any(self.operation.id in _operations(calls.get(role)) for role in roles)


def _operations(value: Any) -> Iterator[str]:
    for call in value if isinstance(value, list) else [value]:
        if isinstance(call, dict) and "operation" in call:
            yield call["operation"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of misbehaving.

    id: kebab case. text: one sentence; `{operation}` stands for the operation. breaks: the id of the requirement
    that it must break at a site, "" where it cannot be placed. apply: the mock that misbehaves there.
    whole: it concerns the whole server and is placed at no operation.
    """

    id: str
    text: str
    kind: Class
    breaks: Callable[[Site], str]
    apply: Callable[[Mock, Site], Mock]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault at a site. requirement: the id of what it must break."""

    fault: Fault
    site: Site
    requirement: str

    @property
    def name(self) -> str:
        """`fault:operation`, as `--fault` takes it."""
        return self.fault.id if self.fault.whole else f"{self.fault.id}:{self.site.operation.id}"

    @property
    def text(self) -> str:
        """The sentence of the fault for this operation."""
        return self.fault.text.replace("{operation}", self.site.operation.id)

    def apply(self, mock: Mock) -> Mock:
        """The mock that misbehaves."""
        return self.fault.apply(mock, self.site)

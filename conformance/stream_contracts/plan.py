"""The plan: everything a run is going to send, decided before anything is sent.

`make` is pure: the same document, rules, profile and seed give the same plan. Values that only a running server
can give stand in it as templates.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stream_contracts import cases, requirements
from stream_contracts.cases import Case, Profile
from stream_contracts.documents import Document
from stream_contracts.rulebook import Rule, Rulebook
from stream_contracts.verdicts import Requirement
from stream_specs.errors import UserError


@dataclass(frozen=True, slots=True)
class Plan:
    """The cases in the order in which they are sent, then the rules."""

    api: str
    seed: int
    profile: Profile
    requirements: tuple[Requirement, ...]
    cases: tuple[Case, ...]
    rules: tuple[Rule, ...]

    @property
    def steps(self) -> int:
        """How many cases and rules there are to do."""
        return len(self.cases) + len(self.rules)

    @property
    def sha256(self) -> str:
        """The hash of everything in the plan: equal hashes, equal requests."""
        content = [self.api, self.seed, self.profile, [cases.to_json(case) for case in self.cases]]
        content.append([[rule.id, rule.kind, rule.parameters, rule.given] for rule in self.rules])
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def make(document: Document, rulebook: Rulebook, profile: Profile, seed: int, only: Sequence[str] = ()) -> Plan:
    """The plan of a run. only: ids, or beginnings of ids up to a `/`, of the requirements to select.

    Raises UserError when an entry of `only` selects nothing, or when the rules name an operation that is not there.
    """
    for name in sorted(rulebook.operations()):
        document.operation(name)
    selected = _select(requirements.derive(document, rulebook), only)
    wanted = {requirement.id for requirement in selected}
    chosen = [case for case in _distinct(cases.make(document, rulebook, profile)) if wanted.intersection(case.proves)]
    rules = tuple(rule for rule in rulebook.rules if rule.id in wanted)
    return Plan(document.api, seed, profile, selected, tuple(chosen), rules)


def _select(found: tuple[Requirement, ...], only: Sequence[str]) -> tuple[Requirement, ...]:
    if not only:
        return found
    ends = [entry.rstrip("/") for entry in only]
    for given, end in zip(only, ends, strict=True):
        if not any(_below(requirement, end) for requirement in found):
            hint = "`stream-contracts requirements` lists the ids; one can be cut at any `/`"
            raise UserError(f"no requirement matches `{given}`", hint=hint)
    return tuple(requirement for requirement in found if any(_below(requirement, end) for end in ends))


def _below(requirement: Requirement, end: str) -> bool:
    return requirement.id == end or requirement.id.startswith(f"{end}/")


def _distinct(found: Iterable[Case]) -> Iterator[Case]:
    """Join cases that send the same request and expect the same, and give every case an id of its own."""
    joined: dict[str, Case] = {}
    for case in found:
        key = json.dumps([cases.to_json(case)["call"], case.expectation], sort_keys=True, default=str)
        earlier = joined.get(key, case)
        proves = tuple(dict.fromkeys((*earlier.proves, *case.proves)))
        joined[key] = dataclasses.replace(earlier, proves=proves)
    counters: Counter[str] = Counter()
    for case in joined.values():
        counters[case.id] += 1
        yield dataclasses.replace(case, id=f"{case.id}/{counters[case.id]}")

"""The plan: everything a run is going to send, decided before anything is sent.

`make` is pure: the same document, rules, profile and seed give the same plan. Values that only a running server
can give stand in it as templates.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from stream_contracts import cases, requirements
from stream_contracts.cases import Case, Profile
from stream_contracts.documents import Document, Effect
from stream_contracts.rulebook import Rule, Rulebook
from stream_contracts.verdicts import Requirement
from stream_specs.errors import UserError

_NOT_FUZZED = frozenset({Effect.OUTBOUND, Effect.DANGEROUS})  # random values are not for other hosts

_OF_GENERATED = ("body.", "query.", "path.", "header.", "accepts-valid")  # what documented requests do not show
_OF_BAD_INPUT = ("400.", "415.", "422.")
_OF_CREDENTIALS = ("401.", "403.")
_NOT_IN_SMOKE = "profile smoke sends documented requests only; judged when it occurs"

Source = Callable[[Document, Rulebook, Profile], Iterable[Case]]


@dataclass(frozen=True, slots=True)
class Deep:
    """What profile deep sends after all else, over operations. each: requests for each of them. seconds: of them all.

    Both are the most; what cleans up afterwards is not among them.
    """

    operations: tuple[str, ...]
    each: int = 40
    seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The cases in the order in which they are sent, then the rules, then what depends on the answers.

    deep: None for the other profiles.
    """

    api: str
    seed: int
    profile: Profile
    requirements: tuple[Requirement, ...]
    cases: tuple[Case, ...]
    rules: tuple[Rule, ...]
    deep: Deep | None = None

    @property
    def steps(self) -> int:
        """How many cases, rules and searches there are to do."""
        return len(self.cases) + len(self.rules) + (len(self.deep.operations) + 1 if self.deep else 0)

    @property
    def sha256(self) -> str:
        """The hash of everything in the plan: equal hashes, equal requests."""
        content = [self.api, self.seed, self.profile, [cases.to_json(case) for case in self.cases]]
        content.append([[rule.id, rule.kind, rule.parameters, rule.given] for rule in self.rules])
        content += [dataclasses.astuple(self.deep)] if self.deep else []
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def cases_of(document: Document, rulebook: Rulebook, profile: Profile) -> tuple[Case, ...]:
    """All cases of an API, each with an id of its own."""
    return tuple(_distinct(cases.make(document, rulebook, profile)))


def make(  # noqa: PLR0913 - what a plan follows from
    document: Document,
    rulebook: Rulebook,
    profile: Profile,
    seed: int,
    only: Sequence[str] = (),
    *,
    source: Source = cases_of,
) -> Plan:
    """The plan of a run. only: ids, or beginnings of ids up to a `/`, of the requirements to select.

    source: where the cases come from: `plan_cache.cases` makes them once only. Raises UserError when an entry of `only`
    selects nothing, or when the rules name an operation that is not there.
    """
    for name in sorted(rulebook.operations()):
        document.operation(name)
    selected = select(requirements.derive(document, rulebook), only)
    wanted = {requirement.id for requirement in selected}
    chosen = [case for case in source(document, rulebook, profile) if wanted.intersection(case.proves)]
    rules = tuple(rule for rule in rulebook.rules if rule.id in wanted)
    deep = _deep(document, selected) if profile is Profile.DEEP else None
    if profile is Profile.SMOKE:
        selected = tuple(_as_smoke(selected, chosen))
    return Plan(document.api, seed, profile, selected, tuple(chosen), rules, deep)


def _as_smoke(selected: Iterable[Requirement], chosen: Iterable[Case]) -> Iterator[Requirement]:
    """The requirements, with a reason for those that documented requests cannot show."""
    tried = {name for case in chosen for name in case.proves}
    guarded = {name.rsplit("/", 1)[0] for name in tried if name.split("/", 2)[2].startswith("auth.")}
    for requirement in selected:
        place, _, what = requirement.id.rpartition("/")
        unseen = what.startswith(_OF_BAD_INPUT) or (what.startswith(_OF_GENERATED) and requirement.id not in tried)
        unseen |= what.startswith(_OF_CREDENTIALS) and place not in guarded
        left_out = bool(requirement.operation) and unseen and not requirement.excluded
        yield dataclasses.replace(requirement, excluded=_NOT_IN_SMOKE) if left_out else requirement


def _deep(document: Document, selected: Iterable[Requirement]) -> Deep:
    """What is fuzzed: the selected operations that change nothing for good and call nobody else."""
    wanted = {requirement.operation for requirement in selected}
    fuzzed = [
        operation.id
        for operation in document.operations
        if operation.id in wanted and operation.effect not in _NOT_FUZZED and operation.method != "OPTIONS"
    ]
    return Deep(tuple(fuzzed))


def select(found: tuple[Requirement, ...], only: Sequence[str]) -> tuple[Requirement, ...]:
    """The requirements that `only` selects, all when it is empty. Raises UserError when an entry selects nothing."""
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

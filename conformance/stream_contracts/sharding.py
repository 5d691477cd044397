"""A plan cut into parts that can be sent from several machines. Pure: every machine makes the same cut.

All cases of an operation stay together, because a refusal counts only where the operation was seen to accept something.
The first part is for what others would disturb: the rules, which compare what the server shows at two moments, and what
changes a setting of the server or may be called only now and then. So on one server it is sent alone, while the other
parts may be sent at the same time: their cases stand each for itself.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError

_RULE = 4  # about how many requests a rule sends
_DEEP = 40  # about how many requests fuzzing sends for an operation
_SPREAD = 1_000_003
_DIGITS = 6
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Engine:
    """Where an engine of parallel jobs says which one this is. index, count: variables. first: the first index."""

    index: str
    count: str
    first: int


ENGINES = (
    Engine("JOB_COMPLETION_INDEX", "", 0),  # Kubernetes, Indexed Job
    Engine("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),  # GitLab, `parallel`
    Engine("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
    Engine("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
    Engine("AWS_BATCH_JOB_ARRAY_INDEX", "", 0),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a plan is sent: `index` of `count`, counted from 1. plan_sha256: of the whole plan."""

    index: int
    count: int
    plan_sha256: str

    def names_seed(self, seed: int) -> int:
        """The seed of the names that this part gives: two parts on one server must not choose the same ones."""
        return (seed * _SPREAD + self.index) * _SPREAD + self.count


def parse(text: str, environment: Mapping[str, str] | None = None) -> tuple[int, int]:
    """The numbers of `i/n`; with `auto` for i, or for both, they are those of a parallel job, by its environment.

    Raises UserError when that is not a part of a whole.
    """
    index, count = _of_engine(text, environment or {}) if text.partition("/")[0] == AUTO else text.partition("/")[::2]
    if _is_number(index) and _is_number(count) and 1 <= int(index) <= int(count):
        return int(index), int(count)
    shown = text if text.partition("/")[0] != AUTO else f"{text} is {index}/{count}"
    raise UserError("--shard is not `i/n` with 1 <= i <= n", where=shown[:40], hint="for instance --shard 1/4")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


def _of_engine(text: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The numbers that an engine gives to this job of several."""
    count = text.partition("/")[2]
    for engine in ENGINES:
        index, total = environment.get(engine.index, ""), count or environment.get(engine.count, "")
        if _is_number(index) and total:
            return str(int(index) + 1 - engine.first), total
    hint = f"give i/n, or set {ENGINES[0].index} (and /n) as Kubernetes does for an Indexed Job"
    raise UserError("the environment does not say which part this job is", where=f"--shard {text}"[:40], hint=hint)


def cut(plan: Plan, rulebook: Rulebook, index: int, count: int) -> tuple[Plan, Part]:
    """The part `index` of `count` of a plan: all requirements, but only some of the cases and rules."""
    shares = _shares(plan, _alone(plan, rulebook), count)
    own = shares[index - 1]
    deep = plan.deep
    if deep is not None:
        deep = dataclasses.replace(deep, operations=tuple(name for name in deep.operations if name in own))
    part = dataclasses.replace(
        plan,
        cases=tuple(case for case in plan.cases if case.call.operation in own),
        rules=tuple(rule for rule in plan.rules if rule.id in own),
        deep=deep,
    )
    return part, Part(index, count, plan.sha256)


def weights(plan: Plan, rulebook: Rulebook, count: int) -> tuple[int, ...]:
    """About how many requests each of `count` parts sends, those that it needs besides left out."""
    sent = _weights(plan)
    return tuple(sum(sent[name] for name in share) for share in _shares(plan, _alone(plan, rulebook), count))


def _alone(plan: Plan, rulebook: Rulebook) -> frozenset[str]:
    """The operations and rules that are not sent while another part is."""
    return frozenset([*rulebook.settings(), *rulebook.cooldowns, *(rule.id for rule in plan.rules)])


def _shares(plan: Plan, alone: frozenset[str], count: int) -> Sequence[set[str]]:
    """The operations and rules of each part, about equally much to send: the largest first, to the least loaded."""
    sent = _weights(plan)
    shares: list[set[str]] = [set() for _ in range(count)]
    loads = [0] * count
    shares[0].update(name for name in sent if name in alone)
    loads[0] = sum(sent[name] for name in shares[0])
    for name in sorted(sent.keys() - alone, key=lambda name: (-sent[name], name)):
        lightest = loads.index(min(loads))
        shares[lightest].add(name)
        loads[lightest] += sent[name]
    return shares


def _weights(plan: Plan) -> Counter[str]:
    """About how many requests each operation and rule takes."""
    found = Counter(case.call.operation for case in plan.cases)
    found.update({rule.id: _RULE for rule in plan.rules})
    found.update(dict.fromkeys(plan.deep.operations if plan.deep else (), _DEEP))
    return found

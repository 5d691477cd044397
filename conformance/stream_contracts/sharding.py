"""A plan cut into parts that can be sent from several machines. Pure: every machine makes the same cut.

All cases of an operation stay together, because a refusal counts only where the operation was seen to accept something.
The first part is for what others would disturb: the rules, which compare what the server shows at two moments, and what
changes a setting of the server or may be called only now and then. So on one server it is sent alone, while the other
parts may be sent at the same time: their cases stand each for itself.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError

_RULE = 4  # about how many requests a rule sends
_DEEP = 40  # about how many requests fuzzing sends for an operation
_SPREAD = 1_000_003


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a plan is sent: `index` of `count`, counted from 1. plan_sha256: of the whole plan."""

    index: int
    count: int
    plan_sha256: str

    def names_seed(self, seed: int) -> int:
        """The seed of the names that this part gives: two parts on one server must not choose the same ones."""
        return (seed * _SPREAD + self.index) * _SPREAD + self.count


def parse(text: str) -> tuple[int, int]:
    """The numbers of `i/n`. Raises UserError when that is not a part of a whole."""
    left, slash, right = text.partition("/")
    if slash and left.isascii() and left.isdigit() and right.isascii() and right.isdigit():
        index, count = int(left[:6]), int(right[:6])
        if 1 <= index <= count:
            return index, count
    raise UserError("--shard is not `i/n` with 1 <= i <= n", where=text[:40], hint="for instance --shard 1/4")


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


def _alone(plan: Plan, rulebook: Rulebook) -> frozenset[str]:
    """The operations and rules that are not sent while another part is."""
    return frozenset([*rulebook.settings(), *rulebook.cooldowns, *(rule.id for rule in plan.rules)])


def _shares(plan: Plan, alone: frozenset[str], count: int) -> Sequence[set[str]]:
    """The operations and rules of each part, about equally much to send: the largest first, to the least loaded."""
    weights = Counter(case.call.operation for case in plan.cases)
    weights.update({rule.id: _RULE for rule in plan.rules})
    weights.update(dict.fromkeys(plan.deep.operations if plan.deep else (), _DEEP))
    shares: list[set[str]] = [set() for _ in range(count)]
    loads = [0] * count
    shares[0].update(name for name in weights if name in alone)
    loads[0] = sum(weights[name] for name in shares[0])
    for name in sorted(weights.keys() - alone, key=lambda name: (-weights[name], name)):
        lightest = loads.index(min(loads))
        shares[lightest].add(name)
        loads[lightest] += weights[name]
    return shares

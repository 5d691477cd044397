"""One result of the parts of a plan: what one run of all of it would have shown."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Sequence

from stream_contracts import tally
from stream_contracts.outcomes import NEVER_OCCURRED, NOTHING_ACCEPTED, STOPPED
from stream_contracts.result import STOPPED_EARLY, RunResult, Shard
from stream_contracts.verdicts import Outcome, Verdict
from stream_specs.errors import UserError

# What one part shows decides, as one observation decides in one run.
_DECIDING = (Verdict.FAIL, Verdict.FLAKY, Verdict.WARN, Verdict.PASS, Verdict.NOT_PROVEN, Verdict.SKIPPED)
_SHOWN = frozenset({Verdict.FAIL, Verdict.FLAKY, Verdict.WARN, Verdict.PASS})
_ALIKE = ("api", "seed", "profile", "safety", "document_sha256", "plan_sha256", "versions")


def merge(results: Sequence[RunResult]) -> RunResult:
    """The result of a whole plan, given the results of all its parts in any order.

    Raises UserError when a part is missing or there twice, and when they are not parts of one plan.
    """
    parts = sorted(results, key=lambda result: result.shard.index if result.shard else 0)
    shards = _checked(parts)
    first = parts[0]
    targets = dict.fromkeys(result.target for result in parts)
    notes = dict.fromkeys(note for result in parts for note in result.notes)
    alive = frozenset(name for shard in shards for name in shard.alive)
    several = [f"the parts were sent to {len(targets)} servers: {', '.join(targets)}"] if len(targets) > 1 else []
    columns = zip(*(result.outcomes for result in parts), strict=True)
    return dataclasses.replace(
        first,
        started=min(result.started for result in parts),
        duration_s=max(result.duration_s for result in parts),
        complete=all(result.complete for result in parts),
        wire=dict(sorted(sum((Counter(result.wire) for result in parts), Counter[str]()).items())),
        unsafe_requests=sum(result.unsafe_requests for result in parts),
        leftovers=tuple(entry for result in parts for entry in result.leftovers),
        notes=(f"merged from {len(parts)} parts", *several, *notes),
        outcomes=tuple(_pooled(column, alive, shards) for column in columns),
        answers=tally.add_up(result.answers for result in parts),
        shard=None,
    )


def unsent(other: RunResult, index: int) -> RunResult:
    """The result of a part that was not sent, because the run ended before it. other: that of another part."""
    stopped = [note for note in other.notes if note.startswith(STOPPED_EARLY)]
    detail = f"{STOPPED}{stopped[0] if stopped else 'interrupted'}"
    return dataclasses.replace(
        other,
        duration_s=0.0,
        complete=bool(stopped),
        wire={},
        unsafe_requests=0,
        leftovers=(),
        notes=tuple(stopped),
        outcomes=tuple(Outcome(each.requirement, Verdict.NOT_PROVEN, 0, detail) for each in other.outcomes),
        answers={},
        shard=Shard(index, other.shard.count) if other.shard else None,
    )


def of_runs(results: Sequence[RunResult]) -> Shard | None:
    """What `merge` needs to know of one part that was sent several times; None when it was all of the plan."""
    shards = [result.shard for result in results if result.shard is not None]
    if not shards:
        return None
    alive = sorted({name for shard in shards for name in shard.alive})
    unsettled = sum((Counter(shard.unsettled) for shard in shards), Counter[str]())
    return Shard(shards[0].index, shards[0].count, tuple(alive), unsettled)


def _checked(parts: Sequence[RunResult]) -> Sequence[Shard]:
    """What the parts say of themselves. Raises UserError when they do not make a whole."""
    hint = "name the results of all parts of one `run --shard i/n`"
    if not parts:
        raise UserError("there is nothing to merge", hint=hint)
    shards = [result.shard for result in parts if result.shard is not None]
    if len(shards) < len(parts):
        raise UserError(f"a result of `{parts[0].api}` is not one of a part", hint=hint)
    first = parts[0]
    for result in parts:
        differing = [name for name in _ALIKE if getattr(result, name) != getattr(first, name)]
        if differing:
            raise UserError(f"the results are not of one plan: their {differing[0]} differs", hint=hint)
    if len({tuple(outcome.requirement.id for outcome in result.outcomes) for result in parts}) > 1:
        raise UserError("the results are not of one plan: their requirements differ", hint=hint)
    _check_numbers(shards, hint)
    return shards


def _check_numbers(shards: Sequence[Shard], hint: str) -> None:
    counts = {shard.count for shard in shards}
    if len(counts) > 1:
        raise UserError("the results are of plans cut into different numbers of parts", hint=hint)
    count = counts.pop()
    seen = Counter(shard.index for shard in shards)
    for index in range(1, count + 1):
        if seen[index] != 1:
            raise UserError(f"part {index} of {count} is {'there twice' if seen[index] else 'missing'}", hint=hint)


def _pooled(outcomes: Sequence[Outcome], alive: Collection[str], shards: Sequence[Shard]) -> Outcome:
    """What the parts show about one requirement."""
    requirement = outcomes[0].requirement
    deciding = min(outcomes, key=_rank)
    seen = sum(outcome.evidence for outcome in outcomes if outcome.verdict in _SHOWN)
    late = sum(shard.unsettled.get(requirement.id, 0) for shard in shards) if requirement.operation in alive else 0
    if deciding.verdict not in _SHOWN and late:
        return Outcome(requirement, Verdict.PASS, late, f"held in {_times(late)}")
    if deciding.verdict is Verdict.PASS:
        return dataclasses.replace(deciding, evidence=seen + late, detail=f"held in {_times(seen + late)}")
    return dataclasses.replace(deciding, evidence=seen + late)


def _rank(outcome: Outcome) -> int:
    """How much an outcome weighs among those of the other parts; the lowest number decides."""
    if outcome.verdict is Verdict.NOT_PROVEN and _is_weak(outcome.detail):
        return len(_DECIDING)
    return _DECIDING.index(outcome.verdict)


def _is_weak(detail: str) -> bool:
    """True when a part had no reason of its own not to show something: another part knows better."""
    return detail.endswith((NEVER_OCCURRED, NOTHING_ACCEPTED)) or STOPPED in detail


def _times(count: int) -> str:
    return "1 observation" if count == 1 else f"{count} observations"

"""One plan sent several times: what holds in some runs and fails in others is flaky, which one run cannot show."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

from stream_contracts import merging, runner, tally
from stream_contracts.pace import Limits
from stream_contracts.result import STOPPED_EARLY, RunResult
from stream_contracts.runner import Run
from stream_contracts.verdicts import Outcome, Verdict

_HELD = frozenset({Verdict.PASS, Verdict.WARN})
_WORDS = {
    Verdict.FAIL: "failed",
    Verdict.FLAKY: "failed",
    Verdict.WARN: "warned",
    Verdict.PASS: "held",
    Verdict.NOT_PROVEN: "was not proven",
    Verdict.SKIPPED: "was skipped",
}
# What decides where no run failed: the pool of what all runs have seen, so one that saw something outweighs the rest.
_DECIDING = (Verdict.WARN, Verdict.PASS, Verdict.NOT_PROVEN, Verdict.SKIPPED)


def execute(run: Run, times: int) -> RunResult:
    """Execute a run so many times, each after the other has cleaned up; one result of all, which share its limits.

    A run that does not get to its end, or cannot clean up, is the last one. Each makes up its own names, by the seeds
    that follow the plan's: what cannot be removed (a chat message) is still there under the names of the run before.
    Checkpoints hold what all runs have shown so far.
    """
    done: list[RunResult] = []
    limits = run.limits

    def checkpoint(result: RunResult) -> None:
        run.on_checkpoint(merge([*done, result]))

    for number in range(1, times + 1):
        plan = dataclasses.replace(run.plan, seed=run.plan.seed + number - 1)
        result = runner.execute(dataclasses.replace(run, plan=plan, on_checkpoint=checkpoint, limits=limits))
        done.append(result)
        left = _left(limits, result)
        if number == times or not result.is_whole or result.leftovers:
            break
        if left is None:
            done[-1] = _with_note(result, f"{STOPPED_EARLY}no requests or no time are left for run {number + 1}")
            break
        limits = left
    return merge(done)


def _left(limits: Limits, result: RunResult) -> Limits | None:
    """What a run left of its limits, None when that is nothing."""
    requests = limits.max_requests - sum(result.wire.values())
    seconds = limits.max_seconds - result.duration_s
    if requests <= 0 or seconds <= 0:
        return None
    return dataclasses.replace(limits, max_requests=requests, max_seconds=seconds)


def _with_note(result: RunResult, note: str) -> RunResult:
    return dataclasses.replace(result, notes=(*result.notes, note))


def merge(results: Sequence[RunResult]) -> RunResult:
    """One result of several runs of one plan; requests, seconds and leftovers are added up.

    A MUST that failed in some runs and held in others is flaky.
    """
    first = results[0]
    if len(results) == 1:
        return first
    notes = dict.fromkeys(note for result in results for note in result.notes)
    return dataclasses.replace(
        first,
        duration_s=round(sum(result.duration_s for result in results), 3),
        complete=all(result.complete for result in results),
        wire=dict(sorted(sum((Counter(result.wire) for result in results), Counter[str]()).items())),
        unsafe_requests=sum(result.unsafe_requests for result in results),
        leftovers=tuple(entry for result in results for entry in result.leftovers),
        notes=(f"the plan was sent {len(results)} times", *notes),
        answers=tally.add_up(result.answers for result in results),
        shard=merging.of_runs(results),
        outcomes=tuple(map(_pooled, zip(*(result.outcomes for result in results), strict=True))),
    )


def _pooled(outcomes: Sequence[Outcome]) -> Outcome:
    """What several runs show about one requirement."""
    verdicts = [outcome.verdict for outcome in outcomes]
    if Verdict.FAIL in verdicts:
        verdict = Verdict.FLAKY if _HELD.intersection(verdicts) else Verdict.FAIL
        shown = Verdict.FAIL
    else:
        verdict = shown = next(each for each in _DECIDING if each in verdicts)
    deciding = outcomes[verdicts.index(shown)]
    detail = f"{_WORDS[verdict]} in {verdicts.count(shown)} of {len(outcomes)} runs: {deciding.detail}"
    if verdict is Verdict.SKIPPED and len(set(outcomes)) == 1:
        detail = deciding.detail  # the reason, which reports count
    evidence = sum(outcome.evidence for outcome in outcomes)
    return dataclasses.replace(deciding, verdict=verdict, evidence=evidence, detail=detail)

"""The result of a run: what every report renders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from stream_contracts.verdicts import ExitCode, Outcome, Verdict

STOPPED_EARLY = "stopped early: "  # begins the note of a run that did not get to the end of its plan
SCHEMA = "https://stream-contracts.invalid/schemas/result-1.json"


@dataclass(frozen=True, slots=True)
class Shard:
    """What the result of one part of a plan keeps for `merge`: which part, `index` of `count`, counted from 1.

    alive: operations that accepted a valid request. unsettled: by requirement, the number of observations that count
    once another part has seen the operation accept something.
    """

    index: int
    count: int
    alive: tuple[str, ...] = ()
    unsettled: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunResult:
    """Everything a run has to say, redacted.

    target: the URL tested. started: UTC, ISO 8601. duration_s: seconds. versions: of this suite, the document and
    the libraries that decide the cases. seed: of the plan. document_sha256, plan_sha256: of the bundle and of the
    plan. profile, safety: as selected. complete: False when the run was interrupted. wire: requests sent by method.
    unsafe_requests: requests sent outside the safety level (always 0; counted on the wire).
    leftovers: what the run created and could not delete. notes: sentences a reader must know (for instance
    why a server counted as dead). outcomes: in the order of the requirements. stale_baseline: a clause for each entry
    of the baseline that no longer holds. answers: how often each status was seen, by operation (see `tally`).
    shard: of which part of the plan this is the result, None: of all of it.
    """

    api: str
    target: str
    started: str
    duration_s: float
    versions: Mapping[str, str]
    seed: int
    document_sha256: str
    plan_sha256: str
    profile: str
    safety: str
    complete: bool
    wire: Mapping[str, int]
    unsafe_requests: int
    leftovers: tuple[str, ...]
    notes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    stale_baseline: tuple[str, ...] = ()
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    shard: Shard | None = None

    @property
    def summary(self) -> Mapping[Verdict, int]:
        """The number of requirements by verdict; every verdict has an entry."""
        counts = Counter(outcome.verdict for outcome in self.outcomes)
        return {verdict: counts[verdict] for verdict in Verdict}

    @property
    def is_whole(self) -> bool:
        """True when the run got to the end of its plan: nobody interrupted it, and it did not stop early."""
        return self.complete and not any(note.startswith(STOPPED_EARLY) for note in self.notes)

    @property
    def exit_code(self) -> ExitCode:
        """0 every selected MUST passed, 1 a violation, a leftover or a stale entry of the baseline, 2 something is not
        proven, 130 interrupted. Of a part of a plan: what it does not prove, another part may.
        """
        summary = self.summary
        if not self.complete:
            return ExitCode.INTERRUPTED
        broken = summary[Verdict.FAIL] + summary[Verdict.FLAKY]
        if broken or self.leftovers or self.unsafe_requests or self.stale_baseline:
            return ExitCode.VIOLATION
        if self.shard is not None:
            return ExitCode.OK if self.is_whole else ExitCode.UNPROVEN
        if summary[Verdict.NOT_PROVEN] or not (summary[Verdict.PASS] + summary[Verdict.WARN]):
            return ExitCode.UNPROVEN
        return ExitCode.OK

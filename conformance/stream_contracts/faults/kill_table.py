"""What became of all faults of an API: counts, survivors with their explanations, and what is wrong with that. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stream_contracts.faults.fault import Class
from stream_contracts.faults.trial import Detection, Trial

TARGET = 98.0  # per cent
_MUST_BE_KILLED = frozenset({Class.STATE, Class.COLLECTIONS, Class.AUTHENTICATION})


@dataclass(frozen=True, slots=True)
class Alarm:
    """A requirement that a run found broken in a mock without a fault. part: an operation, "" for the whole plan."""

    seed: int
    requirement: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Clean:
    """The runs against a mock without a fault: seeds, requests in all, and what was found broken or not proven."""

    seeds: int = 0
    requests: int = 0
    seconds: float = 0.0
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """The faults of one class. detected: how many, by how they were seen."""

    kind: str
    faults: int
    detected: Mapping[Detection, int]
    seconds: float

    @property
    def killed(self) -> int:
        """All but the survivors."""
        return self.faults - self.detected[Detection.SURVIVED]

    @property
    def rate(self) -> float:
        """Per cent that are killed; 100 of none."""
        return 100.0 * self.killed / self.faults if self.faults else 100.0


@dataclass(frozen=True, slots=True)
class KillTable:
    """All trials of an API in the order of the catalogue.

    placed: how many faults the catalogue has; fewer are tried when some were selected. explained: why a fault survives,
    by its name. stale: names that are explained and are no fault of the API. seconds: from beginning to end.
    """

    api: str
    profile: str
    seed: int
    document_sha256: str
    trials: tuple[Trial, ...]
    placed: int
    clean: Clean = field(default_factory=Clean)
    explained: Mapping[str, str] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def rows(self) -> tuple[Row, ...]:
        """One row for each class that has a fault."""
        by_class = {kind: [trial for trial in self.trials if trial.kind is kind] for kind in Class}
        return tuple(_row(str(kind), trials) for kind, trials in by_class.items() if trials)

    @property
    def total(self) -> Row:
        """All classes together."""
        return _row("all", self.trials)

    @property
    def survivors(self) -> tuple[Trial, ...]:
        """The faults that no run noticed."""
        return tuple(trial for trial in self.trials if trial.detection is Detection.SURVIVED)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why this is not good enough, a sentence each; () when it is."""
        return tuple(_problems(self))

    @property
    def exit_code(self) -> int:
        """0 when there is no problem, else 1."""
        return 1 if self.problems else 0


def _row(kind: str, trials: Sequence[Trial]) -> Row:
    detected = {entry: sum(trial.detection is entry for trial in trials) for entry in Detection}
    return Row(kind, len(trials), detected, round(sum(trial.seconds for trial in trials), 3))


def _problems(table: KillTable) -> Iterator[str]:
    if not table.trials and not table.clean.seeds:
        yield "no fault was tried"
    whole = len(table.trials) == table.placed
    if whole and table.total.rate < TARGET:
        yield f"{table.total.rate:.1f} % are killed, fewer than {TARGET:g} %"
    for trial in table.survivors:
        if trial.kind in _MUST_BE_KILLED:
            yield f"`{trial.name}` survives, and every fault of {trial.kind} must be killed"
        elif trial.name not in table.explained:
            yield f"`{trial.name}` survives and is not explained"
    survivors = {trial.name for trial in table.survivors}
    for trial in table.trials:
        if trial.name in table.explained and trial.name not in survivors:
            yield f"`{trial.name}` is explained as a survivor and is killed"
        if trial.defect:
            yield f"`{trial.name}` goes wrong itself: {trial.defect}"
    yield from (f"`{name}` is explained as a survivor and is no fault of {table.api}" for name in table.stale)
    for alarm in table.clean.alarms:
        part = f" in the part of the plan for {alarm.part}" if alarm.part else ""
        yield f"false alarm of seed {alarm.seed}{part}: `{alarm.requirement}`"

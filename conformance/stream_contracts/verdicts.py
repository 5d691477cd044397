"""Requirements, what was observed about them, and the verdicts that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from stream_contracts.documents import Evidence


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Verdict(StrEnum):
    """What a run showed about a requirement. A StrEnum compares alphabetically: use SEVERITY for order."""

    FAIL = "fail"
    FLAKY = "flaky"
    NOT_PROVEN = "not-proven"
    WARN = "warn"
    PASS = "pass"
    SKIPPED = "skipped"


SEVERITY = (Verdict.FAIL, Verdict.FLAKY, Verdict.NOT_PROVEN, Verdict.WARN, Verdict.PASS, Verdict.SKIPPED)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The most severe verdict; of nothing it is not-proven, because nothing was shown."""
    return min(verdicts, key=SEVERITY.index, default=Verdict.NOT_PROVEN)


class ExitCode(IntEnum):
    """What the process says about a run."""

    OK = 0
    VIOLATION = 1
    UNPROVEN = 2
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Requirement:
    """One checkable statement.

    id: `<api>/<operationId>/<what>` or `<api>/rule/<rule id>`; the same for pass and fail.
    operation: the operationId, "" for a rule. text: the statement, one sentence.
    excluded: why no request of ours can bring about its precondition ("" = it can); such a requirement is judged
    when the precondition is met by chance, and skipped with this reason otherwise.
    absent: why it cannot hold on the server under test ("" = it can): then it is skipped, whatever is seen.
    """

    id: str
    operation: str
    level: Level
    text: str
    evidence: Evidence
    excluded: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether what was found is what was expected, and both in words."""

    ok: bool
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One comparison that was really made, for one requirement.

    exchange: index of the exchange that shows it, None when there is none (a dead connection, for example).
    quirk: it held, but by a documented oddity such as a documented 5xx; the verdict is warn.
    """

    requirement: str
    ok: bool
    expected: str
    actual: str
    exchange: int | None = None
    quirk: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A requirement with its verdict and what shows it.

    evidence: number of observations. detail: one sentence. expected, actual: of the observation that decided.
    curl, request, response: that exchange, redacted; "" when there is none.
    known: of a requirement that is skipped because a baseline lists it, the verdict that it would have: fail or flaky.
    """

    requirement: Requirement
    verdict: Verdict
    evidence: int
    detail: str
    expected: str = ""
    actual: str = ""
    curl: str = ""
    request: str = ""
    response: str = ""
    known: str = ""

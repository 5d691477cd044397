"""The sentences that every report shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream_contracts.documents import Evidence
from stream_contracts.reports.escapes import cut, one_line
from stream_contracts.result import RunResult
from stream_contracts.verdicts import ExitCode, Verdict

LABELS = {
    Verdict.FAIL: "FAIL",
    Verdict.FLAKY: "FLAKY",
    Verdict.NOT_PROVEN: "NOT PROVEN",
    Verdict.WARN: "WARN",
    Verdict.PASS: "PASS",
    Verdict.SKIPPED: "SKIPPED",
}
# What stands before a number in a cell of the matrix.
MARKS = {
    Verdict.FAIL: "F",
    Verdict.FLAKY: "~",
    Verdict.NOT_PROVEN: "?",
    Verdict.WARN: "W",
    Verdict.PASS: "",
    Verdict.SKIPPED: "s",
}
MEANINGS = {
    Verdict.FAIL: "a MUST was broken",
    Verdict.FLAKY: "of several runs, some broke a MUST and others did not",
    Verdict.NOT_PROVEN: "nothing contradicted it, but it was never put to the test",
    Verdict.WARN: "a SHOULD was broken, or a documented quirk was met",
    Verdict.PASS: "it was put to the test and held",
    Verdict.SKIPPED: "left out, for the reason given",
}
_LONGEST_SENTENCE = 600
_INTERRUPTED = "the run was interrupted; the results are partial"
_PARTICIPLES = {
    Verdict.FAIL: "failed",
    Verdict.FLAKY: "flaky",
    Verdict.NOT_PROVEN: "not proven",
    Verdict.WARN: "warned",
    Verdict.SKIPPED: "skipped",
}
_WORDS = {
    ExitCode.OK: "PASS",
    ExitCode.VIOLATION: "FAIL",
    ExitCode.UNPROVEN: "NOT PROVEN",
    ExitCode.INTERRUPTED: "INTERRUPTED",
}


@dataclass(frozen=True, slots=True)
class RunProblem:
    """What keeps a run from passing although no requirement says so. violation: it means exit code 1."""

    name: str
    text: str
    violation: bool


def run_problems(result: RunResult) -> Iterator[RunProblem]:
    """The problems of the run as a whole: interrupted, leftovers, unsafe requests, stale baseline, nothing shown."""
    if not result.complete:
        yield RunProblem("complete", _INTERRUPTED, violation=False)
    if result.unsafe_requests:
        text = f"{plural(result.unsafe_requests, 'request')} sent outside the safety level"
        yield RunProblem("safety", text, violation=True)
    if result.leftovers:
        text = f"{plural(len(result.leftovers), 'thing')} created and not deleted: {', '.join(result.leftovers)}"
        yield RunProblem("leftovers", text, violation=True)
    if result.stale_baseline:
        yield RunProblem("baseline", _stale_sentence(result.stale_baseline), violation=True)
    if result.shard and not result.is_whole:
        yield RunProblem("shard", "this part of the plan was not sent to its end", violation=False)
    if not result.shard and not (result.summary[Verdict.PASS] + result.summary[Verdict.WARN]):
        yield RunProblem("nothing-shown", "no requirement was shown to hold", violation=False)


def word(result: RunResult) -> str:
    """The verdict of the run in one or two words."""
    return _WORDS[result.exit_code]


def sentence(result: RunResult) -> str:
    """The whole verdict on one line: word, counts, and what the exit code means. Safe to print."""
    line = f"{word(result)}  {counts_sentence(result)}; {exit_sentence(result)}"
    return one_line(cut(line, _LONGEST_SENTENCE))


def counts_sentence(result: RunResult) -> str:
    """How many of the selected requirements hold: "312 of 312 selected requirements hold (5 skipped) in 3.1 s"."""
    summary = result.summary
    selected = len(result.outcomes) - summary[Verdict.SKIPPED]
    return (
        f"{summary[Verdict.PASS]} of {plural(selected, 'selected requirement')} {_agree(selected, 'holds', 'hold')}"
        f"{_others(result)} in {result.duration_s:.1f} s"
    )


def exit_sentence(result: RunResult) -> str:
    """The exit code and what it means here: "exit 0: every selected MUST passed"."""
    return f"exit {int(result.exit_code)}: {_reason(result)}"


def wire_sentence(result: RunResult) -> str:
    """What went over the wire: "412 requests sent: POST 412; 0 unsafe requests sent"."""
    methods = ", ".join(f"{method} {count}" for method, count in sorted(result.wire.items()))
    sent = f"{plural(sum(result.wire.values()), 'request')} sent"
    return f"{sent}{': ' if methods else ''}{methods}; {plural(result.unsafe_requests, 'unsafe request')} sent"


def source_sentence(evidence: Evidence) -> str:
    """Where a requirement comes from: "documented: streamdetails#Add a channel (note)"."""
    note = f" ({evidence.note})" if evidence.note else ""
    return f"{evidence.level.value}: {evidence.source}{note}"


def plural(count: int, noun: str) -> str:
    """A count and its noun: "1 request", "2 requests"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _reason(result: RunResult) -> str:
    match result.exit_code:
        case ExitCode.OK if result.shard:
            return f"part {result.shard.index} of {result.shard.count} breaks no MUST; `merge` gives the verdict"
        case ExitCode.OK:
            return "every selected MUST passed"
        case ExitCode.VIOLATION:
            return "; ".join(_violations(result))
        case ExitCode.UNPROVEN:
            return "; ".join(_unproven(result))
        case ExitCode.INTERRUPTED:
            return "; ".join([_INTERRUPTED, *_violations(result)])


def _violations(result: RunResult) -> Iterator[str]:
    broken = result.summary[Verdict.FAIL]
    if broken:
        yield f"{plural(broken, 'requirement')} {_agree(broken, 'is', 'are')} broken"
    flaky = result.summary[Verdict.FLAKY]
    if flaky:
        yield f"{plural(flaky, 'requirement')} {_agree(flaky, 'is', 'are')} flaky"
    yield from (problem.text for problem in run_problems(result) if problem.violation)


def _unproven(result: RunResult) -> Iterator[str]:
    unproven = result.summary[Verdict.NOT_PROVEN]
    if unproven and not result.shard:
        yield f"{plural(unproven, 'requirement')} {_agree(unproven, 'is', 'are')} not proven"
    yield from (problem.text for problem in run_problems(result) if not problem.violation)


def _stale_sentence(entries: tuple[str, ...]) -> str:
    count = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    return f"{count} of the baseline {_agree(len(entries), 'holds', 'hold')} no longer: {'; '.join(entries)}"


def _others(result: RunResult) -> str:
    counts = [f"{result.summary[verdict]} {text}" for verdict, text in _PARTICIPLES.items() if result.summary[verdict]]
    return f" ({', '.join(counts)})" if counts else ""


def _agree(count: int, one: str, many: str) -> str:
    return one if count == 1 else many

"""One result of several runs: what holds in some and fails in others is flaky."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from results import outcome, result

from stream_contracts import repeats
from stream_contracts.cases import Profile
from stream_contracts.pace import Limits
from stream_contracts.plan import Plan
from stream_contracts.result import STOPPED_EARLY, RunResult
from stream_contracts.runner import Run
from stream_contracts.verdicts import ExitCode, Verdict

FAIL, PASS, WARN = Verdict.FAIL, Verdict.PASS, Verdict.WARN
NOT_PROVEN, SKIPPED = Verdict.NOT_PROVEN, Verdict.SKIPPED
POOLS = [
    ([FAIL, PASS], Verdict.FLAKY, "failed in 1 of 2 runs: it is fail"),
    ([PASS, PASS, FAIL], Verdict.FLAKY, "failed in 1 of 3 runs: it is fail"),
    ([WARN, FAIL], Verdict.FLAKY, "failed in 1 of 2 runs: it is fail"),
    ([FAIL, FAIL], FAIL, "failed in 2 of 2 runs: it is fail"),
    ([FAIL, NOT_PROVEN], FAIL, "failed in 1 of 2 runs: it is fail"),
    ([FAIL, SKIPPED], FAIL, "failed in 1 of 2 runs: it is fail"),
    ([PASS, WARN], WARN, "warned in 1 of 2 runs: it is warn"),
    ([PASS, PASS], PASS, "held in 2 of 2 runs: it is pass"),
    ([NOT_PROVEN, PASS], PASS, "held in 1 of 2 runs: it is pass"),
    ([NOT_PROVEN, SKIPPED], NOT_PROVEN, "was not proven in 1 of 2 runs: it is not-proven"),
    ([SKIPPED, SKIPPED], SKIPPED, "it is skipped"),
]


@pytest.mark.parametrize(("verdicts", "expected", "detail"), POOLS)
def test_the_runs_are_pooled(verdicts: list[Verdict], expected: Verdict, detail: str) -> None:
    merged = repeats.merge([result(outcome("x", verdict)) for verdict in verdicts])

    assert [(found.verdict, found.detail) for found in merged.outcomes] == [(expected, detail)]


def test_a_flaky_requirement_shows_the_failure_and_counts_all_evidence() -> None:
    failed = outcome("x", FAIL, evidence=2, expected="400", actual="200", curl="curl x")

    merged = repeats.merge([result(outcome("x", PASS, evidence=3)), result(failed)])

    found = merged.outcomes[0]
    assert (found.evidence, found.expected, found.actual, found.curl) == (5, "400", "200", "curl x")
    assert merged.exit_code is ExitCode.VIOLATION


def test_what_went_over_the_wire_is_added_up() -> None:
    first = result(wire={"GET": 2, "PUT": 1}, unsafe_requests=1, leftovers=("a",), notes=("n", "m"))
    second = result(wire={"GET": 3}, leftovers=("b",), notes=("n",), complete=False)

    merged = repeats.merge([first, second])

    assert (merged.wire, merged.unsafe_requests, merged.duration_s) == ({"GET": 5, "PUT": 1}, 1, 3.0)
    assert (merged.leftovers, merged.complete) == (("a", "b"), False)
    assert merged.notes == ("the plan was sent 2 times", "n", "m")


def test_one_run_is_its_own_result() -> None:
    only = result(outcome("x", FAIL))

    assert repeats.merge([only]) is only


# --- how often


@pytest.fixture
def run() -> Run:
    """A run whose parts nobody looks at."""
    parts: Any = None
    return Run(parts, parts, Plan("tiny", 7, Profile.SMOKE, (), (), ()), parts)


def _executing(monkeypatch: pytest.MonkeyPatch, results: list[RunResult]) -> list[Run]:
    """Let runs have these results; what was run is in the answer."""
    seen: list[Run] = []
    answers: Iterator[RunResult] = iter(results)

    def execute(run: Run) -> RunResult:
        seen.append(run)
        found = next(answers)
        run.on_checkpoint(found)
        return found

    monkeypatch.setattr("stream_contracts.repeats.runner.execute", execute)
    return seen


def test_the_plan_is_sent_as_often_as_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _executing(monkeypatch, [result(outcome("x", verdict)) for verdict in (PASS, FAIL, PASS)])

    merged = repeats.execute(run, 3)

    assert [each.plan.seed for each in seen] == [7, 8, 9]
    assert (merged.outcomes[0].verdict, merged.seed) == (Verdict.FLAKY, 1)


@pytest.mark.parametrize(
    "ending",
    [{"complete": False}, {"notes": (f"{STOPPED_EARLY}the server is gone",)}, {"leftovers": ("a channel",)}],
    ids=str,
)
def test_a_run_that_does_not_end_well_is_the_last(
    ending: dict[str, Any], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _executing(monkeypatch, [result(), result(**ending), result()])

    repeats.execute(run, 3)

    assert len(seen) == 2


def test_all_runs_share_the_limits(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = Run(run.document, run.rulebook, run.plan, run.target, limits=Limits(max_requests=5, max_seconds=10))
    seen = _executing(monkeypatch, [result(), result(), result(), result()])

    merged = repeats.execute(limited, 4)

    assert [(each.limits.max_requests, each.limits.max_seconds) for each in seen] == [(5, 10), (3, 8.5), (1, 7)]
    assert merged.notes[1] == "stopped early: no requests or no time are left for run 4"
    assert not merged.is_whole


def test_a_checkpoint_holds_what_all_runs_have_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[RunResult] = []
    watched = Run(run.document, run.rulebook, run.plan, run.target, on_checkpoint=kept.append)
    _executing(monkeypatch, [result(outcome("x", FAIL)), result(outcome("x", PASS))])

    repeats.execute(watched, 2)

    assert [found.outcomes[0].verdict for found in kept] == [FAIL, Verdict.FLAKY]

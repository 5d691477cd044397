from __future__ import annotations

from dataclasses import replace

import pytest
from report_samples import EMPTY, FAILED, GREEN, HOSTILE_RESULT, INTERRUPTED, MIXED, REPEATED, UNPROVEN, WARNED

from stream_contracts.reports.wording import run_problems, sentence, wire_sentence
from stream_contracts.result import RunResult


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (GREEN, "PASS  2 of 2 selected requirements hold (1 skipped) in 3.1 s; exit 0: every selected MUST passed"),
        (
            MIXED,
            "FAIL  2 of 5 selected requirements hold (1 failed, 1 not proven, 1 warned, 1 skipped) in 3.1 s; "
            "exit 1: 1 requirement is broken",
        ),
        (
            replace(GREEN, outcomes=(UNPROVEN,) * 2),
            "NOT PROVEN  0 of 2 selected requirements hold (2 not proven) in 3.1 s; "
            "exit 2: 2 requirements are not proven; no requirement was shown to hold",
        ),
        (
            EMPTY,
            "NOT PROVEN  0 of 0 selected requirements hold in 3.1 s; exit 2: no requirement was shown to hold",
        ),
        (
            replace(GREEN, complete=False),
            "INTERRUPTED  2 of 2 selected requirements hold (1 skipped) in 3.1 s; "
            "exit 130: the run was interrupted; the results are partial",
        ),
        (
            INTERRUPTED,
            "INTERRUPTED  2 of 2 selected requirements hold (1 skipped) in 3.1 s; "
            "exit 130: the run was interrupted; the results are partial; 1 thing created and not deleted: channel 7",
        ),
        (
            replace(GREEN, outcomes=(FAILED, WARNED), unsafe_requests=2),
            "FAIL  0 of 2 selected requirements hold (1 failed, 1 warned) in 3.1 s; "
            "exit 1: 1 requirement is broken; 2 requests sent outside the safety level",
        ),
        (
            REPEATED,
            "FAIL  1 of 2 selected requirements hold (1 flaky) in 3.1 s; exit 1: 1 requirement is flaky; "
            "1 entry of the baseline holds no longer: streamdetails/a/b holds now: remove it",
        ),
        (
            replace(GREEN, outcomes=(WARNED,)),
            "PASS  0 of 1 selected requirement holds (1 warned) in 3.1 s; exit 0: every selected MUST passed",
        ),
    ],
)
def test_the_verdict_is_one_sentence(result: RunResult, expected: str) -> None:
    assert sentence(result) == expected


def test_the_verdict_is_safe_to_print() -> None:
    assert sentence(HOSTILE_RESULT).isprintable()


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"POST": 400, "GET": 12}, "412 requests sent: GET 12, POST 400; 0 unsafe requests sent"),
        ({"GET": 1}, "1 request sent: GET 1; 0 unsafe requests sent"),
        ({}, "0 requests sent; 0 unsafe requests sent"),
    ],
)
def test_the_wire_is_counted(wire: dict[str, int], expected: str) -> None:
    assert wire_sentence(replace(GREEN, wire=wire)) == expected


def test_a_complete_green_run_has_no_problems() -> None:
    assert not list(run_problems(GREEN))

from __future__ import annotations

from dataclasses import replace

import pytest
from report_samples import FAILED, MIXED, PASSED, requirement

from stream_contracts.reports.matrix import family, matrix, merge
from stream_contracts.verdicts import Verdict


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("success", "answers"),
        ("accepts-valid", "answers"),
        ("statuses", "answers"),
        ("no-server-error", "answers"),
        ("200.content-type", "answers"),
        ("4XX.header.Retry-After", "answers"),
        ("200.header.schema", "answers"),
        ("200.schema", "schemas"),
        ("request.example.added", "examples"),
        ("body.required", "input"),
        ("body[].type", "input"),
        ("header.X-Foo.required", "input"),
        ("path.a/b.type", "input"),
        ("auth.BearerAuth.missing", "auth"),
        ("method.undeclared", "methods"),
        ("", "other"),
        ("news.of.tomorrow", "other"),
    ],
)
def test_the_family_follows_from_the_id(what: str, expected: str) -> None:
    assert family(f"streamdetails/addChannel/{what}") == expected


def test_rules_are_a_family() -> None:
    assert (family("streamdetails/rule/200.schema"), family("streamdetails")) == ("rules", "other")


def test_outcomes_are_counted_by_operation_and_family() -> None:
    counted = matrix(MIXED.outcomes)
    assert counted.columns == ("answers", "schemas", "input", "rules")
    assert [(row.label, row.worst, dict(row.cells)) for row in counted.rows] == [
        ("addChannel", Verdict.FAIL, {"answers": {Verdict.PASS: 1}, "input": {Verdict.FAIL: 1}}),
        ("getChannel", Verdict.NOT_PROVEN, {"schemas": {Verdict.NOT_PROVEN: 1, Verdict.SKIPPED: 1}}),
        ("rules", Verdict.WARN, {"rules": {Verdict.WARN: 1, Verdict.PASS: 1}}),
    ]


def test_rows_are_merged() -> None:
    other = replace(PASSED, requirement=requirement("success", "getChannel"))
    rows = matrix([PASSED, FAILED, other]).rows
    assert merge(rows, "2 others").counts == {Verdict.FAIL: 1, Verdict.PASS: 2}

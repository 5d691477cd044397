"""What changed between two results."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import outcome, result

from stream_contracts.changes import KINDS, compare
from stream_contracts.verdicts import ExitCode, Outcome, Verdict
from stream_specs.errors import UserError

FAIL, FLAKY, PASS, WARN = Verdict.FAIL, Verdict.FLAKY, Verdict.PASS, Verdict.WARN
NOT_PROVEN, SKIPPED = Verdict.NOT_PROVEN, Verdict.SKIPPED
MOVES = [
    ("broken", PASS, FAIL),
    ("broken", WARN, FLAKY),
    ("broken", NOT_PROVEN, FAIL),
    ("broken", SKIPPED, FAIL),
    ("broken", None, FAIL),
    ("fixed", FAIL, PASS),
    ("fixed", FLAKY, PASS),
    ("fixed", FAIL, WARN),
    ("unproven", PASS, NOT_PROVEN),
    ("unproven", PASS, SKIPPED),
    ("unproven", WARN, NOT_PROVEN),
    ("unproven", FAIL, NOT_PROVEN),
    ("unproven", FLAKY, SKIPPED),
    ("proven", NOT_PROVEN, PASS),
    ("proven", SKIPPED, WARN),
    ("other", PASS, WARN),
    ("other", FAIL, FLAKY),
    ("other", NOT_PROVEN, SKIPPED),
    ("other", None, PASS),
    ("other", None, NOT_PROVEN),
    ("other", FAIL, None),
    ("", PASS, PASS),
    ("", FAIL, FAIL),
]


def _outcomes(verdict: Verdict | None) -> list[Outcome]:
    return [outcome("x", verdict)] if verdict else []


@pytest.mark.parametrize(("kind", "before", "after"), MOVES)
def test_a_change_is_of_one_kind(kind: str, before: Verdict | None, after: Verdict | None) -> None:
    found = compare(result(*_outcomes(before)), result(*_outcomes(after)))

    assert {name: [change.requirement for change in getattr(found, name)] for name in KINDS} == {
        name: ["tiny/op/x"] if name == kind else [] for name in KINDS
    }


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (PASS, FAIL, ExitCode.VIOLATION),
        (FAIL, NOT_PROVEN, ExitCode.UNPROVEN),
        (FAIL, PASS, ExitCode.OK),
        (FAIL, FAIL, ExitCode.OK),
        (FAIL, FLAKY, ExitCode.OK),
    ],
)
def test_the_exit_code_is_about_what_got_worse(before: Verdict, after: Verdict, code: ExitCode) -> None:
    assert compare(result(outcome("x", before)), result(outcome("x", after))).exit_code is code


def test_a_known_failure_is_a_failure() -> None:
    known = result(outcome("x", SKIPPED, known="fail"))

    assert compare(known, result(outcome("x", PASS))).fixed
    assert compare(result(outcome("x", PASS)), known).broken
    assert not compare(result(outcome("x", FAIL)), known).other


def test_facts_that_differ_are_said() -> None:
    old, new = result(), result(profile="smoke", complete=False)

    assert compare(old, new).differing == ("profile: standard -> smoke", "the newer run was interrupted")


def test_results_of_two_apis_are_not_compared() -> None:
    with pytest.raises(UserError, match="one result is of `tiny`, the other of `other`"):
        compare(result(), result(api="other"))


_results = st.lists(
    st.builds(outcome, st.sampled_from("abc"), st.sampled_from(Verdict)),
    max_size=3,
    unique_by=lambda found: found.requirement.id,
).map(lambda outcomes: result(*outcomes))


@given(_results, _results)
def test_every_requirement_changes_at_most_once(old: object, new: object) -> None:
    found = compare(old, new)  # type: ignore[arg-type]
    names = [change.requirement for kind in KINDS for change in getattr(found, kind)]

    assert len(names) == len(set(names))


@given(_results)
def test_nothing_changes_between_a_result_and_itself(found: object) -> None:
    assert not any(getattr(compare(found, found), kind) for kind in KINDS)  # type: ignore[arg-type]

"""A baseline works both ways: what it lists does not fail a run, and what it lists wrongly does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import outcome, requirement, result

from stream_contracts.baseline import Baseline, Entry, apply, check_ids
from stream_contracts.result import STOPPED_EARLY, RunResult
from stream_contracts.verdicts import ExitCode, Verdict
from stream_specs.errors import UserError

LAST_DAY = date(2026, 1, 2)  # the day of the result
ENTRY = Entry("tiny/op/x", "a known bug", "https://example.org/7", LAST_DAY)
FLAKY = Entry("tiny/op/x", "a race", "https://example.org/8", LAST_DAY, flaky=True)
EXPIRED = Entry("tiny/op/x", "a known bug", "https://example.org/7", date(2026, 1, 1))
FAIL, PASS, WARN, SKIPPED = Verdict.FAIL, Verdict.PASS, Verdict.WARN, Verdict.SKIPPED
NOT_PROVEN = Verdict.NOT_PROVEN
HOLDS = "tiny/op/x holds now: remove its entry"
OLD = "the entry of tiny/op/x expired on 2026-01-01"
IS_FLAKY = "tiny/op/x is flaky, and listed as failing: add `flaky = true`"

ENTRIES = [
    ("a listed failure is known", ENTRY, FAIL, SKIPPED, ""),
    ("what holds is stale", ENTRY, PASS, PASS, HOLDS),
    ("a quirk is no failure", ENTRY, WARN, WARN, HOLDS),
    ("what is not proven shows nothing", ENTRY, NOT_PROVEN, NOT_PROVEN, ""),
    ("what is skipped shows nothing", ENTRY, SKIPPED, SKIPPED, ""),
    ("flaky is not failing", ENTRY, Verdict.FLAKY, Verdict.FLAKY, IS_FLAKY),
    ("a flaky one may fail", FLAKY, FAIL, SKIPPED, ""),
    ("a flaky one may do both", FLAKY, Verdict.FLAKY, SKIPPED, ""),
    ("a flaky one may hold", FLAKY, PASS, PASS, ""),
    ("an expired one excuses nothing", EXPIRED, FAIL, FAIL, OLD),
    ("an expired one that holds can go", EXPIRED, PASS, PASS, HOLDS),
    ("an expired one is stale in any case", EXPIRED, NOT_PROVEN, NOT_PROVEN, OLD),
]


def _baseline(*entries: Entry, profile: str = "standard", safety: str = "full") -> Baseline:
    return Baseline("tiny", profile, safety, entries)


@pytest.mark.parametrize(
    ("entry", "before", "after", "stale"), [row[1:] for row in ENTRIES], ids=[r[0] for r in ENTRIES]
)
def test_an_entry_excuses_what_it_lists_and_nothing_else(
    entry: Entry, before: Verdict, after: Verdict, stale: str
) -> None:
    judged = apply(result(outcome("x", before), outcome("other", PASS)), _baseline(entry))

    assert [found.verdict for found in judged.outcomes] == [after, PASS]
    assert judged.stale_baseline == ((stale,) if stale else ())
    assert (judged.exit_code is ExitCode.VIOLATION) == bool(stale)


def test_a_known_failure_keeps_its_evidence_and_says_why_it_is_accepted() -> None:
    failed = outcome("x", FAIL, expected="400", actual="200", curl="curl x")

    known = apply(result(failed, outcome("other", PASS)), _baseline(ENTRY)).outcomes[0]

    assert (known.known, known.expected, known.actual, known.curl) == ("fail", "400", "200", "curl x")
    assert known.detail == "known failure until 2026-01-02: a known bug (https://example.org/7)"


def test_a_failure_that_is_not_listed_fails_the_run() -> None:
    judged = apply(result(outcome("x", FAIL), outcome("y", FAIL)), _baseline(ENTRY))

    assert [found.verdict for found in judged.outcomes] == [SKIPPED, FAIL]
    assert judged.exit_code is ExitCode.VIOLATION


@pytest.mark.parametrize(
    ("run", "trusted"),
    [
        ({}, True),
        ({"profile": "deep"}, True),
        ({"profile": "smoke"}, False),
        ({"safety": "own-resources"}, False),
        ({"profile": "recorded", "safety": "passive"}, False),
        ({"complete": False}, False),
        ({"notes": (f"{STOPPED_EARLY}the server is gone",)}, False),
    ],
)
def test_that_something_holds_is_believed_of_a_whole_run_that_asked_as_much(run: dict[str, Any], trusted: bool) -> None:
    judged = apply(result(outcome("x", PASS), **run), _baseline(ENTRY))

    assert judged.stale_baseline == ((HOLDS,) if trusted else ())


def test_a_run_that_asks_less_says_so() -> None:
    judged = apply(result(outcome("x", PASS), profile="smoke"), _baseline(ENTRY))

    assert judged.notes == (
        "the baseline is of a run with profile standard and safety full: this run asks less, so it cannot show that an "
        "entry holds now",
    )


def test_an_entry_must_name_a_whole_id() -> None:
    with pytest.raises(UserError, match="there is no requirement `tiny/op/x`") as raised:
        check_ids(_baseline(ENTRY), [requirement("xy")], "known.toml")

    assert (raised.value.where, raised.value.hint) == ("known.toml", "did you mean `tiny/op/xy`?")


def test_every_entry_that_names_a_requirement_is_accepted() -> None:
    check_ids(_baseline(ENTRY), [requirement("x")], "known.toml")


_outcomes = st.lists(
    st.builds(outcome, st.sampled_from("xyz"), st.sampled_from(Verdict)),
    max_size=3,
    unique_by=lambda found: found.requirement.id,
)


@given(_outcomes)
def test_an_empty_baseline_changes_nothing(outcomes: list[Any]) -> None:
    found: RunResult = result(*outcomes)

    assert apply(found, _baseline()) == found

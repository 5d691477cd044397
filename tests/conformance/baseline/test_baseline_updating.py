"""Updating a baseline: what fails is added, what holds is removed, the rest stays as people wrote it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from results import outcome, result

from stream_contracts.baseline import Baseline, Entry, Proposal, apply, update
from stream_contracts.result import STOPPED_EARLY
from stream_contracts.verdicts import ExitCode, Outcome, Verdict
from stream_specs.errors import UserError

TODAY = date(2026, 1, 2)
LATER, LONG_AGO = date(2026, 3, 1), date(2025, 1, 1)
PROPOSAL = Proposal("new", "https://example.org/9", LATER)
RENEWAL = Proposal("new", "https://example.org/9", LATER, renewed=LATER)
ENTRY = Entry("tiny/op/x", "old", "https://example.org/7", date(2026, 2, 1))
FLAKY = Entry("tiny/op/x", "old", "https://example.org/7", date(2026, 2, 1), flaky=True)
EXPIRED = Entry("tiny/op/x", "old", "https://example.org/7", LONG_AGO)
FAIL, PASS = Verdict.FAIL, Verdict.PASS


def _baseline(*entries: Entry) -> Baseline:
    return Baseline("tiny", "standard", "full", entries)


def _entry(what: str, **more: Any) -> Entry:
    return Entry(**{"requirement": f"tiny/op/{what}", "reason": "new", "link": PROPOSAL.link, "expires": LATER, **more})


def test_the_first_baseline_lists_what_fails_in_the_order_of_the_requirements() -> None:
    found = result(outcome("b", FAIL), outcome("c", PASS), outcome("a", Verdict.FLAKY))

    made = update(None, found, PROPOSAL, TODAY)

    assert made.baseline == _baseline(_entry("b"), _entry("a", flaky=True))
    assert (made.added, made.removed) == (("tiny/op/b", "tiny/op/a"), ())


ENTRIES: list[tuple[str, Entry, Outcome, Proposal, Entry | None]] = [
    ("what still fails is left alone", ENTRY, outcome("x", FAIL), PROPOSAL, ENTRY),
    ("a known failure still fails", ENTRY, outcome("x", Verdict.SKIPPED, known="fail"), PROPOSAL, ENTRY),
    ("what holds goes", ENTRY, outcome("x", PASS), PROPOSAL, None),
    ("a quirk is no failure", ENTRY, outcome("x", Verdict.WARN), PROPOSAL, None),
    ("what is not proven stays", ENTRY, outcome("x", Verdict.NOT_PROVEN), PROPOSAL, ENTRY),
    ("what is skipped stays", ENTRY, outcome("x", Verdict.SKIPPED), PROPOSAL, ENTRY),
    ("what the result lacks stays", ENTRY, outcome("y", PASS), PROPOSAL, ENTRY),
    ("a failure becomes flaky", ENTRY, outcome("x", Verdict.FLAKY), PROPOSAL, FLAKY),
    ("flaky stays flaky", FLAKY, outcome("x", FAIL), PROPOSAL, FLAKY),
    ("a flaky one may hold by chance", FLAKY, outcome("x", PASS), PROPOSAL, FLAKY),
    ("an expired one that holds goes", EXPIRED, outcome("x", PASS), PROPOSAL, None),
    (
        "an expired one is renewed on request",
        EXPIRED,
        outcome("x", FAIL),
        RENEWAL,
        Entry("tiny/op/x", "old", "https://example.org/7", LATER),
    ),
    ("one that has not expired keeps its day", ENTRY, outcome("x", FAIL), RENEWAL, ENTRY),
]


@pytest.mark.parametrize(
    ("entry", "seen", "proposal", "expected"), [row[1:] for row in ENTRIES], ids=[row[0] for row in ENTRIES]
)
def test_an_entry_stays_or_goes(entry: Entry, seen: Outcome, proposal: Proposal, expected: Entry | None) -> None:
    made = update(_baseline(entry), result(seen), proposal, TODAY)

    assert made.baseline.entries == ((expected,) if expected else ())
    assert made.removed == (() if expected else ("tiny/op/x",))
    assert made.added == ()


REFUSALS = {
    "a new entry without a reason": (None, {}, Proposal("", "https://example.org/9", LATER), "without a reason"),
    "a new entry without a link": (None, {}, Proposal("new", "", LATER), "`tiny/op/x` and 1 more"),
    "an expired entry": (EXPIRED, {}, PROPOSAL, "the entry of `tiny/op/x` expired on 2025-01-01"),
    "an interrupted run": (ENTRY, {"complete": False}, PROPOSAL, "interrupted or stopped early"),
    "a run that stopped early": (ENTRY, {"notes": (f"{STOPPED_EARLY}x",)}, PROPOSAL, "interrupted or stopped early"),
    "a smaller run": (ENTRY, {"profile": "smoke"}, PROPOSAL, "asked less"),
    "a more careful run": (ENTRY, {"safety": "read-only"}, PROPOSAL, "asked less"),
    "recorded traffic": (None, {"profile": "recorded"}, PROPOSAL, "needs the result of a run"),
    "another API": (ENTRY, {"api": "other"}, PROPOSAL, "the baseline is of `tiny`, the result of `other`"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_decided_is_refused(name: str) -> None:
    entry, run, proposal, what = REFUSALS[name]
    old = _baseline(entry) if entry else None

    with pytest.raises(UserError) as raised:
        update(old, result(outcome("x", FAIL), outcome("y", FAIL), **run), proposal, TODAY)

    assert what in raised.value.what
    assert raised.value.hint


@pytest.mark.parametrize("verdict", list(Verdict))
def test_after_an_update_the_same_run_is_no_violation(verdict: Verdict) -> None:
    found = result(outcome("x", verdict), outcome("other", PASS))

    made = update(_baseline(ENTRY), found, RENEWAL, TODAY)

    assert apply(found, made.baseline).exit_code is not ExitCode.VIOLATION

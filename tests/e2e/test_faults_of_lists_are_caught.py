"""Faults of lists, links, conditions and time, on an API that has them all: the rule that each breaks catches it."""

from __future__ import annotations

import pytest
import unreported

from stream_contracts import checking
from stream_contracts.cases import Profile
from stream_contracts.faults import lists, relations
from stream_contracts.faults.fault import Placed
from stream_contracts.faults.table import catalogue
from stream_contracts.mock.server import make, running_mock
from stream_contracts.result import RunResult
from stream_contracts.target import Options
from stream_contracts.verdicts import Level, Verdict

API = "twitch-kraken"
IDS = {fault.id for fault in (*lists.FAULTS, *relations.FAULTS)} | {"scope-ignored", "refresh-changes-nothing"}
PLACED = [placed for placed in catalogue(make(API)) if placed.fault.id in IDS]
TWICE = ("limit-ignored", "page-skips-item", "summary-wrong", "cooldown-ignored", "form-ignored", "scope-ignored")


def check(fault: str, only: tuple[str, ...]) -> RunResult:
    """Judge some requirements against the mock with a fault, whose clock may be moved."""
    with running_mock(API, fault=fault) as mock:
        auth = tuple(f"{name}={secret}" for name, secret in mock.credentials.items())
        options = Options(url=mock.url, auth=auth, control=True)
        return unreported.execute(checking.prepare(API, Profile.SMOKE, 1, only, options))


@pytest.mark.parametrize("placed", PLACED, ids=lambda placed: placed.name)
def test_the_requirement_that_a_fault_breaks_catches_it(placed: Placed) -> None:
    (outcome,) = check(placed.name, (placed.requirement,)).outcomes

    assert outcome.verdict is (Verdict.FAIL if outcome.requirement.level is Level.MUST else Verdict.WARN)
    assert outcome.curl.startswith("curl ")


@pytest.mark.parametrize("fault", TWICE)
def test_no_other_rule_fails_but_those_about_the_same_thing(fault: str) -> None:
    placed = next(placed for placed in PLACED if placed.fault.id == fault)

    result = check(placed.name, (f"{API}/rule",))

    bad = [o.requirement for o in result.outcomes if o.verdict in (Verdict.FAIL, Verdict.WARN)]
    assert placed.requirement in {requirement.id for requirement in bad}
    assert len(bad) <= 4


def test_each_of_these_faults_has_a_place_here() -> None:
    assert {placed.fault.id for placed in PLACED} == IDS

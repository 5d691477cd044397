"""How a plan is cut into parts."""

from __future__ import annotations

from itertools import pairwise

import pytest
import tiny

from stream_contracts import data, plan, rulebook, sharding
from stream_contracts.cases import Case, Expectation, Profile
from stream_contracts.exchange import Call
from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rulebook
from stream_specs.errors import UserError

APIS = ("streamdetails", "twitch-kraken")


def made(api: str, profile: Profile = Profile.SMOKE) -> tuple[Plan, Rulebook]:
    book = rulebook.load(data.rules_file(api), api)
    return plan.make(data.document(api), book, profile, seed=1), book


@pytest.mark.parametrize("count", [1, 3, 50])
@pytest.mark.parametrize("api", APIS)
def test_every_case_and_rule_is_in_one_part(api: str, count: int) -> None:
    whole, book = made(api)

    parts = [sharding.cut(whole, book, index, count)[0] for index in range(1, count + 1)]

    assert sorted(case.id for part in parts for case in part.cases) == sorted(case.id for case in whole.cases)
    assert sorted(rule.id for part in parts for rule in part.rules) == sorted(rule.id for rule in whole.rules)
    assert all(part.requirements == whole.requirements for part in parts)


@pytest.mark.parametrize("api", APIS)
def test_the_cases_of_an_operation_stay_together(api: str) -> None:
    whole, book = made(api)

    parts = [{case.call.operation for case in sharding.cut(whole, book, index, 4)[0].cases} for index in range(1, 5)]

    assert sum(map(len, parts)) == len(set.union(*parts))


def test_the_parts_are_about_equally_large() -> None:
    whole, book = made("twitch-kraken")

    sizes = sorted(len(sharding.cut(whole, book, index, 4)[0].cases) for index in range(2, 5))

    assert sizes[-1] - sizes[0] <= len(whole.cases) / 8


def test_what_others_would_disturb_is_in_the_first_part() -> None:
    read, set_ = {"operation": "read"}, {"operation": "set", "body": "$value"}
    setter = tiny.rule("setter-readback", set=set_, read=read, at="/name", value="$unique")
    again = tiny.rule("same-answer", calls=[read, read])
    book = tiny.book(rules=[{**setter, "id": "setter"}, {**again, "id": "again"}], cooldowns={"slow": 5})
    cases = tuple(Case(name, Call(name), Expectation.ACCEPTED, (), "") for name in ("read", "slow", "set", "other"))
    whole = Plan("tiny", 1, Profile.SMOKE, (), cases, book.rules)

    first, rest = (sharding.cut(whole, book, index, 2)[0] for index in (1, 2))

    assert {case.call.operation for case in first.cases} == {"set", "slow"}
    assert {rule.id for rule in first.rules} == {"tiny/rule/setter", "tiny/rule/again"}
    assert {case.call.operation for case in rest.cases} == {"read", "other"}


def test_a_deep_search_is_shared_out() -> None:
    whole, book = made("streamdetails", Profile.DEEP)
    assert whole.deep is not None

    parts = [sharding.cut(whole, book, index, 3)[0].deep for index in (1, 2, 3)]

    assert sorted(name for part in parts if part for name in part.operations) == sorted(whole.deep.operations)


def test_the_parts_of_a_plan_give_different_names_and_say_whose_parts_they_are() -> None:
    whole, book = made("streamdetails")

    parts = [sharding.cut(whole, book, index, count)[1] for count in (1, 2, 3) for index in range(1, count + 1)]

    seeds = sorted(part.names_seed(seed) for part in parts for seed in (0, 1, 2))
    assert all(left < right for left, right in pairwise(seeds))
    assert {part.plan_sha256 for part in parts} == {whole.sha256}


def test_a_part_is_read() -> None:
    assert sharding.parse("2/12") == (2, 12)


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "-1/2", "1/0", "1/2/3", "a/b", "1 / 2", "²/2"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="is not `i/n`"):
        sharding.parse(text)


ENGINES = {
    "Kubernetes": ("auto/4", {"JOB_COMPLETION_INDEX": "0"}, (1, 4)),
    "Kubernetes, the last": ("auto/4", {"JOB_COMPLETION_INDEX": "3"}, (4, 4)),
    "GitLab": ("auto", {"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"}, (1, 3)),
    "GitLab, of how many is said": ("auto/5", {"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"}, (2, 5)),
    "Buildkite": ("auto", {"BUILDKITE_PARALLEL_JOB": "1", "BUILDKITE_PARALLEL_JOB_COUNT": "2"}, (2, 2)),
}


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_says_which_part_it_is(name: str) -> None:
    text, environment, part = ENGINES[name]

    assert sharding.parse(text, environment) == part


@pytest.mark.parametrize(
    ("text", "environment", "message"),
    [
        ("auto/4", {}, "does not say which part"),
        ("auto", {"JOB_COMPLETION_INDEX": "0"}, "does not say which part"),
        ("auto/4", {"JOB_COMPLETION_INDEX": "four"}, "does not say which part"),
        ("auto/4", {"JOB_COMPLETION_INDEX": "4"}, "is not `i/n`"),
        ("auto/0", {"JOB_COMPLETION_INDEX": "0"}, "is not `i/n`"),
        ("auto", {"CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "3"}, "is not `i/n`"),
    ],
)
def test_what_no_engine_says_is_refused(text: str, environment: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        sharding.parse(text, environment)

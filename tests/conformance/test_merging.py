"""One result of the parts of a plan."""

from __future__ import annotations

from typing import Any

import pytest
from results import outcome, result

from stream_contracts import merging
from stream_contracts.outcomes import NEVER_OCCURRED, NOTHING_ACCEPTED, STOPPED
from stream_contracts.reports import result_json, wording
from stream_contracts.result import STOPPED_EARLY, RunResult, Shard
from stream_contracts.verdicts import ExitCode, Outcome, Verdict
from stream_specs.errors import UserError

FAIL, FLAKY, PASS, WARN = Verdict.FAIL, Verdict.FLAKY, Verdict.PASS, Verdict.WARN
NOT_PROVEN, SKIPPED = Verdict.NOT_PROVEN, Verdict.SKIPPED


def part(index: int, count: int, *outcomes: Outcome, **more: Any) -> RunResult:
    values = {"alive": (), "unsettled": {}, **more}
    shard = Shard(index, count, values.pop("alive"), values.pop("unsettled"))
    return result(*outcomes, shard=shard, **values)


def unproven(detail: str = NEVER_OCCURRED) -> Outcome:
    return outcome("x", NOT_PROVEN, evidence=0, detail=detail)


def skipped() -> Outcome:
    return outcome("x", SKIPPED, evidence=0, detail="not permitted")


POOLS = [
    ([outcome("x", PASS), unproven()], PASS, "held in 1 observation"),
    ([outcome("x", PASS, evidence=2), outcome("x", PASS, evidence=3)], PASS, "held in 5 observations"),
    ([outcome("x", PASS), outcome("x", FAIL)], FAIL, "it is fail"),
    ([outcome("x", FLAKY), outcome("x", PASS)], FLAKY, "it is flaky"),
    ([outcome("x", FLAKY), outcome("x", FAIL)], FAIL, "it is fail"),
    ([outcome("x", PASS), outcome("x", WARN)], WARN, "it is warn"),
    ([unproven(), skipped()], SKIPPED, "not permitted"),
    ([unproven(f"{STOPPED}{STOPPED_EARLY}no"), skipped()], SKIPPED, "not permitted"),
    ([unproven(f"was not proven in 2 of 2 runs: {NOTHING_ACCEPTED}"), skipped()], SKIPPED, "not permitted"),
    ([skipped(), unproven("could not create `thing`")], NOT_PROVEN, "could not create `thing`"),
    ([unproven(), unproven("no answer")], NOT_PROVEN, "no answer"),
    ([unproven(), unproven()], NOT_PROVEN, NEVER_OCCURRED),
]


@pytest.mark.parametrize(("outcomes", "verdict", "detail"), POOLS)
def test_the_parts_are_pooled(outcomes: list[Outcome], verdict: Verdict, detail: str) -> None:
    parts = [part(index, len(outcomes), each) for index, each in enumerate(outcomes, 1)]

    for order in (parts, parts[::-1]):
        merged = merging.merge(order)
        assert [(found.verdict, found.detail) for found in merged.outcomes] == [(verdict, detail)]
        assert merged.shard is None


@pytest.mark.parametrize(("alive", "verdict", "evidence"), [(("op",), PASS, 3), ((), NOT_PROVEN, 0)])
def test_refusals_count_when_another_part_saw_the_operation_accept_something(
    alive: tuple[str, ...], verdict: Verdict, evidence: int
) -> None:
    home = part(1, 2, unproven(NOTHING_ACCEPTED), unsettled={"tiny/op/x": 3})

    merged = merging.merge([home, part(2, 2, unproven(), alive=alive)])

    assert [(found.verdict, found.evidence) for found in merged.outcomes] == [(verdict, evidence)]


def test_what_went_over_the_wire_is_added_up() -> None:
    first = part(1, 2, wire={"GET": 2, "PUT": 1}, leftovers=("a",), notes=("n",), duration_s=2.0)
    second = part(
        2, 2, wire={"GET": 3}, unsafe_requests=1, notes=("n", "m"), complete=False, answers={"op": {"200": 1}}
    )

    merged = merging.merge([first, second])

    assert (merged.wire, merged.unsafe_requests, merged.leftovers) == ({"GET": 5, "PUT": 1}, 1, ("a",))
    assert (merged.duration_s, merged.complete, merged.answers) == (2.0, False, {"op": {"200": 1}})
    assert merged.notes == ("merged from 2 parts", "n", "m")


def test_parts_sent_to_several_servers_are_said_to_be() -> None:
    merged = merging.merge([part(1, 2), part(2, 2, target="http://127.0.0.1:2/v1")])

    assert "the parts were sent to 2 servers: http://127.0.0.1:1/v1, http://127.0.0.1:2/v1" in merged.notes


MISTAKES = {
    "nothing": ([], "there is nothing to merge"),
    "a whole run": ([result()], "a result of `tiny` is not one of a part"),
    "a part is missing": ([part(1, 3), part(3, 3)], "part 2 of 3 is missing"),
    "a part is there twice": ([part(1, 2), part(1, 2), part(2, 2)], "part 1 of 2 is there twice"),
    "different cuts": ([part(1, 2), part(2, 3)], "cut into different numbers of parts"),
    "different plans": ([part(1, 2), part(2, 2, plan_sha256="b2")], "their plan_sha256 differs"),
    "different APIs": ([part(1, 2), part(2, 2, api="other")], "their api differs"),
    "different safety": ([part(1, 2), part(2, 2, safety="read-only")], "their safety differs"),
    "different requirements": ([part(1, 2, outcome("x", PASS)), part(2, 2, outcome("y", PASS))], "requirements differ"),
    "one has fewer": ([part(1, 2, outcome("x", PASS)), part(2, 2)], "requirements differ"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_makes_no_whole_is_refused(name: str) -> None:
    parts, message = MISTAKES[name]

    with pytest.raises(UserError, match=message):
        merging.merge(parts)


EXITS = [
    (part(1, 2, unproven()), ExitCode.OK, "part 1 of 2 breaks no MUST; `merge` gives the verdict"),
    (part(1, 2, outcome("x", FAIL)), ExitCode.VIOLATION, "1 requirement is broken"),
    (part(1, 2, leftovers=("a",)), ExitCode.VIOLATION, "1 thing created and not deleted: a"),
    (part(1, 2, unproven(), notes=(f"{STOPPED_EARLY}x",)), ExitCode.UNPROVEN, "not sent to its end"),
    (part(1, 2, complete=False), ExitCode.INTERRUPTED, "partial"),
]


@pytest.mark.parametrize(("found", "code", "text"), EXITS)
def test_a_part_says_what_it_can(found: RunResult, code: ExitCode, text: str) -> None:
    assert found.exit_code is code
    assert text in wording.exit_sentence(found)


def test_a_part_is_read_as_it_was_written() -> None:
    written = part(2, 3, outcome("x", PASS), alive=("op",), unsettled={"tiny/op/y": 2})

    assert result_json.parse(result_json.render(written), "x").shard == written.shard


def test_several_runs_of_a_part_are_one_part() -> None:
    runs = [part(1, 2, alive=("a",), unsettled={"x": 1}), part(1, 2, alive=("b",), unsettled={"x": 2})]

    assert merging.of_runs(runs) == Shard(1, 2, ("a", "b"), {"x": 3})
    assert merging.of_runs([result()]) is None

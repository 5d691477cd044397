"""From observations to verdicts, and that nothing in an outcome shows a secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from urllib.parse import quote

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts import outcomes
from stream_contracts.documents import Evidence, EvidenceLevel
from stream_contracts.exchange import Call, Exchange, Request, Response
from stream_contracts.redaction import redactor
from stream_contracts.verdicts import SEVERITY, Level, Observation, Outcome, Requirement, Verdict, worst

DOCUMENTED = Evidence(EvidenceLevel.DOCUMENTED, "page#Heading")


def _requirement(what: str, level: Level = Level.MUST, excluded: str = "") -> Requirement:
    operation = "" if what.startswith("rule/") else what.split("/", maxsplit=1)[0]
    return Requirement(f"tiny/{what}", operation, level, "It holds.", DOCUMENTED, excluded)


def _saw(what: str, *oks: bool, quirk: bool = False, exchange: int | None = None) -> list[Observation]:
    return [Observation(f"tiny/{what}", ok, "expected", "actual", exchange, quirk) for ok in oks]


def _conclude(
    requirement: Requirement,
    observations: Sequence[Observation] = (),
    *,
    alive: Sequence[str] = ("op",),
    exchanges: Sequence[Exchange] = (),
    reasons: Mapping[str, str] | None = None,
    skips: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Outcome:
    evidence = outcomes.Evidence(
        observations, exchanges, frozenset(alive), reasons or {}, skips or {}, "http://127.0.0.1:8080"
    )
    return outcomes.conclude([requirement], evidence, redactor(secrets or {}))[0]


# --- verdicts

VERDICTS = [
    ("nothing was seen", Level.MUST, [], Verdict.NOT_PROVEN, "its precondition never occurred"),
    ("it held once", Level.MUST, _saw("op/x", True), Verdict.PASS, "held in 1 observation"),
    ("it held", Level.MUST, _saw("op/x", True, True), Verdict.PASS, "held in 2 observations"),
    ("a MUST was broken", Level.MUST, _saw("op/x", True, False, True), Verdict.FAIL, "broken in 1 of 3 observations"),
    ("a SHOULD was broken", Level.SHOULD, _saw("op/x", False), Verdict.WARN, "broken in 1 of 1 observation"),
    ("a MAY was broken", Level.MAY, _saw("op/x", False), Verdict.WARN, "broken in 1 of 1 observation"),
    (
        "a quirk",
        Level.MUST,
        [*_saw("op/x", True), *_saw("op/x", True, quirk=True)],
        Verdict.WARN,
        "a documented quirk, met in 1 of 2 observations",
    ),
    (
        "broken before a quirk",
        Level.MUST,
        [*_saw("op/x", True, quirk=True), *_saw("op/x", False)],
        Verdict.FAIL,
        "broken in 1 of 2 observations",
    ),
    (
        "something else was seen",
        Level.MUST,
        _saw("op/xy", False),
        Verdict.NOT_PROVEN,
        "its precondition never occurred",
    ),
]


@pytest.mark.parametrize(
    ("level", "observations", "verdict", "detail"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS]
)
def test_observations_decide(level: Level, observations: list[Observation], verdict: Verdict, detail: str) -> None:
    outcome = _conclude(_requirement("op/x", level), observations)

    assert (outcome.verdict, outcome.detail) == (verdict, detail)


@pytest.mark.parametrize(
    "what", ["body.a.type", "query.q.minimum", "path.id.type", "header.X.type", "auth.T.missing", "method.undeclared"]
)
def test_refusals_by_an_operation_that_accepts_nothing_prove_nothing(what: str) -> None:
    for alive, verdict in ((["op"], Verdict.PASS), (["other"], Verdict.NOT_PROVEN)):
        outcome = _conclude(_requirement(f"op/{what}"), _saw(f"op/{what}", True), alive=alive)

        assert outcome.verdict is verdict

    assert outcome.detail == "no valid request was accepted, so a refusal proves nothing"


@pytest.mark.parametrize("what", ["success", "statuses", "400.schema", "accepts-valid", "no-server-error"])
def test_what_is_no_refusal_counts_on_every_operation(what: str) -> None:
    assert _conclude(_requirement(f"op/{what}"), _saw(f"op/{what}", True), alive=[]).verdict is Verdict.PASS


def test_a_rule_needs_no_operation() -> None:
    assert _conclude(_requirement("rule/body.x"), _saw("rule/body.x", True), alive=[]).verdict is Verdict.PASS


def test_a_broken_refusal_counts_on_a_dead_operation_too() -> None:
    assert (
        _conclude(_requirement("op/auth.T.missing"), _saw("op/auth.T.missing", False), alive=[]).verdict is Verdict.FAIL
    )


# --- reasons


def test_what_is_excluded_is_skipped_with_the_reason() -> None:
    outcome = _conclude(_requirement("op/500.schema", excluded="Nobody can bring it about."))

    assert (outcome.verdict, outcome.detail) == (Verdict.SKIPPED, "Nobody can bring it about.")


@pytest.mark.parametrize(("ok", "verdict"), [(True, Verdict.PASS), (False, Verdict.FAIL)])
def test_what_is_excluded_but_occurred_is_judged(ok: bool, verdict: Verdict) -> None:
    requirement = _requirement("op/500.schema", excluded="Nobody can bring it about.")

    assert _conclude(requirement, _saw("op/500.schema", ok)).verdict is verdict


@pytest.mark.parametrize(
    ("reasons", "skips", "verdict", "detail"),
    [
        ({"tiny/op/x": "could not create"}, {}, Verdict.NOT_PROVEN, "could not create"),
        ({}, {"tiny/op/x": "safety is read-only"}, Verdict.SKIPPED, "safety is read-only"),
        ({"tiny/op/x": "gave 500"}, {"tiny/op/x": "safety is read-only"}, Verdict.NOT_PROVEN, "gave 500"),
        ({"tiny/op/y": "other"}, {"tiny/op/z": "other"}, Verdict.NOT_PROVEN, "its precondition never occurred"),
    ],
)
def test_what_was_not_seen_has_a_reason(
    reasons: dict[str, str], skips: dict[str, str], verdict: Verdict, detail: str
) -> None:
    outcome = _conclude(_requirement("op/x"), reasons=reasons, skips=skips)

    assert (outcome.verdict, outcome.detail, outcome.evidence) == (verdict, detail, 0)


@pytest.mark.parametrize("what", ["success", "statuses"])
def test_a_refusal_on_an_operation_that_may_not_be_called_properly_is_skipped(what: str) -> None:
    refused = _saw("op/method.undeclared", True)
    skips = {f"tiny/op/{what}": "safety is read-only"}

    outcome = _conclude(_requirement("op/method.undeclared"), refused, alive=[], skips=skips)

    assert (outcome.verdict, outcome.detail) == (Verdict.SKIPPED, "safety is read-only")


def test_a_reason_does_not_hide_what_was_seen() -> None:
    reasons = {"tiny/op/x": "one of the cases could not be sent"}

    assert _conclude(_requirement("op/x"), _saw("op/x", True), reasons=reasons).verdict is Verdict.PASS
    assert _conclude(_requirement("op/x"), _saw("op/x", False), reasons=reasons).verdict is Verdict.FAIL


def test_outcomes_come_in_the_order_of_the_requirements() -> None:
    required = [_requirement("op/b"), _requirement("op/a"), _requirement("rule/c")]
    evidence = outcomes.Evidence([], [], frozenset(), {}, {}, "")

    found = outcomes.conclude(required, evidence, redactor({}))

    assert [outcome.requirement for outcome in found] == required


_observations = st.lists(
    st.builds(Observation, st.just("tiny/op/x"), st.booleans(), st.just("e"), st.just("a"), st.none(), st.booleans())
)


@given(_observations, st.sampled_from(Level), st.text(max_size=3), st.booleans())
def test_no_pass_without_evidence_and_no_skip_without_a_reason(
    observations: list[Observation], level: Level, excluded: str, lives: bool
) -> None:
    outcome = _conclude(_requirement("op/x", level, excluded), observations, alive=["op"] if lives else [])

    assert outcome.detail
    assert outcome.verdict is not Verdict.PASS or observations
    assert outcome.verdict is not Verdict.SKIPPED or (excluded and not observations)
    assert (outcome.verdict is Verdict.FAIL) == (level is Level.MUST and not all(o.ok for o in observations))


def test_the_worst_verdict_is_the_most_severe_and_nothing_is_not_proven() -> None:
    assert worst([]) is Verdict.NOT_PROVEN
    assert worst([Verdict.SKIPPED, Verdict.PASS]) is Verdict.PASS
    assert worst([Verdict.PASS, Verdict.NOT_PROVEN, Verdict.WARN]) is Verdict.NOT_PROVEN
    assert worst(Verdict) is Verdict.FAIL
    assert set(SEVERITY) == set(Verdict)


# --- what a person needs

CALL = Call("op")
REQUEST = Request("POST", "/v1/things?q=1", (("X-A", "b"),), b'{"a": "\xc3\xa9"}')


def test_a_broken_requirement_shows_the_exchange_that_broke_it_first() -> None:
    exchanges = [
        tiny.exchange(CALL, tiny.response(200), 0),
        tiny.exchange(CALL, tiny.response(418, ["no"]), 1, REQUEST),
    ]
    observations = [*_saw("op/x", True, exchange=0), *_saw("op/x", False, exchange=1), *_saw("op/x", False, exchange=0)]

    outcome = _conclude(_requirement("op/x"), observations, exchanges=exchanges)

    assert (outcome.expected, outcome.actual, outcome.evidence) == ("expected", "actual", 3)
    assert outcome.request == 'POST /v1/things?q=1\nX-A: b\n\n{"a": "é"}'
    assert outcome.response == '418\nContent-Type: application/json\n\n["no"]'
    assert outcome.curl.endswith(
        """-X POST 'http://127.0.0.1:8080/v1/things?q=1' -H 'X-A: b' --data-raw '{"a": "é"}'"""
    )


def test_an_observation_without_an_exchange_shows_none() -> None:
    outcome = _conclude(_requirement("op/x"), _saw("op/x", False))

    assert (outcome.curl, outcome.request, outcome.response) == ("", "", "")


def test_an_exchange_without_an_answer_shows_the_request() -> None:
    outcome = _conclude(
        _requirement("op/x"), _saw("op/x", False, exchange=0), exchanges=[tiny.exchange(CALL, None, 0, REQUEST)]
    )

    assert outcome.request
    assert outcome.response == ""


def test_a_long_body_is_cut_and_one_that_is_no_text_is_shown_all_the_same() -> None:
    answer = Response(200, (), b"\xff" * 5000)

    outcome = _conclude(_requirement("op/x"), _saw("op/x", False, exchange=0), exchanges=[tiny.exchange(CALL, answer)])

    assert len(outcome.response) == len("200\n\n") + 2001
    assert outcome.response.endswith("\N{REPLACEMENT CHARACTER}…")


# --- secrets

CANARY = "me:c4n'ry+/=\"\\ x"
PLACES = {
    "header": CANARY,
    "basic": base64.b64encode(CANARY.encode()).decode(),
    "query": quote(CANARY, safe=","),
    "json": json.dumps(CANARY),
}


def _leaks(outcome: Outcome) -> list[str]:
    shown = json.dumps([str(value) for value in astuple(outcome)], ensure_ascii=False) + repr(outcome)
    parts = ["c4n", *PLACES.values(), quote(CANARY, safe="")]
    return [part for part in parts if part in shown]


@pytest.mark.parametrize("spelling", PLACES.values(), ids=PLACES)
def test_no_secret_is_shown_wherever_it_was(spelling: str) -> None:
    sent = Request("POST", f"/v1?key={PLACES['query']}", (("Authorization", f"Basic {spelling}"),), spelling.encode())
    came = Response(500, (("X-Echo", spelling),), f"you sent {spelling}".encode())
    observation = Observation("tiny/op/x", False, f"not {spelling}", f"the answer {spelling}", 0)

    outcome = _conclude(
        _requirement("op/x"), [observation], exchanges=[tiny.exchange(CALL, came, 0, sent)], secrets={"Basic": CANARY}
    )

    assert not _leaks(outcome)
    assert outcome.verdict is Verdict.FAIL
    assert "[Basic]" in outcome.curl
    assert "[Basic]" in outcome.response


@pytest.mark.parametrize("where", ["reasons", "skips"])
def test_no_secret_is_shown_in_a_reason(where: str) -> None:
    given_ = {where: {"tiny/op/x": f"the server said {CANARY}"}}

    outcome = _conclude(_requirement("op/x"), secrets={"Basic": CANARY}, **given_)  # type: ignore[arg-type]

    assert outcome.detail == "the server said [Basic]"


@pytest.mark.parametrize("length", range(1980, 2001))
def test_a_secret_across_the_cut_is_not_shown(length: int) -> None:
    secret = "0123456789abcdefghijklmnop"
    came = Response(200, (), b"x" * length + secret.encode() + b"x" * 100)

    outcome = _conclude(
        _requirement("op/x"),
        _saw("op/x", False, exchange=0),
        exchanges=[tiny.exchange(CALL, came)],
        secrets={"Token": secret},
    )

    assert secret[:6] not in outcome.response

"""Results made by hand, and a strategy for any result, shared by the tests of the reports."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from stream_contracts.documents import Evidence, EvidenceLevel
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Level, Outcome, Requirement, Verdict

HOSTILE = (
    "</script><script>alert(1)</script>&\"'\x00\x07\x1b[31m\x9b2J\u202eevil\u2066\uffff\r\n]]>\N{PILE OF POO}\t{{7*7}}"
)
DOCUMENTED = Evidence(EvidenceLevel.DOCUMENTED, "streamdetails#Add a channel")
INFERRED = Evidence(EvidenceLevel.INFERRED, "streamdetails#Errors", "as every other operation does")


def requirement(
    what: str, operation: str = "addChannel", text: str = "Holds.", level: Level = Level.MUST, excluded: str = ""
) -> Requirement:
    evidence = DOCUMENTED if level is Level.MUST else INFERRED
    return Requirement(f"streamdetails/{operation or 'rule'}/{what}", operation, level, text, evidence, excluded)


PASSED = Outcome(requirement("success", text="A valid request is answered by 200."), Verdict.PASS, 3, "3 times seen.")
PASSED_RULE = Outcome(requirement("envelope", "", "One of data and error is null."), Verdict.PASS, 400, "Always held.")
FAILED = Outcome(
    requirement("body.channel.maxLength", text="A `channel` of more than 50 characters is refused."),
    Verdict.FAIL,
    2,
    "A name of 51 characters was accepted.",
    expected="400",
    actual='200 {"data": {"id": 7}, "error": null}',
    curl="curl -X POST 'http://127.0.0.1:8080/v1/channel/add' \\\n  -H 'Authorization: Bearer ***' -d '{}'",
    request="POST /v1/channel/add HTTP/1.1\r\nAuthorization: Bearer ***\r\n\r\n{}",
    response='HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"data": {"id": 7}, "error": null}',
)
FLAKY = replace(FAILED, verdict=Verdict.FLAKY, detail="failed in 1 of 2 runs: broken in 1 of 1 observation")
WARNED = Outcome(
    requirement("refresh-changes", "", "Refreshing the URL changes it.", Level.SHOULD),
    Verdict.WARN,
    1,
    "The URL stayed the same.",
    expected="another URL",
    actual="the same URL",
)
UNPROVEN = Outcome(
    requirement("200.schema", "getChannel", "The body of 200 is a Channel."), Verdict.NOT_PROVEN, 0, "No 200 was seen."
)
SKIPPED = Outcome(
    requirement("500.schema", "getChannel", "The body of 500 is an Error.", excluded="no request causes a 500"),
    Verdict.SKIPPED,
    0,
    "no request causes a 500",
)

EMPTY = RunResult(
    api="streamdetails",
    target="http://127.0.0.1:8080/v1",
    started="2026-01-02T03:04:05Z",
    duration_s=3.14159,
    versions={"stream-contracts": "0.1.0", "document": "1.0.0", "schemathesis": "4.32.5"},
    seed=1,
    document_sha256="d0" * 32,
    plan_sha256="a1" * 32,
    profile="standard",
    safety="full",
    complete=True,
    wire={},
    unsafe_requests=0,
    leftovers=(),
    notes=(),
    outcomes=(),
)
GREEN = replace(EMPTY, wire={"POST": 412}, outcomes=(PASSED, SKIPPED, PASSED_RULE))
MIXED = replace(
    EMPTY,
    wire={"POST": 400, "GET": 12},
    notes=("The server answered 401 to everything.",),
    answers={"addChannel": {"200": 7, "418": 1}, "getChannel": {"none": 2}},
    outcomes=(PASSED, FAILED, UNPROVEN, SKIPPED, PASSED_RULE, WARNED),
)
INTERRUPTED = replace(GREEN, complete=False, leftovers=("channel 7",))
REPEATED = replace(GREEN, outcomes=(PASSED, FLAKY), stale_baseline=("streamdetails/a/b holds now: remove it",))
HOSTILE_OUTCOMES = tuple(
    Outcome(
        Requirement(
            f"a/{HOSTILE}/{HOSTILE}", HOSTILE, Level.MUST, HOSTILE, replace(INFERRED, source=HOSTILE, note=HOSTILE)
        ),
        verdict,
        1,
        *[HOSTILE] * 6,
    )
    for verdict in Verdict
)
HOSTILE_RESULT = replace(
    EMPTY,
    api=HOSTILE,
    target=f"javascript:{HOSTILE}",
    profile=HOSTILE,
    versions={HOSTILE: HOSTILE},
    wire={HOSTILE: 1},
    leftovers=(HOSTILE,),
    notes=(HOSTILE,),
    stale_baseline=(HOSTILE,),
    answers={HOSTILE: {HOSTILE: 1}},
    outcomes=HOSTILE_OUTCOMES,
)
RESULTS = {
    "empty": EMPTY,
    "green": GREEN,
    "mixed": MIXED,
    "interrupted": INTERRUPTED,
    "flaky": REPEATED,
    "hostile": HOSTILE_RESULT,
}

_evidence = st.builds(Evidence, st.sampled_from(EvidenceLevel), st.text(), st.text())
_requirements = st.builds(Requirement, st.text(), st.text(), st.sampled_from(Level), st.text(), _evidence, st.text())
_counts = st.integers(min_value=0, max_value=10**6)
_known = st.sampled_from(["", "fail", "flaky"])
_outcomes = st.builds(Outcome, _requirements, st.sampled_from(Verdict), _counts, *[st.text()] * 6, _known)
results = st.builds(
    RunResult,
    api=st.text(),
    target=st.text(),
    started=st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    duration_s=st.floats(min_value=0, max_value=10**6),
    versions=st.dictionaries(st.text(), st.text(), max_size=3),
    seed=st.integers(min_value=-(2**63), max_value=2**63),
    document_sha256=st.text(),
    plan_sha256=st.text(),
    profile=st.text(),
    safety=st.text(),
    complete=st.booleans(),
    wire=st.dictionaries(st.text(), _counts, max_size=3),
    unsafe_requests=_counts,
    leftovers=st.lists(st.text(), max_size=2).map(tuple),
    notes=st.lists(st.text(), max_size=2).map(tuple),
    outcomes=st.lists(_outcomes, max_size=4).map(tuple),
    stale_baseline=st.lists(st.text(), max_size=2).map(tuple),
    answers=st.dictionaries(st.text(), st.dictionaries(st.text(), _counts, max_size=3), max_size=3),
)

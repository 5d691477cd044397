"""What recorded traffic shows, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hars
import jsonschema_rs
import pytest
import tiny

from stream_contracts.recorded.har import read_file
from stream_contracts.recorded.judging import judge_recording
from stream_contracts.reports import result_json
from stream_contracts.result import RunResult
from stream_contracts.verdicts import ExitCode, Verdict

THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
INPUT = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 3}, "size": {"type": "integer"}}}
CREATE = {
    "operationId": "create",
    "requestBody": tiny.body(INPUT, example={"name": "a"}),
    "responses": {"201": tiny.answer(THING), "400": tiny.answer(THING)},
}
DOCUMENT = tiny.document(
    {"POST /things": CREATE, "GET /things": {"operationId": "list", "responses": {"200": tiny.answer(THING)}}},
    schemes={"Token": tiny.TOKEN},
)
RULES = [
    tiny.rule("invariant", **{"assert": [{"check": "one-null", "at": ["/error", "/data"]}]}),
    {**tiny.rule("unknown-id", call={"operation": "list"}), "id": "unknown"},
]
GOOD, WRONG = {"id": 1, "data": 1, "error": None}, {"id": "x", "data": 1, "error": None}


def _judge(folder: Path, *entries: dict[str, Any], only: tuple[str, ...] = ()) -> RunResult:
    book = tiny.book(rules=RULES, refused=["400"])
    return judge_recording(DOCUMENT, book, read_file(hars.write(folder, *entries)), only=only)


def _verdicts(found: RunResult) -> dict[str, Verdict]:
    outcomes = {outcome.requirement.id.removeprefix("tiny/"): outcome.verdict for outcome in found.outcomes}
    return {name: verdict for name, verdict in outcomes.items() if verdict is not Verdict.SKIPPED}


def _create(sent: Any, status: int, answer: Any = GOOD, **more: Any) -> dict[str, Any]:
    return hars.entry("POST", status=status, sent=sent, answer=answer, **more)


PASS, FAIL = Verdict.PASS, Verdict.FAIL
ANSWERED = {
    "create/statuses": PASS,
    "create/no-server-error": PASS,
    "rule/a-rule": PASS,
    "rule/redirects-stay": PASS,
}
ACCEPTED = {**ANSWERED, "create/201.content-type": PASS, "create/201.schema": PASS}
REFUSED = {**ANSWERED, "create/400.content-type": PASS, "create/400.schema": PASS}
del REFUSED["rule/redirects-stay"]
SUCCESS = {"create/success": PASS, "create/accepts-valid": PASS}
LONG = {"name": "abcd"}

TRAFFIC = [
    ("a valid request is accepted", [_create({"name": "a"}, 201)], {**ACCEPTED, **SUCCESS}),
    ("a valid request is refused: nobody knows why", [_create({"name": "a"}, 400)], REFUSED),
    ("an answer has the wrong shape", [_create({}, 201, WRONG)], {**ACCEPTED, **SUCCESS, "create/201.schema": FAIL}),
    (
        "an undocumented status",
        [_create({}, 202)],
        {**ANSWERED, "create/statuses": FAIL},
    ),
    (
        "a wrong request is accepted",
        [_create(LONG, 201)],
        {**ACCEPTED, "create/body.name.maxLength": FAIL},
    ),
    (
        "two things are wrong and accepted",
        [_create({"name": "abcd", "size": "x"}, 201)],
        {**ACCEPTED, "create/body.name.maxLength": FAIL, "create/body.size.type": FAIL},
    ),
    (
        "a wrong request is refused, and a valid one is not",
        [_create(LONG, 400), _create({}, 201)],
        {**REFUSED, **ACCEPTED, **SUCCESS, "create/body.name.maxLength": PASS},
    ),
    ("a refusal proves nothing where nothing is accepted", [_create(LONG, 400)], REFUSED),
    (
        "two things are wrong and refused: nobody knows for which",
        [_create({"name": "abcd", "size": "x"}, 400), _create({}, 201)],
        {**REFUSED, **ACCEPTED, **SUCCESS},
    ),
    (
        "refused with another status: nobody knows why",
        [_create(LONG, 404), _create({}, 201)],
        {**ACCEPTED, **SUCCESS, "create/statuses": FAIL},
    ),
    (
        "the recorder left out the answer's body",
        [_create({}, 201, response_headers={}) | {"response": {"status": 201, "headers": [], "content": {"size": 9}}}],
        {
            **ANSWERED,
            **SUCCESS,
            "create/201.content-type": FAIL,
        },
    ),
]
del TRAFFIC[-1][2]["rule/a-rule"]


@pytest.mark.parametrize(("entries", "expected"), [row[1:] for row in TRAFFIC], ids=[row[0] for row in TRAFFIC])
def test_traffic_shows_what_it_can_and_no_more(
    entries: list[dict[str, Any]], expected: dict[str, Verdict], tmp_path: Path
) -> None:
    assert _verdicts(_judge(tmp_path, *entries)) == expected


def test_a_body_that_is_no_json_and_is_accepted_breaks_a_requirement(tmp_path: Path) -> None:
    entry = _create({}, 201)
    entry["request"]["postData"]["text"] = '{"name": '

    assert _verdicts(_judge(tmp_path, entry))["create/body.syntax"] is FAIL


def test_a_missing_credential_is_no_evidence_because_recorders_leave_them_out(tmp_path: Path) -> None:
    found = _verdicts(_judge(tmp_path, _create({}, 201)))

    assert not [name for name in found if "auth." in name]


def test_the_result_says_what_was_looked_at_and_lists_unknown_routes(tmp_path: Path) -> None:
    elsewhere = hars.entry(url="https://cdn.example/app.js")
    unknown = hars.entry("DELETE", f"{hars.API}/things?x=1")

    found = _judge(tmp_path, _create({}, 201), unknown, unknown, elsewhere)

    assert found.notes == (
        "judged 1 of 4 recorded requests; nothing was sent",
        "left out: 1 of another server or path",
        "unknown route: DELETE /v1/things (2 times)",
    )
    assert (found.target, found.profile, found.safety, found.wire) == (hars.API, "recorded", "passive", {})


def test_many_unknown_routes_are_cut(tmp_path: Path) -> None:
    unknown = [hars.entry(url=f"{hars.API}/x{number}") for number in range(120)]

    notes = _judge(tmp_path, _create({}, 201), *unknown).notes

    assert len(notes) == 102
    assert notes[-1] == "unknown routes: 20 more"


def test_what_is_skipped_says_why(tmp_path: Path) -> None:
    found = _judge(tmp_path, _create({}, 201))

    details = {outcome.requirement.id: outcome.detail for outcome in found.outcomes}
    assert details["tiny/list/success"] == "the recording has no answer of its operation"
    assert details["tiny/create/400.schema"] == "the recording does not show it"
    assert details["tiny/rule/unknown"] == "a relation of several answers: it takes a run"


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([_create({}, 201)], ExitCode.OK),
        ([_create({}, 201, WRONG)], ExitCode.VIOLATION),
        ([hars.entry("PUT"), hars.entry("POST", status=0)], ExitCode.UNPROVEN),
    ],
    ids=["held", "broken", "nothing shown"],
)
def test_the_exit_code(entries: list[dict[str, Any]], code: ExitCode, tmp_path: Path) -> None:
    assert _judge(tmp_path, *entries).exit_code is code


def test_requirements_can_be_selected(tmp_path: Path) -> None:
    found = _judge(tmp_path, _create({}, 201), only=("tiny/create/success",))

    assert [outcome.requirement.id for outcome in found.outcomes] == ["tiny/create/success"]


def test_the_result_is_one_as_any_other(tmp_path: Path) -> None:
    text = result_json.render(_judge(tmp_path, _create(LONG, 201)))

    assert jsonschema_rs.is_valid(result_json.schema(), json.loads(text))


def test_a_failure_can_be_repeated(tmp_path: Path) -> None:
    headers = {"Host": "127.0.0.1:8080", "Sec-Fetch-Mode": "cors", "X-A": "1"}

    found = _judge(tmp_path, _create(LONG, 201, request_headers=headers))

    broken = next(outcome for outcome in found.outcomes if outcome.verdict is FAIL)
    assert broken.curl == (
        "curl -i --globoff --path-as-is -X POST http://127.0.0.1:8080/v1/things -H 'X-A: 1' "
        "-H 'Content-Type: application/json' --data-raw '{\"name\": \"abcd\"}'"
    )

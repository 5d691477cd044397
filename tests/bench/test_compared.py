"""What counts as a finding of each tool, and what as a kill."""

from __future__ import annotations

import json
import tomllib
from types import SimpleNamespace
from typing import Any

import alternatives
import compared
import pytest
from alternatives import Compared, Job, Looked
from compared import Report

from stream_contracts import data
from stream_contracts.documents import SecurityScheme
from stream_contracts.faults.fault import Class
from stream_contracts.faults.table import catalogue
from stream_contracts.mock.server import make

SCHEMES = {
    "Basic": SecurityScheme("Basic", "basic", "header", "Authorization", "Basic "),
    "Token": SecurityScheme("Token", "bearer", "header", "Authorization", "Bearer "),
    "Key": SecurityScheme("Key", "apiKey", "header", "Authorization", "OAuth "),
    "Unused": SecurityScheme("Unused", "apiKey", "header", "X-Key", ""),
}


def _violation(*location: str, code: str = "required") -> dict[str, Any]:
    return {"location": list(location), "severity": "Error", "code": code, "message": "..."}


def test_requirements_that_fail_or_warn_are_findings_of_the_suite() -> None:
    verdicts = ("pass", "fail", "warn", "flaky", "not-proven", "skipped")
    rows = [{"id": verdict, "operation": "op", "verdict": verdict} for verdict in verdicts]

    found, requests = compared.of_suite({"requirements": rows, "wire": {"GET": 2, "POST": 1}})

    assert {what for _, what in found} == {"fail", "warn", "flaky"}
    assert requests == 3


def test_a_failure_of_schemathesis_counts_once_for_each_operation() -> None:
    failure = {"type": "ServerError", "operations": ["GET /a", "GET /b"]}
    error = {"title": "Network error", "operation": "GET /c"}

    found, requests = compared.of_schemathesis(
        {"failures": [failure], "errors": [error], "test_cases": {"generated": 7}}
    )

    assert found == {("GET /a", "ServerError"), ("GET /b", "ServerError"), ("GET /c", "Network error")}
    assert requests == 7


@pytest.mark.parametrize("read", [compared.of_suite, compared.of_schemathesis])
def test_a_tool_that_left_no_report_found_nothing(read: Any) -> None:
    assert read(None) == (frozenset(), 0)


def test_violations_of_the_response_are_findings_of_prism_and_those_of_the_request_are_not() -> None:
    header = json.dumps([_violation("response", "body", "id"), _violation("request", "body", "id")])

    assert list(compared.of_prism("op", 200, header)) == [("op", "required response.body.id")]
    assert list(compared.of_prism("op", 200, None)) == []
    assert list(compared.of_prism("op", None, None)) == [("op", "no answer")]


def test_schemathesis_gets_the_credential_of_each_scheme() -> None:
    text = compared.st_config(SCHEMES, {"Basic": "me:a:b", "Token": "t", "Key": 'k"', "Key.other": "o"})

    assert tomllib.loads(text)["auth"]["openapi"] == {
        "Basic": {"username": "me", "password": "a:b"},
        "Token": {"bearer": "t"},
        "Key": {"api_key": 'OAuth k"'},
    }


def test_the_documented_requests_begin_each_operation_with_a_reset() -> None:
    document = data.document("streamdetails")

    sent = list(compared.example_requests(document, {"BearerAuth": "t"}))

    assert [name for name, request in sent if request is None] == [operation.id for operation in document.operations]
    assert all(request.target.startswith("/channel/") for _, request in sent if request is not None)


def _compared() -> Compared:
    job, other = Job("fault:a", "state", 1, ("tool",)), Job("fault:b", "state", 1, ("tool",))
    alarm, found = ("op", "alarm"), ("op", "found")
    clean = Job("", "", 1, ("tool",))
    said = [(clean, {alarm}), (job, {alarm, found}), (other, {alarm})]
    return Compared("x", 2, tuple(Looked(each, {"tool": Report(frozenset(s), 1, 1.0)}) for each, s in said))


def test_a_kill_is_a_finding_that_the_clean_mock_does_not_show() -> None:
    assert [job.name for job in _compared().killed("tool")] == ["fault:a"]
    assert _compared().alarms("tool") == {("op", "alarm")}


def test_a_tool_that_was_not_used_has_no_row_and_no_share() -> None:
    section = "\n".join(alternatives.lines([_compared()], seed=1))

    assert "| x: st run" not in section
    assert "| all |" in section


def test_the_section_counts_what_each_tool_killed_and_names_what_the_suite_missed() -> None:
    tools = tuple(alternatives.TOOLS)
    alarm, found = ("op", "alarm"), ("op", "found")
    caught, missed = Job("fault:a", "state", 1, tools), Job("fault:b", "state", 1, tools)
    says = {"": [{alarm}] * 4, "fault:a": [{alarm, found}, {alarm}, {alarm}, {found}], "fault:b": [{alarm}] * 4}
    jobs = [Job("", "", 1, tools), caught, missed]
    looked = [
        Looked(job, {tool: Report(frozenset(said), 5, 2.0) for tool, said in zip(tools, says[job.name], strict=True)})
        for job in jobs
    ]

    section = list(alternatives.lines([Compared("x", 2, tuple(looked))], seed=1))

    assert "| x: stream-contracts run | 1 | 2 | 50 | 1 | 5 | 2.0 | 0 |" in section
    assert "| x: st run | 0 | 2 | 0 | 1 | 5 | 2.0 | 0 |" in section
    assert "| state | 1 / 2 | 0 / 2 | 0 / 2 | 1 / 2 |" in section
    assert section[-1] == "- missed by this suite: x `fault:b`, found by none"


def test_a_sample_is_spread_over_the_classes_and_the_same_for_a_seed() -> None:
    placed = list(catalogue(make("streamdetails")))
    kinds = {each.fault.kind for each in placed} - {Class.DEAD}

    drawn = alternatives.sample(placed, len(kinds), "1/streamdetails")

    assert {each.fault.kind for each in drawn} == kinds
    assert alternatives.sample(placed, len(kinds), "1/streamdetails") == drawn
    assert alternatives.sample(placed, len(kinds), "2/streamdetails") != drawn


def test_a_sample_takes_all_kinds_of_fault_of_a_class_before_it_takes_one_again() -> None:
    def placed(kind: str, name: str) -> Any:
        return SimpleNamespace(fault=SimpleNamespace(kind=kind, id=name), name=name)

    many = [placed("state", "a")] * 5 + [placed("state", "b")]

    assert sorted(each.name for each in alternatives.sample(many, 2, "1")) == ["a", "b"]

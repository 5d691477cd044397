from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from report_samples import EMPTY, FAILED, GREEN, INTERRUPTED, MIXED, RESULTS, results

from stream_contracts.reports import junit
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Verdict

# The format as its readers know it: element -> required attributes, allowed attributes, allowed children.
TOTALS = {"name", "tests", "failures", "errors", "skipped", "time"}
SHAPE: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (TOTALS, TOTALS, {"testsuite"}),
    "testsuite": (TOTALS | {"timestamp"}, TOTALS | {"timestamp", "hostname"}, {"properties", "testcase"}),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, {"name", "value"}, set()),
    "testcase": (
        {"classname", "name", "time"},
        {"classname", "name", "time"},
        {"failure", "error", "skipped", "system-out"},
    ),
    "failure": ({"message", "type"}, {"message", "type"}, set()),
    "error": ({"message", "type"}, {"message", "type"}, set()),
    "skipped": ({"message"}, {"message"}, set()),
    "system-out": (set(), set(), set()),
}


def problems(root: Element) -> Iterator[str]:
    for element in root.iter():
        required, allowed, children = SHAPE[element.tag]
        yield from (f"{element.tag}: no {name}" for name in required - set(element.attrib))
        yield from (f"{element.tag}: {name}" for name in set(element.attrib) - allowed)
        yield from (f"{element.tag}: {child.tag}" for child in element if child.tag not in children)
    for suite in root.iter("testsuite"):
        for name, tag in {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            if int(suite.attrib[name]) != sum(1 for _ in suite.iter(tag)):
                yield f"testsuite: {name} is not the number of {tag}"
        if any(len(case) > 1 for case in suite.iter("testcase")):
            yield "testcase: more than one result"


def test_the_shape_is_checked() -> None:
    wrong = '<testsuite name="" tests="1" failures="0" errors="0" skipped="0" time="0" x=""><property/></testsuite>'
    assert set(problems(ElementTree.fromstring(wrong))) == {
        "testsuite: no timestamp",
        "testsuite: x",
        "testsuite: property",
        "property: no name",
        "property: no value",
        "testsuite: tests is not the number of testcase",
    }


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_the_file_has_the_shape_of_junit(result: RunResult) -> None:
    assert not list(problems(ElementTree.fromstring(junit.render(result))))


@settings(deadline=None, max_examples=60)
@given(results)
def test_any_result_is_well_formed_and_never_greener_than_its_exit_code(result: RunResult) -> None:
    root = ElementTree.fromstring(junit.render(result).encode())
    assert not list(problems(root))
    assert (root.attrib["failures"] == root.attrib["errors"] == "0") == (result.exit_code == 0)


def test_a_requirement_is_a_test_case() -> None:
    cases = list(ElementTree.fromstring(junit.render(MIXED)).iter("testcase"))
    assert [(case.attrib["name"], [child.tag for child in case]) for case in cases] == [
        ("streamdetails/addChannel/success", []),
        ("streamdetails/addChannel/body.channel.maxLength", ["failure"]),
        ("streamdetails/getChannel/200.schema", ["error"]),
        ("streamdetails/getChannel/500.schema", ["skipped"]),
        ("streamdetails/rule/envelope", []),
        ("streamdetails/rule/refresh-changes", ["system-out"]),
    ]
    assert {case.attrib["classname"] for case in cases} == {
        "streamdetails.addChannel",
        "streamdetails.getChannel",
        "streamdetails.rule",
    }


def test_a_failure_tells_what_to_do() -> None:
    failure = ElementTree.fromstring(junit.render(MIXED)).find(".//failure")
    assert failure is not None
    assert failure.attrib["message"] == f"{FAILED.requirement.text} {FAILED.detail}"
    assert all(part in (failure.text or "") for part in (FAILED.expected, FAILED.actual, FAILED.curl))


def test_a_skipped_case_gives_its_reason_and_a_warning_says_so() -> None:
    root = ElementTree.fromstring(junit.render(MIXED))
    assert [each.attrib["message"] for each in root.iter("skipped")] == ["no request causes a 500"]
    assert [(each.text or "").split()[0] for each in root.iter("system-out")] == ["WARN"]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (GREEN, []),
        (INTERRUPTED, [("complete", "error"), ("leftovers", "failure")]),
        (replace(GREEN, unsafe_requests=1), [("safety", "failure")]),
        (EMPTY, [("nothing-shown", "error")]),
    ],
)
def test_a_problem_of_the_run_is_a_test_case(result: RunResult, expected: list[tuple[str, str]]) -> None:
    root = ElementTree.fromstring(junit.render(result))
    found = [
        (case.attrib["name"], case[0].tag)
        for case in root.iter("testcase")
        if case.attrib["classname"].endswith(".run")
    ]
    assert found == [(f"streamdetails/run/{name}", tag) for name, tag in expected]


def test_time_stands_on_the_suite() -> None:
    suite = ElementTree.fromstring(junit.render(GREEN))[0]
    assert (suite.attrib["time"], suite.attrib["timestamp"]) == ("3.142", "2026-01-02T03:04:05")


def test_huge_values_are_cut() -> None:
    huge = replace(FAILED, verdict=Verdict.NOT_PROVEN, response="x" * 1_000_000, detail="y" * 1_000_000)
    assert len(junit.render(replace(GREEN, outcomes=(huge,)))) < 50_000

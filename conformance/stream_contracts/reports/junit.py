"""`junit.xml`: what continuous integration services read.

A requirement is a test case: `classname` is `<api>.<operationId>` or `<api>.rule`, `name` is the full id.

    fail, flaky <failure>
    not-proven  <error>: nothing was proven, which is no success
    skipped     <skipped message="reason">
    warn        passed, with <system-out> that begins with "WARN"
    pass        passed

A problem of the whole run (interrupted, leftovers, unsafe requests, nothing shown) is a test case more, of the class
`<api>.run`, so that the file is never green when the exit code is not 0. Time stands on the suite only: requirements
share their requests. Characters that XML 1.0 forbids are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from stream_contracts.reports.escapes import cut, xml_text
from stream_contracts.reports.wording import RunProblem, run_problems, source_sentence
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LIMIT = 10_000


def render(result: RunResult) -> str:
    """The result as JUnit XML (testsuites, testsuite, testcase), ending in a line feed."""
    from xml.etree import ElementTree

    suite = _suite(result)
    totals = {name: suite.attrib[name] for name in ("tests", "failures", "errors", "skipped", "time")}
    root = _element("testsuites", name="stream-contracts", **totals)
    root.append(suite)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(result: RunResult) -> Element:
    problems = tuple(run_problems(result))
    summary = result.summary
    suite = _element(
        "testsuite",
        name=result.api,
        tests=str(len(result.outcomes) + len(problems)),
        failures=str(summary[Verdict.FAIL] + summary[Verdict.FLAKY] + sum(problem.violation for problem in problems)),
        errors=str(summary[Verdict.NOT_PROVEN] + sum(not problem.violation for problem in problems)),
        skipped=str(summary[Verdict.SKIPPED]),
        time=f"{result.duration_s:.3f}",
        # The widespread schema of the format allows no zone; the time is UTC.
        timestamp=result.started[:19],
        hostname=result.target,
    )
    suite.append(_properties(result))
    suite.extend(chain((_problem_case(result.api, each) for each in problems), map(_case, result.outcomes)))
    return suite


def _properties(result: RunResult) -> Element:
    properties = _element("properties")
    properties.extend(_element("property", name=name, value=value) for name, value in _facts(result))
    return properties


def _facts(result: RunResult) -> Iterator[tuple[str, str]]:
    yield "target", result.target
    yield "complete", str(result.complete).lower()
    yield "exit_code", str(int(result.exit_code))
    yield "profile", result.profile
    yield "safety", result.safety
    yield "seed", str(result.seed)
    yield "document_sha256", result.document_sha256
    yield "plan_sha256", result.plan_sha256
    yield "requests", str(sum(result.wire.values()))
    yield "unsafe_requests", str(result.unsafe_requests)
    yield from ((f"version.{name}", version) for name, version in sorted(result.versions.items()))
    yield from (("note", note) for note in result.notes)


def _problem_case(api: str, problem: RunProblem) -> Element:
    case = _element("testcase", classname=f"{api}.run", name=f"{api}/run/{problem.name}", time="0")
    kind = "failure" if problem.violation else "error"
    case.append(_element(kind, problem.text, type=problem.name, message=cut(problem.text, _LIMIT)))
    return case


def _case(outcome: Outcome) -> Element:
    requirement = outcome.requirement
    api = requirement.id.partition("/")[0]
    classname = f"{api}.{requirement.operation or 'rule'}"
    case = _element("testcase", classname=classname, name=requirement.id, time="0")
    case.extend(_verdict(outcome))
    return case


def _verdict(outcome: Outcome) -> Iterator[Element]:
    detail = cut(outcome.detail, _LIMIT)
    message = cut(f"{outcome.requirement.text} {outcome.detail}", _LIMIT)
    match outcome.verdict:
        case Verdict.FAIL | Verdict.FLAKY:
            yield _element("failure", _account(outcome), type=outcome.verdict.value, message=message)
        case Verdict.NOT_PROVEN:
            yield _element("error", _account(outcome), type=outcome.verdict.value, message=message)
        case Verdict.SKIPPED:
            yield _element("skipped", message=detail)
        case Verdict.WARN:
            yield _element("system-out", f"WARN {_account(outcome)}")
        case Verdict.PASS:
            return


def _account(outcome: Outcome) -> str:
    requirement = outcome.requirement
    lines = {
        "": f"{requirement.level.value} {requirement.text}",
        "source": source_sentence(requirement.evidence),
        "detail": outcome.detail,
        "expected": outcome.expected,
        "actual": outcome.actual,
        "repeat": outcome.curl,
        "response": outcome.response,
    }
    return "\n".join(f"{name}: {cut(text, _LIMIT)}" if name else text for name, text in lines.items() if text)


def _element(tag: str, text: str = "", /, **attributes: str) -> Element:
    from xml.etree.ElementTree import Element

    element = Element(tag, {name: xml_text(value) for name, value in attributes.items()})
    element.text = xml_text(text) or None
    return element

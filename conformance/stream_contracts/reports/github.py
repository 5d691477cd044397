"""Annotations of GitHub Actions: workflow commands on stdout that the run's page shows beside the code.

    fail, flaky, a problem of the run that is a violation   ::error
    not-proven, any other problem of the run                ::warning
    warn                                                    ::notice

GitHub shows ten of each kind for a step: where there are more, the tenth counts the rest. What a server says cannot
begin a command of its own, because its line ends are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stream_contracts.reports.escapes import cut, one_line, visible
from stream_contracts.reports.wording import plural, run_problems, source_sentence
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Outcome, Verdict

MOST = 10
_LONGEST = 2_000
_COMMANDS = {
    Verdict.FAIL: "error",
    Verdict.FLAKY: "error",
    Verdict.NOT_PROVEN: "warning",
    Verdict.WARN: "notice",
}


def asked_for(given: bool | None, environment: Mapping[str, str]) -> bool:
    """Whether to annotate: as `given`, else inside GitHub Actions, which sets GITHUB_ACTIONS to `true`."""
    return environment.get("GITHUB_ACTIONS") == "true" if given is None else given


def render(result: RunResult) -> str:
    """A line for each annotation, ending in a line feed; "" when there is nothing to say."""
    found: dict[str, list[tuple[str, str]]] = {command: [] for command in ("error", "warning", "notice")}
    for command, title, message in _all(result):
        found[command].append((title, message))
    return "".join(_lines(found))


def _all(result: RunResult) -> Iterator[tuple[str, str, str]]:
    for problem in run_problems(result):
        yield "error" if problem.violation else "warning", f"{result.api}: {problem.name}", problem.text
    for outcome in result.outcomes:
        if outcome.verdict in _COMMANDS:
            yield _COMMANDS[outcome.verdict], f"{outcome.verdict}: {outcome.requirement.id}", _message(outcome)


def _lines(found: Mapping[str, list[tuple[str, str]]]) -> Iterator[str]:
    for command, entries in found.items():
        shown = entries if len(entries) <= MOST else entries[: MOST - 1]
        yield from (_line(command, title, message) for title, message in shown)
        if entries[len(shown) :]:
            rest = plural(len(entries) - len(shown), f"more {command}")
            yield _line(command, rest, f"{rest}: see report.html")


def _message(outcome: Outcome) -> str:
    parts = {
        "": outcome.requirement.text,
        "detail": outcome.detail,
        "expected": outcome.expected,
        "actual": outcome.actual,
        "source": source_sentence(outcome.requirement.evidence),
        "repeat": outcome.curl,
    }
    return "\n".join(f"{name}: {text}" if name else text for name, text in parts.items() if text)


def _line(command: str, title: str, message: str) -> str:
    text = visible(cut(message, _LONGEST))
    return f"::{command} title={_property(one_line(cut(title, _LONGEST)))}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

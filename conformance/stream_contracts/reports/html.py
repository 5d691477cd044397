"""`report.html`: one file that needs neither a network nor JavaScript; `page` says how it is kept harmless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stream_contracts.changes import Changes, compare
from stream_contracts.reports import comparison, page
from stream_contracts.reports.answers import Answers, Cell, answers
from stream_contracts.reports.escapes import one_line, unicode_text
from stream_contracts.reports.matrix import Row, family, matrix
from stream_contracts.reports.wording import (
    LABELS,
    MARKS,
    MEANINGS,
    counts_sentence,
    exit_sentence,
    run_problems,
    source_sentence,
    wire_sentence,
    word,
)
from stream_contracts.result import RunResult
from stream_contracts.verdicts import SEVERITY, ExitCode, Level, Outcome, Verdict
from stream_specs.inline_assets import markup, policy

if TYPE_CHECKING:
    from jinja2 import Environment

    from stream_contracts.documents import Document

_TONES = {ExitCode.OK: Verdict.PASS, ExitCode.VIOLATION: Verdict.FAIL}
_OPEN = frozenset({Verdict.FAIL, Verdict.FLAKY})
_CLEAN = frozenset({Verdict.PASS, Verdict.SKIPPED})


@dataclass(frozen=True, slots=True)
class Group:
    """The outcomes of one operation, or of the rules, and what the document says of it.

    name: operationId or "rules". cells: the statuses that it documents or answered with. method, path, summary, tags:
    empty for rules and without a document.
    """

    name: str
    row: Row
    outcomes: Sequence[Outcome]
    cells: Sequence[Cell] = ()
    method: str = ""
    path: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of its place in the page."""
        return _anchor("rules" if not self.row.operation else f"operation/{self.name}")


def render(result: RunResult, document: Document | None = None, older: RunResult | None = None) -> str:
    """The result as one HTML page; `document` adds method, path, summary, tags and statuses to each operation.

    older: an earlier result; the page shows what changed since. Raises UserError when it is of another API.
    """
    seen = answers(result, document, dict.fromkeys(each.requirement.operation for each in result.outcomes))
    groups = _groups(result, document, seen)
    found = compare(older, result) if older else None
    style, script = page.asset("report.css"), page.asset("report.js")
    return unicode_text(
        _environment()
        .get_template("report.html.j2")
        .render(
            result=result,
            title=_title(result, document),
            document=document,
            problems=tuple(run_problems(result)),
            tone=_TONES.get(result.exit_code, Verdict.NOT_PROVEN),
            matrix=matrix(result.outcomes),
            answers=seen,
            older=older,
            **_changes(found),
            groups=groups,
            tags=sorted({tag for group in groups for tag in group.tags}),
            levels=[level for level in Level if any(each.requirement.level is level for each in result.outcomes)],
            broken=[each for each in result.outcomes if each.verdict in _OPEN],
            style=markup(style),
            script=markup(script),
            policy=policy(style, script),
        )
    )


def _changes(found: Changes | None) -> dict[str, Any]:
    return {
        "differing": found.differing if found else (),
        "sections": comparison.sections(found) if found else (),
        "change_of": comparison.kind_by_id(found) if found else {},
    }


def _groups(result: RunResult, document: Document | None, seen: Answers) -> tuple[Group, ...]:
    outcomes: dict[str, list[Outcome]] = {}
    for outcome in result.outcomes:
        outcomes.setdefault(outcome.requirement.operation, []).append(outcome)
    facts = _facts(document)
    rows = matrix(result.outcomes).rows
    cells = {name: tuple(row.values()) for name, row in seen.cells.items()}
    # What needs a reader's eyes comes first; among equals the order of the requirements stays.
    ordered = {name: sorted(each, key=lambda outcome: outcome.verdict in _CLEAN) for name, each in outcomes.items()}
    return tuple(
        Group(row.label, row, ordered[row.operation], cells.get(row.operation, ()), **facts.get(row.operation, {}))
        for row in rows
    )


def _facts(document: Document | None) -> Mapping[str, dict[str, Any]]:
    return {
        operation.id: {
            "method": operation.method.upper(),
            "path": operation.path,
            "summary": operation.summary,
            "tags": tuple(one_line(tag) for tag in operation.tags),
        }
        for operation in (document.operations if document else ())
    }


def _title(result: RunResult, document: Document | None) -> str:
    return document.title if document else result.api


def _environment() -> Environment:
    environment = page.environment()
    environment.globals.update(
        labels=LABELS,
        marks=MARKS,
        meanings=MEANINGS,
        severity=SEVERITY,
        open_verdicts=_OPEN,
        clean_verdicts=_CLEAN,
        word=word,
        counts_sentence=counts_sentence,
        exit_sentence=exit_sentence,
        wire_sentence=wire_sentence,
    )
    environment.filters.update(anchor=_anchor, what=_what, family=family, source=source_sentence)
    return environment


def _anchor(name: str) -> str:
    """An id, safe in HTML and in a URL's fragment, that belongs to `name` alone."""
    return quote(unicode_text(name), safe="/")


def _what(requirement_id: str) -> str:
    """The part of a requirement's id that its group does not already say."""
    return requirement_id.split("/", 2)[-1]

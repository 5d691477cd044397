"""A summary of a run in Markdown, as pages of CI services show it (GitHub's job summary, merge requests).

What a server says stands in code only: inside it there is no markup, no link and no mention. Words of documents stand
as text with what could be markup escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stream_contracts.reports.escapes import cut, one_line, unicode_text, visible
from stream_contracts.reports.wording import (
    LABELS,
    counts_sentence,
    exit_sentence,
    plural,
    run_problems,
    source_sentence,
    wire_sentence,
    word,
)
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Outcome, Verdict

_EXPLAINED = (Verdict.FAIL, Verdict.FLAKY, Verdict.NOT_PROVEN, Verdict.WARN)
_OPEN = (Verdict.FAIL, Verdict.FLAKY)  # shown at once; the others unfold
_MOST = 20  # of a verdict; GitHub takes 1 MiB for a step
_LONGEST = 500
_COMMAND = 2_000
_MARKUP = re.compile(r"([!#$&*<>@\[\\\]^_`{|}~]|:(?=\S))")  # the colon begins the rest of a link
_TICKS = re.compile("`+")


def render(result: RunResult) -> str:
    """The summary, ending in a line feed: verdict, counts, what is not a pass with the request that shows it."""
    return unicode_text("\n".join(_lines(result)) + "\n")


def _lines(result: RunResult) -> Iterator[str]:
    yield f"## {word(result)}: {_text(result.api)}"
    yield f"\n{_text(counts_sentence(result))}; {_text(exit_sentence(result))}\n"
    yield from _counts(result)
    facts = f"profile {result.profile}, safety {result.safety}, seed {result.seed}"
    yield f"\n{_code(result.target)}: {_text(facts)}; {_text(wire_sentence(result))}"
    for problem in run_problems(result):
        yield f"\n**Attention**: {_code(problem.text)}"
    for verdict in _EXPLAINED:
        yield from _section(verdict, [one for one in result.outcomes if one.verdict is verdict])


def _counts(result: RunResult) -> Iterator[str]:
    yield "| " + " | ".join(LABELS[verdict].lower() for verdict in Verdict) + " |"
    yield "|" + "---:|" * len(Verdict)
    yield "| " + " | ".join(str(result.summary[verdict]) for verdict in Verdict) + " |"


def _section(verdict: Verdict, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        return
    unfolded = " open" if verdict in _OPEN else ""
    yield f"\n<details{unfolded}><summary>{LABELS[verdict]}: {plural(len(outcomes), 'requirement')}</summary>"
    for outcome in outcomes[:_MOST]:
        yield from _block(outcome)
    if outcomes[_MOST:]:
        yield f"\n{len(outcomes) - _MOST} more: see report.html"
    yield "\n</details>"


def _block(outcome: Outcome) -> Iterator[str]:
    requirement = outcome.requirement
    yield f"\n{_code(requirement.id)} {requirement.level.value}: {_text(requirement.text)}\n"
    yield f"- source: {_text(source_sentence(requirement.evidence))}"
    values = {"detail": outcome.detail, "expected": outcome.expected, "actual": outcome.actual}
    yield from (f"- {name}: {_code(value)}" for name, value in values.items() if value)
    if len(outcome.curl) > _COMMAND:
        yield f"\nThe command that repeats it has {len(outcome.curl)} characters; it is in result.json."
    elif outcome.curl:
        fence = _longer("``", outcome.curl)
        yield f"\n{fence}sh\n{visible(outcome.curl)}\n{fence}"


def _text(text: str) -> str:
    """Words as text: no character of them is markup."""
    return _MARKUP.sub(r"\\\1", one_line(cut(text, _LONGEST)))


def _code(text: str) -> str:
    """Words as one span of code (CommonMark, "Code spans": longer ticks than any inside, spaces at the edges)."""
    shown = one_line(cut(text, _LONGEST))
    ticks = _longer("", shown)
    edge = " " if shown[:1] in ("`", " ", "") or shown[-1:] in ("`", " ") else ""
    return f"{ticks}{edge}{shown}{edge}{ticks}"


def _longer(least: str, text: str) -> str:
    """More backticks than any run of them in `text`, and than `least`."""
    return "`" * (1 + max(map(len, [least, *_TICKS.findall(text)])))

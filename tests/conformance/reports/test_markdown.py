"""The summary in Markdown: what is broken, with the request that shows it, and nothing that a server could add."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from report_samples import FAILED, GREEN, HOSTILE, INTERRUPTED, MIXED, RESULTS, results

from stream_contracts.commands.reporting import Reporting, publish
from stream_contracts.reports import markdown
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Verdict
from stream_specs.errors import UserError

OURS = {
    "h2",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "code",
    "pre",
    "ul",
    "li",
    "details",
    "summary",
}


def _html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def _tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z][a-z0-9]*)", html))


def test_a_failure_is_shown_with_its_request() -> None:
    text = markdown.render(MIXED)

    assert text.startswith("## FAIL: streamdetails\n\n2 of 5 selected requirements hold (")
    assert "| fail | flaky | not proven | warn | pass | skipped |" in text
    assert "| 1 | 0 | 1 | 1 | 2 | 1 |" in text
    assert "\n<details open><summary>FAIL: 1 requirement</summary>\n" in text
    assert "\n`streamdetails/addChannel/body.channel.maxLength` MUST: A \\`channel\\` of more than 50 charac" in text
    assert "\n- expected: `400`\n" in text
    assert f"\n```sh\n{FAILED.curl}\n```\n" in text
    assert "\n<details><summary>WARN: 1 requirement</summary>\n" in text


def test_what_holds_is_one_line_and_the_counts() -> None:
    text = markdown.render(GREEN)

    assert text.startswith("## PASS: streamdetails\n")
    assert "<details" not in text


def test_a_problem_of_the_run_is_named() -> None:
    assert "**Attention**: `1 thing created and not deleted: channel 7`" in markdown.render(INTERRUPTED)


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_only_tags_of_ours_come_out(result: RunResult) -> None:
    html = _html(markdown.render(result))

    assert _tags(html) <= OURS
    assert html.count("<details") == html.count("</details>")


@given(results)
@settings(max_examples=12)
def test_nothing_in_a_result_becomes_markup(result: RunResult) -> None:
    html = _html(markdown.render(result))

    assert _tags(html) <= OURS
    assert markdown.render(result).encode()


SAID = [
    "`",
    "``` x",
    "a`b``c",
    " ",
    "<b>",
    "[x](y)",
    "![x](y)",
    "**x**",
    "| x |",
    "https://evil.example",
    HOSTILE,
    "\\",
]


@pytest.mark.parametrize("said", SAID)
def test_what_a_server_says_stays_code(said: str) -> None:
    quoted = replace(FAILED, detail=said, expected=said, actual=said, curl=f"curl {said}\n```\n<b>")

    html = _html(markdown.render(replace(GREEN, outcomes=(quoted,))))

    assert _tags(html) <= OURS
    assert html.count("<pre>") == 1
    assert re.search(r"```\n&lt;b&gt;\n</code></pre>", html)


def test_what_would_be_too_long_is_counted() -> None:
    outcomes = [replace(FAILED, requirement=replace(FAILED.requirement, id=f"a/b/{n}")) for n in range(500)]

    text = markdown.render(replace(GREEN, outcomes=tuple(outcomes)))

    assert text.count("\n- actual: ") == 20
    assert "\n480 more: see report.html\n" in text
    assert len(text.encode()) < 2**20


def test_a_summary_is_added_to_what_the_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("# Before\n")

    publish(GREEN, Reporting(tmp_path, quiet=True, annotations=False, summary=file))

    assert file.read_text() == f"# Before\n{markdown.render(GREEN)}"


def test_a_summary_that_cannot_be_written_is_a_mistake_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write"):
        publish(GREEN, Reporting(tmp_path, quiet=True, summary=tmp_path / "none" / "summary.md"))


def test_every_verdict_but_pass_and_skipped_is_explained() -> None:
    outcomes = tuple(replace(FAILED, verdict=verdict) for verdict in Verdict)

    text = markdown.render(replace(GREEN, outcomes=outcomes))

    assert re.findall(r"<summary>(.*): 1 requirement", text) == ["FAIL", "FLAKY", "NOT PROVEN", "WARN"]

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from report_samples import FAILED, GREEN, HOSTILE, INTERRUPTED, MIXED, PASSED, RESULTS, requirement, results

from stream_contracts.reports import html
from stream_contracts.result import RunResult

VOID = {"meta", "input", "br", "hr", "link", "img"}


class Page(HTMLParser):
    """What a page holds: its elements, its text, and everything wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.inside: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.problems += [f"not closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self.problems += [f"{tag} {name}" for name in attributes if name.startswith("on") or name in {"src", "style"}]
        if not attributes.get("href", "#").startswith("#"):
            self.problems.append(f"{tag} leads to {attributes['href']}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"closed without need: {tag}")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in {"script", "style"}:
            self.inside[self._open[-1]] = self.inside.get(self._open[-1], "") + data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def having(self, tag: str, part: str = "") -> list[dict[str, str]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and (not part or part in attributes.get("class", "").split())
        ]


def test_the_page_is_checked() -> None:
    page = Page("<p onclick=x><a href='http://a'><img src=y></p>")
    assert page.problems == ["p onclick", "a leads to http://a", "img src", "closed without need: p", "not closed: p"]


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_the_page_stands_alone(result: RunResult) -> None:
    text = html.render(result)
    page = Page(text)
    assert not page.problems
    assert Counter(tag for tag, _ in page.elements if tag in {"script", "style", "link", "iframe"}) == {
        "script": 1,
        "style": 1,
    }
    assert not re.search(r"url\(|@import|fetch\(|XMLHttp", page.inside["style"] + page.inside["script"])


@settings(deadline=None, max_examples=30)
@given(results)
def test_any_result_is_well_formed(result: RunResult) -> None:
    text = html.render(result)
    page = Page(text)
    assert not page.problems
    assert len(page.having("details", "requirement") if result.outcomes else []) == len(result.outcomes)
    assert all(character.isprintable() or character in "\n\t" for character in text)


def test_only_our_own_style_and_script_may_act() -> None:
    page = Page(html.render(RESULTS["hostile"]))
    policy = next(
        meta["content"] for meta in page.having("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    )
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.inside[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_hostile_text_is_shown_not_obeyed() -> None:
    text = html.render(RESULTS["hostile"])
    assert text.count("<script") == 1
    assert "alert(1)" in Page(text).text
    assert "\\u202eevil\\u2066" in Page(text).text
    assert "{{7*7}}" in text
    assert not set("\x00\x07\x1b\x9b\u202e\u2066\uffff\r") & set(text)


def test_links_lead_to_places_of_the_page() -> None:
    page = Page(html.render(MIXED))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for attributes in page.having("a")} <= set(ids)
    assert FAILED.requirement.id in ids


def test_an_odd_id_is_a_place_as_well() -> None:
    odd = replace(FAILED, requirement=requirement('body.tags[]."a b".type'))
    page = Page(html.render(replace(MIXED, outcomes=(odd,))))
    assert "streamdetails/addChannel/body.tags%5B%5D.%22a%20b%22.type" in {
        each.get("id") for each in page.having("details")
    }


def test_failures_are_open_and_passes_closed() -> None:
    rows = Page(html.render(MIXED)).having("details", "requirement")
    assert [row["data-verdict"] for row in rows if "open" in row] == ["fail"]
    assert Counter(row["data-verdict"] for row in rows) == {
        "pass": 2,
        "fail": 1,
        "not-proven": 1,
        "warn": 1,
        "skipped": 1,
    }


def test_operations_that_pass_are_folded() -> None:
    groups = Page(html.render(MIXED)).having("details", "group")
    assert [(group["id"], "open" in group) for group in groups] == [
        ("operation/addChannel", True),
        ("operation/getChannel", True),
        ("rules", True),
    ]
    assert not [group for group in Page(html.render(GREEN)).having("details", "group") if "open" in group]


def test_the_page_shows_the_run() -> None:
    text = " ".join(Page(html.render(MIXED)).text.split())
    for part in (MIXED.target, MIXED.document_sha256, MIXED.plan_sha256, MIXED.notes[0], FAILED.curl.split("\n")[0]):
        assert part in text
    assert "412 requests sent: GET 12, POST 400; 0 unsafe requests sent" in text
    assert "documented: streamdetails#Add a channel" in text


def test_an_interrupted_run_says_so() -> None:
    text = Page(html.render(INTERRUPTED)).text
    assert "INTERRUPTED" in text
    assert "the run was interrupted; the results are partial" in text
    assert "1 thing created and not deleted: channel 7" in text


def test_backticks_become_code() -> None:
    result = replace(MIXED, outcomes=(replace(FAILED, requirement=requirement("a", text="`<b>` and `c`, `d")),))
    text = html.render(result)
    assert "`&lt;b&gt;` and `c`, `d" in text
    assert "<code>channel</code> of more" in html.render(MIXED)


def test_huge_values_are_cut() -> None:
    huge = replace(FAILED, response="x" * 1_000_000, curl=HOSTILE * 100_000)
    text = html.render(replace(MIXED, outcomes=(huge,)))
    assert len(text) < 300_000
    assert "(980000 more characters)" in text


def test_the_answer_to_a_pass_stays_in_the_json() -> None:
    passed = replace(PASSED, curl="curl the-command", response="the-answer")
    text = html.render(replace(GREEN, outcomes=(passed,)))
    assert "curl the-command" in text
    assert "the-answer" not in text

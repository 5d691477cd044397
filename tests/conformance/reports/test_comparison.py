"""What changed since an earlier result, on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_pages import FAILED, NEWER, OLDER, document

from stream_contracts.changes import compare
from stream_contracts.reports import comparison, html
from stream_specs.errors import UserError


def test_only_the_kinds_that_occur_have_a_section() -> None:
    found = comparison.sections(compare(OLDER, replace(NEWER, outcomes=NEWER.outcomes[:-1])))

    assert [(section.kind, [(row.before, row.after, row.present) for row in section.rows]) for section in found] == [
        ("broken", [("pass", "fail", True)]),
        ("other", [("warn", "absent", False)]),
    ]


def test_the_sentence_counts_every_kind() -> None:
    assert comparison.sentence(compare(OLDER, NEWER)) == "1 broken, 0 unproven, 0 fixed, 0 proven, 0 other"


def test_the_page_shows_what_changed() -> None:
    text = html.render(NEWER, document(), OLDER)

    assert "BROKEN: fails now, and did not before (1)" in text
    assert "pass → fail" in text
    assert text.count('data-change="broken"') == 1


def test_the_page_says_when_nothing_changed() -> None:
    text = html.render(NEWER, document(), NEWER)

    assert "No verdict is another one now." in text
    assert '<select name="change"' not in text


def test_a_page_without_an_earlier_result_does_not_speak_of_changes() -> None:
    assert "Changes since" not in html.render(NEWER, document())


def test_a_requirement_that_is_gone_is_named_without_a_link() -> None:
    text = html.render(replace(NEWER, outcomes=NEWER.outcomes[1:]), document(), OLDER)

    assert f"<code>{FAILED.requirement.id}</code>" in text
    assert f'href="#{FAILED.requirement.id}"' not in text


def test_results_of_two_apis_are_not_compared() -> None:
    with pytest.raises(UserError, match="one result is of"):
        html.render(NEWER, document(), replace(OLDER, api="other"))

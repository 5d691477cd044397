"""The HTML report does in a browser what it says: filters, places, copies, and nothing by the network."""

from __future__ import annotations

from pathlib import Path

import browser
import pytest
from report_pages import FAILED, HOSTILE, NEWER, OLDER, document

from stream_contracts.reports import html
from stream_contracts.result import RunResult

pytestmark = pytest.mark.skipif(not browser.PROGRAM, reason="Chromium is not installed")

SHOWN = "return [...document.querySelectorAll('.requirement:not([hidden])')].map((each) => each.id);"


def choose(name: str, value: str) -> str:
    """Fill in a field of the filters; what is shown then."""
    return (
        f"const field = document.querySelector('.filters').elements.{name}; field.value = '{value}';"
        f"field.dispatchEvent(new Event('input', {{bubbles: true}})); {SHOWN}"
    )


def press(verdict: str) -> str:
    """Press the button of a verdict; what is shown then."""
    return f"document.querySelector('.chip[data-verdict={verdict}]').click(); {SHOWN}"


FILTERS = {
    "level": (choose("level", "SHOULD"), ["tiny/rule/polite"]),
    "tag": (choose("tag", "Reading"), ["tiny/read/200.schema", "tiny/read/success"]),
    "a word in a response": (choose("text", "teapot"), [FAILED.requirement.id]),
    "a word nobody said": (choose("text", "zebra"), []),
    "change": (choose("change", "broken"), [FAILED.requirement.id]),
    "verdict": (press("fail"), [FAILED.requirement.id]),
}


def page(folder: Path, result: RunResult) -> Path:
    file = folder / "report.html"
    file.write_text(html.render(result, document(), OLDER), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_leaves_what_it_names(name: str, tmp_path: Path) -> None:
    question, expected = FILTERS[name]

    seen = browser.visit(page(tmp_path, NEWER), SHOWN, question, "return document.querySelector('.nothing').hidden;")

    assert sorted(seen.values[0]) == sorted(outcome.requirement.id for outcome in NEWER.outcomes)
    assert seen.values[1:] == [expected, bool(expected)]
    assert not seen.complaints


def test_a_second_press_shows_all_again(tmp_path: Path) -> None:
    seen = browser.visit(page(tmp_path, NEWER), press("fail"), press("fail"))

    assert list(map(len, seen.values)) == [1, len(NEWER.outcomes)]


def test_the_page_asks_the_network_for_nothing_but_itself(tmp_path: Path) -> None:
    file = page(tmp_path, NEWER)

    seen = browser.visit(file)

    assert seen.requests == [file.as_uri()]


def test_a_page_that_asks_for_more_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("<img src='http://127.0.0.1:9/x.png'><script>missing()</script>", encoding="utf-8")

    seen = browser.visit(file)

    assert seen.requests == [file.as_uri(), "http://127.0.0.1:9/x.png"]
    assert any("missing is not defined" in complaint for complaint in seen.complaints)


def test_a_link_opens_the_place_that_it_leads_to(tmp_path: Path) -> None:
    place = "tiny/read/success"
    opened = f"const it = document.getElementById('{place}'); return [it.open, it.closest('.group').open];"

    without = browser.visit(page(tmp_path, NEWER), opened)
    by_link = browser.visit(page(tmp_path, NEWER), opened, fragment=f"#{place}")

    assert without.values[0][0] is False
    assert by_link.values == [[True, True]]


def test_what_a_server_says_does_not_act(tmp_path: Path) -> None:
    acted = "return [window.acted || 0, document.scripts.length, document.images.length];"

    seen = browser.visit(page(tmp_path, HOSTILE), acted, "return document.body.innerText.includes('window.acted = 1');")

    assert seen.values == [[0, 1, 0], True]


def test_the_statuses_of_an_operation_are_told_apart(tmp_path: Path) -> None:
    cells = (
        "return [...document.querySelectorAll('.statuses')].map((row) => [...row.querySelectorAll('.status')]"
        ".map((each) => each.querySelector('.count').title));"
    )

    seen = browser.visit(page(tmp_path, NEWER), cells)

    assert seen.values[0] == [
        ["200: documented, seen 7 times", "400: documented, never seen", "418: not documented, seen once"],
        ["200: documented, never seen", "no answer: seen 2 times"],
    ]

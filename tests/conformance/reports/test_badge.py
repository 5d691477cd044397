"""The badge says what the exit code says."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from report_samples import EMPTY, FAILED, GREEN, INTERRUPTED, MIXED, REPEATED, RESULTS, UNPROVEN, results

from stream_contracts.reports import badge
from stream_contracts.result import RunResult

SVG = "{http://www.w3.org/2000/svg}"
MESSAGES = {
    "green": (GREEN, "2 hold", False),
    "broken": (MIXED, "1 broken", True),
    "flaky": (REPEATED, "1 broken", True),
    "left over": (replace(GREEN, leftovers=("channel 7",)), "failing", True),
    "not proven": (replace(GREEN, outcomes=(*GREEN.outcomes, UNPROVEN)), "1 not proven", False),
    "nothing": (EMPTY, "nothing shown", False),
    "interrupted": (INTERRUPTED, "interrupted", False),
    "interrupted and broken": (replace(INTERRUPTED, outcomes=(FAILED,)), "interrupted", False),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_both_badges_say_the_same(name: str) -> None:
    result, message, is_error = MESSAGES[name]

    value = json.loads(badge.render_json(result))
    picture = ElementTree.fromstring(badge.render_svg(result))

    assert (value["label"], value["message"], value["isError"]) == ("streamdetails contract", message, is_error)
    assert [text.text for text in picture.iter(f"{SVG}text")] == [value["label"], message]
    assert picture.attrib["aria-label"] == f"streamdetails contract: {message}"
    assert value["color"] in [each.get("fill") for each in picture.iter(f"{SVG}path")]


def test_only_a_run_that_passed_is_green() -> None:
    colors = {name: json.loads(badge.render_json(result))["color"] for name, (result, _, _) in MESSAGES.items()}

    assert [name for name, color in colors.items() if color == colors["green"]] == ["green"]


@given(results)
def test_any_badge_is_well_formed_and_small(result: RunResult) -> None:
    picture = ElementTree.fromstring(badge.render_svg(result))

    assert int(picture.attrib["width"]) < 1000


def test_hostile_text_is_shown_not_obeyed() -> None:
    picture = ElementTree.fromstring(badge.render_svg(RESULTS["hostile"]))

    assert {each.tag for each in picture.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text")
    }

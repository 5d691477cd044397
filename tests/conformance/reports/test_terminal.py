from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from report_samples import FAILED, GREEN, INTERRUPTED, MIXED, PASSED, REPEATED, RESULTS, UNPROVEN, requirement, results

from stream_contracts.reports import terminal
from stream_contracts.reports.surface import Surface, surface_of
from stream_contracts.result import RunResult

EXPECTED = Path(__file__).parent / "expected"
BOXES = "─│╭╮╰╯├┤┬┴┼"
RICH = Surface(color=True, boxes=True, width=120)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["green", "mixed", "interrupted", "empty", "hostile", "flaky"])
def test_the_report_reads_as_stored(name: str) -> None:
    assert terminal.render(RESULTS[name]) == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


def test_the_summary_reads_as_stored() -> None:
    text = terminal.render_summary([GREEN, replace(MIXED, api="owncast"), INTERRUPTED])
    assert text == (EXPECTED / "summary.txt").read_text(encoding="utf-8")


def test_the_summary_counts_the_flaky_where_there_are_some() -> None:
    header, row = terminal.render_summary([REPEATED]).splitlines()[:2]
    assert dict(zip(header.split(), row.split(), strict=True))["flaky"] == "1"


@settings(deadline=None, max_examples=40)
@given(results)
def test_plain_text_has_no_control_codes_and_no_boxes(result: RunResult) -> None:
    text = terminal.render(result)
    assert all(line.isprintable() for line in text.replace("\t", " ").split("\n"))
    assert text.endswith("\n")


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_without_colour_nothing_is_lost(result: RunResult) -> None:
    coloured = terminal.render(result, RICH)
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert _words(bare) == _words(terminal.render(result, replace(RICH, color=False)))
    assert "\x1b" not in bare


def test_a_terminal_shows_boxes_and_colours() -> None:
    text = terminal.render(MIXED, RICH)
    assert "╭" in text
    assert "\x1b[" in text


@pytest.mark.parametrize(
    ("stream", "environment", "color", "boxes"),
    [
        (Terminal(), {}, True, True),
        (Terminal(), {"NO_COLOR": "1"}, False, True),
        (Terminal(), {"NO_COLOR": ""}, True, True),
        (Terminal(), {"TERM": "dumb"}, False, False),
        (io.StringIO(), {}, False, False),
        (io.TextIOWrapper(io.BytesIO(), encoding="ascii"), {}, False, False),
    ],
)
def test_the_surface_follows_from_the_stream(
    stream: io.StringIO, environment: dict[str, str], color: bool, boxes: bool
) -> None:
    surface = surface_of(stream, environment)
    assert (surface.color, surface.boxes) == (color, boxes)


def test_what_the_encoding_lacks_is_escaped() -> None:
    text = terminal.render(replace(GREEN, notes=("naïve",)), Surface(encoding="ascii"))
    assert "note: na\\xefve" in text


def test_reports_are_written_to_a_stream() -> None:
    stream = io.StringIO()
    terminal.print_result(GREEN, stream)
    terminal.print_summary([GREEN], stream)
    assert stream.getvalue() == terminal.render(GREEN) + terminal.render_summary([GREEN])


def test_a_command_can_be_copied_as_it_is() -> None:
    assert FAILED.curl in terminal.render(MIXED)


def test_a_command_is_whole_or_absent() -> None:
    text = terminal.render(replace(MIXED, outcomes=(replace(FAILED, curl="curl " + "x" * 9_000),)))
    assert "repeat      the command has 9005 characters; it is in result.json" in text


def test_long_values_are_cut() -> None:
    huge = replace(FAILED, expected="x" * 100_000, actual="line\n" * 1_000, detail="y" * 100_000)
    text = terminal.render(replace(MIXED, outcomes=(huge,)))
    assert len(text) < 6_000
    assert "... (5000 characters in all; see result.json)" in text
    assert text.count("... (100000 characters in all; see result.json)") == 2


def test_of_many_outcomes_the_first_are_written_out() -> None:
    many = tuple(replace(UNPROVEN, requirement=requirement(f"{number}.schema")) for number in range(300))
    text = terminal.render(replace(MIXED, outcomes=many))
    assert text.count("\nNOT PROVEN  streamdetails/") == 20
    assert "NOT PROVEN  280 more; all of them are in report.html and result.json" in text
    assert terminal.render(replace(MIXED, outcomes=many), blocks=300).count("\nNOT PROVEN  streamdetails/") == 300


def test_of_many_operations_those_that_pass_share_a_row() -> None:
    passed = tuple(replace(PASSED, requirement=requirement("success", f"op{number}")) for number in range(210))
    text = terminal.render(replace(MIXED, outcomes=(*passed, FAILED)))
    assert re.search(r"^addChannel +- +F1$", text, re.MULTILINE)
    assert re.search(r"^210 others +210 +-$", text, re.MULTILINE)
    assert "op17" not in text


def _words(text: str) -> list[str]:
    return text.split()

"""bench/RESULTS.md: a part writes its own section and leaves the others."""

from __future__ import annotations

from pathlib import Path

import sections

SPEED, MOCKS = sections.PARTS["speed"], sections.PARTS["mocks"]
BOTH = f"# Results\n\nWords.\n\n## {SPEED}\n\nold speed\n\n## {MOCKS}\n\nold mocks\n"


def test_a_section_is_replaced_and_the_others_stay() -> None:
    assert sections.replaced(BOTH, SPEED, "new\n") == BOTH.replace("old speed", "new")


def test_a_new_section_takes_its_place_in_the_order_of_the_parts() -> None:
    only_mocks = f"# Results\n\n## {MOCKS}\n\nold mocks\n"

    text = sections.replaced(only_mocks, SPEED, "new")

    assert text == f"# Results\n\n## {SPEED}\n\nnew\n\n## {MOCKS}\n\nold mocks\n"


def test_a_section_below_keeps_its_own_headings() -> None:
    text = sections.replaced("# Results\n", SPEED, "figures\n\n### What was learnt\n\nMuch.")

    assert sections.replaced(text, MOCKS, "x").startswith(text)


def test_what_was_learnt_is_kept_when_a_section_is_measured_anew(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    path.write_text(BOTH.replace("old mocks", "old mocks\n\n### What was learnt\n\n- Much.\n\n- More."))

    sections.write("mocks", ["new mocks"], path)
    sections.write("speed", ["new speed"], path)
    sections.write("mocks", ["newer mocks"], path)

    text = path.read_text()
    assert text.endswith("\n\nnewer mocks\n\n### What was learnt\n\n- Much.\n\n- More.\n")
    assert text.count("What was learnt") == 1


def test_a_section_says_when_where_and_by_which_command(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"

    sections.write("growth", ["| a |"], file)

    written = file.read_text("utf-8")
    assert sections.machine() in written
    assert written.endswith("\n\n| a |\n")


def test_a_command_without_options_is_the_one_of_make() -> None:
    assert sections.command("mocks", []) == "make bench PART=mocks"


def test_a_table_has_its_figures_on_the_right() -> None:
    assert sections.table(("a", "b"), [("x", 1)]) == ["| a | b |", "| --- | ---: |", "| x | 1 |"]

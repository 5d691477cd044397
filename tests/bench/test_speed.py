"""The section on speed keeps what people wrote below the figures."""

from __future__ import annotations

from pathlib import Path

import sections
import speed

NOTES = ["### What was learnt", "", "- Much."]


def _written(path: Path, *lines: str) -> Path:
    sections.write("speed", ["figures", *lines], path)
    sections.write("mocks", ["others", "", "### What was learnt", "", "- Nothing."], path)
    return path


def test_what_was_learnt_is_found_below_the_figures_of_this_section_only(tmp_path: Path) -> None:
    assert list(speed.learnt(_written(tmp_path / "a.md", "", *NOTES))) == ["", *NOTES]
    assert list(speed.learnt(_written(tmp_path / "b.md"))) == []
    assert list(speed.learnt(tmp_path / "none.md")) == []

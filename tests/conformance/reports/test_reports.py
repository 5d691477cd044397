from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from report_samples import MIXED, RESULTS

from stream_contracts.reports import result_json, write_all, write_interim
from stream_specs.errors import UserError


@pytest.mark.parametrize("name", RESULTS)
def test_a_run_leaves_its_reports(name: str, tmp_path: Path) -> None:
    paths = write_all(RESULTS[name], None, tmp_path / "reports")
    assert [path.name for path in paths] == ["result.json", "junit.xml", "report.html", "badge.svg", "badge.json"]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted(path.name for path in paths)
    assert result_json.load(paths[0]) == RESULTS[name]
    assert ElementTree.parse(paths[1]).getroot().tag == "testsuites"


def test_what_is_written_on_the_way_takes_no_earlier_report_for_its_own(tmp_path: Path) -> None:
    write_all(MIXED, None, tmp_path)

    write_interim(MIXED, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    assert result_json.load(tmp_path / "result.json") == MIXED


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write"):
        write_all(MIXED, None, tmp_path / "file")


def test_the_libraries_of_reports_are_loaded_when_they_are_needed() -> None:
    modules = ", ".join(f"stream_contracts.reports.{name}" for name in ("html", "junit", "progress", "terminal"))
    program = f"import sys, {modules}; print(*sorted({{'rich', 'jinja2', 'markupsafe'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

"""What a run says besides its table: changes since an earlier run, annotations, badges."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Done, stream_contracts

from stream_contracts.mock.server import running_mock

BROKEN = "streamdetails/rule/channel-name-limit"
IN_GITHUB = {"GITHUB_ACTIONS": "true"}


def run(folder: Path, *more: str, **environment: str) -> Done:
    return stream_contracts("run", "--only", BROKEN, *more, cwd=folder, **{"GITHUB_ACTIONS": "", **environment})


def test_a_run_shows_what_changed_since_another(tmp_path: Path) -> None:
    assert run(tmp_path, "--out", "old").returncode == 0
    with running_mock("streamdetails", fault="ignore-max-length") as faulty:
        server = ("--api", "streamdetails", "--url", faulty.url, "--auth", "BearerAuth=mock-token", "--out", "new")
        done = run(tmp_path, *server, "--compare", "old", **IN_GITHUB)
        quiet = run(tmp_path, *server, "--quiet", **IN_GITHUB)
        asked = run(tmp_path, *server, "--quiet", "--annotations")

    page = (tmp_path / "new" / "report.html").read_text("utf-8")
    annotation = f"::error title=fail%3A {BROKEN}::A channel name of 50 characters"
    assert (done.returncode, quiet.returncode, asked.returncode) == (1, 1, 1)
    assert ": 1 broken, 0 unproven, 0 fixed, 0 proven, 0 other\n" in done.stdout
    assert "reports: new/report.html, result.json, junit.xml, badge.svg, badge.json\n" in done.stdout
    assert f"\n{annotation}" in done.stdout
    assert quiet.stdout == ""
    assert asked.stdout.startswith(annotation)
    assert json.loads((tmp_path / "new" / "badge.json").read_text())["message"] == "1 broken"
    assert "Changes since" not in page  # the last run was not asked to compare


def test_a_run_can_be_compared_with_the_one_that_it_replaces(tmp_path: Path) -> None:
    assert run(tmp_path, "--out", "same").returncode == 0

    done = run(tmp_path, "--out", "same", "--compare", "same")

    assert done.returncode == 0
    assert ": 0 broken, 0 unproven, 0 fixed, 0 proven, 0 other\n" in done.stdout
    assert "No verdict is another one now." in (tmp_path / "same" / "report.html").read_text("utf-8")


def test_a_result_counts_the_answers_of_each_operation(tmp_path: Path) -> None:
    assert run(tmp_path, "--out", "out", "--quiet").returncode == 0

    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["answers"]["addChannel"] == {"200": 1, "400": 1}
    assert sum(sum(counts.values()) for counts in result["answers"].values()) <= sum(result["wire"].values())


def test_a_result_of_another_api_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    assert run(tmp_path, "--out", "old", "--quiet").returncode == 0
    path = tmp_path / "old" / "result.json"
    path.write_text(path.read_text().replace('"api": "streamdetails"', '"api": "owncast"'))

    done = run(tmp_path, "--out", "new", "--compare", "old")

    assert done.returncode == 2
    assert "is a result of `owncast`, not `streamdetails`" in done.stderr
    assert not (tmp_path / "new").exists()

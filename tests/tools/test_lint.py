"""Each check by one edit of a valid API, the whole list of findings compared. The cases are in lint_cases/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sample_api

from stream_specs.bundle import collect
from stream_specs.lint import CHECKS
from stream_specs.lint.context import context
from stream_specs.sources import load
from stream_specs.validate import validate

_CASES = {
    f"{path.stem}-{case['name']}": case
    for path in sorted((Path(__file__).parent / "lint_cases").glob("*.yaml"))
    for case in load(path).value
}


def _edited(folder: Path, case: dict[str, Any]) -> Path:
    api = sample_api.write(folder)
    sample_api.edit(api, case["file"], case["replace"], case["by"])
    return api.relative_to(folder)


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES)
def test_findings(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    api = _edited(tmp_path, case)

    problems = validate(api).problems

    assert [str(problem).removeprefix("specs/notes/") for problem in problems] == case["finds"]


def test_the_tiny_api_itself_is_valid(tmp_path: Path) -> None:
    assert validate(sample_api.write(tmp_path)).problems == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_finds_something_in_a_case_of_its_family(check: Any, tmp_path: Path) -> None:
    family = check.__module__.rpartition(".")[2]
    cases = [case for name, case in _CASES.items() if name.startswith(f"{family}-") and case["finds"]]

    apis = (tmp_path / str(i) / _edited(tmp_path / str(i), case) for i, case in enumerate(cases))

    assert any(list(check(context(api, collect(api)))) for api in apis)


def test_evidence_of_its_own_covers_an_operation(tmp_path: Path) -> None:
    api = sample_api.write(tmp_path)
    sample_api.edit(api, "openapi.yaml", "x-evidence: {level: documented, source: notes#Introduction}\n", "")
    own = "x-effect: create\nx-evidence: {level: documented, source: notes#Add}\n"
    sample_api.edit(api, "paths/my-notes/addNote.yaml", "x-effect: create\n", own)

    found = [problem.message for problem in validate(api).problems]

    assert "nothing says where operation `getNote` comes from" in found
    assert "nothing says where operation `addNote` comes from" not in found


def test_a_decision_may_be_cited_by_a_rule(tmp_path: Path) -> None:
    api = sample_api.write(tmp_path)
    sample_api.edit(api, "../DECISIONS.md", "# Decisions\n", "# Decisions\n\n## NT-2: Of a rule\n")
    (api / "rules.yaml").write_text("- id: a\n  x-decision: [NT-2]\n")

    assert validate(api).problems == ()

"""action.yml and the hooks of pre-commit: what they promise is there, and their scripts do it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from stream_contracts.mock.server import running_mock
from stream_specs.cli import group as specs_group

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
EXAMPLE = yaml.safe_load((ROOT / "docs/examples/github-actions/check-my-server.yml").read_text())
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}
SCRIPTS = {name: step["run"] for name, step in STEPS.items() if "run" in step}
RUN = STEPS["Run stream-contracts"]
ADD = "streamdetails/addChannel"
COUNTS = ("pass", "fail", "flaky", "warn", "not-proven", "skipped")


def test_each_input_is_used_and_each_used_input_exists() -> None:
    used = re.findall(r"\$\{\{[^}]*inputs\.([a-z-]+)", (ROOT / "action.yml").read_text())

    assert set(used) == set(ACTION["inputs"])
    assert all(one["description"] for one in (*ACTION["inputs"].values(), *ACTION["outputs"].values()))


def test_no_expression_stands_in_a_script() -> None:
    assert SCRIPTS
    assert [name for name, script in SCRIPTS.items() if "${{" in script] == []
    assert all(STEPS[name]["shell"] == "bash" for name in SCRIPTS)


def test_each_variable_of_an_input_is_read_by_its_script() -> None:
    given = {(name, variable) for name in SCRIPTS for variable in STEPS[name].get("env", {})}

    assert [pair for pair in given if f"${pair[1]}" not in SCRIPTS[pair[0]]] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_bash(name: str) -> None:
    done = subprocess.run(["bash", "-n"], input=SCRIPTS[name], text=True, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_versions_that_the_action_installs_are_those_of_the_lock(tmp_path: Path) -> None:
    [command] = [line for line in SCRIPTS["Install stream-contracts"].splitlines() if line.startswith("sed")]
    (tmp_path / "stream-contracts").mkdir()

    subprocess.run(["bash", "-euc", command], env={"SUITE": str(ROOT), "RUNNER_TEMP": str(tmp_path)}, check=True)

    lines = (tmp_path / "stream-contracts/constraints.txt").read_text().splitlines()
    pinned = {Requirement(line).name: str(Requirement(line).specifier) for line in lines}
    assert pinned["schemathesis"] == "==4.32.5"
    assert all(version.startswith("==") for version in pinned.values())


def _run(folder: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """Run the script of the action in a folder, with the environment of a runner; its outputs and the summary."""
    (folder / "temp").mkdir()
    (folder / "temp/stream-contracts").symlink_to(sys.prefix)
    output, summary = folder / "output", folder / "summary"
    given = {name: one.get("default", "") for name, one in ACTION["inputs"].items()} | inputs
    environment = {
        variable: given[re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression)[1]]  # type: ignore[index]
        for variable, expression in RUN["env"].items()
    }
    runner = {"RUNNER_TEMP": f"{folder}/temp", "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", RUN["run"]],  # as a runner calls `shell: bash`
        cwd=folder,
        env={**os.environ, **runner, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = output.read_text().splitlines() if output.exists() else []
    return done, dict(line.split("=", 1) for line in lines), summary.read_text() if summary.exists() else ""


@pytest.mark.parametrize(("faults", "code"), [((), "0"), (("ignore-max-length",), "1")])
def test_a_run_gives_outputs_and_a_summary(
    faults: tuple[str, ...], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_mock("streamdetails", fault=faults) as server:
        monkeypatch.setenv("STREAMCONTRACTS_AUTH_BEARERAUTH", server.credentials["BearerAuth"])
        asked = {"api": "streamdetails", "url": server.url, "profile": "standard", "out": "my report"}
        done, outputs, summary = _run(
            tmp_path, **asked, arguments=f"--only={ADD}/success\r\n--only={ADD}/body.channel.maxLength\n\n--quiet\n"
        )

    assert done.returncode == 0, done.stderr
    assert outputs["exit-code"] == code
    assert outputs["report"] == "my report/report.html"
    assert (tmp_path / outputs["report"]).is_file()
    assert set(outputs) == {"exit-code", "report", *COUNTS} == set(ACTION["outputs"])
    assert (outputs["pass"], outputs["fail"]) == (("1", "1") if faults else ("2", "0"))
    assert summary.startswith("## FAIL: streamdetails" if faults else "## PASS: streamdetails")


def test_an_input_is_never_a_command(tmp_path: Path) -> None:
    words = "$(touch pwned)`touch pwned`\"';touch pwned #\ntouch pwned\n"
    hostile = dict.fromkeys(("api", "url", "target", "safety", "baseline", "profile", "arguments"), words)

    done, outputs, summary = _run(tmp_path, **hostile)

    assert (done.returncode, outputs) == (0, {"exit-code": "2"})
    assert done.stderr.startswith("error: ")
    assert "gave no result" in summary
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output", "summary", "temp"]


def test_the_result_of_an_earlier_run_is_not_taken_for_that_of_this_one(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/result.json").write_text('{"summary": {"pass": 7}}')

    _, outputs, _ = _run(tmp_path, out="old", api="none")

    assert outputs == {"exit-code": "2"}


@pytest.mark.parametrize("out", ["", "a\nreport=b"])
def test_a_folder_that_would_add_outputs_is_refused(out: str, tmp_path: Path) -> None:
    done, outputs, _ = _run(tmp_path, out=out)

    assert (done.returncode, outputs) == (2, {})


@pytest.mark.parametrize("code", ["0", "1", "2", "130"])
def test_the_action_ends_as_the_run_did(code: str) -> None:
    done = subprocess.run(["bash", "-ec", SCRIPTS["Pass on the verdict"]], env={"CODE": code}, check=False)

    assert str(done.returncode) == code


def test_the_example_uses_inputs_and_outputs_that_exist() -> None:
    steps = EXAMPLE["jobs"]["contract"]["steps"]
    [check] = [step for step in steps if step.get("uses", "").startswith("OWNER/stream-contracts@")]
    outputs = re.findall(r"steps\.contract\.outputs\.([a-z-]+)", str(steps))

    assert set(check["with"]) <= set(ACTION["inputs"])
    assert outputs
    assert set(outputs) <= set(ACTION["outputs"])
    assert "secrets." not in str(check["with"])


HOOKS: dict[str, Any] = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def _hook(id_: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command, *arguments = shlex.split(HOOKS[id_]["entry"])
    program = Path(sys.executable).parent / command
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_the_hooks_find_a_planted_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests/tools"))
    import sample_api

    api = sample_api.write(tmp_path)
    bundled = "generated/bundles"
    specs_group.main(["bundle", str(api), "--out", str(tmp_path / bundled)], standalone_mode=False)
    before = [_hook(id_, tmp_path).returncode for id_ in HOOKS]
    sample_api.edit(api, "schemas/Colour.yaml", "description: A colour.\n", "")

    after = {id_: _hook(id_, tmp_path) for id_ in HOOKS}

    assert before == [0, 0]
    assert {done.returncode for done in after.values()} == {1}
    assert after["stream-specs-validate"].stdout.startswith("specs/notes/schemas/Colour.yaml:1: description: ")
    assert after["stream-specs-bundle-check"].stdout.startswith("stale: generated/bundles/notes.yaml ")
    assert all(re.search(HOOKS[id_]["files"], "specs/notes/schemas/Colour.yaml") for id_ in HOOKS)
    assert re.search(HOOKS["stream-specs-bundle-check"]["files"], f"{bundled}/notes.json")


def test_the_guide_names_every_input_output_and_hook() -> None:
    guide = (ROOT / "docs/guides/install.md").read_text()
    links = re.findall(r"\]\(([^)#]+)", guide)

    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"`{name}`" not in guide] == []
    assert [id_ for id_ in HOOKS if f"- id: {id_}\n" not in guide] == []
    assert [link for link in links if not (ROOT / "docs/guides" / link).exists()] == []

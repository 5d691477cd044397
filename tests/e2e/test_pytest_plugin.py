"""Requirements as items of pytest, in a pytest of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stream_contracts.mock.server import running_mock

FAST = ("-p", "no:schemathesis", "-p", "no:hypothesispytest")  # plugins that are not needed and slow to load
BROKEN = "streamdetails/rule/channel-name-limit"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A folder with the target file of a server that breaks one rule."""
    with running_mock("streamdetails", fault="ignore-max-length") as mock:
        credentials = "".join(f'{name} = "{secret}"\n' for name, secret in mock.credentials.items())
        (tmp_path / "target.toml").write_text(f'api = "streamdetails"\nurl = "{mock.url}"\n[auth]\n{credentials}')
        yield tmp_path


def run_pytest(folder: Path, *arguments: str, target: str = "target.toml") -> subprocess.CompletedProcess[str]:
    plugin = ("-p", "stream_contracts.pytest_plugin", "--pyargs", "stream_contracts", "-rA")
    command = [sys.executable, "-m", "pytest", *FAST, *plugin, "--contract-profile", "smoke", *arguments]
    command += ["--contract-target", target] if target else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    if "-n" not in arguments:  # nothing but pytest-xdist needs an installed plugin
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd=folder, env=environment
    )


def counts(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    last = done.stdout.splitlines()[-1]
    return {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|skipped|deselected|error)", last)}


def result(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "reports" / "streamdetails" / "result.json").read_text())
    return found


@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_each_requirement_is_an_item(project: Path, more: tuple[str, ...]) -> None:
    done = run_pytest(project, "-k", "rule or the-run", *more)

    summary = result(project)["summary"]
    assert isinstance(summary, dict)
    assert done.returncode == 1
    assert (counts(done)["failed"], counts(done)["passed"]) == (1, summary["pass"] + 1)
    assert f"{BROKEN}" in done.stdout
    assert "expected: addChannel: 400\nactual: addChannel: 200" in done.stdout
    assert "Traceback" not in done.stdout


def test_only_what_is_selected_is_sent(project: Path) -> None:
    done = run_pytest(project, "-k", "getChannel and statuses")

    requirements = result(project)["requirements"]
    assert isinstance(requirements, list)
    assert done.returncode == 0
    assert [row["id"] for row in requirements] == ["streamdetails/getChannel/statuses"]


def test_what_failed_last_is_run_again_alone(project: Path) -> None:
    run_pytest(project, "-k", "rule")

    again = run_pytest(project, "--lf")
    stopped = run_pytest(project, "-k", "rule", "-x")

    assert (counts(again)["failed"], counts(again).get("passed", 0)) == (1, 0)
    assert "stopping after 1 failures" in stopped.stdout


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("", "no server is named (hint: add --contract-target FILE)"),
        ("none.toml", "none.toml: cannot read the target file"),
        ("nameless.toml", "nameless.toml: the target file does not say which API it is"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, target: str, message: str) -> None:
    (tmp_path / "nameless.toml").write_text('url = "http://127.0.0.1:9"\n')

    done = run_pytest(tmp_path, target=target)

    assert done.returncode == 2
    assert message in done.stdout
    assert "Traceback" not in done.stdout


def test_a_server_that_does_not_answer_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "target.toml").write_text('api = "streamdetails"\nurl = "http://127.0.0.1:9"\n')

    done = run_pytest(tmp_path)

    assert done.returncode == 1
    assert counts(done).get("passed", 0) == 0
    assert "no requirement was shown to hold" in done.stdout

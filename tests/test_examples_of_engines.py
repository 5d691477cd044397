"""The examples of docs/examples and the commands of the guide are real: they parse, and the command line takes them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from stream_contracts.cli import group
from stream_contracts.mock.server import running_mock

DOCS = Path(__file__).parents[1] / "docs"
ACTIONS = DOCS / "examples" / "github-actions" / "conformance-matrix.yml"
KUBERNETES = DOCS / "examples" / "kubernetes" / "indexed-job.yaml"
GUIDE = DOCS / "guides" / "scale-out.md"


def texts(value: Any) -> Iterator[str]:
    """Every text in a parsed file, so that comments do not count and folded lines are whole."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def commands(path: Path) -> list[list[str]]:
    """The words of every `stream-contracts ...` command in a file."""
    text = path.read_text("utf-8")
    parts = (
        list(texts(list(yaml.safe_load_all(text)))) if path.suffix != ".md" else re.findall(r"^\$ (.*)$", text, re.M)
    )
    lines = [line.strip() for part in parts for line in part.splitlines()]
    found = [re.split(r" \|\| | &$", line)[0] for line in lines if line.startswith("stream-contracts ")]
    return [shlex.split(line, comments=True)[1:] for line in found]


ALL = [(path, words) for path in (ACTIONS, KUBERNETES, GUIDE) for words in commands(path)]


@pytest.mark.parametrize(("path", "words"), ALL, ids=[f"{path.name}-{' '.join(words)}"[:70] for path, words in ALL])
def test_the_command_line_takes_it(path: Path, words: list[str]) -> None:
    command = group.get_command(click.Context(group), words[0])

    assert command is not None
    command.make_context(words[0], list(words[1:]))


@pytest.mark.parametrize(("path", "names"), [(ACTIONS, {"run", "merge", "doctor"}), (KUBERNETES, {"run", "merge"})])
def test_the_commands_are_found(path: Path, names: set[str]) -> None:
    assert {words[0] for words in commands(path)} == names


def test_a_wrong_option_is_noticed() -> None:
    command = group.get_command(click.Context(group), "run")

    assert command is not None
    with pytest.raises(click.NoSuchOption):
        command.make_context("run", ["--shards", "1/4"])


def test_the_matrix_and_its_merge_are_about_the_same_parts() -> None:
    jobs = yaml.safe_load(ACTIONS.read_text("utf-8"))["jobs"]
    merged = next(words for words in commands(ACTIONS) if words[0] == "merge")

    parts = [1, *jobs["rest"]["strategy"]["matrix"]["part"]]
    assert [f"parts/part-{part}" for part in parts] == merged[1 : merged.index("--out")]
    assert (jobs["rest"]["needs"], jobs["merge"]["needs"]) == ("first", ["first", "rest"])
    shards = [words[words.index("--shard") + 1] for words in commands(ACTIONS) if words[0] == "run"]
    assert shards == [f"1/{len(parts)}", f"$PART/{len(parts)}"]


def documents() -> dict[str, Any]:
    found = list(yaml.safe_load_all(KUBERNETES.read_text("utf-8")))
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in found}


def test_the_job_and_its_merge_are_about_the_same_parts() -> None:
    job = documents()["Job/conformance"]["spec"]
    ran, merged = (next(words for words in commands(KUBERNETES) if words[0] == name) for name in ("run", "merge"))

    assert (job["completionMode"], job["completions"], job["parallelism"]) == ("Indexed", 4, 4)
    assert ran[ran.index("--shard") + 1] == f"auto/{job['completions']}"
    assert merged[1 : merged.index("--out")] == [f"/parts/{index}" for index in range(job["completions"])]


def test_what_pods_mount_is_there() -> None:
    found = documents()

    for name in ("Job/conformance", "Job/conformance-merge"):
        pod = found[name]["spec"]["template"]["spec"]
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        assert {mount["name"] for mount in pod["containers"][0]["volumeMounts"]} == set(volumes)
        assert f"PersistentVolumeClaim/{volumes['parts']['persistentVolumeClaim']['claimName']}" in found


def test_the_target_of_the_job_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from stream_contracts import data, target

    monkeypatch.setenv("OWNCAST_ADMIN", "admin:x")
    monkeypatch.setenv("OWNCAST_TOKEN", "x")
    (tmp_path / "target.toml").write_text(documents()["ConfigMap/conformance-target"]["data"]["target.toml"])

    resolved = target.resolve(data.document("owncast"), target.Options(file=tmp_path / "target.toml"))

    assert (resolved.safety, resolved.rate) == ("own-resources", 5)


@pytest.mark.slow
def test_the_shell_of_the_pods_gives_one_verdict(tmp_path: Path) -> None:
    """The script of both Jobs as it stands, against a mock; only paths, target and profile are others."""
    program = tmp_path / "stream-contracts"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m stream_contracts "$@"\n')
    program.chmod(0o755)
    with running_mock("streamdetails") as mock:
        (tmp_path / "target.toml").write_text(
            f'api = "streamdetails"\nurl = "{mock.url}"\n[auth]\nBearerAuth = "mock-token"\n'
        )
        scripts = [documents()[f"Job/{name}"] for name in ("conformance", "conformance-merge")]
        part, merge = (script["spec"]["template"]["spec"]["containers"][0]["command"][-1] for script in scripts)
        codes = [_shell(part, tmp_path, index) for index in range(4)]
        verdict = _shell(merge, tmp_path, 0)

    assert codes == [0, 0, 0, 0]
    assert verdict == 0
    assert (tmp_path / "parts" / "report" / "report.html").is_file()


def _shell(script: str, folder: Path, index: int) -> int:
    here = script.replace("/parts", str(folder / "parts")).replace("/etc/conformance", str(folder))
    here = here.replace("--profile deep", "--quiet").replace("sleep 5", "exit 9")
    environment = {**os.environ, "PATH": f"{folder}:/usr/bin:/bin", "JOB_COMPLETION_INDEX": str(index)}
    return subprocess.run(["/bin/sh", "-ec", here], env=environment, timeout=60, check=False).returncode

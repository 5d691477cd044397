"""The sdist and the wheel of `stream-contracts`: what they hold, and that both commands work without the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

import pytest
from installing import link_needed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EPOCH = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Built:
    """The two files, and the same two built again from what the sdist holds."""

    sdist: Path
    wheel: Path
    sdist_again: Path
    wheel_again: Path


def _build(source: Path, into: Path) -> tuple[Path, Path]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(into.glob("*.tar.gz")), next(into.glob("*.whl"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    sdist, wheel = _build(ROOT, folder / "first")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    [source] = (folder / "unpacked").iterdir()
    return Built(sdist, wheel, *_build(source, folder / "second"))


@pytest.fixture(scope="module")
def binaries(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands in an environment that holds the wheel and what it declares, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("environment")
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", str(built.wheel)], check=True)
    [site] = folder.glob("lib/python*/site-packages")
    [installed] = (one for one in distributions(path=[str(site)]) if one.name == "stream-contracts")
    link_needed(installed, folder / "needed")
    (site / "needed.pth").write_text(f"{folder / 'needed'}\n")
    return folder / "bin"


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STREAMCONTRACTS"))}
    return {**kept, "STREAMCONTRACTS_CACHE": str(folder / "cache"), "STREAMCONTRACTS_AUTH_BEARERAUTH": "mock-token"}


def _call(binaries: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(binaries / command[0]), *command[1:]],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_both_files_are_the_same_bytes_when_they_are_built_from_the_sdist(built: Built) -> None:
    assert built.sdist.read_bytes() == built.sdist_again.read_bytes()
    assert built.wheel.read_bytes() == built.wheel_again.read_bytes()


def test_the_date_in_them_is_that_of_the_environment(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        assert {member.mtime for member in archive} == {EPOCH}
    with zipfile.ZipFile(built.wheel) as archive:
        assert {info.date_time[:3] for info in archive.infolist()} == {(2023, 11, 14)}


def test_the_sdist_holds_the_repository_and_nothing_else(built: Built) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not listed:
        pytest.skip("not in a checkout")
    tracked = {name for name in listed.split("\0") if (ROOT / name).is_file()}
    with tarfile.open(built.sdist) as archive:
        held = {member.name.partition("/")[2] for member in archive}

    assert sorted(tracked - held) == []
    assert sorted(held - tracked) == ["PKG-INFO"]


def test_the_wheel_holds_both_packages_and_what_they_read(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    data = "stream_contracts/data"

    assert {name.split("/")[0] for name in names} == {
        *("stream_contracts", "stream_specs"),
        next(name.split("/")[0] for name in names if ".dist-info/" in name),
    }
    assert {f"{data}/specs/owncast/rules.yaml", f"{data}/generated/bundles/owncast.json"} <= names
    assert {"stream_contracts/py.typed", "stream_specs/py.typed"} <= names
    assert [name for name in names if name.endswith((".pyc", ".har", ".sqlite")) or "/tests/" in name] == []
    assert re.findall("^Provides-Extra: (.*)$", metadata, re.MULTILINE) == ["generate"]


def test_nothing_comes_from_the_checkout(binaries: Path, tmp_path: Path) -> None:
    program = "import stream_contracts, stream_specs; print(stream_contracts.__file__, stream_specs.__file__)"

    done = _call(binaries, tmp_path, "python", "-c", program)

    assert done.returncode == 0, done.stderr
    assert all(Path(place).is_relative_to(binaries.parent) for place in done.stdout.split())


# command line, exit code, the beginning of stdout
COMMANDS = [
    ("stream-contracts --version", 0, r"stream-contracts \S+\nowncast +0\.2\.0  210 operations\n"),
    ("python -m stream_contracts completion fish", 0, r"function _stream_contracts_completion;"),
    ("python -m stream_specs --version", 0, r"stream-specs \S+\n"),
    ("stream-contracts init --api owncast", 0, r"# "),
    ("stream-contracts faults --list", 0, r"[a-z-]+ +\["),
    ("stream-contracts requirements --api streamdetails", 0, r"MUST +streamdetails/"),
    ("stream-contracts plan --api streamdetails --profile smoke", 0, r"operation +method"),
    ("stream-contracts run --only streamdetails/getChannel/success --profile smoke", 0, r"streamdetails at http://127"),
    ("stream-contracts check-har session.har --api streamdetails", 0, r"streamdetails at http://127"),
    ("stream-specs validate DATA/specs/streamdetails", 0, r"1 document valid: 8 operations"),
    ("stream-specs bundle DATA/specs --api streamdetails --out DATA/generated/bundles --check", 0, r"\Z"),
]


def test_each_command_works_without_the_checkout(binaries: Path, tmp_path: Path) -> None:
    """One test for all of them: workers of pytest-xdist would each build and install for theirs."""
    [packaged] = binaries.parent.glob("lib/python*/site-packages/stream_contracts/data")
    recording = _recording(packaged / "specs/streamdetails/examples/getChannel")
    (tmp_path / "session.har").write_text(json.dumps(recording))
    unexpected = []

    for line, code, beginning in COMMANDS:
        done = _call(binaries, tmp_path, *line.replace("DATA", str(packaged)).split())
        if done.returncode != code or not re.match(beginning, done.stdout) or "Traceback" in done.stderr:
            unexpected.append((line, done))

    assert unexpected == []


def test_without_the_extra_one_line_says_what_to_install(binaries: Path, tmp_path: Path) -> None:
    done = _call(binaries, tmp_path, "stream-specs", "generate")

    assert (done.returncode, done.stdout) == (2, "")
    assert [line.partition(" ")[0] for line in done.stderr.splitlines()] == ["error:", "hint:"]
    assert "hint: pip install 'stream-contracts[generate]'" in done.stderr


def _recording(examples: Path) -> dict[str, object]:
    """A recording of one call, as a browser saves it: the example of the document."""
    [asked] = examples.glob("request-*.json")
    answer = (examples / asked.name.replace("request", "200")).read_text()
    headers = [{"name": "Content-Type", "value": "application/json"}]
    sent = {"mimeType": "application/json", "text": asked.read_text()}
    url = "http://127.0.0.1:8080/api/v1/channel/get"
    request = {"method": "POST", "url": url, "headers": headers, "bodySize": 1, "postData": sent}
    content = {"size": len(answer), "mimeType": "application/json", "text": answer}
    entry = {"request": request, "response": {"status": 200, "headers": headers, "content": content}}
    return {"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [entry]}}


@contextmanager
def _mock(binaries: Path, folder: Path) -> Iterator[str]:
    command = [str(binaries / "stream-contracts"), "mock", "--api", "streamdetails", "--quiet"]
    with subprocess.Popen(command, cwd=folder, env=_environment(folder), stdout=subprocess.PIPE, text=True) as mock:
        assert mock.stdout is not None
        try:
            yield mock.stdout.readline().strip()
        finally:
            mock.terminate()


def test_a_mock_and_a_run_against_its_url(binaries: Path, tmp_path: Path) -> None:
    with _mock(binaries, tmp_path) as url:
        line = f"stream-contracts run --api streamdetails --url {url} --profile smoke --out mine --summary summary.md"
        done = _call(binaries, tmp_path, *line.split(), "--only", "streamdetails/getChannel/success")

    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "mine/result.json").read_text())["summary"]["pass"] > 0
    assert "<html" in (tmp_path / "mine/report.html").read_text()
    assert (tmp_path / "summary.md").read_text().startswith("## PASS: streamdetails\n")

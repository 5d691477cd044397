"""Promises about the repository as a whole: what the README names exists, and nothing ties it to one machine."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_every_make_target_that_the_readme_names_exists_and_has_help() -> None:
    named = set(re.findall(r"make ([a-z-]+)", README))

    assert named
    for target in named:
        assert re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE), target


def test_every_file_that_the_readme_names_exists() -> None:
    named = re.findall(r"\]\(([^)#]+)\)|`((?:specs|generated|conformance|tools|bench)/[a-z_./-]+)`", README)

    assert named
    for link, path in named:
        assert (ROOT / (link or path)).exists(), link or path


def test_every_dependency_says_why_in_one_line() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    dependencies = [line for line in lines if re.match(r'  "[a-z0-9-]+[><=]', line)]

    assert len(dependencies) > 10
    assert [line for line in dependencies if "  # " not in line] == []


def test_the_lock_holds_a_hash_for_every_package_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.split(r"\n(?=[a-z0-9])", lock)

    assert len(packages) > 50
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in lock
    assert "-url" not in lock


def test_the_lock_pins_every_direct_dependency() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = settings["project"]
    extras = [entry for entries in project["optional-dependencies"].values() for entry in entries]
    direct = [*project["dependencies"], *extras, *settings["dependency-groups"]["dev"]]
    names = {re.split(r"[\[><=]", entry)[0] for entry in direct}

    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert names - pinned == set()


@pytest.mark.parametrize(
    "forbidden",
    ["/wo" + "rk/main", "../sha" + "red", "/fa" + "rm/", "index" + "-url =", "py" + "pi.org", "registry." + "npmjs"],
)
def test_no_file_ties_the_project_to_one_machine_or_package_index(forbidden: str) -> None:
    found = [
        path.relative_to(ROOT)
        for path in tracked_files()
        if forbidden.encode() in path.read_bytes() and path != Path(__file__)
    ]
    assert found == []


def test_the_specification_tools_never_import_the_suite() -> None:
    for path in sorted((ROOT / "tools").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(module.startswith("stream_contracts") for module in modules), path

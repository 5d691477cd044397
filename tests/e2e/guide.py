"""Follows a guide word for word: writes its files, runs its commands, compares what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
_FILE = re.compile(r"^`([^`\s]+\.[a-z]+)`\n\n```[a-z]+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = "exit code "
_LONGEST_S = 120


def read(name: str, changes: Mapping[str, str] | None = None) -> str:
    """The text of a guide. changes: what stands for what in it, an address for instance."""
    text = (GUIDES / name).read_text()
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    return text


def write_files(text: str, folder: Path) -> None:
    """Write each code block that has the name of a file above it."""
    for name, content in _FILE.findall(text):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def follow(text: str, folder: Path) -> int:
    """Write the files and run the commands of a guide, in its order; gives back how many were run.

    A line `exit code N` below a command is what it must end with, all others must be in what it prints.
    """
    environment = _environment()
    followed = 0
    for part in _parts(text):
        write_files(part, folder)
        for command, printed in _commands(part):
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                environment[name] = value
            else:
                _check(command, printed, run(command, folder, environment))
                followed += 1
    return followed


def _parts(text: str) -> list[str]:
    """The guide cut after each code block."""
    return re.split(r"(?<=^```\n)(?=\n)", text, flags=re.MULTILINE)


def _check(command: str, printed: list[str], done: subprocess.CompletedProcess[str]) -> None:
    output = done.stdout + done.stderr
    code = next((int(line.split()[-1]) for line in printed if line.startswith(_EXIT)), 0)
    missing = [line for line in printed if line.strip() not in output and not line.startswith(_EXIT)]
    assert done.returncode == code, f"{command}: exit code {done.returncode}\n{output}"
    assert missing == [], f"{command} does not print {missing}\n{output}"


def run(command: str, folder: Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command line in a shell."""
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=False,
        cwd=folder,
        env=dict(environment or _environment()),
    )


def _environment() -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120"}


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with the lines that it is said to print."""
    for block in _CONSOLE.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *printed = part.splitlines()
            yield command, printed

"""Making one package: the generator in a child process, ruff, and what makes it installable."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs.errors import UserError
from stream_specs.generate import packaging, report, sdk_code, undocumented
from stream_specs.generate.document import for_generators
from stream_specs.generate.plan import Package
from stream_specs.generate.sdk_settings import SETTINGS, settings
from stream_specs.generate.usage import usage

_RUFF = Path(__file__).with_name("ruff.toml")
_CODE = Path(__file__).parents[2]
_TIMEOUT = 600.0  # seconds; 210 operations take a tenth of it
_TAIL = 12  # lines of a failed command that are shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """A package that stands in its folder, and what its generator warned of (normalised)."""

    package: Package
    warnings: tuple[str, ...]


def make(package: Package, document: Mapping[str, Any], target: Path, scratch: Path) -> Outcome:
    """Generate a package into the folder `target`, which does not exist yet, using the empty folder `scratch`.

    Raises UserError when the generator or ruff fails, or when generated code has an undefined name.
    """
    source, told = scratch / f"{package.api}.json", scratch / "report.json"
    told_of = for_generators(document, package.generator.kind)
    source.write_text(json.dumps(told_of, indent=2, ensure_ascii=False), encoding="utf-8")
    is_adapted = package.generator.tool == sdk_code.TOOL
    if is_adapted:
        (scratch / SETTINGS).write_text(json.dumps(settings(document)), encoding="utf-8")
    code = target / package.module
    target.mkdir(parents=True)
    _run(package, [*package.generator.command, str(source), str(code), str(told)], scratch)
    said = report.read(told)
    if is_adapted:
        sdk_code.adapt(package, document, code)
        undocumented.take(package, document, code)
    _format(package, code, scratch)
    packaging.complete(package, target, said.requires, usage(package, document, code))
    return Outcome(package, tuple(normalised(text, scratch, target) for text in said.warnings))


def normalised(text: str, *folders: Path) -> str:
    """A message without memory addresses and without the folders of this run."""
    for folder in folders:
        text = text.replace(str(folder), "<folder>")
    return re.sub(r"\b0x[0-9a-f]{6,}\b", "0x<address>", text, flags=re.IGNORECASE)


def _format(package: Package, folder: Path, scratch: Path) -> None:
    ruff = [sys.executable, "-P", "-s", "-m", "ruff"]
    settings = ["--no-cache", "--config", str(_RUFF), str(folder)]
    _run(package, [*ruff, "check", "--fix", "--quiet", *settings], scratch)
    _run(package, [*ruff, "format", "--quiet", *settings], scratch)


def _run(package: Package, command: list[str], scratch: Path) -> None:
    tool = "ruff" if "ruff" in command else package.generator.tool
    try:
        done = subprocess.run(  # noqa: S603  (our own commands)
            command, cwd=scratch, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UserError(f"{tool} did not end within {_TIMEOUT:.0f} s", where=package.folder) from error
    if done.returncode:
        said = (done.stderr + done.stdout).decode("utf-8", "replace").strip().splitlines()
        tail = "\n  ".join(said[-_TAIL:]) or "it said nothing"
        raise UserError(f"{tool} failed (exit {done.returncode}):\n  {tail}", where=package.folder)


def _environment() -> dict[str, str]:
    """This process's environment without settings of Python and ruff; the same order of sets in every run.

    The interpreter's folder leads PATH, because generators look for their tools there. A child imports the modules that
    this process runs, even where another copy of them is installed.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "RUFF_"))}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", os.defpath)))
    fixed = {
        "PYTHONPATH": str(_CODE),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    return {**kept, **fixed, "PATH": path}

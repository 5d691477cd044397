"""Installing a distribution where nothing is but what it declares, without a package index."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement

PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]


def install(source: Path, target: Path) -> Distribution:
    """Install a folder or a wheel alone into the folder `target`."""
    done = subprocess.run([*PIP, "--target", str(target), str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [installed] = distributions(path=[str(target)])
    return installed


def link_needed(installed: Distribution, folder: Path) -> None:
    """Make the folder, with links to all that a distribution declares and to what that needs in turn."""
    folder.mkdir()
    for one in _needed(installed, ("",), {}).values():
        for top in {file.parts[0] for file in one.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (folder / top).exists():
                (folder / top).symlink_to(Path(str(one.locate_file(top))))


def _needed(root: Distribution, extras: Iterable[str], found: dict[str, Distribution]) -> dict[str, Distribution]:
    """The installed distributions that satisfy what `root` requires with these extras, and theirs in turn, by name."""
    for one in map(Requirement, root.requires or []):
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
            key = str(Requirement(f"{one.name}[{','.join(sorted(one.extras))}]"))
            installed = distribution(one.name)
            assert one.specifier.contains(installed.version, prereleases=True), (str(one), installed.version)
            if key not in found:
                found[key] = installed
                _needed(installed, ("", *one.extras), found)
    return found

"""Installing a distribution where nothing is but what it declares, without a package index."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

_PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]


def install(target: Path, *sources: Path) -> None:
    """Install folders or wheels into the folder `target`, each by itself."""
    command = [*_PIP, "--target", str(target), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def link_needed(installed: Distribution, folder: Path) -> None:
    """Make the folder, with links to all that a distribution declares and to what that needs in turn."""
    folder.mkdir()
    for one in _needed(installed, ("",), {}).values():
        link(one, folder)


def link(installed: Distribution, folder: Path) -> None:
    """Make links to all that a distribution installed in a folder."""
    for top in {file.parts[0] for file in installed.files or () if file.parts[0] not in ("..", "__pycache__")}:
        if not (folder / top).exists():
            (folder / top).symlink_to(Path(str(installed.locate_file(top))))


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

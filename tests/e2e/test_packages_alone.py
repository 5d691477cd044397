"""Each generated package is installed by pip from its folder alone, and needs nothing but what it declares."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from installing import link, link_needed

from stream_contracts import data

_IMPORT = """
import importlib, pkgutil, sys
sys.path[:0] = sys.argv[2:]
package = importlib.import_module(sys.argv[1])
found = [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
for name in found:
    importlib.import_module(name)
print(len(found))
"""


def _imported(package: str, *folders: Path) -> subprocess.CompletedProcess[str]:
    """Import all of a package in a process that has the standard library and these folders, and nothing else."""
    command = [sys.executable, "-I", "-S", "-c", _IMPORT, package, *map(str, folders)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("api", data.apis())
@pytest.mark.parametrize("suffix", ["client", "sdk"])
def test_a_package_installs_and_imports_alone(site: Path, tmp_path: Path, api: str, suffix: str) -> None:
    target, others = tmp_path / "target", tmp_path / "others"
    [installed] = (one for one in distributions(path=[str(site)]) if one.name == f"{api}-{suffix}")

    target.mkdir()
    link(installed, target)
    link_needed(installed, others)
    name = f"{api.replace('-', '_')}_{suffix}"
    imported, bare = _imported(name, target, others), _imported(name, target)

    assert (imported.stderr, imported.returncode) == ("", 0)
    assert int(imported.stdout) == len(list((target / name).rglob("*.py"))) - 1  # of all modules but the package itself
    assert "ModuleNotFoundError" in bare.stderr  # what is not linked is not there

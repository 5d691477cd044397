"""All generated packages as pip installs them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from installing import install
from once import once

_GENERATED = Path(__file__).parents[2] / "generated"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all generated packages, each installed from a copy of its folder, without their dependencies."""
    return once(tmp_path_factory, "installed", _install) / "site"


def _install(folder: Path) -> None:
    copies = []
    for project in sorted(_GENERATED.glob("*/*/pyproject.toml")):
        copies.append(folder / "sources" / project.parent.parent.name / project.parent.name)
        shutil.copytree(project.parent, copies[-1], ignore=shutil.ignore_patterns("__pycache__"))
    install(folder / "site", *copies)

"""All generated packages as pip installs them, and a command line that is loaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from installing import install
from once import once
from prepared import Prepared, prepared

_GENERATED = Path(__file__).parents[2] / "generated"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all generated packages, each installed from a copy of its folder, without their dependencies."""
    return once(tmp_path_factory, "installed", _install) / "site"


@pytest.fixture(scope="session")
def command_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Runs `stream-contracts` in processes of their own."""
    with prepared(tmp_path_factory.mktemp("prepared")) as process:
        yield process


def _install(folder: Path) -> None:
    copies = []
    for project in sorted(_GENERATED.glob("*/*/pyproject.toml")):
        copies.append(folder / "sources" / project.parent.parent.name / project.parent.name)
        shutil.copytree(project.parent, copies[-1], ignore=shutil.ignore_patterns("__pycache__"))
    install(folder / "site", *copies)

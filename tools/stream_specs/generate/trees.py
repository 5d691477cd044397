"""Comparing and replacing what stands below `generated`. A unit is a file or a folder that is replaced as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stream_specs.errors import UserError
from stream_specs.sources import shown

MISSING = "missing"
STALE = "stale"
SURPLUS = "surplus"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A file (path below `generated`) that is missing, stale or surplus."""

    path: str
    state: str


def read(root: Path, unit: str) -> dict[str, bytes]:
    """The files of a unit by path below the root; none when the unit is not there. Byte code does not count."""
    place = root / unit
    if place.is_file():
        return {unit: place.read_bytes()}
    files = (path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(files)}


def compare(new: Mapping[str, bytes], old: Mapping[str, bytes]) -> list[Change]:
    """What differs between two sets of files, sorted by path."""
    changes = [Change(path, MISSING) for path in new.keys() - old.keys()]
    changes += [Change(path, STALE) for path in new.keys() & old.keys() if new[path] != old[path]]
    changes += [Change(path, SURPLUS) for path in old.keys() - new.keys()]
    return sorted(changes)


def replace(root: Path, fresh: Path, attic: Path, units: Iterable[str], surplus: Iterable[str]) -> None:
    """Move units from the folder `fresh` to `root`; what they replace, and the surplus, moves to `attic`.

    Only renames, so all three folders must be on one file system. When one fails, all are undone and UserError is
    raised.
    """
    units = list(units)
    retired = [unit for unit in (*units, *surplus) if (root / unit).exists()]
    moves = [(root / unit, attic / unit) for unit in retired] + [(fresh / unit, root / unit) for unit in units]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
            done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            target.rename(source)
        raise UserError(f"cannot replace: {error.strerror}", where=shown(Path(error.filename or root))) from error

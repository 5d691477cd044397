"""The APIs of a folder of specifications: each sub-folder with an `openapi.yaml`, named by its key."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from stream_specs import sources
from stream_specs.errors import UserError
from stream_specs.sources import shown

ROOT_FILE = "openapi.yaml"


def find(specs: Path) -> list[Path]:
    """The folders of all APIs below `specs`, sorted. Raises UserError when there is none."""
    try:
        folders = sorted(entry for entry in specs.iterdir() if (entry / ROOT_FILE).is_file())
    except OSError as error:
        hint = "name the folder that holds the APIs, as an argument or with --specs"
        raise UserError(f"cannot read the folder: {error.strerror}", where=shown(specs), hint=hint) from error
    if not folders:
        hint = f"an API is a folder with a file `{ROOT_FILE}`"
        raise UserError("no API in this folder", where=shown(specs), hint=hint)
    return folders


def choose(specs: Path, keys: Sequence[str]) -> list[Path]:
    """The folders of the APIs named by `keys`, all when `keys` is empty. Raises UserError."""
    known = {folder.name: folder for folder in find(specs)}
    for key in keys:
        if key not in known:
            raise UserError(f"unknown API `{key}`", where=shown(specs), hint=_suggestion(key, list(known)))
    return [known[key] for key in sorted(set(keys))] if keys else list(known.values())


def named(paths: Sequence[Path], specs: Path, keys: Sequence[str]) -> list[Path]:
    """The folders of the APIs that a command line names, sorted.

    paths: folders that hold APIs, folders of one API, or their `openapi.yaml`; `specs` when empty. keys: only these.
    Raises UserError.
    """
    if not paths:
        return choose(specs, keys)
    folders = sorted({folder for path in paths for folder in _at(path)})
    known = {folder.name: folder for folder in folders}
    for key in keys:
        if key not in known:
            raise UserError(f"unknown API `{key}`", where=shown(paths[0]), hint=_suggestion(key, list(known)))
    return [folder for folder in folders if not keys or folder.name in keys]


def _at(path: Path) -> list[Path]:
    if path.name == ROOT_FILE and path.is_file():
        return [path.parent]
    return [path] if (path / ROOT_FILE).is_file() else find(path)


def is_draft(folder: Path) -> bool:
    """True for an API whose document says `x-draft: true`: it is validated, and nothing is generated from it yet."""
    value = sources.load(folder / ROOT_FILE).value
    return isinstance(value, dict) and value.get("x-draft") is True


def _suggestion(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean `{near[0]}`?" if near else "one of " + ", ".join(f"`{name}`" for name in known)

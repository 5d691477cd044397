"""Files and entries of an API's folder that nothing uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from stream_specs import pointers
from stream_specs.problems import Problem
from stream_specs.references import Library, Target
from stream_specs.sources import shown
from stream_specs.structure import SECTIONS, Kind

_FOLDERS = ("schemas", "paths", "examples")
_ENTRY_FILES = ("parameters.yaml", "headers.yaml", "bodies.yaml", "responses.yaml", "links.yaml")
UNUSED = "unused"


def unused(library: Library, root: Path, used: Collection[Target]) -> Iterator[Problem]:
    """Each file below schemas/, paths/ and examples/ and each entry of parameters.yaml, responses.yaml and
    their like that no reference leads to, and each such component of the root document.
    """
    whole = {target.path for target in used if not target.pointer}
    in_part = {target.path for target in used if target.pointer} - {root}
    for path in _component_files(root.parent):
        if path not in whole | in_part:
            yield Problem(shown(path), 1, UNUSED, f"nothing uses {_what(path, root.parent)}", "remove it, or use it")
    entry_files = {root.parent / name for name in _ENTRY_FILES if (root.parent / name).is_file()}
    for path in sorted((in_part | entry_files) - whole):
        yield from _entries(library, path, "", used)
    yield from _own_components(library, root, used)


def _component_files(folder: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".md":
                yield path


def _what(path: Path, folder: Path) -> str:
    place = path.relative_to(folder).parts[0]
    return {"schemas": "this schema", "paths": "this operation", "examples": "this example"}[place]


def _entries(library: Library, path: Path, base: str, used: Collection[Target]) -> Iterator[Problem]:
    source = library.read(path)
    try:
        entries = pointers.resolve(source.value, base)
    except LookupError:
        return
    for name in entries if isinstance(entries, dict) else ():
        pointer = pointers.join(base, name)
        if Target(path, pointer) not in used and not name.startswith("x-"):
            message = f"nothing uses `{name}`"
            yield Problem(shown(path), source.line(pointer), UNUSED, message, "remove it, or use it")


def _own_components(library: Library, root: Path, used: Collection[Target]) -> Iterator[Problem]:
    for kind, section in SECTIONS.items():
        if kind is not Kind.SECURITY_SCHEME:
            yield from _entries(library, root, pointers.join("", "components", section), used)

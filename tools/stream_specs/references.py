"""Where a `$ref` of a source file leads."""

from __future__ import annotations

import difflib
import os.path
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from stream_specs import pointers
from stream_specs.sources import Source, load, shown
from stream_specs.structure import SECTIONS, Kind

_REMOTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_COMPONENT_NAME = re.compile(r"[a-zA-Z0-9._-]+\Z")  # OpenAPI 3.1.1, section 4.8.7.1
_STRUCTURED = (".yaml", ".yml", ".json")


@dataclass(unsafe_hash=True)
class BadReference(Exception):  # noqa: N818  (it is reported as a Problem, never shown as an error)
    """A reference that leads nowhere. rule: the check that it breaks."""

    rule: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to: a file as a whole (pointer ""), or a part of it."""

    path: Path
    pointer: str


@dataclass(frozen=True, slots=True)
class Library:
    """The files of one API; each is read once. folder: nothing outside it may be referenced."""

    folder: Path
    _sources: dict[Path, Source]

    @classmethod
    def of(cls, folder: Path) -> Library:
        """An empty library."""
        return cls(folder, {})

    def read(self, path: Path) -> Source:
        """The file at a path. Raises UserError."""
        if path not in self._sources:
            self._sources[path] = load(path)
        return self._sources[path]

    def was_read(self, path: Path) -> bool:
        """True when the file has been read."""
        return path in self._sources

    def target(self, reference: str, origin: Path) -> Target:
        """Where `reference`, written in the file `origin`, leads. Raises BadReference."""
        path, _, fragment = reference.partition("#")
        target = Target(self.file(path, origin), unquote(fragment))
        if target.path.suffix not in _STRUCTURED:
            raise BadReference("ref-nowhere", f"`{reference}` is neither YAML nor JSON")
        source = self.read(target.path)
        try:
            value = pointers.resolve(source.value, target.pointer)
        except LookupError:
            what = f"`{reference}` leads to no value of {shown(target.path)}"
            raise BadReference("ref-nowhere", what, _near(target.pointer, source)) from None
        if not isinstance(value, dict):
            raise BadReference("ref-shape", f"`{reference}` leads to a {type(value).__name__}, not to a mapping")
        return target

    def file(self, reference: str, origin: Path) -> Path:
        """The existing file that a relative path, written in the file `origin`, names. Raises BadReference."""
        if _REMOTE.match(reference):
            hint = "keep a copy below the API's folder"
            raise BadReference("ref-outside", f"`{reference}` is not a file of this API", hint)
        path = origin if not reference else Path(os.path.normpath(origin.parent / unquote(reference)))
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise BadReference("ref-outside", f"`{reference}` leaves {shown(self.folder)}")
        if not path.is_file():
            raise BadReference("ref-nowhere", f"`{reference}` leads to no file", _near_file(path, origin))
        return path


def component_name(kind: Kind, target: Target) -> str:
    """The name of the component that a reference makes: the fragment's last token, else the file's stem.

    Raises BadReference when the fragment leads into the middle of a component.
    """
    tokens = pointers.split(target.pointer)
    in_document = len(tokens) == 3 and tokens[:2] == ["components", SECTIONS[kind]]
    if len(tokens) > 1 and not in_document:
        hint = "give that part a file of its own"
        raise BadReference("ref-shape", f"`#{target.pointer}` leads into the middle of a {kind}", hint)
    name = tokens[-1] if tokens else target.path.stem
    if not _COMPONENT_NAME.match(name):
        hint = "use letters, digits, `.`, `_` and `-`"
        raise BadReference("ref-shape", f"`{name}` cannot name a component", hint)
    return name


def _near(pointer: str, source: Source) -> str:
    near = difflib.get_close_matches(pointer, source.lines, n=1)
    return f"did you mean `#{near[0]}`?" if near else ""


def _near_file(path: Path, origin: Path) -> str:
    siblings = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, siblings, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"the path is relative to {shown(origin.parent)}"

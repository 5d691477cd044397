"""From a place in a bundle back to the file and line that it was written on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stream_specs import pointers
from stream_specs.sources import Source, shown


@dataclass(frozen=True, slots=True)
class Origin:
    """A value in a source file. pointer: its JSON pointer there."""

    source: Source
    pointer: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.source.path

    @property
    def file(self) -> str:
        """The file as messages show it."""
        return shown(self.source.path)

    @property
    def line(self) -> int:
        """The line of the value, from 1."""
        return self.source.line(self.pointer)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each part of a bundle comes from. mounts: the pointers at which the content of a file begins."""

    mounts: Mapping[str, Origin]

    def of(self, pointer: str) -> Origin:
        """The origin of the value at a pointer of the bundle."""
        base = pointer
        while base and base not in self.mounts:
            base = pointers.parent(base)
        mount = self.mounts[base]
        return Origin(mount.source, mount.pointer + pointer[len(base) :])

    def at(self, pointer: str) -> tuple[str, int]:
        """File and line of the value at a pointer of the bundle, or of the nearest enclosing one."""
        origin = self.of(pointer)
        return origin.file, origin.line

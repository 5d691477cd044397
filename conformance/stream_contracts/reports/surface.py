"""Where terminal text goes: how wide the place is, and whether it shows colours, boxes and every character."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 120
_NARROWEST = 60


@dataclass(frozen=True, slots=True)
class Surface:
    """The place that shows a report. width: in columns. encoding: what it can carry.

    The default is plain text, for files and pipes.
    """

    color: bool = False
    boxes: bool = False
    width: int = PLAIN_WIDTH
    encoding: str = "utf-8"


def surface_of(stream: TextIO, environment: Mapping[str, str]) -> Surface:
    """The surface behind a stream: boxes on a terminal, colours too unless NO_COLOR (no-color.org) or TERM forbid."""
    encoding = stream.encoding or "utf-8"
    if not stream.isatty() or environment.get("TERM") == "dumb":
        return Surface(encoding=encoding)
    return Surface(
        color=not environment.get("NO_COLOR"),
        boxes=encoding.lower().replace("-", "") == "utf8",
        width=max(_NARROWEST, shutil.get_terminal_size().columns),
        encoding=encoding,
    )


class Page:
    """Collects what is printed to a surface."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._buffer = StringIO()
        self.console = _console(surface, self._buffer)

    @property
    def text(self) -> str:
        """What was printed, without spaces at the ends of lines; what the encoding lacks is escaped."""
        text = "".join(f"{line.rstrip()}\n" for line in self._buffer.getvalue().split("\n"))[:-1]
        return text.encode(self._surface.encoding, "backslashreplace").decode(self._surface.encoding)


def _console(surface: Surface, file: TextIO) -> Console:
    from rich.console import Console

    return Console(
        file=file,
        width=surface.width,
        color_system="standard" if surface.color else None,
        force_terminal=surface.color,
        force_jupyter=False,
        force_interactive=False,
        no_color=not surface.color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )

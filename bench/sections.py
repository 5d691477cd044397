"""bench/RESULTS.md: each benchmark writes its own section and leaves the others as they are."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from stream_specs.errors import UserError
from stream_specs.files import write_text

RESULTS = Path(__file__).parent / "RESULTS.md"
PARTS = {
    "alternatives": "Against the alternatives",
    "speed": "Speed of the suite",
    "mocks": "Speed of the mocks",
    "growth": "Growth with the document",
}
_HEADING = "\n## "
_NOTES = "\n### What was learnt\n"
_INTRODUCTION = """# Results of the benchmarks

`make bench` measures everything anew, `make bench PART=speed` one part; each part writes its own section. Seconds
depend on the machine and on what else it does; the ratios within one section come from one run.
"""


def write(part: str, lines: Iterable[str], path: Path = RESULTS) -> None:
    """Put a section in the place of the older one, whose notes on what was learnt it keeps.

    lines: its Markdown, below the heading and the line on the run.
    """
    text = path.read_text("utf-8") if path.exists() else _INTRODUCTION
    body = "\n".join([_provenance(part), "", *lines, *learnt(text, PARTS[part])])
    write_text(path, replaced(text, PARTS[part], body))


def learnt(text: str, title: str) -> list[str]:
    """What people wrote below the figures of a section."""
    section = text.partition(f"{_HEADING}{title}\n")[2].partition(_HEADING)[0]
    _, found, notes = section.partition(_NOTES)
    return ["", *(found + notes).strip().splitlines()] if found else []


def replaced(text: str, title: str, body: str) -> str:
    """The text with this section; sections stand in the order of PARTS, others after them."""
    introduction, *sections = text.split(_HEADING)
    found = {section.partition("\n")[0].strip(): section.partition("\n")[2].strip() for section in sections}
    found[title] = body.strip()
    ordered = sorted(found, key=_position)
    return _HEADING.join([introduction.strip() + "\n", *(f"{name}\n\n{found[name]}\n" for name in ordered)])


def _position(title: str) -> tuple[int, str]:
    titles = list(PARTS.values())
    return (titles.index(title) if title in titles else len(titles), title)


def _provenance(part: str) -> str:
    today = datetime.now(UTC).date().isoformat()
    return f"{today}, {machine()}. Made by `{command(part, sys.argv[1:])}`."


def command(part: str, arguments: Sequence[str]) -> str:
    """The command that makes a section, without folders of this machine."""
    if not arguments:
        return f"make bench PART={part}"
    return " ".join(["python", f"bench/{Path(sys.argv[0]).name}", *arguments])


def machine() -> str:
    """Cores, processor and Python; no name of a host."""
    model = re.search(r"model name\s*: (.*)", _cpuinfo())
    processor = model[1].strip() if model else platform.machine()
    return f"{len(os.sched_getaffinity(0))} cores of {processor}, Python {platform.python_version()}"


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8") if path.exists() else ""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table; every column but the first is aligned to the right."""
    rules = ["---", *(["---:"] * (len(header) - 1))]
    return [_row(header), _row(rules), *(_row(row) for row in rows)]


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def run(measure: Callable[[], None]) -> None:
    """Run a benchmark; what its user can mend is one line and a hint, and exit code 2."""
    try:
        measure()
    except UserError as error:
        say(f"error: {error.where}: {error.what}" if error.where else f"error: {error.what}")
        if error.hint:
            say(f"hint: {error.hint}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)

"""What a generator's child process tells its parent: a small JSON file."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Report:
    """warnings: one text each. requires: the distributions that the generated code needs, with their versions."""

    warnings: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a generator said while it ran: Python warnings, and its text on stderr."""

    warnings: list[str] = field(default_factory=list)
    text: io.StringIO = field(default_factory=io.StringIO)


@contextlib.contextmanager
def listening() -> Iterator[Heard]:
    """Collect Python warnings (without the file and line, which name an installation) and stderr."""
    heard = Heard()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stderr(heard.text):
        yield heard
    heard.warnings.extend(f"{item.category.__name__}: {item.message}" for item in caught)


def serve(generate: Callable[[Path, Path], Report]) -> None:
    """The main function of a child: run `generate(document, folder)` and write its report."""
    document, folder, report = (Path(argument) for argument in sys.argv[1:4])
    result = generate(document, folder)
    report.write_text(json.dumps(asdict(result)), encoding="utf-8")


def read(path: Path) -> Report:
    """The report that a child wrote."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Report(tuple(content["warnings"]), tuple(content["requires"]))

"""What a run leaves behind: each report is a pure function of its result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stream_specs.files import write_text

if TYPE_CHECKING:
    from stream_contracts.documents import Document
    from stream_contracts.result import RunResult

RESULT, JUNIT, HTML = "result.json", "junit.xml", "report.html"


def write_all(result: RunResult, document: Document | None, folder: Path) -> tuple[Path, ...]:
    """Write result.json, junit.xml and report.html into `folder`, each whole; returns their paths.

    document: gives the HTML the methods, paths, summaries and tags of the operations. Raises UserError when the
    folder cannot be written.
    """
    from stream_contracts.reports import html, junit, result_json

    texts = {RESULT: result_json.render(result), JUNIT: junit.render(result), HTML: html.render(result, document)}
    for name, text in texts.items():
        write_text(folder / name, text)
    return tuple(folder / name for name in texts)

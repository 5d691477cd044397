"""What a run leaves behind: each report is a pure function of its result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stream_specs.files import write_text

if TYPE_CHECKING:
    from stream_contracts.documents import Document
    from stream_contracts.result import RunResult

RESULT, JUNIT, HTML = "result.json", "junit.xml", "report.html"
SVG, BADGE = "badge.svg", "badge.json"


def listed(folder: Path | str) -> str:
    """Where the reports of a run are, on one line: "reports/owncast/report.html, result.json, junit.xml, ..."."""
    return f"{folder}/{', '.join((HTML, RESULT, JUNIT, SVG, BADGE))}"


def write_all(
    result: RunResult, document: Document | None, folder: Path, older: RunResult | None = None
) -> tuple[Path, ...]:
    """Write result.json, junit.xml, report.html and two badges into `folder`, each whole; returns their paths.

    document: gives the HTML the methods, paths, summaries and tags of the operations. older: an earlier
    result of the API, that the HTML shows what changed. Raises UserError when the folder cannot be written.
    """
    from stream_contracts.reports import badge, html, junit, result_json

    texts = {
        RESULT: result_json.render(result),
        JUNIT: junit.render(result),
        HTML: html.render(result, document, older),
        SVG: badge.render_svg(result),
        BADGE: badge.render_json(result),
    }
    for name, text in texts.items():
        write_text(folder / name, text)
    return tuple(folder / name for name in texts)


def write_interim(result: RunResult, folder: Path) -> None:
    """Write result.json alone, which is all that a killed run leaves: the others take longer than many answers.

    Those of an earlier run are removed, so that they do not pass for this one's. Raises UserError as `write_all` does.
    """
    from stream_contracts.reports import result_json

    for name in (JUNIT, HTML, SVG, BADGE):
        (folder / name).unlink(missing_ok=True)
    write_text(folder / RESULT, result_json.render(result))

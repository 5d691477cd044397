"""`reports/faults/<api>.html`: the kill table as one file that needs no network."""

from __future__ import annotations

from stream_contracts.faults.kill_table import KillTable
from stream_contracts.faults.kill_text import NOT_EXPLAINED, clean_sentence
from stream_contracts.faults.trial import Detection
from stream_contracts.reports import page
from stream_contracts.reports.escapes import unicode_text
from stream_contracts.verdicts import Verdict
from stream_specs.inline_assets import markup, policy

TONES = {
    Detection.FAILED: Verdict.PASS,
    Detection.WARNED: Verdict.WARN,
    Detection.UNPROVEN: Verdict.NOT_PROVEN,
    Detection.SURVIVED: Verdict.FAIL,
}


def render(table: KillTable) -> str:
    """The table as one HTML page."""
    style = page.asset("report.css")
    template = page.environment().get_template("faults.html.j2")
    return unicode_text(
        template.render(
            table=table,
            detections=tuple(Detection),
            tones=TONES,
            not_explained=NOT_EXPLAINED,
            clean=clean_sentence(table),
            style=markup(style),
            policy=policy(style, ""),
        )
    )

"""The verdict of a run as a badge: a picture of its own, and the JSON that shields.io draws one from.

The JSON is that of the shields.io endpoint badge (https://shields.io/badges/endpoint-badge).
"""

from __future__ import annotations

import json
from html import escape

from stream_contracts.reports.escapes import cut, one_line, xml_text
from stream_contracts.result import RunResult
from stream_contracts.verdicts import ExitCode, Verdict

_COLORS = {
    ExitCode.OK: "#146c37",
    ExitCode.VIOLATION: "#b3261e",
    ExitCode.UNPROVEN: "#7b3fb5",
    ExitCode.INTERRUPTED: "#5b6673",
}
_LONGEST = 40
_HEIGHT, _CHARACTER, _MARGIN = 20, 6.6, 12
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" aria-label="{both}">
<title>{both}</title>
<rect width="{width}" height="{height}" rx="3" fill="#3c4550"/>
<path d="M{left} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{inner}z" fill="{color}"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{label_x}" y="14" textLength="{label_length}">{label}</text>
<text x="{message_x}" y="14" textLength="{message_length}">{message}</text>
</g>
</svg>
"""


def render_svg(result: RunResult) -> str:
    """The badge as SVG: needs no font, script or network of its own. Ends in a line feed."""
    label, message = _label(result), _message(result)
    lengths = [round(len(text) * _CHARACTER) for text in (label, message)]
    left, right = (length + _MARGIN for length in lengths)
    return _SVG.format(
        width=left + right,
        height=_HEIGHT,
        left=left,
        inner=right - 3,
        color=_COLORS[result.exit_code],
        label_x=left / 2,
        message_x=left + right / 2,
        label_length=lengths[0],
        message_length=lengths[1],
        label=escape(label),
        message=escape(message),
        both=escape(f"{label}: {message}"),
    )


def render_json(result: RunResult) -> str:
    """The badge as the JSON of a shields.io endpoint, ending in a line feed."""
    value = {
        "schemaVersion": 1,
        "label": _label(result),
        "message": _message(result),
        "color": _COLORS[result.exit_code],
        "isError": result.exit_code is ExitCode.VIOLATION,
    }
    return json.dumps(value, indent=2) + "\n"


def _label(result: RunResult) -> str:
    return cut(one_line(xml_text(f"{result.api} contract")), _LONGEST)


def _message(result: RunResult) -> str:
    summary = result.summary
    match result.exit_code:
        case ExitCode.OK:
            return f"{summary[Verdict.PASS] + summary[Verdict.WARN]} hold"
        case ExitCode.VIOLATION:
            broken = summary[Verdict.FAIL] + summary[Verdict.FLAKY]
            return f"{broken} broken" if broken else "failing"
        case ExitCode.UNPROVEN:
            return f"{summary[Verdict.NOT_PROVEN]} not proven" if summary[Verdict.NOT_PROVEN] else "nothing shown"
        case ExitCode.INTERRUPTED:
            return "interrupted"

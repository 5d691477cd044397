"""`reports/faults/<api>.json`: the whole kill table; its format is `kill_table.schema.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stream_contracts.faults.kill_table import KillTable, Row
from stream_contracts.faults.trial import Detection, Trial

SCHEMA = "https://stream-contracts.invalid/schemas/faults-1.json"
_SCHEMA_FILE = Path(__file__).parent / "kill_table.schema.json"


def render(table: KillTable) -> str:
    """The table as JSON in ASCII, ending in a line feed."""
    return json.dumps(_record(table), indent=1, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the format."""
    value: dict[str, Any] = json.loads(_SCHEMA_FILE.read_text(encoding="utf-8"))
    return value


def _record(table: KillTable) -> dict[str, Any]:
    alarms = [
        {"seed": entry.seed, "part": entry.part, "requirement": entry.requirement} for entry in table.clean.alarms
    ]
    clean = {"seeds": table.clean.seeds, "requests": table.clean.requests, "seconds": table.clean.seconds}
    return {
        "schema": SCHEMA,
        "api": table.api,
        "profile": table.profile,
        "seed": table.seed,
        "document_sha256": table.document_sha256,
        "exit_code": table.exit_code,
        "problems": list(table.problems),
        "placed": table.placed,
        "seconds": table.seconds,
        "total": _row(table.total),
        "classes": [_row(row) for row in table.rows],
        "clean": {**clean, "false_alarms": alarms},
        "faults": [_trial(trial, table.explained.get(trial.name, "")) for trial in table.trials],
    }


def _row(row: Row) -> dict[str, Any]:
    counts = {str(entry): row.detected[entry] for entry in Detection}
    rate = round(row.rate, 2)
    return {
        "class": row.kind,
        "faults": row.faults,
        "killed": row.killed,
        "rate": rate,
        **counts,
        "seconds": row.seconds,
    }


def _trial(trial: Trial, explanation: str) -> dict[str, Any]:
    return {
        "name": trial.name,
        "fault": trial.fault,
        "operation": trial.operation,
        "class": str(trial.kind),
        "must_break": trial.requirement,
        "level": str(trial.level),
        "detection": str(trial.detection),
        "killed_by": trial.by,
        "named": trial.named,
        "plan": "whole" if trial.whole else "operation",
        "requests": trial.requests,
        "seconds": trial.seconds,
        "defect": trial.defect,
        "explanation": explanation if trial.detection is Detection.SURVIVED else "",
    }

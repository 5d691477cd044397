"""A check without reports, which cost more than all its requests."""

from __future__ import annotations

from stream_contracts import checking, runner
from stream_contracts.result import RunResult


def execute(prepared: checking.Check) -> RunResult:
    """Send the plan of a check once and judge the answers."""
    assert prepared.target is not None
    return runner.execute(runner.Run(prepared.document, prepared.rulebook, prepared.plan, prepared.target))

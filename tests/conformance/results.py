"""Results made of a few outcomes, for the tests of what is made of whole results."""

from __future__ import annotations

from typing import Any

from stream_contracts.documents import Evidence, EvidenceLevel
from stream_contracts.result import RunResult
from stream_contracts.verdicts import Level, Outcome, Requirement, Verdict

DOCUMENTED = Evidence(EvidenceLevel.DOCUMENTED, "page#Heading")


def requirement(what: str) -> Requirement:
    """A MUST of the API `tiny`."""
    return Requirement(f"tiny/op/{what}", "op", Level.MUST, "It holds.", DOCUMENTED)


def outcome(what: str, verdict: Verdict, **more: Any) -> Outcome:
    """An outcome of `tiny/op/<what>`; its detail is the verdict."""
    values = {"evidence": 1, "detail": f"it is {verdict}", **more}
    return Outcome(requirement(what), verdict, **values)


def result(*outcomes: Outcome, **more: Any) -> RunResult:
    """The result of a whole standard run with everything allowed, on the second of January."""
    values: dict[str, Any] = {
        "api": "tiny",
        "target": "http://127.0.0.1:1/v1",
        "started": "2026-01-02T03:04:05+00:00",
        "duration_s": 1.5,
        "versions": {},
        "seed": 1,
        "document_sha256": "d0",
        "plan_sha256": "a1",
        "profile": "standard",
        "safety": "full",
        "complete": True,
        "wire": {"GET": 2},
        "unsafe_requests": 0,
        "leftovers": (),
        "notes": (),
        "outcomes": outcomes,
        **more,
    }
    return RunResult(**values)

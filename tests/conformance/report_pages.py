"""Two results of one small API, and its document: what the tests of the finished page look at."""

from __future__ import annotations

from dataclasses import replace

import tiny
from results import result

from stream_contracts.documents import Document, Evidence, EvidenceLevel
from stream_contracts.verdicts import Level, Outcome, Requirement, Verdict

_SOURCE = Evidence(EvidenceLevel.DOCUMENTED, "page#Heading")
_SAID = "<script>window.acted = 1</script><img src=x onerror='window.acted = 1'>"


def document() -> Document:
    """Two operations, each with a tag of its own: `write` has the answers 200 and 400, `read` has 200."""
    done, refused = {"description": "Done."}, {"description": "Refused."}
    write = {"operationId": "write", "tags": ["Writing"], "responses": {"200": done, "400": refused}}
    read = {"operationId": "read", "tags": ["Reading"], "responses": {"200": done}}
    return tiny.document({"POST /things": write, "GET /things": read})


def _outcome(what: str, verdict: Verdict, operation: str = "", level: Level = Level.MUST) -> Outcome:
    identifier = f"tiny/{operation or 'rule'}/{what}"
    return Outcome(Requirement(identifier, operation, level, "It holds.", _SOURCE), verdict, 1, "It was seen.")


FAILED = replace(
    _outcome("statuses", Verdict.FAIL, "write"),
    expected="200 or 400",
    actual="418",
    curl="curl -X POST http://127.0.0.1:1/v1/things",
    request="POST /v1/things",
    response="418\n\nI am a teapot",
)
_OTHERS = (
    _outcome("success", Verdict.PASS, "read"),
    _outcome("200.schema", Verdict.NOT_PROVEN, "read"),
    _outcome("polite", Verdict.WARN, level=Level.SHOULD),
)
OLDER = result(replace(FAILED, verdict=Verdict.PASS), *_OTHERS)
NEWER = replace(OLDER, outcomes=(FAILED, *_OTHERS), answers={"write": {"200": 7, "418": 1}, "read": {"none": 2}})
HOSTILE = replace(NEWER, outcomes=(replace(FAILED, response=_SAID, actual=_SAID, detail=_SAID),), notes=(_SAID,))

"""The requirements of an API: derived from its document and its rules, never written by hand.

Ids are slugs that can be cut at any `/`; the words after the operation are the same here, in the plan and in the
judge, which import them from this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stream_contracts import constraints
from stream_contracts.documents import Document, Evidence, EvidenceLevel, Operation, Response
from stream_contracts.rulebook import Rulebook, level_of
from stream_contracts.verdicts import Level, Requirement

SUCCESS = "success"
ACCEPTS_VALID = "accepts-valid"
STATUSES = "statuses"
NO_SERVER_ERROR = "no-server-error"
UNDECLARED_METHOD = "method.undeclared"
MEDIA_TYPE = "body.media-type"
_CONVENTION = Evidence(EvidenceLevel.INFERRED, "RFC 9110", "The convention of HTTP; the page does not say it.")
_BAD_INPUT = frozenset({"400", "422"})
_NO_INPUT = "the operation takes nothing that could be wrong; judged when it occurs"
_OPTIONAL = "the operation may be called without credentials; judged when it occurs"
_BY_CHANCE = "no request can bring about {status} at will; judged when it occurs"


def identify(api: str, operation: str, what: str) -> str:
    """The id of a derived requirement."""
    return f"{api}/{operation}/{what}"


def credential_missing(scheme: str) -> str:
    """The last part of the id: a request without this credential is refused."""
    return f"auth.{scheme}.missing"


def credential_wrong(scheme: str) -> str:
    """The last part of the id: a request with a wrong credential is refused."""
    return f"auth.{scheme}.wrong"


def answer(status: str, what: str) -> str:
    """The last part of the id of a statement about an answer: `200.schema`."""
    return f"{status}.{what}"


def redirects(api: str) -> str:
    """The id of the statement that answers do not lead away from the server."""
    return f"{api}/rule/redirects-stay"


def about_any_answer(requirement: str) -> bool:
    """True for what every answer of an operation is evidence for, whatever was asked."""
    what = requirement.split("/", 2)[2]
    return what in (STATUSES, NO_SERVER_ERROR) or what[0].isdigit()


def derive(document: Document, rulebook: Rulebook) -> tuple[Requirement, ...]:
    """All requirements of an API in the order of the document, rules last."""
    found = [requirement for operation in document.operations for requirement in _of_operation(document, operation)]
    text = "No answer redirects to another origin, unless its status is documented."
    found.append(Requirement(redirects(document.api), "", level_of(_CONVENTION), text, _CONVENTION))
    found += [Requirement(rule.id, "", rule.level, rule.text, rule.evidence) for rule in rulebook.rules]
    return tuple(_overridden(requirement, rulebook) for requirement in found)


def _overridden(requirement: Requirement, rulebook: Rulebook) -> Requirement:
    return Requirement(
        id=requirement.id,
        operation=requirement.operation,
        level=rulebook.level(requirement.id, requirement.level),
        text=requirement.text,
        evidence=requirement.evidence,
        excluded=rulebook.exclusion(requirement.id) or requirement.excluded,
    )


def _of_operation(document: Document, operation: Operation) -> Iterator[Requirement]:
    def make(what: str, text: str, evidence: Evidence, level: Level | None = None, excluded: str = "") -> Requirement:
        identifier = identify(document.api, operation.id, what)
        return Requirement(identifier, operation.id, level or level_of(evidence), text, evidence, excluded)

    own = operation.evidence
    if operation.successes():
        statuses = ", ".join(response.status for response in operation.successes())
        success = _of_success(operation)
        advice = max(level_of(success), Level.SHOULD, key=list(Level).index)
        yield make(SUCCESS, f"A documented request is answered with {statuses}.", success)
        yield make(ACCEPTS_VALID, "Every request that the document allows is accepted.", success, advice)
    yield make(STATUSES, "Every answer has a documented status.", own)
    yield make(NO_SERVER_ERROR, "No request is answered with an undocumented 5XX.", own)
    for response in operation.responses:
        yield from _of_response(make, operation, response)
    for constraint in constraints.of(document, operation):
        yield make(constraint.what, constraint.text, constraint.evidence)
    yield from _of_conventions(make, document, operation)
    yield from _of_credentials(make, operation)


def _of_success(operation: Operation) -> Evidence:
    """Where it comes from that an operation succeeds: its own evidence, unless no success of it is documented."""
    levels = {response.evidence.level for response in operation.successes()}
    undocumented = levels == {EvidenceLevel.UNDOCUMENTED}
    return operation.successes()[0].evidence if undocumented else operation.evidence


def parts_of(response: Response) -> tuple[str, ...]:
    """What there is to say about an answer: `content-type`, `schema`, `header.<name>`; nothing if undocumented."""
    if response.evidence.level is EvidenceLevel.UNDOCUMENTED:
        return ()
    parts = ["content-type"] if response.content else []
    parts += ["schema"] if any(media.is_json and media.schema is not None for media in response.content) else []
    return (*parts, *(f"header.{name}" for name in response.headers))


def _of_response(make: Any, operation: Operation, response: Response) -> Iterator[Requirement]:
    excluded = "" if _can_be_provoked(response.status) else _BY_CHANCE.format(status=response.status)
    if response.status in _BAD_INPUT and not operation.parameters and operation.request_body is None:
        excluded = _NO_INPUT
    if response.status == "401" and operation.security and not all(operation.security):
        excluded = _OPTIONAL
    status, names = response.status, " or ".join(media.name for media in response.content)
    texts = {
        "content-type": f"An answer {status} has the media type {names}.",
        "schema": f"The body of an answer {status} has the documented shape.",
    }
    for part in parts_of(response):
        text = texts.get(part) or f"An answer {status} carries a valid `{part.removeprefix('header.')}` header."
        yield make(answer(status, part), text, response.evidence, excluded=excluded)


def _can_be_provoked(status: str) -> bool:
    return status != "429" and not status.startswith("5")


def _of_conventions(make: Any, document: Document, operation: Operation) -> Iterator[Requirement]:
    if operation.request_body is not None:
        text = "A body of an undeclared media type is refused with 415 or as bad input."
        documented = next((r.evidence for r in operation.responses if r.status == "415"), _CONVENTION)
        yield make(MEDIA_TYPE, text, documented)
    if first_on_path(document, operation):
        documented = next((r.evidence for r in operation.responses if r.status == "405"), _CONVENTION)
        yield make(UNDECLARED_METHOD, f"`{operation.path}` answers an undeclared method with 405.", documented)


def first_on_path(document: Document, operation: Operation) -> bool:
    """True for the operation that stands for its path in statements about the whole path."""
    return next(other.id for other in document.operations if other.path == operation.path) == operation.id


def _of_credentials(make: Any, operation: Operation) -> Iterator[Requirement]:
    evidence = next((r.evidence for r in operation.responses if r.status in ("401", "403")), _CONVENTION)
    for scheme in required_schemes(operation):
        yield make(credential_missing(scheme), f"A request without its {scheme} credential is refused.", evidence)
        yield make(credential_wrong(scheme), f"A request with a wrong {scheme} credential is refused.", evidence)


def required_schemes(operation: Operation) -> tuple[str, ...]:
    """The schemes of the first security alternative; none when the operation may be called without any."""
    if not operation.security or any(not alternative for alternative in operation.security):
        return ()
    return tuple(operation.security[0])


def to_json(document: Document, requirements: tuple[Requirement, ...]) -> Mapping[str, Any]:
    """The frozen list as it stands in `generated/requirements/<api>.json`."""
    return {
        "$description": "What a run judges. Written by `stream-contracts requirements`; a new list is a new contract.",
        "api": document.api,
        "document_version": document.version,
        "requirements": [_row(requirement) for requirement in requirements],
    }


def _row(requirement: Requirement) -> Mapping[str, Any]:
    row = {
        "id": requirement.id,
        "level": str(requirement.level),
        "text": requirement.text,
        "evidence": str(requirement.evidence.level),
        "source": requirement.evidence.source,
    }
    return {**row, "excluded": requirement.excluded} if requirement.excluded else row

"""The cases of a plan: documented requests, coverage of every constraint, and probes of what all servers share."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from stream_contracts import constraints, omissions, requirements, wire
from stream_contracts.binding import Binder
from stream_contracts.documents import Document, Operation
from stream_contracts.exchange import ABSENT, Call, Credential
from stream_contracts.rulebook import Rulebook
from stream_contracts.templates import literal

if TYPE_CHECKING:
    from stream_contracts.engine import GeneratedCase

_PROBE_METHODS = ("GET", "PUT", "PATCH", "POST", "DELETE")
_NOBODYS = 987654321  # an id that no server has given yet


class Profile(StrEnum):
    """How much is sent: smoke is examples, credentials and rules; standard adds every constraint; deep adds fuzzing."""

    SMOKE = "smoke"
    STANDARD = "standard"
    DEEP = "deep"


class Expectation(StrEnum):
    """What the answer to a case shows."""

    ACCEPTED = "accepted"
    ANSWERED = "answered as documented"
    REFUSED = "refused as bad input"
    UNAUTHORIZED = "refused for its credential"
    METHOD_REFUSED = "refused for its method"
    MEDIA_TYPE_REFUSED = "refused for its media type"

    @property
    def about_http(self) -> bool:
        """True when the answer may come from something before the API itself, a proxy for example."""
        return self in (Expectation.METHOD_REFUSED, Expectation.MEDIA_TYPE_REFUSED)


@dataclass(frozen=True, slots=True)
class Case:
    """One request of the plan. proves: ids of the requirements that its answer is evidence for."""

    id: str
    call: Call
    expectation: Expectation
    proves: tuple[str, ...]
    description: str


def to_json(case: Case) -> dict[str, Any]:
    """A case as plain JSON, the same on every machine."""
    call = {
        item.name: getattr(case.call, item.name)
        for item in dataclasses.fields(case.call)
        if item.name not in ("body", "raw") and getattr(case.call, item.name)
    }
    if case.call.body is not ABSENT:  # null and "" are bodies
        call["body"] = case.call.body
    if case.call.raw is not None:
        call["raw"] = case.call.raw.decode("latin-1")
    return {"id": case.id, "call": call, "expectation": case.expectation, "proves": list(case.proves)}


def make(document: Document, rulebook: Rulebook, profile: Profile) -> Iterator[Case]:
    """The cases of every operation in the order of the document; ids are not yet unique."""
    binder = Binder(document, rulebook)
    coverage = _coverage(document) if profile is not Profile.SMOKE else {}
    for operation in document.operations:
        yield from _of_examples(binder, operation)
        yield from _of_coverage(binder, operation, coverage.get(operation.id, ()))
        if profile is not Profile.SMOKE:
            yield from _of_omissions(binder, operation)
        yield from _of_body(binder, operation, profile)
        yield from _of_credentials(binder, operation)
        yield from _of_unknown(binder, operation)
        yield from _of_method(binder, operation)


def _coverage(document: Document) -> Mapping[str, Sequence[GeneratedCase]]:
    from stream_contracts import engine

    found: dict[str, list[engine.GeneratedCase]] = {}
    for generated in engine.generate(document):
        found.setdefault(generated.call.operation, []).append(generated)
    return found


def example_calls(operation: Operation) -> Iterator[tuple[str, Call]]:
    """The documented requests of an operation: name and call; one without a body when there is no example.

    A named example of a parameter goes with the body example of the same name; required parameters always go.
    """
    bodies = [
        (name, media.name, value)
        for media in (operation.request_body.content if operation.request_body else ())
        for name, value in media.examples.items()
    ]
    named = {name for parameter in operation.parameters for name in parameter.examples} - {"default"}
    for name, media_type, body in bodies:
        yield name, _with_parameters(operation, name, body, media_type)
    for name in sorted(named - {name for name, _, _ in bodies}):
        yield name, _with_parameters(operation, name, ABSENT, "")
    if not bodies and not named and not (operation.request_body and operation.request_body.required):
        yield "default", _with_parameters(operation, "default", ABSENT, "")


def _with_parameters(operation: Operation, name: str, body: Any, media_type: str) -> Call:
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for parameter in operation.parameters:
        if parameter.location not in values:
            continue  # a cookie: the suite sends none
        if name in parameter.examples:
            values[parameter.location][parameter.name] = literal(parameter.examples[name])
        elif parameter.required and parameter.examples:
            values[parameter.location][parameter.name] = literal(next(iter(parameter.examples.values())))
    return Call(
        operation=operation.id,
        path=values["path"],
        query=values["query"],
        headers=values["header"],
        body=literal(body),
        media_type=media_type,
    )


def _of_examples(binder: Binder, operation: Operation) -> Iterator[Case]:
    accepted = bool(operation.successes())
    for name, call in example_calls(operation):
        yield Case(
            id=f"{operation.id}/example-{name}",
            call=binder.bind(call),
            expectation=Expectation.ACCEPTED if accepted else Expectation.ANSWERED,
            proves=_answer_ids(binder, operation, *([requirements.SUCCESS] if accepted else [])),
            description=f"documented request `{name}`",
        )


def _answer_ids(binder: Binder, operation: Operation, *whats: str) -> tuple[str, ...]:
    """The given requirements and all that any answer is evidence for."""
    always = [requirements.STATUSES, requirements.NO_SERVER_ERROR]
    for response in operation.responses:
        always += [requirements.answer(response.status, part) for part in requirements.parts_of(response)]
    return binder.identify(operation, *whats, *always)


def _of_coverage(binder: Binder, operation: Operation, generated: Sequence[GeneratedCase]) -> Iterator[Case]:
    listed = constraints.names_of(binder.document, operation)
    for item in generated:
        case = of_generated(binder, operation, item, listed)
        if case is not None:
            yield case


def of_generated(binder: Binder, operation: Operation, item: GeneratedCase, listed: frozenset[str]) -> Case | None:
    """The case of a generated request; None when nothing would follow from its answer.

    listed: the constraints of the operation that requirements are about, by name.
    """
    broken = constraints.broken_by(binder.document, item.call)
    if item.valid == bool(broken) or not wire.is_legible(binder.document, operation, item.call):
        return None  # it is not what it was meant to be once it is text on the wire
    relevant = broken & listed if broken else operation.successes()
    if not relevant:
        return None  # no requirement is about it: the inside of a recursive schema, for example
    whats = sorted(broken & listed) or [requirements.ACCEPTS_VALID]
    return Case(
        id=f"{operation.id}/{whats[0]}",
        call=binder.bind(_taken_literally(item.call), broken),
        expectation=Expectation.REFUSED if broken else Expectation.ACCEPTED,
        proves=_answer_ids(binder, operation, *whats),
        description=item.description,
    )


def of_step(binder: Binder, operation: Operation, call: Call, linked: frozenset[str]) -> Case:
    """The case of a step along a link: any documented answer will do. linked: the locations that the link filled in."""
    bound = binder.bind(_taken_literally(call), [f"{place}.linked" for place in linked])
    proves = _answer_ids(binder, operation)
    return Case(f"{operation.id}/walk", bound, Expectation.ANSWERED, proves, "a step along the links of the document")


def _taken_literally(call: Call) -> Call:
    """The call with values that are no templates."""
    return dataclasses.replace(
        call,
        path=literal(call.path),
        query=literal(call.query),
        headers=literal(call.headers),
        body=literal(call.body),
    )


def _of_omissions(binder: Binder, operation: Operation) -> Iterator[Case]:
    """Valid requests without what is required, always or beside another value: the engine leaves some of them out."""
    calls = [call for _, call in example_calls(operation)]
    for what, call in omissions.of(binder.document, operation, calls):
        yield _probe(binder, operation, binder.bind(call, [what]), what, Expectation.REFUSED)


def valid_call(binder: Binder, operation: Operation) -> Call | None:
    """A documented valid request with its bindings, the start of every probe; None when there is none."""
    call = next((call for _, call in example_calls(operation)), None)
    return binder.bind(call) if call else None


def _of_body(binder: Binder, operation: Operation, profile: Profile) -> Iterator[Case]:
    call = valid_call(binder, operation)
    body = operation.request_body
    if call is None or body is None or profile is Profile.SMOKE:
        return
    json_type = next((media.name for media in body.content if media.is_json), None)
    if json_type:
        for text in (b'{"a": ', b"{'a': 1}", b'{"a": 1}}', b"\xff\xfe{}"):
            broken = dataclasses.replace(call, body=ABSENT, raw=text, media_type=json_type)
            yield _probe(binder, operation, broken, "body.syntax", Expectation.REFUSED)
    other = dataclasses.replace(call, body=ABSENT, raw=b"<a/>", media_type="application/xml")
    yield _probe(binder, operation, other, requirements.MEDIA_TYPE, Expectation.MEDIA_TYPE_REFUSED)


def _probe(binder: Binder, operation: Operation, call: Call, what: str, expectation: Expectation) -> Case:
    """A case for one requirement."""
    proves = _answer_ids(binder, operation, what)
    if expectation.about_http:
        proves = binder.identify(operation, what)
    return Case(f"{operation.id}/{what}", call, expectation, proves, f"{what} of a valid request")


def _of_credentials(binder: Binder, operation: Operation) -> Iterator[Case]:
    call = valid_call(binder, operation)
    if call is None:
        return
    for scheme in requirements.required_schemes(operation):
        for credential, what in (
            (Credential.MISSING, requirements.credential_missing(scheme)),
            (Credential.WRONG, requirements.credential_wrong(scheme)),
        ):
            probe = dataclasses.replace(call, credential=credential, scheme=scheme)
            yield _probe(binder, operation, probe, what, Expectation.UNAUTHORIZED)


def _of_unknown(binder: Binder, operation: Operation) -> Iterator[Case]:
    """A request for something that does not exist, so that a documented 404 is seen."""
    call = valid_call(binder, operation)
    ids = [parameter for parameter in operation.parameters if parameter.location == "path"]
    if call is None or not ids or not any(response.status == "404" for response in operation.responses):
        return
    numeric = any(word in str(ids[-1].schema.get("type")) for word in ("integer", "number"))
    unknown = dataclasses.replace(call, path={**call.path, ids[-1].name: _NOBODYS if numeric else "$unique(24)"})
    yield Case(
        id=f"{operation.id}/unknown",
        call=unknown,
        expectation=Expectation.ANSWERED,
        proves=_answer_ids(binder, operation),
        description=f"a `{ids[-1].name}` that nothing has",
    )


def _of_method(binder: Binder, operation: Operation) -> Iterator[Case]:
    call = valid_call(binder, operation)
    if call is None or not requirements.first_on_path(binder.document, operation):
        return
    declared = {other.method for other in binder.document.operations if other.path == operation.path}
    method = next((name for name in _PROBE_METHODS if name not in declared), "")
    if method:
        probe = Call(operation.id, path=call.path, method=method)
        yield _probe(binder, operation, probe, requirements.UNDECLARED_METHOD, Expectation.METHOD_REFUSED)

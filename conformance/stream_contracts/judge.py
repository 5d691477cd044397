"""What exchanges show: pure, the same for a live run and for recorded traffic."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from stream_contracts import redirects, requirements
from stream_contracts.cases import Case, Expectation
from stream_contracts.documents import Document, MediaType, Operation
from stream_contracts.documents import Response as Documented
from stream_contracts.exchange import Credential, Exchange, Response
from stream_contracts.rulebook import Rulebook
from stream_contracts.rules import invariant
from stream_contracts.rules.invariant import Body
from stream_contracts.verdicts import Comparison, Observation
from stream_contracts.wire import from_text

_TOO_MANY = 429
_BUSY = frozenset({_TOO_MANY, 503})
_NO_EVIDENCE = frozenset({401, 403})
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at exchanges and says what each of them shows. origin: of the server; "" where it is not known."""

    document: Document
    rulebook: Rulebook
    origin: str = ""

    def observe(self, exchange: Exchange, case: Case | None = None) -> Iterator[Observation]:
        """What an exchange shows: about the answer itself and, with its case, about what the case probes."""
        if exchange.response is None:
            return
        operation = self.document.operation(exchange.call.operation)
        if exchange.response.status == _TOO_MANY and operation.response(_TOO_MANY) is None:
            return  # a limit on the rate may be that of a gateway: it shows nothing of the API
        if case is None or not case.expectation.about_http:
            body = functools.cache(exchange.response.json)  # reads it once for all that look at it
            for what, comparison in self._answer(operation, exchange.response, body):
                identifier = requirements.identify(self.document.api, operation.id, what)
                quirk = what == requirements.NO_SERVER_ERROR and comparison.ok and exchange.response.status >= 500
                yield _observation(identifier, comparison, exchange, quirk)
            yield from invariant.observe(self.rulebook.rules, exchange, body)
        redirect = redirects.observe(self.document, self.origin, exchange)
        if redirect is not None:
            yield redirect
        if case is not None:
            yield from self._probed(operation, exchange, case)

    def _answer(self, operation: Operation, response: Response, body: Body) -> Iterator[tuple[str, Comparison]]:
        """What any answer of an operation shows, by the last part of the requirement's id."""
        documented = operation.response(response.status)
        expected = "one of " + ", ".join(entry.status for entry in operation.responses)
        yield requirements.STATUSES, Comparison(documented is not None, expected, str(response.status))
        healthy = response.status < 500 or documented is not None
        yield requirements.NO_SERVER_ERROR, Comparison(healthy, "no undocumented 5XX", str(response.status))
        if documented is not None:
            yield from self._content(documented, response, body)
            yield from self._headers(documented, response)

    def _content(self, documented: Documented, response: Response, body: Body) -> Iterator[tuple[str, Comparison]]:
        if "content-type" not in requirements.parts_of(documented):
            return
        media = next((entry for entry in documented.content if _fits(entry, response.media_type)), None)
        names = " or ".join(entry.name for entry in documented.content)
        sent = response.header("Content-Type") or "no Content-Type"
        yield requirements.answer(documented.status, "content-type"), Comparison(media is not None, names, sent)
        # A wrong media type does not excuse a wrong body: the first documented one is held against it.
        media = media or documented.content[0]
        if media.is_json and media.schema is not None and not response.truncated:
            problem = self._problem(media, body)
            comparison = Comparison(not problem, "the documented shape", problem or "it fits")
            yield requirements.answer(documented.status, "schema"), comparison

    def _problem(self, media: MediaType, body: Body) -> str:
        """Why a body does not fit its schema, "" when it does."""
        try:
            value = body()
        except ValueError as error:
            return f"not JSON: {error}"
        return _first_error(self.document, media.pointer, value)

    def _headers(self, documented: Documented, response: Response) -> Iterator[tuple[str, Comparison]]:
        for name, pointer in documented.headers.items():
            sent = response.header(name)
            schema = self.document.resolve(self.document.at(pointer))
            value = from_text(schema, sent)
            problem = _first_error(self.document, pointer, value, "the header") if sent else "absent"
            comparison = Comparison(not problem, "a valid header", problem or sent)
            yield requirements.answer(documented.status, f"header.{name}"), comparison

    def _probed(self, operation: Operation, exchange: Exchange, case: Case) -> Iterator[Observation]:
        """What the answer to a case shows about the requirements that the case was made for."""
        assert exchange.response is not None  # noqa: S101 - the caller saw to it
        for requirement in case.proves:
            if not requirements.about_any_answer(requirement):
                comparison = self._as_expected(operation, exchange.response.status, case, requirement)
                if comparison is not None:
                    yield _observation(requirement, comparison, exchange)

    def _as_expected(self, operation: Operation, status: int, case: Case, requirement: str) -> Comparison | None:
        """Whether a status is what the case expects; None when it shows neither that nor the opposite."""
        refused = self.rulebook.refused_by(requirement)
        if status in _BUSY or case.expectation is Expectation.ANSWERED:
            return None
        match case.expectation:
            case Expectation.ACCEPTED:
                return self._acceptance(operation, status)
            case Expectation.REFUSED:
                on_path = any("/path." in requirement for requirement in case.proves)
                return _refusal(status, (*refused, "404") if on_path else refused)
            case Expectation.UNAUTHORIZED:
                # Either refuses; whether the one that came is documented is for `statuses` to say.
                return _one_of(("401", "403"), status)
            case Expectation.METHOD_REFUSED:
                return None if status in _NO_EVIDENCE else _one_of(("405",), status)
            case Expectation.MEDIA_TYPE_REFUSED:
                return _refusal(status, (*refused, "415"))

    def _acceptance(self, operation: Operation, status: int) -> Comparison | None:
        if status in _NO_EVIDENCE or str(status) in self.rulebook.conflict:
            return None
        expected = " or ".join(response.status for response in operation.successes())
        return Comparison(any(r.matches(status) for r in operation.successes()), expected, str(status))


def alive(document: Document, exchanges: Iterable[Exchange]) -> frozenset[str]:
    """The operations that answered a request with valid credentials with a documented success.

    Of an operation without one: with anything documented but a refusal of the credentials.
    """
    found = set()
    for exchange in exchanges:
        operation = document.operation(exchange.call.operation)
        if exchange.response is None or exchange.call.credential is not Credential.VALID or exchange.call.method:
            continue
        wanted = operation.successes() or [r for r in operation.responses if r.status not in ("401", "403")]
        if any(response.matches(exchange.response.status) for response in wanted):
            found.add(operation.id)
    return frozenset(found)


def _observation(requirement: str, comparison: Comparison, exchange: Exchange, quirk: bool = False) -> Observation:
    return Observation(requirement, comparison.ok, comparison.expected, comparison.actual, exchange.number, quirk=quirk)


def _one_of(statuses: tuple[str, ...], status: int) -> Comparison:
    return Comparison(str(status) in statuses, " or ".join(statuses), str(status))


def _refusal(status: int, refused: tuple[str, ...]) -> Comparison | None:
    """Whether a status refuses; a 401 or 403 shows nothing unless it is one of those that refuse."""
    if status in _NO_EVIDENCE and str(status) not in refused:
        return None
    return _one_of(refused, status)


def _fits(media: MediaType, sent: str) -> bool:
    name = media.name.partition(";")[0].strip().lower()
    return name in (sent, "*/*") or (name.endswith("/*") and sent.startswith(name[:-1]))


def _first_error(document: Document, pointer: str, value: Any, whole: str = "the body") -> str:
    try:
        document.validator(pointer).validate(value)  # iter_errors makes all errors at once, perhaps a million
    except jsonschema_rs.ValidationError as error:
        place = "".join(f"/{token}" for token in error.instance_path) or whole
        return f"{place}: {error.message}"[:_LONGEST]
    return ""

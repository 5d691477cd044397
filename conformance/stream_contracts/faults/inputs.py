"""Faults of input handling: bad input that is let in, good input that is refused, refusals of a wrong kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.faults.answers import around_operation, documented_success, is_refusal, is_success
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.mock.bodies import Reader
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle, Refusal
from stream_contracts.mock.model import Endpoint, Mock
from stream_contracts.mock.parameters import MalformedError

_KEYWORDS = {
    "required": "A missing required value is let in by {operation}.",
    "type": "A value of a wrong type is let in by {operation}.",
    "enum": "A value outside its enumeration is let in by {operation}.",
    "maxLength": "A text that is too long is let in by {operation}.",
    "minLength": "A text that is too short is let in by {operation}.",
    "pattern": "A text that does not match its pattern is let in by {operation}.",
    "format": "A text of a wrong format is let in by {operation}.",
    "minimum": "A number that is too small is let in by {operation}.",
    "maximum": "A number that is too large is let in by {operation}.",
    "minItems": "A list that is too short is let in by {operation}.",
    "maxItems": "A list that is too long is let in by {operation}.",
}


class Tolerant:
    """A reader of a body or a parameter that does not enforce one keyword, or "" for all of them."""

    def __init__(self, inner: Any, keyword: str) -> None:
        self._inner, self._keyword = inner, keyword
        self.validator = inner.validator
        self.name, self.location = getattr(inner, "name", ""), getattr(inner, "location", "")
        self.required = getattr(inner, "required", False) and keyword not in ("required", "")
        self.default = getattr(inner, "default", ABSENT)

    def read(self, first: Any, second: Any) -> Any:
        """As the real reader does."""
        return self._inner.read(first, second)

    def problem(self, value: Any) -> str:
        """What is wrong with a value apart from the keyword."""
        if not self._keyword or self.validator is None:
            return ""
        errors = self.validator.iter_errors(value)
        return next((error.message for error in errors if error.schema_path[-1] != self._keyword), "")


class AnyJson:
    """A reader of a body that takes the documented example for whatever it cannot parse."""

    def __init__(self, inner: Reader, example: Any) -> None:
        self._inner, self._example = inner, example
        self.validator = inner.validator

    def read(self, body: bytes, content_type: str) -> Any:
        """The value, or the example in its place."""
        try:
            return self._inner.read(body, content_type)
        except MalformedError:
            return self._example

    def problem(self, value: Any) -> str:
        """As the real reader has it."""
        return self._inner.problem(value)


class Strict:
    """A reader of a body that also refuses texts of exactly the greatest length."""

    def __init__(self, inner: Reader) -> None:
        self._inner, self.validator = inner, inner.validator

    def read(self, body: bytes, content_type: str) -> Any:
        """As the real reader does."""
        return self._inner.read(body, content_type)

    def problem(self, value: Any) -> str:
        """What is wrong with a value, were every text one character longer."""
        return self._inner.problem(value) or self._too_long(value)

    def _too_long(self, value: Any) -> str:
        if self.validator is None or not isinstance(value, dict):
            return ""
        errors = self.validator.iter_errors(_longer(value))
        return next((error.message for error in errors if error.schema_path[-1] == "maxLength"), "")


def _longer(value: Any) -> Any:
    """A value with every text in it one character longer."""
    if isinstance(value, dict):
        return {name: _longer(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_longer(member) for member in value]
    return value + "x" if isinstance(value, str) else value


Changed = Callable[[Endpoint, Site], Endpoint]


def _tolerant(keyword: str) -> Changed:
    """The operation without one keyword, or without all for ""."""

    def change(endpoint: Endpoint, _: Site) -> Endpoint:
        bodies: Mapping[str, Any] = {name: Tolerant(reader, keyword) for name, reader in endpoint.bodies.items()}
        parameters: Any = tuple(Tolerant(reader, keyword) for reader in endpoint.parameters)
        return dataclasses.replace(endpoint, bodies=bodies, parameters=parameters)

    return change


def _any_json(endpoint: Endpoint, site: Site) -> Endpoint:
    bodies: Mapping[str, Any] = {
        name: AnyJson(reader, _example(site, name)) for name, reader in endpoint.bodies.items()
    }
    return dataclasses.replace(endpoint, bodies=bodies)


def _example(site: Site, media_type: str) -> Any:
    content = site.operation.request_body.content if site.operation.request_body else ()
    examples = [example for media in content if media.name == media_type for example in media.examples.values()]
    return next(iter(examples), {})


def _refused(mock: Mock, call: Call, endpoint: Endpoint) -> bool:
    """Whether the input of a call is bad for an operation."""
    probe = dataclasses.replace(call, endpoint=endpoint, parameters={}, value=ABSENT)
    try:
        for stage in ("media-type", "parameters", "body"):
            mock.stages[stage](mock, probe)
    except Refusal:
        return True
    return False


def _on_bad_input(answer: Callable[[Mock, Site], Answer], lenient: Changed) -> Callable[[Mock, Site], Mock]:
    """Answer otherwise what is refused for its input, if the operation in its lenient form would not refuse it.

    Nothing is done with the bad input, which no later call could make sense of.
    """

    def apply(mock: Mock, site: Site) -> Mock:
        strict = mock.endpoints[site.operation.id]
        other, instead = lenient(strict, site), answer(mock, site)

        def around(call: Call, inner: Handle) -> Answer:
            given = inner(call)
            if call.match.operation != site.operation.id or not _is_for_input(given, site):
                return given
            bad = _refused(mock, call, strict) and not _refused(mock, call, other)
            return instead if bad else given

        return mock.with_around(around)

    return apply


def _is_for_input(answer: Answer, site: Site) -> bool:
    """False for what is no refusal, and for one of the credentials; a credential in a parameter is input as well."""
    return is_refusal(answer.status) and not (site.operation.security and answer.status in (401, 403))


def _let_in(lenient: Changed) -> Callable[[Mock, Site], Mock]:
    return _on_bad_input(documented_success, lenient)


def _anything(endpoint: Endpoint, _: Site) -> Endpoint:
    return dataclasses.replace(endpoint, bodies={}, parameters=())


def _without_body(endpoint: Endpoint, _: Site) -> Endpoint:
    body = endpoint.operation.request_body
    optional = dataclasses.replace(body, required=False) if body else None
    return dataclasses.replace(endpoint, operation=dataclasses.replace(endpoint.operation, request_body=optional))


def _refuse_longest(mock: Mock, site: Site) -> Mock:
    bodies = {name: Strict(reader) for name, reader in mock.endpoints[site.operation.id].bodies.items()}
    return mock.with_endpoint(site.operation.id, bodies=bodies)


def _refuse_valid(mock: Mock, site: Site) -> Mock:
    status = site.behaviour.errors.bad_input
    return mock.with_around(around_operation(site, lambda _: mock.errors.answer(status), is_success))


def _fail_always(mock: Mock, site: Site) -> Mock:
    return mock.with_around(around_operation(site, lambda _: mock.errors.answer(503), is_success))


def _ignoring(keyword: str, text: str) -> Fault:
    slug = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in keyword)
    return Fault(
        f"ignore-{slug}", text, Class.INPUT, lambda site: site.constraint_on_value(keyword), _let_in(_tolerant(keyword))
    )


FAULTS = (
    Fault(
        "ignore-all-constraints",
        "Bad values of every kind are let in by {operation}.",
        Class.INPUT,
        lambda site: site.constraint_on_value(),
        _let_in(_tolerant("")),
    ),
    *(_ignoring(keyword, text) for keyword, text in _KEYWORDS.items()),
    Fault(
        "accept-broken-json",
        "A body that is not JSON is let in by {operation}.",
        Class.INPUT,
        lambda site: site.constraint("body.syntax"),
        _let_in(_any_json),
    ),
    Fault(
        "accept-missing-body",
        "A missing body is let in by {operation}.",
        Class.INPUT,
        lambda site: site.constraint("body.required"),
        _let_in(_without_body),
    ),
    Fault(
        "refuse-longest-text",
        "A text of exactly the greatest length is refused by {operation}.",
        Class.INPUT,
        lambda site: site.rule("boundary", "accepted") if site.constraint_on_value("maxLength") else "",
        _refuse_longest,
    ),
    Fault(
        "crash-on-bad-input",
        "Bad input is answered by {operation} with 500.",
        Class.INPUT,
        lambda site: site.constraint_on_value(),
        _on_bad_input(lambda mock, _: mock.errors.answer(500), _anything),
    ),
    Fault(
        "refuse-valid-input",
        "Every valid request is refused by {operation}.",
        Class.INPUT,
        lambda site: "" if site.is_twin else site.requirement("success"),
        _refuse_valid,
    ),
    Fault(
        "unavailable",
        "Every valid request is answered by {operation} with 503.",
        Class.STATUS,
        lambda site: "" if site.operation.response(503) or not site.success() else site.requirement("no-server-error"),
        _fail_always,
    ),
)

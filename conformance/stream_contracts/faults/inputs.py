"""Faults of input handling: bad input that is let in, good input that is refused, refusals of a wrong kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.faults.answers import around_operation, is_success
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.mock.bodies import Reader
from stream_contracts.mock.messages import ABSENT, Answer, Call, Refusal
from stream_contracts.mock.model import Mock
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
        longer = {name: text + "x" if isinstance(text, str) else text for name, text in value.items()}
        errors = self.validator.iter_errors(longer)
        return next((error.message for error in errors if error.schema_path[-1] == "maxLength"), "")


def _tolerate(keyword: str) -> Callable[[Mock, Site], Mock]:
    def apply(mock: Mock, site: Site) -> Mock:
        endpoint = mock.endpoints[site.operation.id]
        bodies: Mapping[str, Any] = {name: Tolerant(reader, keyword) for name, reader in endpoint.bodies.items()}
        parameters: Any = tuple(Tolerant(reader, keyword) for reader in endpoint.parameters)
        return mock.with_endpoint(site.operation.id, bodies=bodies, parameters=parameters)

    return apply


def _accept_broken_json(mock: Mock, site: Site) -> Mock:
    bodies = {}
    for name, reader in mock.endpoints[site.operation.id].bodies.items():
        bodies[name] = AnyJson(reader, _example(site, name))
    return mock.with_endpoint(site.operation.id, bodies=bodies)


def _example(site: Site, media_type: str) -> Any:
    content = site.operation.request_body.content if site.operation.request_body else ()
    examples = [example for media in content if media.name == media_type for example in media.examples.values()]
    return next(iter(examples), {})


def _refuse_longest(mock: Mock, site: Site) -> Mock:
    bodies = {name: Strict(reader) for name, reader in mock.endpoints[site.operation.id].bodies.items()}
    return mock.with_endpoint(site.operation.id, bodies=bodies)


def _accept_missing_body(mock: Mock, site: Site) -> Mock:
    stage = mock.stages["body"]

    def let_in(mock: Mock, call: Call) -> Answer | None:
        missing = call.match.operation == site.operation.id and not call.body
        return None if missing else stage(mock, call)

    return mock.with_stage("body", let_in)


def _crash_on_bad_input(mock: Mock, site: Site) -> Mock:
    def crash(stage_name: str, mock: Mock) -> Mock:
        stage = mock.stages[stage_name]

        def stand_in(mock: Mock, call: Call) -> Answer | None:
            try:
                return stage(mock, call)
            except Refusal:
                if call.match.operation == site.operation.id:
                    return mock.errors.answer(500)
                raise

        return mock.with_stage(stage_name, stand_in)

    return crash("body", crash("parameters", mock))


def _refuse_valid(mock: Mock, site: Site) -> Mock:
    status = site.behaviour.errors.bad_input
    return mock.with_around(around_operation(site, lambda _: mock.errors.answer(status), is_success))


def _fail_always(mock: Mock, site: Site) -> Mock:
    return mock.with_around(around_operation(site, lambda _: mock.errors.answer(503), is_success))


def _ignoring(keyword: str, text: str) -> Fault:
    slug = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in keyword)
    return Fault(
        f"ignore-{slug}", text, Class.INPUT, lambda site: site.constraint_on_value(keyword), _tolerate(keyword)
    )


FAULTS = (
    Fault(
        "ignore-all-constraints",
        "Bad values of every kind are let in by {operation}.",
        Class.INPUT,
        lambda site: site.constraint_on_value(),
        _tolerate(""),
    ),
    *(_ignoring(keyword, text) for keyword, text in _KEYWORDS.items()),
    Fault(
        "accept-broken-json",
        "A body that is not JSON is let in by {operation}.",
        Class.INPUT,
        lambda site: site.constraint("body.syntax"),
        _accept_broken_json,
    ),
    Fault(
        "accept-missing-body",
        "A missing body is let in by {operation}.",
        Class.INPUT,
        lambda site: site.constraint("body.required"),
        _accept_missing_body,
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
        _crash_on_bad_input,
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
        lambda site: "" if site.operation.response(503) else site.requirement("no-server-error"),
        _fail_always,
    ),
)

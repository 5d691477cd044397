"""Parsing request bodies: JSON, forms and multipart forms. Everything that is not wholly right is refused."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Mapping
from email import policy
from email.parser import BytesParser
from typing import Any, Protocol

import jsonschema_rs

from stream_contracts.documents import Document, MediaType
from stream_contracts.mock.coercion import Coercion
from stream_contracts.mock.parameters import MalformedError, Pairs, nested, pairs

MAX_DEPTH = 64
_EXACT = 2**53  # integers beyond are no longer exact as a JSON number with a fraction


def parse_json(body: bytes) -> Any:
    """Strict JSON (RFC 8259): UTF-8, no repeated names, no NaN or infinity, no lone surrogates, not too deep.

    Raises MalformedError.
    """
    try:
        text = body.decode("utf-8")
        _refuse_depth(text)
        value = _DECODER.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not JSON: {error}") from None
    return value


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(members)
    if len(result) != len(members):
        raise ValueError("a name is repeated in an object")
    return result


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


def _float(text: str) -> int | float:
    """1.0 is the integer 1 in JSON Schema, so that it may serve as an id."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large")
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def _refuse_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth, quoted, escaped = 0, False, False
    for character in text:
        if quoted:
            quoted, escaped = character != '"' or escaped, character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError(f"nested more than {MAX_DEPTH} deep")
        elif character in "]}":
            depth -= 1


def parse_form(body: bytes, _: str) -> Pairs:
    """The members of application/x-www-form-urlencoded. Raises MalformedError."""
    try:
        return pairs(body.decode("ascii"))
    except UnicodeDecodeError:
        raise MalformedError("not a form: a byte is not percent-encoded") from None


def parse_multipart(body: bytes, content_type: str) -> Pairs:
    """The members of multipart/form-data (RFC 7578). A file becomes its text, by Latin-1 when it is no UTF-8."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    if not message.is_multipart() or message.defects:
        raise MalformedError("not a multipart form")
    found = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(payload, bytes):
            raise MalformedError("a part has no name")
        found.append((name, _text(payload)))
    return found


def _text(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def _parse_json(body: bytes, _: str) -> Any:
    return parse_json(body)


def _parse_text(body: bytes, _: str) -> Any:
    return _text(body)


_FORMS: Mapping[str, Callable[[bytes, str], Pairs]] = {
    "application/x-www-form-urlencoded": parse_form,
    "multipart/form-data": parse_multipart,
}


@functools.lru_cache(256)
def essence(content_type: str) -> str:
    """The media type without parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


class Reader(Protocol):
    """What parses and checks a body."""

    validator: jsonschema_rs.Draft202012Validator | None

    def read(self, body: bytes, content_type: str) -> Any:
        """The value of a body. Raises MalformedError."""

    def problem(self, value: Any) -> str:
        """What is wrong with a value, "" when nothing is."""


class BodyReader:
    """Parses and checks the body of an operation in one of its media types."""

    def __init__(self, document: Document, media: MediaType) -> None:
        self._parse = _parse_json if media.is_json else _parse_text
        self._parse_form = _FORMS.get(essence(media.name))
        self._coercion = Coercion(document, media.schema if media.schema is not None else {})
        self.validator = document.validator(media.pointer) if media.pointer else None

    def read(self, body: bytes, content_type: str) -> Any:
        """The value of a body. Raises MalformedError."""
        if self._parse_form is None:
            return self._parse(body, content_type)
        return self._coercion.apply(nested(self._parse_form(body, content_type), self._coercion.properties))

    def problem(self, value: Any) -> str:
        """What is wrong with a value, "" when nothing is."""
        if self.validator is None or self.validator.is_valid(value):
            return ""
        error = next(iter(self.validator.iter_errors(value)))
        place = ".".join(str(token) for token in error.instance_path)
        return f"{place}: {error.message}" if place else error.message

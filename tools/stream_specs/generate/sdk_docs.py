"""The docstring of an SDK method: what the document says about the operation, its arguments, answers and errors."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from stream_specs.generate.client_document import resolved
from stream_specs.generate.sdk_names import Operation, Parameter, body_arguments

_WIDTH = 110  # of a line, without the indentation of a method
_EFFECTS = {
    "outbound": "Makes the server call another host, or reach people outside.",
    "dangerous": "Cannot be undone by another call.",
}
# The classes of `errors` by status, as the runtime of the generator has them.
_ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "pattern `{}`",
}

Object = Mapping[str, Any]


def docstring(document: Object, operation: Operation) -> str:
    """The text for an operation, in the style of Google: summary, description, arguments, answers, errors."""
    value = operation.value
    parts = [f"{value.get('summary', operation.id)}."]
    if value.get("deprecated"):
        parts.append("Deprecated: the API keeps this operation for old clients only.")
    if about := str(value.get("description", "")).strip():
        parts.append(_filled(about))
    if effect := _EFFECTS.get(str(value.get("x-effect"))):
        parts.append(effect)
    parts += _section("Args", _arguments(document, operation))
    parts += _section("Returns", _answers(document, operation))
    parts += _section("Raises", _errors(document, operation))
    parts.append(_filled(f"Sent as `{_method(operation)}`, {operation.id} in the document. {_repeated(operation)}"))
    return "\n\n".join(parts)


def status_error(status: int) -> str:
    """The class of `errors` that a status raises."""
    return "InternalServerError" if status >= 500 else _ERRORS.get(status, "APIStatusError")


def _method(operation: Operation) -> str:
    path, verb = operation.pointer.removeprefix("/paths/").rsplit("/", 1)
    return f"{verb.upper()} {path.replace('~1', '/').replace('~0', '~')}"


def _repeated(operation: Operation) -> str:
    if operation.value.get("x-effect") == "read":
        return "It changes nothing, so it is sent again when the server is overloaded or fails."
    return "It is never sent a second time by itself."


def _section(title: str, lines: Iterable[str]) -> list[str]:
    text = "\n".join(textwrap.indent(line, "    ") for line in lines)
    return [f"{title}:\n{text}"] if text else []


def _arguments(document: Object, operation: Operation) -> Iterator[str]:
    for one in operation.parameters:
        yield _hanging(f"{one.argument}: {_parameter(document, one)}")
    fields = body_arguments(document, operation)
    for name, (argument, schema) in fields.items():
        said = _described(document, schema)
        yield _hanging(f"{argument}: {said or f'The property `{name}` of the body.'}")
    body = resolved(document, operation.value.get("requestBody", {}))
    if body:
        kinds = " or ".join(f"`{name}`" for name in body.get("content", {}))
        said = str(body.get("description", "")).strip()
        instead = "In place of the arguments that are its fields. " if fields else ""
        yield _hanging(f"body: {said} {instead}Sent as {kinds}.".replace(":  ", ": "))
    yield "options: Timeouts, retries and headers of this call alone."


def _parameter(document: Object, parameter: Parameter) -> str:
    schema = resolved(document, parameter.value.get("schema", {}))
    said = str(parameter.value.get("description", "")).strip() or f"The parameter `{parameter.name}`."
    return f"{said} {_limits(schema)}{_default(schema)}".strip()


def _described(document: Object, schema: Object) -> str:
    target = resolved(document, schema)
    said = str(schema.get("description") or target.get("description") or "").strip()
    return f"{said} {_limits(target)}{_default(target)}".strip()


def _limits(schema: Object) -> str:
    found = [text.format(schema[key]) for key, text in _LIMITS.items() if key in schema]
    if "enum" in schema:
        found.append("one of " + ", ".join(f"`{value}`" for value in schema["enum"]))
    text = "; ".join(found)
    return f"{text[0].upper()}{text[1:]}. " if text else ""


def _default(schema: Object) -> str:
    return f"Default: `{schema['default']}`." if "default" in schema else ""


def _answers(document: Object, operation: Operation) -> Iterator[str]:
    for status, response in _responses(document, operation):
        if status < 300:
            yield _hanging(str(response.get("description", HTTPStatus(status).phrase)).strip())


def _errors(document: Object, operation: Operation) -> Iterator[str]:
    """One line an error class, with the statuses and what they mean."""
    said: dict[str, list[str]] = {}
    for status, response in _responses(document, operation):
        if status >= 400:
            about = str(response.get("description", HTTPStatus(status).phrase)).strip()
            said.setdefault(status_error(status), []).append(f"{status}: {about}")
    for name, texts in said.items():
        yield _hanging(f"{name}: {' '.join(texts)}")


def _responses(document: Object, operation: Operation) -> Iterator[tuple[int, Object]]:
    for status, response in operation.value.get("responses", {}).items():
        if status.isdigit():
            yield int(status), resolved(document, response)


def _filled(text: str) -> str:
    return "\n".join(textwrap.fill(line, _WIDTH, break_long_words=False) for line in text.splitlines())


def _hanging(text: str) -> str:
    return textwrap.fill(
        " ".join(text.split()), _WIDTH - 8, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )

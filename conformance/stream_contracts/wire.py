"""From a call with values to the bytes of a request: paths, queries, bodies, credentials.

Parameters follow OpenAPI 3.1 "Style Values"; form bodies follow its Encoding Object.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from stream_contracts.documents import Document, MediaType, Operation, Parameter, SecurityScheme
from stream_contracts.exchange import ABSENT, Call, Credential, Request

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_BOUNDARY = "stream-contracts-boundary"


def build(document: Document, call: Call, base_path: str, secrets: Mapping[str, str]) -> Request:
    """The request of a call whose templates are resolved.

    secrets: credentials by scheme name; those of the call's first satisfiable security alternative are used.
    """
    operation = document.operation(call.operation)
    query = list(_query(operation, call.query))
    headers = [("Accept", _accept(operation))] + [(name, to_text(value)) for name, value in call.headers.items()]
    body, content_type = _body(operation, call)
    if content_type and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    for scheme, secret in _credentials(document, operation, call, secrets):
        if scheme.location == "query":
            query.append((scheme.parameter, secret))
        else:
            headers.append((scheme.parameter, scheme.prefix + secret))
    target = base_path + _path(operation, call.path) + ("?" + _encode_query(query) if query else "")
    return Request(call.method or operation.method, target, tuple(headers), body)


def _accept(operation: Operation) -> str:
    own = operation.extensions.get("x-accept")
    if own:
        return str(own)
    names = dict.fromkeys(media.name for response in operation.responses for media in response.content)
    return ", ".join(names) or "*/*"


def _path(operation: Operation, values: Mapping[str, Any]) -> str:
    path = operation.path
    for name, value in values.items():
        path = path.replace("{" + name + "}", quote(to_text(value), safe=""))
    return path


def _query(operation: Operation, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        parameter = operation.parameter("query", name)
        yield from _pairs(name, value, parameter.style if parameter else "form", not parameter or parameter.explode)


def _pairs(name: str, value: Any, style: str, explode: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and style == "deepObject":
        yield from ((f"{name}[{key}]", to_text(item)) for key, item in value.items())
    elif isinstance(value, Mapping):
        yield from ((key, to_text(item)) for key, item in value.items())
    elif isinstance(value, list) and explode:
        yield from ((name, to_text(item)) for item in value)
    elif isinstance(value, list):
        yield name, _DELIMITERS.get(style, ",").join(to_text(item) for item in value)
    else:
        yield name, to_text(value)


def _encode_query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote_plus(name, safe='[]')}={quote_plus(value, safe=',')}" for name, value in pairs)


def to_text(value: Any) -> str:
    """How a scalar is written in a path, query, header or form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"))
    return str(value)


def media_type(operation: Operation, call: Call) -> MediaType | None:
    """The documented media type that a call's body is written in, None when the operation takes none."""
    if operation.request_body is None:
        return None
    content = operation.request_body.content
    return next((media for media in content if media.name == call.media_type), content[0])


def _body(operation: Operation, call: Call) -> tuple[bytes, str]:
    if call.raw is not None:
        return call.raw, call.media_type
    if call.body is ABSENT:
        return b"", ""
    media = media_type(operation, call)
    name = call.media_type or (media.name if media else "application/json")
    if name == FORM:
        return urlencode(list(_form(media, call.body))).encode(), name
    if name == MULTIPART:
        return _multipart(call.body), f"{name}; boundary={_BOUNDARY}"
    if isinstance(call.body, str) and not (media and media.is_json):
        return call.body.encode(), name
    return json.dumps(call.body, allow_nan=False).encode(), name


def _form(media: MediaType | None, body: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(body, Mapping):
        yield to_text(body), ""
        return
    for name, value in body.items():
        encoding = media.encoding.get(name, {}) if media else {}
        style = encoding.get("style", "form")
        yield from _pairs(name, value, style, encoding.get("explode", style == "form"))


def _multipart(body: Any) -> bytes:
    parts = []
    for name, value in body.items() if isinstance(body, Mapping) else ():
        is_file = isinstance(value, Mapping) and "filename" in value
        disposition = f'form-data; name="{name}"' + (f'; filename="{value["filename"]}"' if is_file else "")
        text = value["content"] if is_file else to_text(value)
        parts.append(f"--{_BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n{text}\r\n")
    return ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()


def _credentials(
    document: Document, operation: Operation, call: Call, secrets: Mapping[str, str]
) -> Iterator[tuple[SecurityScheme, str]]:
    for name in _alternative(operation, secrets):
        scheme = document.security_schemes[name]
        if name == call.scheme and call.credential is Credential.MISSING:
            continue
        if name == call.scheme and call.credential is Credential.WRONG:
            yield scheme, _spell(scheme, "wrong:wrong-credential")
        elif name in secrets:
            yield scheme, _spell(scheme, secrets[name])


def _alternative(operation: Operation, secrets: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The first alternative whose credentials are all there; else the first."""
    for alternative in operation.security:
        if all(name in secrets for name in alternative):
            return alternative
    return operation.security[0] if operation.security else {}


def _spell(scheme: SecurityScheme, secret: str) -> str:
    if scheme.kind == "basic":
        return base64.b64encode(secret.encode()).decode()
    return secret.removeprefix("wrong:")


def coerce(parameter: Parameter, schema: Mapping[str, Any], text: Any) -> Any:
    """What a server reads from the text of a parameter: the schema's type where the text allows it.

    Query strings, paths, headers and forms have only text; `"5"` is a valid integer there and `"abc"` is not.
    """
    if isinstance(text, list) and not _takes(schema, "array"):
        return text
    if isinstance(text, str) and _takes(schema, "array"):
        return text.split(_DELIMITERS.get(parameter.style, ",")) if text else []
    return from_text(schema, text)


def _takes(schema: Mapping[str, Any], name: str) -> bool:
    kind = schema.get("type", ())
    return name == kind or (isinstance(kind, list) and name in kind)


def from_text(schema: Mapping[str, Any], text: Any) -> Any:
    """The value that text stands for: a number or a boolean where the schema takes one and the text is one."""
    if not isinstance(text, str):
        return text
    if _takes(schema, "boolean") and text in ("true", "false"):
        return text == "true"
    if _takes(schema, "integer") or _takes(schema, "number"):
        try:
            return int(text) if text.lstrip("+-").isdecimal() else float(text)
        except ValueError:
            return text
    return text

"""From a call with values to the bytes of a request: paths, queries, bodies, credentials.

Parameters follow OpenAPI 3.1 "Style Values", which are those of RFC 6570: values are encoded one by one, and what
stands between them is not, so that a comma in a value (`%2C`) is no separator (`,`). Form bodies follow its Encoding
Object.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from stream_contracts.documents import Document, MediaType, Operation, Parameter, SecurityScheme
from stream_contracts.exchange import ABSENT, Call, Credential, Request

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_ENCODED_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
_BOUNDARY = "stream-contracts-boundary"
_UPLOAD = "upload"  # the name of files that have none; without one a server does not see a file
_WRONG = {"basic": "wrong:wrong-credential"}
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_QUOTED_NAME = {'"': "%22", "\r": "%0D", "\n": "%0A"}  # multipart/form-data (HTML, 4.10.21.8)


def build(document: Document, call: Call, base_path: str, secrets: Mapping[str, str]) -> Request:
    """The request of a call whose templates are resolved.

    secrets: credentials by scheme name; those of the call's first satisfiable security alternative are used.
    """
    operation = document.operation(call.operation)
    query = list(_query(operation, call.query))
    headers = [("Accept", _accept(operation))] + [(name, _simple(value)) for name, value in call.headers.items()]
    body, content_type = _body(document, operation, call)
    if content_type and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    for scheme, secret in _credentials(document, operation, call, secrets):
        if scheme.location == "query":
            query.append(f"{_quoted_in_url(scheme.parameter)}={_quoted_in_url(secret)}")
        else:
            headers.append((scheme.parameter, scheme.prefix + secret))
    target = base_path + _path(operation, call.path) + ("?" + "&".join(query) if query else "")
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
        path = path.replace("{" + name + "}", _simple(value, _quoted_in_url))
    return path


def _simple(value: Any, quoted: Callable[[str], str] = str) -> str:
    """Style `simple`, of path and header: items are joined by commas."""
    return ",".join(quoted(to_text(item)) for item in (value if isinstance(value, list) else [value]))


def _query(operation: Operation, values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        parameter = operation.parameter("query", name)
        style, explode = (parameter.style, parameter.explode) if parameter else ("form", True)
        yield from _encoded(name, value, style, explode, _quoted_in_url)


def _quoted_in_url(text: str) -> str:
    # %20 for a space: not every server reads `+` as one.
    return quote(text, safe="")


def _encoded(name: str, value: Any, style: str, explode: bool, quoted: Callable[[str], str]) -> Iterator[str]:
    """The pairs `name=value` of a query or form."""
    delimiter = _ENCODED_DELIMITERS.get(style, ",")
    for key, texts in _pairs(name, value, style, explode):
        yield f"{quoted(key)}={delimiter.join(map(quoted, texts))}"


def _pairs(name: str, value: Any, style: str, explode: bool) -> Iterator[tuple[str, list[str]]]:
    """Names, each with the texts that delimiters join. A list without items is not there at all (RFC 6570, 2.3)."""
    if isinstance(value, Mapping) and style == "deepObject":
        yield from ((f"{name}[{key}]", [to_text(item)]) for key, item in value.items())
    elif isinstance(value, Mapping) and explode:
        yield from ((key, [to_text(item)]) for key, item in value.items())
    elif isinstance(value, Mapping):
        yield from _pairs(name, [part for pair in value.items() for part in pair], style, explode)
    elif isinstance(value, list) and explode:
        yield from ((name, [to_text(item)]) for item in value)
    elif value != []:
        yield name, [to_text(item) for item in (value if isinstance(value, list) else [value])]


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


def _body(document: Document, operation: Operation, call: Call) -> tuple[bytes, str]:
    if call.raw is not None:
        return call.raw, call.media_type
    if call.body is ABSENT:
        return b"", ""
    media = media_type(operation, call)
    name = call.media_type or (media.name if media else "application/json")
    if name == FORM:
        return "&".join(_form(media, call.body)).encode(), name
    if name == MULTIPART:
        return _multipart(document, media, call.body), f"{name}; boundary={_BOUNDARY}"
    if isinstance(call.body, str) and not (media and media.is_json):
        return call.body.encode(), name
    return json.dumps(call.body, allow_nan=False).encode(), name


def _form(media: MediaType | None, body: Any) -> Iterator[str]:
    if not isinstance(body, Mapping):
        yield f"{quote_plus(to_text(body))}="
        return
    for name, value in body.items():
        encoding = media.encoding.get(name, {}) if media else {}
        style = encoding.get("style", "form")
        yield from _encoded(name, value, style, encoding.get("explode", style == "form"), quote_plus)


def _multipart(document: Document, media: MediaType | None, body: Any) -> bytes:
    """A part for each member, and for each item of a list (RFC 7578, 4.3). Parts with a file name are files."""
    parts = []
    for name, value in body.items() if isinstance(body, Mapping) else ():
        for item in value if isinstance(value, list) else [value]:
            named = isinstance(item, Mapping) and "filename" in item
            file = item["filename"] if named else _UPLOAD if _is_upload(document, media, name) else ""
            disposition = f'form-data; name="{_quoted(name)}"' + (f'; filename="{_quoted(file)}"' if file else "")
            text = item["content"] if named else to_text(item)
            parts.append(f"--{_BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n{text}\r\n")
    return ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()


def _is_upload(document: Document, media: MediaType | None, name: str) -> bool:
    """Whether a member of a form, or each of its items, is the content of a file."""
    schema = document.resolve(media.schema) if media and media.schema else {}
    member = document.resolve(schema.get("properties", {}).get(name, {}))
    return document.resolve(member.get("items", member)).get("format") == "binary"


def _quoted(name: str) -> str:
    return "".join(_QUOTED_NAME.get(character, character) for character in name)


def _credentials(
    document: Document, operation: Operation, call: Call, secrets: Mapping[str, str]
) -> Iterator[tuple[SecurityScheme, str]]:
    for name in _alternative(operation, call, secrets):
        scheme = document.security_schemes[name]
        if name == call.scheme and call.credential is Credential.MISSING:
            continue
        if name == call.scheme and call.credential is Credential.WRONG:
            yield scheme, _spell(scheme, _WRONG.get(scheme.kind, "wrong-credential"))
        elif name in secrets:
            yield scheme, _spell(scheme, secrets[name])


def _alternative(operation: Operation, call: Call, secrets: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The first alternative whose credentials are all there, else the first; of those that the call is about."""
    about = [entry for entry in operation.security if call.scheme in entry] or list(operation.security)
    satisfied = (entry for entry in about if all(name in secrets for name in entry))
    return next(satisfied, about[0] if about else {})


def _spell(scheme: SecurityScheme, secret: str) -> str:
    return base64.b64encode(secret.encode()).decode() if scheme.kind == "basic" else secret


def as_received(operation: Operation, parameter: Parameter, call: Call) -> Any:
    """The text of a parameter as it stands in the request of a call: a text, several of them, texts by member
    name, or ABSENT when nothing of it is sent (an exploded list without items, for example).
    """
    if parameter.location == "query":
        return _from_query(parameter, call)
    given = call.path if parameter.location == "path" else call.headers if parameter.location == "header" else {}
    fold = str.lower if parameter.location == "header" else str
    return next((_simple(value) for name, value in given.items() if fold(name) == fold(parameter.name)), ABSENT)


def _from_query(parameter: Parameter, call: Call) -> Any:
    value = call.query.get(parameter.name, ABSENT)
    if isinstance(value, Mapping):
        return {name: to_text(item) for name, item in value.items()} or ABSENT
    prefix = f"{parameter.name}["
    members = {name[len(prefix) : -1]: to_text(call.query[name]) for name in call.query if name.startswith(prefix)}
    if parameter.style == "deepObject" and members:
        return members
    pairs = [] if value is ABSENT else _pairs("", value, parameter.style, parameter.explode)
    texts = [_DELIMITERS.get(parameter.style, ",").join(parts) for _, parts in pairs]
    return texts if len(texts) > 1 else texts[0] if texts else ABSENT


def coerce(parameter: Parameter, schema: Mapping[str, Any], text: Any) -> Any:
    """What a server reads from the text of a parameter: the schema's type where the text allows it.

    Query strings, paths, headers and forms have only text; `"5"` is a valid integer there and `"abc"` is not. Of a
    value that is sent several times but is no array, a server reads one: the first here.
    """
    if isinstance(text, list):
        return text if _takes(schema, "array") else coerce(parameter, schema, text[0]) if text else text
    if isinstance(text, str) and _takes(schema, "array"):
        if parameter.explode and parameter.style == "form":
            return [text]
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
    if (_takes(schema, "integer") or _takes(schema, "number")) and _NUMBER.match(text):
        return _number(text)
    return text


def _number(text: str) -> Any:
    try:
        value = float(text)
        return int(text) if text.lstrip("+-").isdecimal() else value if math.isfinite(value) else text
    except ValueError:  # more digits than Python reads
        return text

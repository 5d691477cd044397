"""What of recorded traffic must not be kept. A recording holds the credentials of the person who made it.

Two nets: what stands at a place for secrets (credentials, cookies, members and parameters of telling names) is
collected, so that it is found wherever else it appears, too; and such headers are emptied before anything is judged.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from stream_contracts.documents import Document
from stream_contracts.exchange import Request, Response
from stream_contracts.recorded.har import Entry
from stream_contracts.redaction import Redactor, redactor

# Members and parameters whose values are taken for secrets in any API, besides what a document marks `x-secret`.
_TELLING = (
    *("password", "passwd", "pwd", "secret", "client_secret", "clientSecret", "token", "access_token", "accessToken"),
    *("refresh_token", "refreshToken", "id_token", "idToken", "oauth_token", "api_key", "apiKey", "apikey", "api-key"),
    *("authorization", "auth", "session", "session_id", "sessionId", "sid", "jwt", "csrf", "csrf_token", "csrfToken"),
    *("signature", "sig", "stream_key", "streamKey", "private_key", "privateKey"),
)
_TELLING_HEADER = re.compile(
    r"authori[sz]ation|authenticat|cookie|token|secret|api-?key|password|session|csrf|xsrf|credential|signature"
)
_OF_CLIENTS = re.compile(r"(host|connection|content-length|accept-encoding|transfer-encoding|sec-.*)\Z", re.IGNORECASE)
_URL_HEADERS = frozenset({"location", "content-location", "referer"})
_SHORTEST = 6
_LONGEST = 4096
HIDDEN = "[secret]"


def redactor_of(document: Document, entries: Iterable[Entry]) -> Redactor:
    """A redactor for every secret of the entries."""
    names = document.secrets | frozenset(_TELLING)
    found: dict[str, str] = {}
    for entry in entries:
        for name, secret in _secrets(document, entry, names):
            found.setdefault(secret, name)
    return redactor({f"{name} {number}": secret for number, (secret, name) in enumerate(found.items())}, names)


def emptied(document: Document, entry: Entry) -> Entry:
    """The entry without the values of headers that hold secrets, and without those that a client adds by itself."""
    response = entry.response
    headers = ((name, value) for name, value in _emptied(document, entry.request) if not _OF_CLIENTS.match(name))
    request = dataclasses.replace(entry.request, headers=tuple(headers))
    if response is not None:
        response = dataclasses.replace(response, headers=_emptied(document, response))
    return dataclasses.replace(entry, request=request, response=response)


def _emptied(document: Document, message: Request | Response) -> tuple[tuple[str, str], ...]:
    return tuple((name, HIDDEN if _is_secret(document, name) else value) for name, value in message.headers)


def _is_secret(document: Document, header: str) -> bool:
    return header.lower() in _schemes(document, "header") or bool(_TELLING_HEADER.search(header.lower()))


def _schemes(document: Document, location: str) -> Mapping[str, str]:
    """The names of the schemes by the lower-case name of the header or parameter that holds their credential."""
    schemes = document.security_schemes.values()
    return {scheme.parameter.lower(): scheme.name for scheme in schemes if scheme.location == location}


def _secrets(document: Document, entry: Entry, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every secret of an entry with the name to show in its place."""
    for name, secret in _all(document, entry, names):
        if _SHORTEST <= len(secret) <= _LONGEST:
            yield name, secret


def _all(document: Document, entry: Entry, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    in_header = _schemes(document, "header")
    messages: list[Request | Response] = [entry.request, *([entry.response] if entry.response else [])]
    for message in messages:
        for name, value in message.headers:
            if _is_secret(document, name):
                shown = in_header.get(name.lower(), "secret")
                yield from ((shown, part) for part in _parts(name.lower(), value))
            elif name.lower() in _URL_HEADERS:
                yield from _of_pairs(document, re.split("[?#]", value)[1:], names)
        yield from (("secret", value) for value in _of_body(message.body, names))
    yield from _of_pairs(document, [entry.query], names)


def _of_pairs(document: Document, texts: Iterable[str], names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The secrets in queries and in fragments, which hold tokens after a login (RFC 6749, 4.2.2)."""
    in_query = _schemes(document, "query")
    for name, value in (pair for text in texts for pair in parse_qsl(text)):
        if name.lower() in in_query:
            yield in_query[name.lower()], value
        elif name in names:
            yield "secret", value


def _parts(header: str, value: str) -> Iterator[str]:
    """The secrets in the value of a header."""
    if header == "set-cookie":
        yield from _cookie(value.partition(";")[0])
    elif header == "cookie":
        for pair in value.split(";"):
            yield from _cookie(pair)
    else:
        yield value
        credential = value.partition(" ")[2].strip()
        yield credential
        yield from _of_basic(credential)


def _cookie(pair: str) -> Iterator[str]:
    value = pair.partition("=")[2].strip()
    yield value
    yield unquote(value)


def _of_basic(credential: str) -> Iterator[str]:
    """User and password of a Basic credential (RFC 7617), as the redactor knows how to find both."""
    try:
        yield base64.b64decode(credential, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return


def _of_body(body: bytes, names: frozenset[str]) -> Iterator[str]:
    """The values of members with telling names in JSON, and of such fields in a form."""
    text = body.decode("utf-8", "replace")
    try:
        yield from _members(json.loads(text), names)
    except (ValueError, RecursionError):
        yield from (value for name, value in _fields(text) if name in names)


def _fields(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text) if re.match(r"[\w.\[\]%-]+=", text) else []


def _members(value: Any, names: frozenset[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name in names and isinstance(item, str):
                yield item
            yield from _members(item, names)
    elif isinstance(value, list):
        for item in value:
            yield from _members(item, names)

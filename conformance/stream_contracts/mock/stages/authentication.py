"""Authentication as documented: 401 without a right credential, the API's status when a scope is missing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl

from stream_contracts.documents import SecurityScheme
from stream_contracts.mock.messages import Call, Headers, Identity, Refusal
from stream_contracts.mock.model import Mock


def authenticate(mock: Mock, call: Call) -> None:
    """Fill in who calls. Any one of the operation's alternatives is enough, with all its schemes and scopes."""
    alternatives = call.endpoint.operation.security if call.endpoint else ()
    if not alternatives:
        return
    known = False
    for alternative in alternatives:
        users = [identify(mock, call, scheme) for scheme in alternative]
        if all(user and user.scopes.issuperset(alternative[user.scheme]) for user in users):
            call.user = users[0] if users else None
            return
        known = known or (bool(users) and all(users))
    if known:
        raise Refusal(mock.errors.shape.missing_scope, _scope_message(mock))
    raise Refusal(401, headers=_challenges(mock, alternatives))


def identify(mock: Mock, call: Call, scheme_name: str) -> Identity | None:
    """Who the credential of a scheme belongs to; None when it is missing or wrong."""
    credential = presented(call, mock.document.security_schemes[scheme_name])
    return mock.credentials.get(scheme_name, {}).get(credential) if credential else None


def presented(call: Call, scheme: SecurityScheme) -> str:
    """The credential that a call shows for a scheme, "" when there is none."""
    if scheme.location == "query":
        values = [text for name, text in parse_qsl(call.query) if name == scheme.parameter]
        return values[0] if len(values) == 1 else ""
    text = call.headers.get(scheme.parameter.lower(), "")
    if text[: len(scheme.prefix)].lower() != scheme.prefix.lower():  # RFC 9110, section 11.1: any case
        return ""
    credential = text[len(scheme.prefix) :].strip()
    return _decoded(credential) if scheme.kind == "basic" else credential


def _decoded(credential: str) -> str:
    try:
        return base64.b64decode(credential, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _scope_message(mock: Mock) -> str:
    status = mock.errors.shape.missing_scope
    return "The credential lacks a scope that this operation needs." if status != 401 else ""


def _challenges(mock: Mock, alternatives: tuple[Mapping[str, tuple[str, ...]], ...]) -> Headers:
    """`WWW-Authenticate` for schemes that HTTP knows (RFC 9110, section 11.6.1)."""
    schemes = [mock.document.security_schemes[name] for alternative in alternatives for name in alternative]
    words = {"bearer": "Bearer", "basic": 'Basic realm="mock"'}
    found = sorted({words[scheme.kind] for scheme in schemes if scheme.kind in words})
    return (("www-authenticate", ", ".join(found)),) if found else ()

"""Authentication as documented: 401 without a right credential, the API's status when a scope is missing.

Right are the credentials of `authentication` in behaviour.yaml, and those that items hold (`tokens`). A parameter can
be a credential as well; without a right one the call is refused like any other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl

from stream_contracts.documents import Operation, SecurityScheme
from stream_contracts.mock.messages import Call, Headers, Identity, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.templates import Scope


def authenticate(mock: Mock, call: Call) -> None:
    """Fill in who calls. Any one of the operation's alternatives is enough, with all its schemes and scopes."""
    if call.endpoint is None:
        return
    _authenticate_parameters(mock, call, call.endpoint.operation)
    alternatives = call.endpoint.operation.security
    if not alternatives:
        return
    known = False
    if len(alternatives) > 1:
        alternatives = tuple(sorted(alternatives, key=bool, reverse=True))  # who calls counts even where none needs to
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
    if not credential:
        return None
    known = mock.credentials.get(scheme_name, {})
    user = known.get(credential)
    if user is not None and user.current is None:
        return user
    scope = Scope(mock.state)
    changed = (user for user in known.values() if user.current is not None and user.current(scope) == credential)
    return next(changed, None) or _holder(mock, scheme_name, credential)


def _authenticate_parameters(mock: Mock, call: Call, operation: Operation) -> None:
    """Fill in who a credential in a parameter belongs to. Raises Refusal."""
    for place in mock.behaviour.tokens:
        location, _, name = place.partition(".")
        if name and operation.parameter(location, name):
            values = [text for key, text in parse_qsl(call.query) if key == name]
            call.user = _holder(mock, place, values[0]) if len(values) == 1 else None
            if call.user is None:
                raise Refusal(401)


def _holder(mock: Mock, name: str, credential: str) -> Identity | None:
    """The one whose item holds a credential; the item notes the time."""
    tokens = mock.behaviour.tokens.get(name)
    if tokens is None:
        return None
    collection = mock.state.collections[tokens.resource]
    for item in collection:
        if item.get(tokens.member) == credential and tokens.required.items() <= item.items():
            if tokens.used:
                collection.change(item, {tokens.used: mock.state.clock.text()})
            return Identity(name, frozenset(item.get(tokens.scopes) or ()), item)
    return None


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
    own = mock.errors.shape.challenges
    declared = {name: text for scheme in schemes for name, text in own.get(scheme.name, {}).items()}
    if declared:
        return tuple(declared.items())
    words = {"bearer": "Bearer", "basic": 'Basic realm="mock"'}
    found = sorted({words[scheme.kind] for scheme in schemes if scheme.kind in words})
    return (("www-authenticate", ", ".join(found)),) if found else ()

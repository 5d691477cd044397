"""Proofs of identity: by IndieAuth in both directions, and by an account of the Fediverse. No host is ever called."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from stream_contracts.documents import Document
from stream_contracts.mock.messages import Answer
from stream_contracts.mock.special.owncast import configuration
from stream_contracts.mock.state import Item, State
from stream_contracts.mock.templates import Scope

_WEB_ADDRESS = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_URI = ":/?#[]@!$&'()*+,;=%-._~"


def login(scope: Scope, item: Item) -> Any:
    """Where the user goes on. The page is that of the example, since no site is asked which one it names."""
    address = scope.state.values["settings"]["yp"]["instanceUrl"]
    asked = urlencode({"client_id": address, "state": item["state"]})
    return {"redirect": f"https://auth.example.org/authorize?{asked}"}


def prove_identity(scope: Scope) -> Any:
    """Mark the user of a proof that came back as authenticated."""
    users = scope.state.collections["user"]
    found = users.get(scope.item["user"])
    if found is not None:
        users.change(found, {"authenticated": True})


def vouch(scope: Scope) -> Any:
    """Make a code for the operator; where the browser goes back to with it, or why it does not."""
    asked = scope.call.parameters["query"] if scope.call else {}
    if not _WEB_ADDRESS.match(asked["redirect_uri"]):
        return Answer(200, _failure("invalid_request", "The address to go back to is no address of a site."))
    code = scope.state.generator.token(24)
    kept = {name: asked[name] for name in ("client_id", "redirect_uri", "code_challenge")}
    scope.state.collections["voucher"].create({"code": code, **kept})
    address = quote(asked["redirect_uri"], safe=_URI)
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'code': code, 'state': asked['state']})}"


def remote_follow(scope: Scope) -> Any:
    """Where an account confirms that it wants to follow: the page of the example, at the account's own host."""
    wanted = scope.call.value["account"] if scope.call else ""
    host = quote(wanted.rpartition("@")[2], safe=":.")
    return {"redirectUrl": f"https://{host}/authorize_interaction?uri={configuration.account(scope)}"}


def vouchers(document: Document, _: State) -> Iterator[Item]:
    """The code of the example, which fits its verifier."""
    operation = document.operation("HandleIndieAuthEndpointPost")
    form = operation.request_body.content[0].examples["vouched"] if operation.request_body else {}
    kept = {name: form[name] for name in ("code", "client_id", "redirect_uri")}
    yield {**kept, "code_challenge": _challenge(form["codeVerifier"])}


def _challenge(verifier: str) -> str:
    """The hash of a verifier (RFC 7636, section 4.2, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _failure(kind: str, reason: str) -> Item:
    return {"error": kind, "errorDescription": reason}


def exchange_code(scope: Scope) -> Any:
    """Tell who the operator is, once for each code; a code that does not fit gets the reason."""
    form = scope.call.value if scope.call else {}
    vouched = scope.state.collections["voucher"]
    found = vouched.get(form["code"])
    if found is None or any(found[name] != form[name] for name in ("client_id", "redirect_uri")):
        return _failure("invalid_grant", "The code is unknown, used, or was made for another client.")
    if found["code_challenge"] != _challenge(form.get("codeVerifier", "")):
        return _failure("invalid_grant", "The verifier does not fit the code.")
    vouched.remove(found)
    settings = scope.state.values["settings"]
    address = settings["yp"]["instanceUrl"]
    profile = {"name": settings["instanceDetails"]["name"], "url": address, "photo": f"{address}/logo"}
    return {"me": address, "profile": profile}

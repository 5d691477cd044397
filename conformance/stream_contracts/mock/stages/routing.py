"""404 for a path that no operation has, 405 with `Allow` for a method that none has on this path."""

from __future__ import annotations

from stream_contracts.mock.messages import Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.router import Kind


def find_endpoint(mock: Mock, call: Call) -> None:
    """Fill in the endpoint of the call."""
    match = call.match
    if match.kind is Kind.NONE:
        raise Refusal(404, f"There is no {call.path} here.")
    if match.kind is Kind.PATH:
        raise Refusal(405, f"{call.method} is not possible here.", (("allow", match.allow),))
    call.endpoint = mock.endpoints[match.operation]

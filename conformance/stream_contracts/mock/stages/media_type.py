"""415 for a body in a media type that the operation does not take."""

from __future__ import annotations

from stream_contracts.mock.bodies import essence
from stream_contracts.mock.messages import Call, Refusal
from stream_contracts.mock.model import Mock


def check_media_type(mock: Mock, call: Call) -> None:
    """Refuse a body of a wrong type, or of none (RFC 9110, section 15.5.16)."""
    if call.body and call.endpoint and call.endpoint.bodies:
        found = essence(call.headers.get("content-type", ""))
        if found not in call.endpoint.bodies:
            wanted = ", ".join(call.endpoint.bodies)
            raise Refusal(415, f"The body is {found or 'of no declared type'}; it must be {wanted}.")

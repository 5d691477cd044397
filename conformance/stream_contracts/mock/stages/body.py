"""The body of the call: there when it must be, and valid by its schema.

An operation without a documented body takes what comes: a JSON object that can be read is `$body` there as well.
"""

from __future__ import annotations

from typing import Any

from stream_contracts.mock.bodies import essence, parse_json
from stream_contracts.mock.messages import ABSENT, Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.parameters import MalformedError


def read_body(mock: Mock, call: Call) -> None:
    """Fill in the value of the body."""
    endpoint = call.endpoint
    if endpoint is None:
        return
    if not endpoint.bodies:
        call.value = _undocumented(call.body) if call.body else ABSENT
        return
    wrong = endpoint.bad_input
    if not call.body:
        if endpoint.operation.request_body and endpoint.operation.request_body.required:
            raise Refusal(wrong, "The body is missing.")
        return
    content_type = call.headers.get("content-type", "")
    reader = endpoint.bodies[essence(content_type)]
    try:
        call.value = reader.read(call.body, content_type)
    except MalformedError as error:
        raise Refusal(wrong, f"The body is {error}.") from None
    problem = reader.problem(call.value)
    if problem:
        raise Refusal(wrong, f"The body is wrong: {problem}.")


def _undocumented(body: bytes) -> Any:
    try:
        value = parse_json(body)
    except MalformedError:
        return ABSENT
    return value if isinstance(value, dict) else ABSENT

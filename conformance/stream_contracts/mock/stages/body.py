"""The body of the call: there when it must be, and valid by its schema."""

from __future__ import annotations

from stream_contracts.mock.bodies import essence
from stream_contracts.mock.messages import Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.parameters import MalformedError


def read_body(mock: Mock, call: Call) -> None:
    """Fill in the value of the body."""
    endpoint = call.endpoint
    if endpoint is None or not endpoint.bodies:
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

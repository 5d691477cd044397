"""The parameters of the call: there when they must be, and of the right form. Others are let pass.

A parameter that is not sent has its documented default.
"""

from __future__ import annotations

from typing import Any

from stream_contracts.mock.messages import ABSENT, Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.parameters import MalformedError, ParameterReader, query_of


def read_parameters(_: Mock, call: Call) -> None:
    """Fill in the parameters of the call."""
    endpoint = call.endpoint
    if not endpoint or not endpoint.parameters:
        return
    try:
        query = query_of(call.query)
        for reader in endpoint.parameters:
            value = reader.read(call, query)
            if value is ABSENT:
                value = _default(reader, endpoint.bad_input)
            elif problem := reader.problem(value):
                raise Refusal(endpoint.bad_input, f"{_place(reader)} is wrong: {problem}.")
            if value is not ABSENT:
                call.parameters.setdefault(reader.location, {})[reader.name] = value
    except MalformedError as error:
        raise Refusal(endpoint.bad_input, f"The parameters are {error}.") from None


def _default(reader: ParameterReader, wrong: int) -> Any:
    if reader.required:
        raise Refusal(wrong, f"{_place(reader)} is missing.")
    return reader.default


def _place(reader: ParameterReader) -> str:
    return f"The {reader.location} parameter `{reader.name}`"

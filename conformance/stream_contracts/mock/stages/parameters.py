"""The parameters of the call: there when they must be, and of the right form. Others are let pass.

A parameter that is not sent has its documented default.
"""

from __future__ import annotations

from stream_contracts.mock.messages import ABSENT, Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.parameters import MalformedError, Pairs, ParameterReader, pairs


def read_parameters(_: Mock, call: Call) -> None:
    """Fill in the parameters of the call."""
    endpoint = call.endpoint
    if not endpoint or not endpoint.parameters:
        return
    try:
        query = pairs(call.query)
        for reader in endpoint.parameters:
            _read(endpoint.bad_input, call, reader, query)
    except MalformedError as error:
        raise Refusal(endpoint.bad_input, f"The parameters are {error}.") from None


def _read(wrong: int, call: Call, reader: ParameterReader, query: Pairs) -> None:
    value = reader.read(call, query)
    if value is ABSENT:
        if reader.required:
            raise Refusal(wrong, f"{_place(reader)} is missing.")
        value = reader.default
    elif problem := reader.problem(value):
        raise Refusal(wrong, f"{_place(reader)} is wrong: {problem}.")
    if value is not ABSENT:
        call.parameters.setdefault(reader.location, {})[reader.name] = value


def _place(reader: ParameterReader) -> str:
    return f"The {reader.location} parameter `{reader.name}`"

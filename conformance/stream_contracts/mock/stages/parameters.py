"""The parameters of the call: there when they must be, and of the right form. Others are let pass."""

from __future__ import annotations

from stream_contracts.mock.messages import ABSENT, Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.parameters import MalformedError, Pairs, ParameterReader, pairs


def read_parameters(mock: Mock, call: Call) -> None:
    """Fill in the parameters of the call."""
    if not call.endpoint or not call.endpoint.parameters:
        return
    try:
        query = pairs(call.query)
        for reader in call.endpoint.parameters:
            _read(mock, call, reader, query)
    except MalformedError as error:
        raise Refusal(mock.errors.shape.bad_input, f"The parameters are {error}.") from None


def _read(mock: Mock, call: Call, reader: ParameterReader, query: Pairs) -> None:
    value = reader.read(call, query)
    place = f"The {reader.location} parameter `{reader.name}`"
    if value is ABSENT:
        if reader.required:
            raise Refusal(mock.errors.shape.bad_input, f"{place} is missing.")
        return
    problem = reader.problem(value)
    if problem:
        raise Refusal(mock.errors.shape.bad_input, f"{place} is wrong: {problem}.")
    call.parameters.setdefault(reader.location, {})[reader.name] = value

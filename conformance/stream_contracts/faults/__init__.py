"""Faults: ways in which a mock misbehaves on purpose."""

from __future__ import annotations

from collections.abc import Sequence

from stream_contracts.mock.model import Mock


def apply_all(mock: Mock, faults: Sequence[str]) -> Mock:
    """The mock with the named faults, each `name` or `name:operationId`."""
    return mock

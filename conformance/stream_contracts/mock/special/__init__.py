"""Operations that no verb of behaviour.yaml describes: one function each, by API and operationId."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.mock.templates import Scope

SPECIAL: Mapping[str, Mapping[str, Callable[[Scope], Any]]] = {}

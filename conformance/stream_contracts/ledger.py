"""What a run owes the server: things that it created and has to remove, settings that it has to set back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stream_contracts.documents import at_pointer
from stream_contracts.exchange import ABSENT, Exchange
from stream_contracts.rulebook import Fixture, Search, Setting

_SENT = {"$request.body#": "body", "$request.path#": "path", "$request.query#": "query"}


@dataclass(frozen=True, slots=True)
class Instance:
    """Something that the run created. fields: what later calls need of it."""

    fixture: Fixture
    fields: Mapping[str, Any]
    exchange: Exchange

    def __str__(self) -> str:
        return f"{self.fixture.name} {dict(self.fields)}"


@dataclass(frozen=True, slots=True)
class Setback:
    """A setting as it was before the run changed it. value: what to set it to; never shown, it may be a secret."""

    setting: Setting
    value: Any

    def __str__(self) -> str:
        return f"{self.setting.set.operation} was not set back"


Entry = Instance | Setback


def instance_of(fixture: Fixture, exchange: Exchange) -> Instance | None:
    """What an exchange created, None when it did not succeed or lacks what later calls need."""
    if fixture.find is not None or not exchange.ok or exchange.response is None:
        return None
    try:
        from_answer = any(not where.startswith(tuple(_SENT)) for where in fixture.fields.values())
        return _instance(fixture, exchange, exchange.response.json() if from_answer else None)
    except ValueError:
        return None


def found_instance(fixture: Fixture, exchange: Exchange, item: Any) -> Instance | None:
    """The instance whose fields stand in an item of a list."""
    return _instance(fixture, exchange, item)


def _instance(fixture: Fixture, exchange: Exchange, body: Any) -> Instance | None:
    try:
        return Instance(
            fixture, {name: _field(where, exchange, body) for name, where in fixture.fields.items()}, exchange
        )
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _field(where: str, exchange: Exchange, body: Any) -> Any:
    """The value at a pointer of the answer, or of what was sent (`$request.body#/name`)."""
    for start, part in _SENT.items():
        if where.startswith(start):
            sent = getattr(exchange.call, part)
            if sent is ABSENT:
                raise KeyError(where)
            return at_pointer(sent, where.removeprefix(start))
    return at_pointer(body, where)


def item_of(exchange: Exchange, search: Search, wanted: Any) -> Any:
    """The item of a list whose key is a value, or a text that holds it; None when there is none."""
    try:
        items = at_pointer(exchange.response.json(), search.items) if exchange.response else []
        found = [item for item in items if _holds(item, search.key, wanted)]
    except (ValueError, KeyError, IndexError, TypeError):
        found = []
    return found[-1] if found else None


def _holds(item: Any, key: str, wanted: Any) -> bool:
    try:
        value = at_pointer(item, key)
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    return bool(value == wanted or (isinstance(value, str) and isinstance(wanted, str) and wanted in value))

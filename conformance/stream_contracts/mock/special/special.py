"""What behaviour.yaml may refer to by name because no verb describes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_contracts.documents import Document
from stream_contracts.mock.messages import Call, Headers
from stream_contracts.mock.state import Item, State
from stream_contracts.mock.templates import Scope

Function = Callable[[Scope], Any]
View = Callable[[Scope, Item], Any]
World = Callable[[Document, State], Iterator[Item]]
Values = Callable[[Document, State], Mapping[str, Any]]


def _no_headers(_: Call) -> Headers:
    return ()


@dataclass(frozen=True, slots=True)
class Special:
    """The functions of one API.

    functions: what an operation does, or does besides its verb (`special`, `then`); an Answer that one of them gives
    goes out as it is. views: what answers show of an item (`view`). worlds: the items of a resource at the start
    (`items`). values: configuration values at the start (`values`). headers: what every answer carries.
    """

    functions: Mapping[str, Function] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    worlds: Mapping[str, World] = field(default_factory=dict)
    values: Mapping[str, Values] = field(default_factory=dict)
    headers: Callable[[Call], Headers] = _no_headers


NOTHING = Special()

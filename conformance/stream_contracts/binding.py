"""Bindings: what makes a generated call reach what the run created, or what the target knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stream_contracts import requirements
from stream_contracts.documents import Document, Operation
from stream_contracts.exchange import Call
from stream_contracts.omissions import FIELDS
from stream_contracts.rulebook import Rulebook
from stream_contracts.templates import is_template, unique_ending, unique_length

_SHORTEST_UNIQUE = 8


@dataclass(frozen=True, slots=True)
class Binder:
    """Makes calls reach what the run created: puts the templates of `bindings` at their locations."""

    document: Document
    rulebook: Rulebook

    def identify(self, operation: Operation, *whats: str) -> tuple[str, ...]:
        """Full requirement ids."""
        return tuple(requirements.identify(self.document.api, operation.id, what) for what in whats)

    def bind(self, call: Call, broken: Iterable[str] = ()) -> Call:
        """The call with every binding applied, but those at a location that is broken on purpose."""
        places = {what.rpartition(".")[0] for what in broken}
        for location, template in self.rulebook.bindings_of(call.operation).items():
            if not any(_touches(place, location) for place in places):
                call = _replace_at(call, location, template)
        return call


def _touches(place: str, location: str) -> bool:
    return place == location or place.startswith((f"{location}.", f"{location}["))


def _replace_at(call: Call, location: str, template: Any) -> Call:
    part, _, name = location.partition(".")
    if part == "credentials":
        return dataclasses.replace(call, secrets={**call.secrets, name: template})
    replaced = _replaced(getattr(call, FIELDS[part]), name.split("."), template)
    return dataclasses.replace(call, **{FIELDS[part]: replaced})


def _replaced(container: Any, names: list[str], template: Any) -> Any:
    """A copy with the value at `names` replaced, if there is a value."""
    if not isinstance(container, Mapping) or names[0] not in container:
        return container
    old = container[names[0]]
    new = _replaced(old, names[1:], template) if names[1:] else _fitting(old, template)
    return {**container, names[0]: new}


def _fitting(old: Any, template: Any) -> Any:
    """A unique name keeps the length of the value it replaces, which may be the very point of the case."""
    if not is_template(template) or unique_length(template) is None or not isinstance(old, str):
        return template
    ending = unique_ending(template)
    length = len(old) - len(ending)
    if length < _SHORTEST_UNIQUE:
        return template if ending else old
    return f"$unique({length}){ending}"

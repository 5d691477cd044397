"""What describes a place without changing what is sent: texts, examples, deprecation and most `x-` keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from stream_specs.diff.changes import Finding
from stream_specs.diff.places import Place
from stream_specs.diff.walk import Walk, changed, presence, switched, where

_TEXTS = {
    "title": "title-changed",
    "summary": "summary-changed",
    "description": "description-changed",
    "externalDocs": "external-docs-changed",
    "$comment": "description-changed",
}
_EXTENSIONS = {
    "x-evidence": "evidence-changed",
    "x-decision": "decision-changed",
    "x-secret": "secret-changed",
    "x-accept": "accept-changed",
    "x-sdk-name": "sdk-name-changed",
}
_EFFECTS = ("read", "create", "update", "delete", "outbound", "dangerous")  # specs/EXTENSIONS.md, x-effect
_APART = ("deprecated", "x-effect", "x-pagination", "example", "examples")


def is_annotation(key: str) -> bool:
    """Whether a key is compared here, whatever object it stands on."""
    return key.startswith("x-") or key in _TEXTS or key in _APART


class Holder(Protocol):
    """An object with keys: a place, or the shape of a schema."""

    @property
    def map(self) -> Mapping[str, Any]:
        """Its keys and values."""

    def at(self, key: str) -> Place:
        """The place of a key."""


def described(old: Holder, new: Holder, walk: Walk) -> Iterator[Finding]:
    """The findings of all annotations of an object."""
    for key in sorted({*old.map, *new.map}):
        if is_annotation(key) and key not in _APART:
            kind = _TEXTS.get(key) or _EXTENSIONS.get(key, "extension-changed")
            yield from changed(walk, old.at(key), new.at(key), kind)
    yield from switched(walk, old.at("deprecated"), new.at("deprecated"), "deprecated-added", "deprecated-removed")
    yield from presence(walk, old.at("x-pagination"), new.at("x-pagination"), "pagination")
    yield from _effect(old.at("x-effect"), new.at("x-effect"), walk)
    yield from presence(walk, old.at("example"), new.at("example"), "example")
    yield from _examples(old.at("examples"), new.at("examples"), walk)


def _effect(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    if old.value != new.value:
        kind = "effect-raised" if _rank(new) > _rank(old) else "effect-lowered"
        yield walk.found(where(old, new), kind, old.value, new.value)


def _rank(place: Place) -> int:
    """How much an operation does; what is not stated counts as nothing, what is not known as the most."""
    if not place.present:
        return -1
    return _EFFECTS.index(place.value) if place.value in _EFFECTS else len(_EFFECTS)


def _examples(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """Named examples each on its own; a list of examples as a whole."""
    if not old.map and not new.map:
        yield from presence(walk, old, new, "example")
        return
    for name in sorted({*old.map, *new.map}):
        before, after = old.at(name), new.at(name)
        for found in presence(walk, before, after, "example"):
            yield walk.found(
                found.pointer, found.kind, name if before.present else None, name if after.present else None
            )

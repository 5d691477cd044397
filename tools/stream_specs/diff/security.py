"""Which credentials an operation needs, and how they are sent."""

from __future__ import annotations

from collections.abc import Iterator

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described, is_annotation
from stream_specs.diff.places import Place
from stream_specs.diff.walk import Walk, members, where
from stream_specs.structure import mapping, sequence

_CREDENTIAL = ("x-prefix", "x-username")  # `x-` keys that change what is sent (specs/EXTENSIONS.md)

_Alternatives = dict[tuple[str, ...], frozenset[str]]


def needed(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of two lists of security requirements, each one in force for its operation."""
    before, after = _alternatives(old), _alternatives(new)
    free_before, free_after = _is_free(before), _is_free(after)
    pointer = where(old, new)
    if free_before != free_after:
        kind = "security-removed" if free_after else "security-added"
        yield walk.found(pointer, kind, _shown(before), _shown(after))
    named = (set(before) - {()}, set(after) - {()})
    if free_before == free_after or all(named):
        for names in sorted(named[0] ^ named[1]):
            kind = "security-alternative-removed" if names in before else "security-alternative-added"
            label = " and ".join(names)
            yield walk.found(pointer, kind, label if names in before else None, label if names in after else None)
    for names in sorted(named[0] & named[1]):
        for scope in sorted(before[names] ^ after[names]):
            kind = "security-scope-removed" if scope in before[names] else "security-scope-added"
            lost, won = scope in before[names], scope in after[names]
            yield walk.found(pointer, kind, scope if lost else None, scope if won else None)


def schemes(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of `components.securitySchemes`."""
    yield from members(walk, old.named(), new.named(), "security-scheme", _scheme)


def _scheme(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    yield from described(_described(old), _described(new), walk)
    before, after = _sent(old), _sent(new)
    if before != after:
        yield walk.found(new.pointer, "security-scheme-changed", before, after)


def _alternatives(place: Place) -> _Alternatives:
    """The scopes of each alternative, by the names of its schemes; `()` is that of no credential."""
    found: _Alternatives = {}
    for entry in sequence(place.value):
        names = tuple(sorted(mapping(entry)))
        scopes = frozenset(f"{name}: {scope}" for name in names for scope in sequence(mapping(entry)[name]))
        found[names] = found.get(names, scopes) & scopes
    return found


def _is_free(alternatives: _Alternatives) -> bool:
    return not alternatives or () in alternatives


def _shown(alternatives: _Alternatives) -> list[str]:
    return sorted(" and ".join(names) or "none" for names in alternatives)


def _sent(place: Place) -> dict[str, object]:
    return {key: value for key, value in place.map.items() if key in _CREDENTIAL or not is_annotation(key)}


def _described(place: Place) -> Place:
    kept = {key: value for key, value in place.map.items() if key not in _CREDENTIAL}
    return Place(place.document, place.pointer, kept)

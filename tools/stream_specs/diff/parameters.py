"""What differs between the parameters of two operations, and between two headers of answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described
from stream_specs.diff.media import media_types, other_keys
from stream_specs.diff.places import Place
from stream_specs.diff.walk import Walk, switched, where

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}  # OpenAPI 3.1.1, section 4.8.12
_IGNORED = ("accept", "content-type", "authorization")  # as headers, likewise
_COMPARED = ("name", "in", "required", "style", "explode", "schema", "content", "allowEmptyValue", "allowReserved")

_Key = tuple[str, str]
_Parameters = Mapping[_Key, Place]


def placeholders(path: str) -> list[str]:
    """The names in the template of a path, in order."""
    return _PLACEHOLDER.findall(path)


def shape_of_path(path: str) -> str:
    """The template without its names: two paths with one shape are the same path."""
    return _PLACEHOLDER.sub("{}", path)


def parameters(old: _Parameters, new: _Parameters, walk: Walk) -> Iterator[Finding]:
    """The findings of all parameters, as `parameters_of` gives them."""
    moved = {name: (old[gone], new[come]) for name, gone, come in _moved(old, new)}
    for _, (before, after) in sorted(moved.items()):
        yield walk.found(after.pointer, "parameter-moved", before.map.get("in"), after.map.get("in"))
    for key in sorted({*old, *new}):
        if key in old and key in new:
            yield from _parameter(old[key], new[key], walk)
        elif _name(key, old, new) not in moved:
            yield _alone(old.get(key), new.get(key), walk)


def parameters_of(path: str, item: Place, operation: Place) -> dict[_Key, Place]:
    """The parameters of an operation with those of its path, by place and name.

    A path parameter goes by its position, and a header by its name in lower case.
    """
    names = placeholders(path)
    found: dict[_Key, Place] = {}
    for holder in (item, operation):
        for place in holder.at("parameters").items():
            kind, name = str(place.map.get("in")), str(place.map.get("name"))
            if kind == "header" and name.lower() in _IGNORED:
                continue
            if kind == "path" and name in names:
                name = str(names.index(name))
            found[kind, name.lower() if kind == "header" else name] = place
    return found


def header(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of two headers of an answer."""
    yield from switched(walk, old.at("required"), new.at("required"), "header-required", "header-optional")
    yield from _common(old, new, walk)


def _moved(old: _Parameters, new: _Parameters) -> Iterator[tuple[str, _Key, _Key]]:
    """Parameters that are gone in one place and new in another: name, old key, new key."""
    gone = {_name(key, old, new): key for key in sorted({*old} - {*new})}
    come = {_name(key, old, new): key for key in sorted({*new} - {*old})}
    for name in gone.keys() & come.keys():
        yield name, gone[name], come[name]


def _name(key: _Key, old: _Parameters, new: _Parameters) -> str:
    return str((old.get(key) or new[key]).map.get("name")).lower()


def _alone(old: Place | None, new: Place | None, walk: Walk) -> Finding:
    shown = new or old
    assert shown is not None  # noqa: S101 - one of them is there
    how = "required" if shown.map.get("required") is True else "optional"
    label = f"{shown.map.get('name')} in {shown.map.get('in')}"
    kind = f"parameter-{'added' if new else 'removed'}-{how}"
    return walk.found(shown.pointer, kind, label if old else None, label if new else None)


def _parameter(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    if old.map.get("in") == "path" and old.map.get("name") != new.map.get("name"):
        yield walk.found(new.pointer, "parameter-renamed", old.map.get("name"), new.map.get("name"))
    yield from switched(walk, old.at("required"), new.at("required"), "parameter-required", "parameter-optional")
    for key, name in (("allowEmptyValue", "empty"), ("allowReserved", "reserved")):
        yield from switched(walk, old.at(key), new.at(key), f"parameter-{name}-allowed", f"parameter-{name}-refused")
    yield from _common(old, new, walk)


def _common(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    yield from described(old, new, walk)
    before, after = _style(old), _style(new)
    if before != after:
        yield walk.found(where(old.at("style"), new.at("style")), "parameter-style-changed", before, after)
    elif _explode(old) != _explode(new):
        pointer = where(old.at("explode"), new.at("explode"))
        yield walk.found(pointer, "parameter-explode-changed", _explode(old), _explode(new))
    if ("content" in old) != ("content" in new):
        yield walk.found(new.pointer, "parameter-serialization-changed", _form(old), _form(new))
    elif "content" in new:
        yield from media_types(old.at("content"), new.at("content"), walk)
    else:
        yield from walk.schemas(old.at("schema"), new.at("schema"))
    yield from other_keys(old, new, walk, _COMPARED)


def _style(place: Place) -> str:
    return str(place.map.get("style", _STYLES.get(str(place.map.get("in")), "simple")))


def _explode(place: Place) -> bool:
    return bool(place.map.get("explode", _style(place) == "form"))


def _form(place: Place) -> str:
    return "content" if "content" in place else "schema"

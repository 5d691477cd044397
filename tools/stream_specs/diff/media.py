"""What differs between the bodies of requests and of answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described, is_annotation
from stream_specs.diff.places import Place
from stream_specs.diff.walk import Walk, changed, members, switched

_COMPARED = ("schema", "encoding")


def media_types(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of two maps from media type to content."""
    yield from members(walk, old.named(), new.named(), "media-type", _content)


def body(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of two request bodies, of which one may be absent."""
    if old.present and new.present:
        yield from switched(walk, old.at("required"), new.at("required"), "body-required", "body-optional")
        yield from described(old, new, walk)
        yield from media_types(old.at("content"), new.at("content"), walk)
        yield from other_keys(old, new, walk, ("required", "content"))
    elif old.present or new.present:
        shown = new if new.present else old
        how = "required" if shown.map.get("required") is True else "optional"
        names = sorted(shown.at("content").map)
        kind = f"body-{'added' if new.present else 'removed'}-{how}"
        yield walk.found(shown.pointer, kind, names if old.present else None, names if new.present else None)


def other_keys(old: Place, new: Place, walk: Walk, known: Collection[str]) -> Iterator[Finding]:
    """A finding for each key that differs and that nothing else compares."""
    for key in sorted({*old.map, *new.map}):
        if key not in known and not is_annotation(key):
            yield from changed(walk, old.at(key), new.at(key), "keyword-changed")


def _content(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    yield from described(old, new, walk)
    yield from walk.schemas(old.at("schema"), new.at("schema"))
    before, after = old.at("encoding"), new.at("encoding")
    for name in sorted({*before.map, *after.map}):
        yield from changed(walk, before.at(name), after.at(name), "encoding-changed")
    yield from other_keys(old, new, walk, _COMPARED)

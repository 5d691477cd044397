"""What differs between two documents: the pure function behind `stream-specs diff`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stream_specs.diff.changes import Change, Finding, merged
from stream_specs.diff.described import described
from stream_specs.diff.media import other_keys
from stream_specs.diff.operations import Path, operations, whole_path
from stream_specs.diff.parameters import shape_of_path
from stream_specs.diff.places import Place, root, same, untouched
from stream_specs.diff.schemas import schemas
from stream_specs.diff.security import schemes
from stream_specs.diff.servers import servers
from stream_specs.diff.severity import Direction
from stream_specs.diff.walk import Walk, changed, members

_DOCUMENT = ("openapi", "info", "servers", "security", "tags", "paths", "components")


def compare(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """The changes from an older document to a newer one, worst first; None is a document that is not there.

    Components are compared where operations use them. Raises UserError for a reference that leads nowhere.
    """
    if same(old, new):
        return ()
    if old is None or new is None:
        kind = "document-added" if old is None else "document-removed"
        return merged([Finding("", kind, _count(old), _count(new), Direction.BOTH)])
    walk = Walk("", Direction.BOTH, schemas, untouched(root(old), root(new)))
    return merged(_document(root(old), root(new), walk))


def _count(document: Mapping[str, Any] | None) -> str | None:
    if document is None:
        return None
    count = sum(len(path.methods) for path in _by_shape(root(document)).values())
    return f"{count} operation" + ("" if count == 1 else "s")


def _document(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    yield from described(old, new, walk)
    yield from changed(walk, old.at("openapi"), new.at("openapi"), "openapi-changed")
    yield from _info(old.at("info"), new.at("info"), walk)
    yield from servers(old, new, walk)
    yield from _tags(old.at("tags"), new.at("tags"), walk)
    pair = (old.at("components").at("securitySchemes"), new.at("components").at("securitySchemes"))
    yield from schemes(*pair, walk.turned(Direction.REQUEST))
    yield from other_keys(old, new, walk, _DOCUMENT)
    yield from _paths(old, new, walk)


def _info(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    yield from changed(walk, old.at("version"), new.at("version"), "version-changed")
    for key in sorted({*old.map, *new.map} - {"version"}):
        kind = f"{key}-changed" if key in ("description", "summary") else "info-changed"
        yield from changed(walk, old.at(key), new.at(key), kind)


def _tags(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    before = {str(place.map.get("name")): place for place in old.items()}
    after = {str(place.map.get("name")): place for place in new.items()}
    yield from members(walk, before, after, "tag", described)


def _paths(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    before, after = _by_shape(old), _by_shape(new)
    for key in sorted({*before, *after}):
        if key not in before:
            yield from whole_path(after[key], walk, "path-added")
        elif key not in after:
            yield from whole_path(before[key], walk, "path-removed")
        else:
            yield from operations(before[key], after[key], walk)


def _by_shape(document: Place) -> dict[str, Path]:
    """Paths by their template without names; by the template itself where two would be the same."""
    found: dict[str, Path] = {}
    for text, item in document.at("paths").children():
        key = shape_of_path(text)
        found[text if key in found else key] = Path(text, item, document)
    return found

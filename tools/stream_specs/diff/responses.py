"""What differs between the answers of two operations."""

from __future__ import annotations

from collections.abc import Iterator

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described
from stream_specs.diff.media import media_types, other_keys
from stream_specs.diff.parameters import header
from stream_specs.diff.places import Place
from stream_specs.diff.walk import Walk, changed, members

_COMPARED = ("headers", "content", "links")


def responses(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of all statuses.

    A client takes an unknown status for the x00 of its class (RFC 9110, section 15), so only a new success, whose
    body it has to read, is more than it can know.
    """
    before, after = dict(old.children()), dict(new.children())
    for status in sorted({*before, *after}):
        kind = "success" if status.startswith("2") else "error"
        if status not in before:
            yield walk.found(after[status].pointer, f"{kind}-added", None, status)
        elif status not in after:
            yield walk.found(before[status].pointer, f"{kind}-removed", status, None)
        else:
            yield from _response(before[status], after[status], walk)


def _response(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    yield from described(old, new, walk)
    yield from _headers(old.at("headers"), new.at("headers"), walk)
    yield from media_types(old.at("content"), new.at("content"), walk)
    yield from members(walk, old.at("links").named(), new.at("links").named(), "link", _link)
    yield from other_keys(old, new, walk, _COMPARED)


def _headers(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    before = {name.lower(): (name, old.child(name)) for name in old.map}
    after = {name.lower(): (name, new.child(name)) for name in new.map}
    for key in sorted({*before, *after}):
        if key not in before:
            yield walk.found(after[key][1].pointer, "header-added", None, after[key][0])
        elif key not in after:
            yield walk.found(before[key][1].pointer, "header-removed", before[key][0], None)
        else:
            yield from header(before[key][1], after[key][1], walk)


def _link(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    return changed(walk, old, new, "link-changed")

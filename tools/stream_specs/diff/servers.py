"""Where an API is served."""

from __future__ import annotations

from collections.abc import Iterator

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described
from stream_specs.diff.media import other_keys
from stream_specs.diff.places import Place
from stream_specs.diff.walk import Walk, changed


def servers(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of the servers of a document, a path or an operation. One gone and one new is one that moved."""
    before, after = _by_address(old.at("servers")), _by_address(new.at("servers"))
    gone, come = sorted({*before} - {*after}), sorted({*after} - {*before})
    if len(gone) == len(come) == 1:
        yield walk.found(after[come[0]].pointer, "server-changed", gone[0], come[0])
        gone, come = [], []
    for address in gone:
        yield walk.found(before[address].pointer, "server-removed", address, None)
    for address in come:
        yield walk.found(after[address].pointer, "server-added", None, address)
    for address in sorted({*before} & {*after}):
        yield from described(before[address], after[address], walk)
        pair = (before[address].at("variables"), after[address].at("variables"))
        yield from changed(walk, *pair, "server-variables-changed")
        yield from other_keys(before[address], after[address], walk, ("url", "variables"))


def _by_address(servers: Place) -> dict[str, Place]:
    return {str(place.map.get("url")): place for place in servers.items()}

"""What a mock remembers: resources, configuration values, a clock and a generator, all decided by the seed.

    create   the item must differ from all others in its key and its unique fields, else Conflict
    change   the same, for the fields that change
    remove   the key is unknown from then on
    reset    back to the initial world of a seed

Nothing here reads the time of day or a source of randomness, so the same calls give the same answers.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from stream_contracts.mock.clock import START, Clock
from stream_contracts.mock.generator import Generator
from stream_contracts.mock.shown import Shown

Item = dict[str, Any]


class Conflict(Exception):  # noqa: N818 - a transition that is refused
    """An item of the same key or the same unique fields exists."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a storage gives back. items: by collection, in their order. meta: by name."""

    items: Mapping[str, Sequence[Item]]
    meta: Mapping[str, Any]


class Storage(Protocol):
    """Where items survive the process. Written through, one item at a time."""

    def put(self, collection: str, key: Any, item: Item) -> None:
        """Keep an item."""

    def drop(self, collection: str, key: Any) -> None:
        """Forget an item."""

    def put_meta(self, name: str, value: Any) -> None:
        """Keep a counter, the clock or the seed."""

    def clear(self) -> None:
        """Forget everything."""

    def load(self) -> Kept | None:
        """What was kept before; None for a fresh start."""

    def close(self) -> None:
        """Finish: nothing is kept from now on."""


class Memory:
    """Keeps nothing beyond the process."""

    def put(self, collection: str, key: Any, item: Item) -> None:
        """Nothing to do."""

    def drop(self, collection: str, key: Any) -> None:
        """Nothing to do."""

    def put_meta(self, name: str, value: Any) -> None:
        """Nothing to do."""

    def clear(self) -> None:
        """Nothing to do."""

    def load(self) -> Kept | None:
        """Nothing was kept."""
        return None

    def close(self) -> None:
        """Nothing to do."""


class Collection:
    """The items of one resource in the order in which they were created, found by key.

    changes: another number after each change of any of them.
    """

    def __init__(
        self, name: str, key: str, unique: Sequence[Sequence[str]], storage: Storage, also: Sequence[str] = ()
    ) -> None:
        self._name, self._key, self._storage = name, key, storage
        self._names = (key, *also) if also else ()
        self._marked = ((key,), *map(tuple, unique))
        self._marking = tuple(dict.fromkeys(field for fields in self._marked for field in fields))
        self._items: dict[Any, Item] = {}
        self._taken: set[tuple[Any, ...]] = set()
        self._versions: dict[Any, int] = {}
        self.changes = 0

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Any) -> Item | None:
        """The item of a key, or the oldest that has the value where it may be found by more than its key.

        A value that can be no key (true, a list) finds nothing.
        """
        if not _is_name(key):
            return None
        found = self._items.get(key)
        if found is None and self._names:
            return next((item for item in self if self._is_called(item, str(key))), None)
        return found

    def version(self, key: Any) -> int:
        """Another number after each change of the item of a key, -1 when there is none."""
        return self._versions.get(key, -1)

    def _is_called(self, item: Item, text: str) -> bool:
        return any(_is_name(value) and str(value) == text for value in map(item.get, self._names))

    def create(self, item: Item) -> Item:
        """Add an item. Raises Conflict."""
        self._refuse_taken(item, [])
        self.load(item)
        self._storage.put(self._name, item[self._key], item)
        return item

    def load(self, item: Item) -> None:
        """Take an item in that is kept already."""
        self._items[item[self._key]] = item
        self._touch(item)
        self._taken.update(self._marks(item))

    def change(self, item: Item, fields: Mapping[str, Any]) -> Item:
        """Replace fields of an item. Raises Conflict and changes nothing when a unique field is taken."""
        if any(name in fields and fields[name] != item.get(name) for name in self._marking):
            self._rename(item, fields)
        else:
            item.update(fields)
            self._touch(item)
        self._storage.put(self._name, item[self._key], item)
        return item

    def _rename(self, item: Item, fields: Mapping[str, Any]) -> None:
        own = self._marks(item)
        self._refuse_taken({**item, **fields}, own)
        self._taken.difference_update(own)
        if fields.get(self._key, item[self._key]) != item[self._key]:
            self.remove(item)
        item.update(fields)
        self.load(item)

    def _touch(self, item: Item) -> None:
        self.changes += 1
        self._versions[item[self._key]] = self.changes

    def remove(self, item: Item) -> None:
        """Take an item out."""
        self.changes += 1
        del self._items[item[self._key]], self._versions[item[self._key]]
        self._taken.difference_update(self._marks(item))
        self._storage.drop(self._name, item[self._key])

    def copy(self) -> Collection:
        """The same items, kept in memory only."""
        other = Collection(self._name, self._key, self._marked[1:], Memory(), self._names[1:])
        for item in self:
            other.load(copy.deepcopy(item))
        return other

    def clear(self) -> None:
        """Take all items out, without telling the storage."""
        self.changes += 1
        self._items.clear()
        self._versions.clear()
        self._taken.clear()

    def _marks(self, item: Item) -> list[tuple[Any, ...]]:
        """What no other item may have: its key, and each unique combination (case-sensitive)."""
        return [(fields, *(_mark(item.get(field)) for field in fields)) for fields in self._marked]

    def _refuse_taken(self, item: Item, own: Sequence[tuple[Any, ...]]) -> None:
        if any(mark in self._taken and mark not in own for mark in self._marks(item)):
            raise Conflict(self._name)


def _is_name(value: Any) -> bool:
    """Whether a value can be a key."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _mark(value: Any) -> Any:
    """A value as a member of a set."""
    return value if isinstance(value, str | int) or value is None else json.dumps(value, sort_keys=True)


def _with(whole: Any, path: Sequence[str], value: Any) -> Any:
    """A copy of a value with the part at a path replaced."""
    if not path:
        return value
    members = whole if isinstance(whole, dict) else {}
    return {**members, path[0]: _with(members.get(path[0]), path[1:], value)}


class State:
    """All that a mock remembers."""

    def __init__(self, seed: int = 1, storage: Storage | None = None, start: datetime = START) -> None:
        self.storage = storage or Memory()
        self.collections: dict[str, Collection] = {}
        self.values: dict[str, Any] = {}
        self.shown = Shown()
        self.clock = Clock(self.storage, start)
        self.generator = Generator(seed, self.storage)

    def add_collection(
        self, name: str, key: str, unique: Sequence[Sequence[str]], also: Sequence[str] = ()
    ) -> Collection:
        """Make room for a resource. also: properties by which an item is found besides its key."""
        self.collections[name] = Collection(name, key, unique, self.storage, also)
        return self.collections[name]

    def set_value(self, name: str, value: Any) -> None:
        """Set a configuration value, or with `name.member` a part of one."""
        name, *path = name.split(".")
        self.values[name] = _with(self.values.get(name), path, value)
        self.storage.put_meta(f"value/{name}", self.values[name])

    def copy(self) -> State:
        """The same state, kept in memory only; a change of one does not change the other."""
        other = State(self.generator.seed, start=self.clock.start)
        for name, collection in self.collections.items():
            other.collections[name] = collection.copy()
        other.values = copy.deepcopy(self.values)
        other.clock.advanced_s = self.clock.advanced_s
        other.generator.draws = self.generator.draws
        other.generator.sequences = dict(self.generator.sequences)
        return other

    def restore(self, kept: Kept) -> None:
        """Take everything in that was kept; the seed is that of the kept state."""
        for name, collection in self.collections.items():
            for item in kept.items.get(name, ()):
                collection.load(item)
        for name, value in kept.meta.items():
            self._restore_meta(*name.partition("/")[::2], value)

    def _restore_meta(self, kind: str, name: str, value: Any) -> None:
        match kind:
            case "seed":
                self.generator.seed = value
            case "draws":
                self.generator.draws = value
            case "advanced_s":
                self.clock.advanced_s = value
            case "sequence":
                self.generator.sequences[name] = value
            case "value":
                self.values[name] = value

    def clear(self, seed: int) -> None:
        """Forget everything and start again from a seed."""
        self.storage.clear()
        self.storage.put_meta("seed", seed)
        for collection in self.collections.values():
            collection.clear()
        self.values.clear()
        self.clock.advanced_s = 0.0
        self.generator.seed, self.generator.draws = seed, 0
        self.generator.sequences.clear()

"""Keeping the state of a mock in a SQLite file, written through item by item.

An item keeps its row when it changes, so that lists come back in the order in which they were made. The file belongs
to one mock at a time.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stream_contracts.mock.state import Item, Kept
from stream_specs.errors import UserError

_BUSY_S = 0.2
_FORMAT = 1
_SCHEMA = """
create table if not exists item (
    collection text not null, key text not null, value text not null, unique (collection, key)
);
create table if not exists meta (name text primary key, value text not null);
"""


class SqliteStorage:
    """A file. Raises UserError when it cannot be opened, is no such file, or belongs to another API or mock."""

    def __init__(self, path: Path, api: str) -> None:
        self._path, self._api = path, api
        with self._explained():
            self._database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            self._database.execute("pragma locking_mode = exclusive")
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = normal")
            self._database.executescript(_SCHEMA)
            self._check_owner()

    def put(self, collection: str, key: Any, item: Item) -> None:
        """Keep an item."""
        self._database.execute(
            "insert into item values (?, ?, ?) on conflict do update set value = excluded.value",
            (collection, json.dumps(key), json.dumps(item)),
        )

    def drop(self, collection: str, key: Any) -> None:
        """Forget an item."""
        self._database.execute("delete from item where collection = ? and key = ?", (collection, json.dumps(key)))

    def put_meta(self, name: str, value: Any) -> None:
        """Keep a counter, the clock or the seed."""
        self._database.execute("insert or replace into meta values (?, ?)", (name, json.dumps(value)))

    def clear(self) -> None:
        """Forget everything but whose file it is."""
        self._database.execute("delete from item")
        self._database.execute("delete from meta")
        self._put_owner()

    def load(self) -> Kept | None:
        """What was kept before; None for a new file."""
        meta = {name: json.loads(value) for name, value in self._database.execute("select name, value from meta")}
        if "seed" not in meta:
            return None
        items: dict[str, list[Item]] = {}
        for collection, value in self._database.execute("select collection, value from item order by rowid"):
            items.setdefault(collection, []).append(json.loads(value))
        return Kept(items, meta)

    def close(self) -> None:
        """Leave the file to others."""
        self._database.close()

    def _put_owner(self) -> None:
        self.put_meta("owner", {"api": self._api, "format": _FORMAT})

    def _check_owner(self) -> None:
        row = self._database.execute("select value from meta where name = 'owner'").fetchone()
        if row is None:
            self._put_owner()
        elif json.loads(row[0]) != {"api": self._api, "format": _FORMAT}:
            owner = json.loads(row[0])["api"]
            raise UserError(f"holds the state of `{owner}`, not of `{self._api}`", where=str(self._path))

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            reason, hint = str(error), "choose a file that you can write to"
            if "locked" in reason:
                reason, hint = "another mock uses it", "stop that mock, or choose another file"
            raise UserError(f"cannot keep the state here: {reason}", where=str(self._path), hint=hint) from error

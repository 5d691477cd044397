"""The ledger of a run on disk, so that what a crashed run left behind can still be removed.

A file of JSON Lines: each change adds what is owed then, and the last complete line counts. Adding one waits for no
disk; a file that is renamed over another does, each time.

It never holds a secret. What only a secret would undo is noted without it: something that was created is looked up in a
list, a setting has to be set back by hand.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

from stream_contracts import redaction
from stream_contracts.ledger import Entry, Instance, Ledger, Pending, Setback, pending_of
from stream_contracts.redaction import Redactor
from stream_contracts.rulebook import Rulebook, Setting
from stream_specs.errors import UserError
from stream_specs.files import append_text, write_text

NAME = "ledger.jsonl"
_SCHEMA = Path(__file__).parent / "ledger.schema.json"
_ABOUT = "What a run created on a server and has not removed yet; `stream-contracts clean` removes it."
_LARGEST = 1024 * 1024  # bytes; what would be longer is written anew, as one line
_LINES = 8  # that fit in any case


@dataclass(slots=True, eq=False)
class LedgerFile:
    """Keeps a ledger in a file that is there while something is to be undone.

    secrets: those of now, by a name to show in their place. names: of members whose values are secret. lost: entries
    that stay as they are, because nothing undoes them.
    """

    path: Path
    api: str
    url: str
    safety: str
    secrets: Callable[[], Mapping[str, str]] = field(repr=False)
    names: frozenset[str] = frozenset()
    lost: tuple[Mapping[str, Any], ...] = ()
    _known: Mapping[str, str] | None = field(default=None, init=False, repr=False)
    _redactor: Redactor = field(default_factory=lambda: Redactor({}), init=False, repr=False)
    _texts: dict[int, tuple[Entry, str]] = field(default_factory=dict, init=False, repr=False)
    _room: int = field(default=0, init=False)

    def keep(self, ledger: Ledger) -> None:
        """Add what the ledger lists; remove the file when that is nothing. Raises UserError."""
        if not len(ledger) and not self.lost:
            self._remove()
            return
        line = self._line(ledger)
        room, self._room = self._room, 0  # after an error half a line may stand there: the next one begins anew
        if len(line) > room:
            write_text(self.path, line)
            room = max(_LARGEST, _LINES * len(line))
        else:
            append_text(self.path, line)
        self._room = room - len(line)

    def close(self, ledger: Ledger) -> None:
        """Remove the file unless something is certainly left: what only may exist, nobody could remove by it."""
        if all(isinstance(entry, Pending) and not entry.certain for entry in ledger):
            self._remove()

    def _remove(self) -> None:
        self._room = 0
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            hint = "nothing is owed any more: remove it yourself"
            raise UserError(f"cannot remove the ledger: {error.strerror}", where=str(self.path), hint=hint) from error

    def _line(self, ledger: Ledger) -> str:
        """What is owed now. Each entry is written in JSON once, and again when there are new secrets."""
        secrets = self.secrets()
        if secrets != self._known:  # what was no secret before may be one now, so no earlier line stays
            self._known, self._redactor = dict(secrets), redaction.redactor(secrets, self.names)
            self._texts, self._room = {}, 0
        self._texts = {id(entry): self._texts.get(id(entry)) or (entry, self._text(entry)) for entry in ledger}
        head = json.dumps({"about": _ABOUT, "api": self.api, "url": self.url, "safety": self.safety})
        entries = [*map(json.dumps, self.lost), *(text for _, text in self._texts.values())]
        return f'{head[:-1]}, "entries": [{", ".join(entries)}]}}\n'

    def _text(self, entry: Entry) -> str:
        return json.dumps(_to_json(entry, self._redactor))


def must_not_exist(path: Path) -> None:
    """Raise UserError when an earlier run left something behind: its ledger must not be lost."""
    if path.exists() and _may_owe(path):
        hint = f"remove it with `stream-contracts clean {path}`, or choose another folder with --out"
        raise UserError("an earlier run left something on its server", where=str(path), hint=hint)


def _may_owe(path: Path) -> bool:
    try:
        return bool(read(path).entries)
    except UserError:
        return True


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file says; its entries are as they stand there."""

    path: Path
    api: str
    url: str
    safety: str
    entries: tuple[Mapping[str, Any], ...]


def read(path: Path) -> Stored:
    """Read a ledger file. Raises UserError when it is none."""
    try:
        value = _last(path.read_text("utf-8"))
    except OSError as error:
        hint = "a run that left something behind wrote it into the folder of its reports"
        raise UserError(f"cannot read the ledger: {error.strerror}", where=str(path), hint=hint) from error
    except ValueError as error:
        raise UserError(
            "not a ledger: it is not JSON", where=str(path), hint="name the ledger.jsonl of a run"
        ) from error
    problem = next(iter(jsonschema_rs.Draft202012Validator(dict(_schema())).iter_errors(value)), None)
    if problem is not None:
        place = "".join(f"/{token}" for token in problem.instance_path)
        raise UserError(f"not a ledger: {problem.message[:200]}", where=f"{path}#{place}", hint="name that of a run")
    return Stored(path, value["api"], value["url"], value["safety"], tuple(value["entries"]))


def _last(text: str) -> Any:
    """The last complete line; what a killed process did not write to its end is no JSON. Raises ValueError."""
    *lines, last = text.removesuffix("\n").split("\n")
    try:
        return json.loads(last)
    except ValueError:
        if text.endswith("\n") or not lines:
            raise
        return json.loads(lines[-1])


def load(
    stored: Stored, ledger: Ledger, rulebook: Rulebook, secrets: Mapping[str, str], names: frozenset[str]
) -> list[str]:
    """Fill a ledger with the entries of a file, which from then on keeps it. secrets, names: as of a `LedgerFile`.

    What nothing undoes (it is unknown to the rules, or was a secret) stays in the file and is named in the answer.
    """
    lost: dict[str, Mapping[str, Any]] = {}
    for value in stored.entries:
        try:
            ledger.entries.append(_from_json(value, rulebook))
        except KeyError as error:
            lost[str(error.args[0])] = value
    about = (stored.api, stored.url, stored.safety)
    file = LedgerFile(stored.path, *about, lambda: secrets, names, tuple(lost.values()))
    ledger.on_change = file.keep
    return list(lost)


def _to_json(entry: Entry, redactor: Redactor) -> Mapping[str, Any]:
    if isinstance(entry, Setback):
        return _setting_to_json(entry, redactor)
    shown = {name: value for name, value in entry.fields.items() if not _is_secret(entry, name, value, redactor)}
    kept = entry if isinstance(entry, Pending) else pending_of(entry, shown)
    wanted = None if _changes({"wanted": kept.wanted}, redactor) else kept.wanted
    return {"created": entry.fixture.name, "certain": kept.certain, "fields": shown, "wanted": wanted}


def _setting_to_json(entry: Setback, redactor: Redactor) -> Mapping[str, Any]:
    value = {"setting": entry.setting.set.operation, "at": entry.setting.at, "path": dict(entry.setting.set.path)}
    secret = _changes({entry.setting.at.rpartition("/")[2]: entry.value}, redactor)
    return {**value, "secret": True} if secret else {**value, "value": entry.value}


def _is_secret(entry: Instance | Pending, name: str, value: Any, redactor: Redactor) -> bool:
    """Whether a field is a secret, by its value or by the name that the API gives it."""
    named = entry.fixture.fields[name].rpartition("/")[2]
    return _changes({named: value}, redactor) or _changes({name: value}, redactor)


def _changes(value: Any, redactor: Redactor) -> bool:
    text = json.dumps(value, ensure_ascii=False)
    return redactor.text(text) != text


def _from_json(value: Mapping[str, Any], rulebook: Rulebook) -> Entry:
    if "created" in value:
        fixture = rulebook.fixtures.get(value["created"])
        if fixture is None or fixture.remove is None:
            raise KeyError(f"{value['created']}: the rules do not say how it is removed")
        return Pending(fixture, value["fields"], value["wanted"], certain=value["certain"])
    setting = _setting(value, rulebook)
    if "secret" in value:
        raise KeyError(f"{value['setting']} was not set back: its value is a secret, which no ledger holds")
    return Setback(setting, value["value"])


def _setting(value: Mapping[str, Any], rulebook: Rulebook) -> Setting:
    for setting in rulebook.settings().get(value["setting"], ()):
        if setting.at == value["at"] and dict(setting.set.path) == value["path"]:
            return setting
    raise KeyError(f"{value['setting']}: the rules do not say how it is set back")


@functools.cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(_SCHEMA.read_text("utf-8"))
    return schema

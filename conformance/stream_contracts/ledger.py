"""What a run owes the server: things that it created and has to remove, settings that it has to set back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_contracts.documents import Effect, Operation, at_pointer
from stream_contracts.exchange import ABSENT, Call, Exchange
from stream_contracts.rulebook import Fixture, Rulebook, Search, Setting
from stream_contracts.target import Safety
from stream_contracts.unprovable import NotPermitted

_SENT = {"$request.body#": "body", "$request.path#": "path", "$request.query#": "query"}


@dataclass(frozen=True, slots=True)
class Instance:
    """Something that the run created. fields: what later calls need of it. wanted: see `Pending`."""

    fixture: Fixture
    fields: Mapping[str, Any]
    exchange: Exchange
    wanted: Any = None

    def __str__(self) -> str:
        return f"{self.fixture.name} {dict(self.fields)}"


@dataclass(frozen=True, slots=True)
class Setback:
    """A setting as it was before the run changed it. value: what to set it to; never shown, it may be a secret."""

    setting: Setting
    value: Any

    def __str__(self) -> str:
        return f"{self.setting.set.operation} was not set back"


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that a call creates whose answer is not there, or of which only a file tells.

    fields: what is known of it. wanted: the value by which it can be found in a list; None when nothing tells it from
    what others created. call: None when a file tells of it. certain: an answer showed that it was created.
    """

    fixture: Fixture
    fields: Mapping[str, Any]
    wanted: Any = None
    call: Call | None = None
    certain: bool = False

    def __str__(self) -> str:
        shown = dict(self.fields) or self.wanted or ""
        name = f"{self.fixture.name} {shown}".rstrip()
        if self.certain:
            return name
        return f"{name} may exist: {self.fixture.create.operation} was sent, and no answer shows what it created"

    @property
    def search(self) -> Search | None:
        """Where it can be found, None when nothing lists it or nothing tells it from others."""
        return (self.fixture.find or self.fixture.again) if self.wanted is not None else None

    @property
    def complete(self) -> bool:
        """Whether everything is known that removes it."""
        return self.fields.keys() == self.fixture.fields.keys()


Entry = Instance | Setback | Pending


def _silent(_: Ledger) -> None:
    """Nobody keeps it."""


@dataclass(slots=True, eq=False)
class Ledger:
    """The entries in the order in which they came. on_change: called after each change; what it keeps is then true."""

    entries: list[Entry] = field(default_factory=list)
    on_change: Callable[[Ledger], None] = field(default=_silent)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self.entries))

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, entry: object) -> bool:
        return any(kept is entry for kept in self.entries)

    @property
    def created(self) -> list[Instance]:
        """What the run created and did not remove yet."""
        return [entry for entry in self.entries if isinstance(entry, Instance)]

    @property
    def owed(self) -> int:
        """How many requests it takes to undo everything."""
        return len(self.entries) + sum(isinstance(entry, Pending) and bool(entry.search) for entry in self.entries)

    def add(self, *entries: Entry) -> None:
        """Put entries in."""
        self.replace((), *entries)

    def strike(self, *entries: Entry) -> None:
        """Take entries out."""
        self.replace(entries)

    def replace(self, old: Iterable[Entry], *new: Entry) -> None:
        """Take entries out and put others in, as one change."""
        gone = {id(entry) for entry in old}
        if gone or new:
            self.entries = [*(entry for entry in self.entries if id(entry) not in gone), *new]
            self.on_change(self)

    def expect(self, rulebook: Rulebook, call: Call, ours: Callable[[Any], bool]) -> None:
        """Note what a call may create before it is sent: a crash in between must not leave it unknown.

        ours: whether a value is a name that this run made up. By any other it could be something of somebody else.
        """
        fixture = None if call.method else next(removable(rulebook, call.operation), None)
        if fixture is not None:
            fields, wanted = _from_request(fixture, call), _wanted(fixture, call)
            fields = fields if any(map(ours, fields.values())) else {}
            self.add(Pending(fixture, fields, wanted if ours(wanted) else None, call))

    def unexpect(self, call: Call) -> None:
        """A call created nothing."""
        self.strike(*(entry for entry in self.entries if isinstance(entry, Pending) and entry.call is call))

    def settle(self, exchange: Exchange, instance: Instance | None) -> Instance | None:
        """A call succeeded: what it created is known, or stays to be looked up where that is possible.

        Answers with the instance as it is in the ledger.
        """
        earlier = self.about(exchange)
        if instance is None:
            self.strike(*(entry for entry in earlier if isinstance(entry, Pending) and entry.search is None))
            return None
        wanted = next((entry.wanted for entry in earlier if not isinstance(entry, Setback)), None)
        instance = dataclasses.replace(instance, wanted=wanted)
        self.replace(earlier, instance)
        return instance

    def about(self, exchange: Exchange) -> list[Entry]:
        """What an exchange created, or may have created."""
        return [entry for entry in self.entries if _is_of(entry, exchange)]


def _is_of(entry: Entry, exchange: Exchange) -> bool:
    if isinstance(entry, Pending):
        return entry.call is exchange.call
    return isinstance(entry, Instance) and entry.exchange is exchange


def holds(sent: Any, wanted: Any) -> bool:
    """Whether what was sent is what was wanted, perhaps with members more."""
    if isinstance(sent, Mapping) and isinstance(wanted, Mapping):
        return all(name in sent and holds(sent[name], value) for name, value in wanted.items())
    return bool(sent == wanted)


def removable(rulebook: Rulebook, operation: str) -> Iterator[Fixture]:
    """The fixtures that an operation creates and that can be removed."""
    for fixture in rulebook.fixtures.values():
        if fixture.create.operation == operation and fixture.remove is not None:
            yield fixture


def need_removal(rulebook: Rulebook, operation: Operation, safety: Safety) -> None:
    """Raise NotPermitted for what would stay for ever, when only own resources may be changed."""
    if safety is not Safety.OWN_RESOURCES or operation.effect is not Effect.CREATE:
        return
    if next(removable(rulebook, operation.id), None) is None:
        raise NotPermitted(f"what {operation.id} creates cannot be removed again: safety is {safety}")


def _from_request(fixture: Fixture, call: Call) -> Mapping[str, Any]:
    found = {name: _sent(where, call) for name, where in fixture.fields.items() if _is_sent(where)}
    return {name: value for name, value in found.items() if value is not ABSENT}


def _wanted(fixture: Fixture, call: Call) -> Any:
    search = fixture.find or fixture.again
    value = _sent(str(search.value), call) if search else ABSENT
    return None if value is ABSENT else value


def _is_sent(where: str) -> bool:
    """Whether a place is in what was sent (`$request.body#/name`), and not in an answer."""
    return where.startswith(tuple(_SENT))


def _sent(where: str, call: Call) -> Any:
    """A value of what was sent, ABSENT when there is none."""
    start, _, pointer = where.partition("#")
    try:
        part = getattr(call, _SENT[f"{start}#"])
        return ABSENT if part is ABSENT else at_pointer(part, pointer)
    except (KeyError, IndexError, TypeError, ValueError):
        return ABSENT


def pending_of(instance: Instance, known: Mapping[str, Any]) -> Pending:
    """An instance as it can be looked up again when only some of its fields are known."""
    return Pending(instance.fixture, known, instance.wanted, certain=True)


def instance_of(fixture: Fixture, exchange: Exchange) -> Instance | None:
    """What an exchange created, None when it did not succeed or lacks what later calls need."""
    if fixture.find is not None or not exchange.ok or exchange.response is None:
        return None
    try:
        from_answer = any(not _is_sent(where) for where in fixture.fields.values())
        return _instance(fixture, exchange, exchange.response.json() if from_answer else None)
    except ValueError:
        return None


def found_instance(fixture: Fixture, exchange: Exchange, item: Any) -> Instance | None:
    """The instance whose fields stand in an item of a list."""
    return _instance(fixture, exchange, item)


def _instance(fixture: Fixture, exchange: Exchange, body: Any) -> Instance | None:
    try:
        return Instance(
            fixture, {name: _field(where, exchange, body) for name, where in fixture.fields.items()}, exchange
        )
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _field(where: str, exchange: Exchange, body: Any) -> Any:
    """The value at a pointer of the answer, or of what was sent."""
    if not _is_sent(where):
        return at_pointer(body, where)
    value = _sent(where, exchange.call)
    if value is ABSENT:
        raise KeyError(where)
    return value


def found_again(pending: Pending, item: Any) -> Pending | None:
    """The same with what an item of a list shows of it, None when that does not remove it."""
    try:
        places = {**pending.fixture.fields, **(pending.search.fields if pending.search else {})}
        shown = {name: where for name, where in places.items() if not _is_sent(where)}
        fields = {**pending.fields, **{name: at_pointer(item, where) for name, where in shown.items()}}
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    found = dataclasses.replace(pending, fields=fields)
    return found if found.complete else None


def items_of(exchange: Exchange, search: Search) -> list[Any] | None:
    """The items of a list, None when the answer has none."""
    try:
        items = at_pointer(exchange.response.json(), search.items) if exchange.response and exchange.ok else None
    except (ValueError, KeyError, IndexError, TypeError):
        items = None
    return items if isinstance(items, list) else None


def item_of(items: Iterable[Any], search: Search, wanted: Any) -> Any:
    """The last item of a list whose key is a value, or a text that holds it; None when there is none."""
    found = [item for item in items if _holds(item, search.key, wanted)]
    return found[-1] if found else None


def _holds(item: Any, key: str, wanted: Any) -> bool:
    try:
        value = at_pointer(item, key)
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    return bool(value == wanted or (isinstance(value, str) and isinstance(wanted, str) and wanted in value))

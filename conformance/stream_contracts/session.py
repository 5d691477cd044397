"""A run's state: sends calls through the transport, keeps fixtures and the ledger, records exchanges."""

from __future__ import annotations

import dataclasses
import math
import operator
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_contracts import cleaning, credentials, wire
from stream_contracts.documents import Document, at_pointer
from stream_contracts.exchange import ABSENT, Call, Exchange, outcome_of
from stream_contracts.guard import names_known
from stream_contracts.ledger import (
    Entry,
    Instance,
    Ledger,
    Pending,
    Setback,
    found_instance,
    holds,
    instance_of,
    item_of,
    items_of,
    need_removal,
    removable,
)
from stream_contracts.pace import TOO_MANY
from stream_contracts.rulebook import Fixture, Rulebook, Setting
from stream_contracts.target import Target
from stream_contracts.templates import UniqueNames, known_names, names, resolve, unique_ending, unique_length
from stream_contracts.transport import Refused, Transport, TransportError, permitted
from stream_contracts.unprovable import NotPermitted, NotSent, Stopped, Unprovable
from stream_contracts.watch import Watch

__all__ = ["NotPermitted", "Session", "Stopped", "Unprovable", "outcome_of"]

_CREATE_ATTEMPTS = 3
_RESENDS = 2


@dataclass(slots=True)
class Session:
    """One run against one server. given: credentials that the server gave the run, for the redactor."""

    document: Document
    rulebook: Rulebook
    target: Target
    transport: Transport
    seed: int
    exchanges: list[Exchange] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    given: dict[str, str] = field(default_factory=dict, repr=False)
    _shared: dict[str, Instance] = field(default_factory=dict)
    _called: dict[str, float] = field(default_factory=dict)
    _settings: dict[str, tuple[Setting, ...]] = field(init=False)
    _names: UniqueNames = field(init=False)
    _watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self._watch = Watch(self.target.timeout)
        self._names = UniqueNames(self.seed)
        self._settings = dict(self.rulebook.settings())

    async def send(self, call: Call, values: Mapping[str, Any] | None = None) -> Exchange:
        """Send a call and record the exchange. values: for the templates of a rule, by name.

        Raises Unprovable when the call cannot be made or may not be sent, Stopped when the server is dead.
        """
        given, fixtures = values or {}, self._fixtures_in(call)
        fields = {name: await self._fields(name) for name in sorted(fixtures - given.keys())}
        resolved = self._resolve(call, {**fields, **given})
        called_before = resolved.operation in self._called
        await self._respect_cooldown(resolved)
        await self._remember(resolved.operation)
        created = given.keys() | self._shared.keys()
        own = bool(fixtures and fixtures <= created and not names_known(call)) or self._is_own(resolved)
        exchange = await self._exchange(resolved, own)
        for _ in range(0 if call.hurry else _RESENDS):
            if outcome_of(exchange) == str(TOO_MANY):
                exchange = await self._exchange(resolved, own)
        if not called_before:
            self._allow_for_cooldown(exchange)
        return exchange

    async def _fields(self, name: str) -> Mapping[str, Any]:
        """The fields of a shared fixture; where nothing may be created, those that the target names."""
        try:
            return (await self.shared(name)).fields
        except NotPermitted as reason:
            fields = self.rulebook.fixtures[name].fields
            known = {
                field: self.target.known[f"{name}.{field}"]
                for field in fields
                if f"{name}.{field}" in self.target.known
            }
            if not known:
                raise NotPermitted(
                    f"{reason}; --known {name}.{next(iter(fields), 'id')}=VALUE names one that exists"
                ) from reason
            return known

    def value(self, template: Any, values: Mapping[str, Any]) -> Any:
        """What a template stands for, given values by name."""
        return resolve(template, self._lookup(values))

    def _fixtures_in(self, call: Call) -> set[str]:
        used = {name for part in (call.path, call.query, call.headers, call.body, call.secrets) for name in names(part)}
        return used.intersection(self.rulebook.fixtures)

    def _resolve(self, call: Call, values: Mapping[str, Any]) -> Call:
        lookup = self._lookup(values)
        return dataclasses.replace(
            call,
            path=resolve(call.path, lookup),
            query=resolve(call.query, lookup),
            headers=resolve(call.headers, lookup),
            body=call.body if call.body is ABSENT else resolve(call.body, lookup),
            secrets=resolve(call.secrets, lookup),
        )

    def _lookup(self, values: Mapping[str, Any]) -> Callable[[str], Any]:
        def look_up(template: str) -> Any:
            length = unique_length(template)
            if length is not None:
                return self._names.next(length) + unique_ending(template)
            name, _, rest = template[1:].partition(".")
            base, slash, pointer = name.partition("/")
            if base == "known":
                return self.target.known_value(rest, self.rulebook.known)
            if base not in values:
                raise Unprovable(f"the rules give no value for `{template}`")
            try:
                return at_pointer(values[base], slash + pointer) if slash else _member(values[base], rest)
            except (KeyError, IndexError, TypeError, ValueError) as error:
                raise Unprovable(f"there is no value for `{template}`") from error

        return look_up

    async def _remember(self, operation: str) -> None:
        """Before the first call that changes a setting: note what the setting has to be set back to."""
        settings = () if self.transport.pace.cleaning else self._settings.get(operation, ())
        effect, named = self.document.operation(operation).effect, operation in self.target.allow
        if not settings or not permitted(self.target.safety, effect, own=False, named=named):
            return
        del self._settings[operation]
        try:
            self.ledger.add(*[Setback(setting, await self._value_of(setting)) for setting in settings])
        except Unprovable:
            self._settings[operation] = settings
            raise

    async def _value_of(self, setting: Setting) -> Any:
        """The present value of a setting. Raises Unprovable when it cannot be known: then it must not be changed."""
        name = setting.set.operation
        if setting.read is None:
            unknown = [known for known in known_names(setting.set.body) if known not in self.target.known]
            if unknown and not self.target.control:
                raise NotPermitted(
                    f"nothing shows what {name} changes: give --known {unknown[0]}=VALUE to set it back to"
                )
            return None
        exchange = await self.send(setting.read)
        try:
            value = at_pointer(exchange.response.json(), setting.at) if exchange.response and exchange.ok else ABSENT
        except (ValueError, KeyError, IndexError, TypeError):
            value = ABSENT
        if value is ABSENT:
            raise Unprovable(f"{setting.read.operation} does not show what {name} would have to be set back to")
        return setting.null_as if value is None else value

    async def _respect_cooldown(self, call: Call) -> None:
        """Let the time pass that the API wants between two calls: move a mock's clock, else skip the call."""
        seconds = self.rulebook.cooldowns.get(call.operation)
        if seconds is None or call.hurry:
            return
        if self.target.control:
            await self.transport.control("clock", {"advance_s": seconds})
        elif time.monotonic() - self._called.get(call.operation, -math.inf) < seconds:
            raise NotPermitted(f"{call.operation} may be called every {seconds:g} s only")
        self._called[call.operation] = time.monotonic()

    def _allow_for_cooldown(self, exchange: Exchange) -> None:
        """Raise NotPermitted when a first call was refused: somebody else may have called within the cooldown."""
        operation = exchange.call.operation
        seconds = self.rulebook.cooldowns.get(operation)
        if seconds and not self.target.control and outcome_of(exchange) in self.rulebook.refused:
            raise NotPermitted(f"{operation} was refused, perhaps for a call within the last {seconds:g} s")

    def _is_own(self, call: Call) -> bool:
        """True when the call removes something that the ledger lists."""
        return any(self._removes(entry, call) for entry in self.ledger.created)

    async def _exchange(self, call: Call, own: bool) -> Exchange:
        operation = self.document.operation(call.operation)
        need_removal(self.rulebook, operation, self.target.safety)
        self.given.update({f"{scheme} {secret}": str(secret) for scheme, secret in call.secrets.items()})
        secrets = credentials.of_call(call, operation, self.target, self.rulebook)
        request = wire.build(self.document, call, self.target.base_path, secrets, self.target.headers)
        self.ledger.expect(self.rulebook, call, self._names.are_in)
        self.transport.pace.owed = self.ledger.owed
        response, failure = None, ""
        began = time.perf_counter()
        try:
            response = await self.transport.send(operation, request, own)
        except TransportError as error:
            failure = str(error)
            if isinstance(error, NotSent):
                self.ledger.unexpect(call)
        except NotSent as error:
            self.ledger.unexpect(call)
            raise NotPermitted(str(error)) if isinstance(error, Refused) else error from error
        seconds = time.perf_counter() - began
        exchange = Exchange(len(self.exchanges), call, request, response, failure, seconds)
        self.exchanges.append(exchange)
        if response is not None:
            self._keep_books(exchange)
            self.transport.pace.note(response.status, response.header("Retry-After"))
        self._watch.note(exchange)
        return exchange

    def _keep_books(self, exchange: Exchange) -> None:
        """Write what an exchange created into the ledger, and strike out what it removed."""
        if not exchange.ok or exchange.call.method:
            self.ledger.unexpect(exchange.call)
            return  # what an undocumented method answers is not ours to remove
        created = (instance_of(fixture, exchange) for fixture in removable(self.rulebook, exchange.call.operation))
        # Other fixtures that this call creates are removed in the same way.
        self.ledger.settle(exchange, next((found for found in created if found is not None), None))
        for entry in self.ledger.created:
            if self._removes(entry, exchange.call, holds):
                self.strike(entry)

    def strike(self, entry: Entry) -> None:
        """Take something out of the ledger: it is gone."""
        self.ledger.strike(entry)
        if isinstance(entry, Instance) and self._shared.get(entry.fixture.name) is entry:
            del self._shared[entry.fixture.name]

    def _removes(self, instance: Instance, call: Call, alike: Callable[[Any, Any], bool] = operator.eq) -> bool:
        """Whether a call removes what the run created. alike: of what is sent and what removes it."""
        remove = instance.fixture.remove
        if remove is None or remove.operation != call.operation:
            return False
        wanted = self._resolve(remove, {instance.fixture.name: instance.fields})
        return all(alike(getattr(call, part), getattr(wanted, part)) for part in ("path", "query", "body", "secrets"))

    async def shared(self, name: str) -> Instance:
        """The instance of a fixture that cases share; created on first use and after a removal."""
        if name not in self._shared:
            self._shared[name] = await self.create(name)
        return self._shared[name]

    async def create(self, name: str) -> Instance:
        """A new instance of a fixture. Raises Unprovable when the server does not create it."""
        fixture = self.rulebook.fixtures[name]
        for _ in range(_CREATE_ATTEMPTS):
            exchange = await self.send(fixture.create)
            if exchange.response is None or str(exchange.response.status) not in self.rulebook.conflict:
                break
        instance = instance_of(fixture, exchange) if fixture.find is None else await self._find(fixture, exchange)
        if instance is None:
            raise Unprovable(f"could not create `{name}`: {fixture.create.operation} gave {outcome_of(exchange)}")
        if fixture.remove is not None:
            instance = self.ledger.settle(exchange, instance) or instance
        for call in fixture.then:
            completed = await self.send(call, {name: instance.fields})
            if not completed.ok:
                raise Unprovable(f"could not create `{name}`: {call.operation} gave {outcome_of(completed)}")
        return instance

    async def _find(self, fixture: Fixture, created: Exchange) -> Instance | None:
        """What a call created, looked up in a list because its answer does not show it."""
        search = fixture.find
        if search is None or not created.ok:
            return None
        wanted = at_pointer(created.call.body, str(search.value).removeprefix("$request.body#"))
        item = item_of(items_of(await self.send(search.list), search) or (), search, wanted)
        if item is None:
            raise Unprovable(f"could not find the new `{fixture.name}` in the answer of {search.list.operation}")
        return found_instance(fixture, created, item)

    async def remove(self, instance: Instance | Pending) -> Exchange:
        """Remove something that the run created."""
        remove = instance.fixture.remove
        if remove is None:
            raise Unprovable(f"the rules do not say how `{instance.fixture.name}` is removed")
        return await self.send(remove, {instance.fixture.name: instance.fields})

    async def clean(self) -> tuple[str, ...]:
        """Remove all that is in the ledger, the newest first; what stays is named in the answer."""
        return await cleaning.clean(self)


def _member(value: Any, name: str) -> Any:
    return value[name] if name else value

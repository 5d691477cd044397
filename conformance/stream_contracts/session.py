"""A run's state: sends calls through the transport, keeps fixtures and the ledger, records exchanges."""

from __future__ import annotations

import asyncio
import dataclasses
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stream_contracts import wire
from stream_contracts.documents import Document, Operation, at_pointer
from stream_contracts.exchange import ABSENT, Call, Exchange
from stream_contracts.requirements import required_schemes
from stream_contracts.rulebook import Fixture, Rulebook
from stream_contracts.target import Target, is_loopback
from stream_contracts.templates import UniqueNames, names, resolve, unique_length
from stream_contracts.transport import Refused, Transport, TransportError

_DEAD_AFTER = 2
_BUSY_AFTER = 5
_CREATE_ATTEMPTS = 3


class Unprovable(Exception):  # noqa: N818 - nothing went wrong in the suite: a precondition did not occur
    """A precondition did not occur, so nothing can be shown. The message is the reason for a report."""


class NotPermitted(Unprovable):
    """The run was told not to send this, or was not given what it takes: skipped, with the reason."""


class Stopped(Exception):  # noqa: N818 - the end of a run, not an error of the suite
    """Nothing more can be learnt from this server: it is dead, or it asks to be left alone."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Something that the run created. fields: what later calls need of it."""

    fixture: Fixture
    fields: Mapping[str, Any]
    exchange: Exchange


@dataclass(slots=True)
class Session:
    """One run against one server."""

    document: Document
    rulebook: Rulebook
    target: Target
    transport: Transport
    seed: int
    exchanges: list[Exchange] = field(default_factory=list)
    ledger: list[Instance] = field(default_factory=list)
    _shared: dict[str, Instance] = field(default_factory=dict)
    _failures: int = 0
    _busy: int = 0
    _called: dict[str, float] = field(default_factory=dict)
    _names: UniqueNames = field(init=False)

    def __post_init__(self) -> None:
        self._names = UniqueNames(self.seed)

    async def send(self, call: Call, values: Mapping[str, Any] | None = None) -> Exchange:
        """Send a call and record the exchange. values: for the templates of a rule, by name.

        Raises Unprovable when the call cannot be made or may not be sent, Stopped when the server is dead.
        """
        given, fixtures = values or {}, self._fixtures_in(call)
        fields = {name: await self._fields(name) for name in sorted(fixtures - given.keys())}
        resolved = self._resolve(call, {**fields, **given})
        called_before = resolved.operation in self._called
        await self._respect_cooldown(resolved)
        created = given.keys() | self._shared.keys()
        own = bool(fixtures and fixtures <= created) or self._is_own(resolved)
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
        used = {name for part in (call.path, call.query, call.headers, call.body) for name in names(part)}
        return used.intersection(self.rulebook.fixtures)

    def _resolve(self, call: Call, values: Mapping[str, Any]) -> Call:
        lookup = self._lookup(values)
        return dataclasses.replace(
            call,
            path=resolve(call.path, lookup),
            query=resolve(call.query, lookup),
            headers=resolve(call.headers, lookup),
            body=call.body if call.body is ABSENT else resolve(call.body, lookup),
        )

    def _lookup(self, values: Mapping[str, Any]) -> Callable[[str], Any]:
        def look_up(template: str) -> Any:
            length = unique_length(template)
            if length is not None:
                return self._names.next(length)
            name, _, rest = template[1:].partition(".")
            base, slash, pointer = name.partition("/")
            if base == "known":
                return self._known(rest)
            if base not in values:
                raise Unprovable(f"the rules give no value for `{template}`")
            try:
                return at_pointer(values[base], slash + pointer) if slash else _member(values[base], rest)
            except (KeyError, IndexError, TypeError, ValueError) as error:
                raise Unprovable(f"there is no value for `{template}`") from error

        return look_up

    def _known(self, name: str) -> Any:
        """A value that the server has: as the target says; on this machine else as our mocks have it."""
        if name in self.target.known:
            return self.target.known[name]
        if name not in self.rulebook.known:
            raise Unprovable(f"the rules give no value for `$known.{name}`")
        known = self.rulebook.known[name]
        if self.target.control or is_loopback(self.target.url):
            return known.example
        raise NotPermitted(f"no value for `{name}` ({known.text}): give --known {name}=VALUE")

    async def _respect_cooldown(self, call: Call) -> None:
        """Let the time pass that the API wants between two calls: move a mock's clock, else skip the call."""
        seconds = self.rulebook.cooldowns.get(call.operation)
        if seconds is None or call.hurry:
            return
        if self.target.control:
            await self.transport.advance_clock(seconds)
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
        return any(self._removes(instance, call) for instance in self.ledger)

    async def _exchange(self, call: Call, own: bool) -> Exchange:
        operation = self.document.operation(call.operation)
        secrets = self._secrets_of(call)
        self._need_credentials(operation, secrets)
        request = wire.build(self.document, call, self.target.base_path, secrets)
        began = time.perf_counter()
        exchange = Exchange(len(self.exchanges), call, request, None)
        try:
            response = await self.transport.send(operation, request, own)
            exchange = dataclasses.replace(exchange, response=response)
        except TransportError as error:
            exchange = dataclasses.replace(exchange, error=str(error))
        except Refused as error:
            raise NotPermitted(str(error)) from error
        exchange = dataclasses.replace(exchange, seconds=time.perf_counter() - began)
        self.exchanges.append(exchange)
        self._keep_books(exchange)
        self._watch(exchange)
        return exchange

    def _secrets_of(self, call: Call) -> Mapping[str, str]:
        """The credentials of the call's actor, by scheme."""
        if not call.actor:
            return self.target.secrets
        suffix = f".{call.actor}"
        found = {n.removesuffix(suffix): s for n, s in self.target.secrets.items() if n.endswith(suffix)}
        if not found:
            who = self.rulebook.actors.get(call.actor, call.actor)
            scheme = next(iter(required_schemes(self.document.operation(call.operation))), "SCHEME")
            raise NotPermitted(f"no credential of `{call.actor}` ({who}): give --auth '{scheme}{suffix}=SECRET'")
        return found

    def _need_credentials(self, operation: Operation, secrets: Mapping[str, str]) -> None:
        """Raise NotPermitted when an operation cannot be called for want of credentials."""
        lacking = [scheme for scheme in required_schemes(operation) if scheme not in secrets]
        satisfied = any(all(name in secrets for name in entry) for entry in operation.security)
        if lacking and not satisfied:
            raise NotPermitted(f"no credential for {lacking[0]}: give --auth '{lacking[0]}=SECRET'")

    def _watch(self, exchange: Exchange) -> None:
        """Stop when the server gives no answers, or answers nothing but 429."""
        self._failures = 0 if exchange.response else self._failures + 1
        limited = exchange.response is not None and exchange.response.status == 429
        self._busy = self._busy + 1 if limited else 0
        never_answered = all(earlier.response is None for earlier in self.exchanges)
        if self._failures >= _DEAD_AFTER or (never_answered and exchange.seconds >= self.target.timeout):
            raise Stopped(f"the server gives no answers: {exchange.error}")
        if self._busy >= _BUSY_AFTER:
            raise Stopped(f"the server limits the rate: {self._busy} answers 429 in a row")

    def _keep_books(self, exchange: Exchange) -> None:
        """Write what an exchange created into the ledger, and strike out what it removed."""
        if not exchange.ok or exchange.call.method:
            return  # what an undocumented method answers is not ours to remove
        for fixture in self.rulebook.fixtures.values():
            if fixture.create.operation == exchange.call.operation and fixture.remove is not None:
                instance = _instance(fixture, exchange)
                if instance is not None:
                    self.ledger.append(instance)
        for instance in [entry for entry in self.ledger if self._removes(entry, exchange.call)]:
            self.strike(instance)

    def strike(self, instance: Instance) -> None:
        """Take something out of the ledger: it is gone."""
        self.ledger.remove(instance)
        if self._shared.get(instance.fixture.name) is instance:
            del self._shared[instance.fixture.name]

    def _removes(self, instance: Instance, call: Call) -> bool:
        remove = instance.fixture.remove
        if remove is None or remove.operation != call.operation:
            return False
        wanted = self._resolve(remove, {instance.fixture.name: instance.fields})
        return (wanted.path, wanted.query, wanted.body) == (call.path, call.query, call.body)

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
        instance = _instance(fixture, exchange)
        if instance is None:
            raise Unprovable(f"could not create `{name}`: {fixture.create.operation} gave {outcome_of(exchange)}")
        found = next((entry for entry in self.ledger if entry.exchange is exchange), None)
        return found or instance

    async def remove(self, instance: Instance) -> Exchange:
        """Remove something that the run created."""
        remove = instance.fixture.remove
        if remove is None:
            raise Unprovable(f"the rules do not say how `{instance.fixture.name}` is removed")
        return await self.send(remove, {instance.fixture.name: instance.fields})

    async def clean(self) -> tuple[str, ...]:
        """Remove all that is in the ledger, the newest first; what stays is named in the answer."""
        left = []
        for instance in reversed(list(self.ledger)):
            try:
                exchange = await self.remove(instance)
                gone = exchange.ok or (exchange.response is not None and exchange.response.status in (404, 410))
            except (Unprovable, Stopped, asyncio.CancelledError):
                gone = False
            if not gone:
                left.append(f"{instance.fixture.name} {dict(instance.fields)}")
        return tuple(left)


def _member(value: Any, name: str) -> Any:
    return value[name] if name else value


def _instance(fixture: Fixture, exchange: Exchange) -> Instance | None:
    """What an exchange created, None when it did not succeed or lacks what later calls need."""
    if not exchange.ok or exchange.response is None:
        return None
    try:
        body = exchange.response.json()
        return Instance(fixture, {name: at_pointer(body, where) for name, where in fixture.fields.items()}, exchange)
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def outcome_of(exchange: Exchange) -> str:
    """The status of an exchange, or why there is none."""
    return str(exchange.response.status) if exchange.response else exchange.error

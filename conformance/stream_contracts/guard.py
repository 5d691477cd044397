"""What a safety level lets out: the one place that decides, for every source of requests."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from stream_contracts.documents import Effect, Operation
from stream_contracts.exchange import Call, Request
from stream_contracts.ledger import need_removal
from stream_contracts.rulebook import Rulebook
from stream_contracts.target import Safety, Target, absent
from stream_contracts.templates import known_names, names
from stream_contracts.unprovable import NotPermitted, NotSent

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, 9.2.1
_GRAVER = tuple(Effect)  # specs/EXTENSIONS.md lists them in this order: where two apply, the later one


class Refused(NotSent):
    """The guard did not let a request out."""


def permitted(safety: Safety, effect: Effect, own: bool, named: bool = False) -> bool:
    """Whether a safety level lets a request with this effect out. named: the operation is allowed by its name."""
    if effect is Effect.READ:
        return True
    if effect is Effect.DANGEROUS:
        return named and safety is Safety.FULL
    if safety is Safety.READ_ONLY:
        return False
    return safety is Safety.FULL or effect is Effect.CREATE or (own and effect is not Effect.OUTBOUND)


def effect_of(operation: Operation, request: Request) -> Effect:
    """What a request may do: what its operation does; with a method that is not documented the graver of that and of
    what HTTP says of the method, because there are servers that do not look at the method.
    """
    if request.method == operation.method:
        return operation.effect
    by_method = Effect.READ if request.method in _SAFE_METHODS else Effect.UPDATE
    return max(operation.effect, by_method, key=_GRAVER.index)


def names_known(call: Call) -> bool:
    """Whether a call names something that was there before the run: then it is not about the run's own things alone.

    Whose credentials it takes does not count.
    """
    return any(known_names(part) for part in (call.path, call.query, call.headers, call.body))


def ever_permitted(operation: Operation, rulebook: Rulebook, safety: Safety, allow: Container[str]) -> bool:
    """Whether a safety level lets any request of an operation out. allow: dangerous operations by name."""
    try:
        need_removal(rulebook, operation, safety)
    except NotPermitted:
        return False
    return permitted(safety, operation.effect, _may_be_own(operation, rulebook), operation.id in allow)


def _may_be_own(operation: Operation, rulebook: Rulebook) -> bool:
    """Whether a call of an operation can be about the run's own things: rules bind it to one, or remove one by it."""
    bound = rulebook.bindings_of(operation.id)
    named = rulebook.fixtures.keys() & set(names(dict(bound)))
    removes = any(
        each.remove is not None and each.remove.operation == operation.id for each in rulebook.fixtures.values()
    )
    return removes or bool(named and not known_names(dict(bound)))


@dataclass(frozen=True, slots=True)
class Guard:
    """What a target lets out."""

    target: Target

    def permits(self, operation: Operation, request: Request, own: bool) -> bool:
        """Whether the safety level lets a request out. own: it can change only what this run created."""
        named = operation.id in self.target.allow
        return permitted(self.target.safety, effect_of(operation, request), own, named)

    def check(self, operation: Operation, request: Request, own: bool) -> None:
        """Raise Refused, with the reason, for a request that must not be sent."""
        if operation.id in self.target.lacks:
            raise Refused(absent(self.target.lacks[operation.id]))
        if not self.permits(operation, request, own):
            refused = f"refused `{request.method} {operation.path}`"
            if operation.effect is Effect.DANGEROUS and self.target.safety is Safety.FULL:
                raise Refused(f"{refused}: it is dangerous and must be named: --allow {operation.id}")
            raise Refused(f"{refused}: safety is {self.target.safety}")

"""Which credentials go with a call: its own, those of its actor, or those of the target."""

from __future__ import annotations

from collections.abc import Mapping

from stream_contracts.documents import Operation
from stream_contracts.exchange import Call
from stream_contracts.requirements import required_schemes
from stream_contracts.rulebook import Rulebook
from stream_contracts.target import Target
from stream_contracts.unprovable import NotPermitted


def of_call(call: Call, operation: Operation, target: Target, rulebook: Rulebook) -> Mapping[str, str]:
    """The credentials of a call by scheme. Raises NotPermitted when it cannot be made for want of them."""
    if call.secrets:
        return {scheme: str(secret) for scheme, secret in call.secrets.items()}
    found = _of_actor(call, operation, target, rulebook) if call.actor else target.secrets
    lacking = [scheme for scheme in required_schemes(operation) if scheme not in found]
    satisfied = any(all(name in found for name in entry) for entry in operation.security)
    if lacking and not satisfied:
        raise NotPermitted(f"no credential for {lacking[0]}: give --auth '{lacking[0]}=SECRET'")
    return found


def _of_actor(call: Call, operation: Operation, target: Target, rulebook: Rulebook) -> Mapping[str, str]:
    suffix = f".{call.actor}"
    found = {name.removesuffix(suffix): secret for name, secret in target.secrets.items() if name.endswith(suffix)}
    if not found:
        who = rulebook.actors.get(call.actor, call.actor)
        scheme = next(iter(required_schemes(operation)), "SCHEME")
        raise NotPermitted(f"no credential of `{call.actor}` ({who}): give --auth '{scheme}{suffix}=SECRET'")
    return found

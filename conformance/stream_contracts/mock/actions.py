"""What the verbs of behaviour.yaml do: each is compiled once for an operation and then works on the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.mock.behaviour import Action, Behaviour, Resource
from stream_contracts.mock.messages import ABSENT, Refusal
from stream_contracts.mock.state import Collection, Conflict, Item, State
from stream_contracts.mock.templates import Scope, Template, compile_template

Act = Callable[[Scope], Any]


def compile_action(action: Action, behaviour: Behaviour, state: State) -> Act:
    """The function of an operation: from what templates can see to `$result`. It raises Refusal."""
    if action.verb == "configure":
        return _with_result(_configure(compile_template(action.subject)), action.result)
    target = Target(behaviour.resources[action.subject], behaviour, state)
    fields = {} if action.fields is ABSENT else action.fields
    act = _RESOURCE_VERBS[action.verb](target, compile_template(action.key), compile_template(fields))
    return _with_result(act, action.result)


def create_world(behaviour: Behaviour, state: State) -> None:
    """Put the initial items and values into an empty state."""
    for name, value in behaviour.values.items():
        state.set_value(name, value)
    for resource in behaviour.resources.values():
        template = compile_template(resource.template)
        for item in resource.items:
            scope = Scope(state)
            made = merged(template(scope), compile_template(item)(scope))
            ordered = {name: made[name] for name in (*resource.template, *made) if name in made}
            state.collections[resource.name].create(ordered)


class Target:
    """A resource together with the refusals of its API."""

    def __init__(self, resource: Resource, behaviour: Behaviour, state: State) -> None:
        self.resource, self._errors = resource, behaviour.errors
        self.collection: Collection = state.collections[resource.name]
        self.template = compile_template(resource.template)

    def find(self, key: Any) -> Item:
        """The item of a key. Raises Refusal."""
        item = self.collection.get(key)
        if item is None:
            raise Refusal(self._errors.unknown, self.resource.unknown)
        return item

    def create(self, item: Item) -> Item:
        """Add an item. Raises Refusal."""
        try:
            return self.collection.create(item)
        except Conflict:
            raise Refusal(self._errors.conflict, self.resource.conflict) from None

    def change(self, item: Item, fields: Mapping[str, Any]) -> Item:
        """Replace fields of an item. Raises Refusal."""
        try:
            return self.collection.change(item, fields)
        except Conflict:
            raise Refusal(self._errors.conflict, self.resource.conflict) from None


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Item:
    """`old` with the properties of `new`, at any depth."""
    result = {**old, **new}
    for name, value in new.items():
        if isinstance(value, Mapping) and isinstance(old.get(name), Mapping):
            result[name] = merged(old[name], value)
    return result


def merged_known(old: Mapping[str, Any], new: Mapping[str, Any]) -> Item:
    """`old` with those properties of `new` that `old` has, at any depth."""
    result = dict(old)
    for name in old.keys() & new.keys():
        if not isinstance(old[name], Mapping):
            result[name] = new[name]
        elif isinstance(new[name], Mapping):
            result[name] = merged_known(old[name], new[name])
    return result


def _create(target: Target, _: Template, fields: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.create(merged(target.template(scope), fields(scope)))
        return scope.item

    return act


def _read(target: Target, key: Template, _: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope))
        return scope.item

    return act


def _list(target: Target, _: Template, __: Template) -> Act:
    return lambda scope: list(target.collection)


def _merge(target: Target, key: Template, fields: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope))
        return target.change(scope.item, merged_known(scope.item, fields(scope)))

    return act


def _set(target: Target, key: Template, fields: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope))
        return target.change(scope.item, fields(scope))

    return act


def _delete(target: Target, key: Template, _: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope))
        target.collection.remove(scope.item)
        return True

    return act


def _configure(values: Template) -> Act:
    def act(scope: Scope) -> Any:
        for name, value in values(scope).items():
            scope.state.set_value(name, value)
        return True

    return act


def _with_result(act: Act, result: Any) -> Act:
    if result is ABSENT:
        return act
    template = compile_template(result)

    def act_and_word(scope: Scope) -> Any:
        scope.result = act(scope)
        return template(scope)

    return act_and_word


_RESOURCE_VERBS: Mapping[str, Callable[[Target, Template, Template], Act]] = {
    "create": _create,
    "read": _read,
    "list": _list,
    "merge": _merge,
    "set": _set,
    "delete": _delete,
}

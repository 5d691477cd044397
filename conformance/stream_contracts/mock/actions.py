"""What the verbs of behaviour.yaml do: each is compiled once for an operation and then works on the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stream_contracts.documents import Document
from stream_contracts.mock.behaviour import Action, Behaviour, Resource
from stream_contracts.mock.guards import compile_guards
from stream_contracts.mock.listing import compile_listing
from stream_contracts.mock.messages import ABSENT, Refusal
from stream_contracts.mock.state import Collection, Conflict, Item, State
from stream_contracts.mock.templates import Scope, Template, compile_template

Act = Callable[[Scope], Any]


def compile_action(action: Action, behaviour: Behaviour, state: State) -> Act:
    """The function of an operation: from what templates can see to `$result`. It raises Refusal."""
    act = _compile_verb(action, behaviour, state)
    if action.then:
        act = _followed(act, behaviour.special.functions[action.then])
    act = _with_result(act, action.result)
    return _guarded(act, action, behaviour, state) if action.parent or action.refuse else act


def _compile_verb(action: Action, behaviour: Behaviour, state: State) -> Act:
    if action.verb == "special":
        return behaviour.special.functions[action.subject]
    if action.verb == "configure":
        return _configure(compile_template(action.subject))
    if action.verb == "show":
        return compile_template(action.subject)
    target = Target(behaviour.resources[action.subject], behaviour, state, action.unknown)
    if action.verb == "list":
        return compile_listing(action.listing, target.collection)
    fields = {} if action.fields is ABSENT else action.fields
    return _RESOURCE_VERBS[action.verb](target, compile_template(action.key), compile_template(fields))


def compile_view(action: Action, behaviour: Behaviour) -> Act:
    """What an answer shows of `$result`: each item by its view, anything else as it is."""
    shows_items = action.verb in VERBS_OF_ITEMS and action.verb != "delete"
    name = action.view or (behaviour.resources[action.subject].view if shows_items else "")
    if not name or action.result is not ABSENT:
        return lambda scope: scope.result
    view = behaviour.special.views[name]

    def show(scope: Scope) -> Any:
        found = scope.result
        return [view(scope, item) for item in found] if isinstance(found, list) else view(scope, found)

    return show


def create_world(document: Document, behaviour: Behaviour, state: State) -> None:
    """Put the initial items and values into an empty state."""
    for name, value in _initial_values(document, behaviour, state).items():
        state.set_value(name, value)
    for resource in behaviour.resources.values():
        template = compile_template(resource.template)
        for item in _initial(resource, document, behaviour, state):
            made = merged(template(Scope(state)), item)
            ordered = {name: made[name] for name in (*resource.template, *made) if name in made}
            state.collections[resource.name].create(ordered)


def _initial_values(document: Document, behaviour: Behaviour, state: State) -> Mapping[str, Any]:
    if isinstance(behaviour.values, str):
        return behaviour.special.values[behaviour.values](document, state)
    return behaviour.values


def _initial(resource: Resource, document: Document, behaviour: Behaviour, state: State) -> Iterable[Item]:
    if isinstance(resource.items, str):
        return behaviour.special.worlds[resource.items](document, state)
    return (compile_template(item)(Scope(state)) for item in resource.items)


class Target:
    """A resource together with the refusals of its API. unknown: status, 0 for the usual."""

    def __init__(self, resource: Resource, behaviour: Behaviour, state: State, unknown: int = 0) -> None:
        self.resource, self._errors = resource, behaviour.errors
        self._unknown_status = unknown or behaviour.errors.unknown
        self.collection: Collection = state.collections[resource.name]
        self.template = compile_template(resource.template)
        self._unknown, self._conflict = compile_template(resource.unknown), compile_template(resource.conflict)

    def find(self, key: Any, scope: Scope) -> Item:
        """The item of a key. Raises Refusal."""
        item = self.collection.get(key)
        if item is None:
            raise Refusal(self._unknown_status, self._unknown(scope))
        return item

    def create(self, item: Item, scope: Scope) -> Item:
        """Add an item. Raises Refusal."""
        try:
            return self.collection.create(item)
        except Conflict:
            raise Refusal(self._errors.conflict, self._conflict(scope)) from None

    def change(self, item: Item, fields: Mapping[str, Any], scope: Scope) -> Item:
        """Replace fields of an item, and note the time when one of them differs. Raises Refusal."""
        touched = self.resource.touched
        if touched and any(item.get(name) != value for name, value in fields.items()):
            fields = {**fields, touched: scope.state.clock.text()}
        try:
            return self.collection.change(item, fields)
        except Conflict:
            raise Refusal(self._errors.conflict, self._conflict(scope)) from None


def _guarded(act: Act, action: Action, behaviour: Behaviour, state: State) -> Act:
    """Refuse what the action refuses, then an unknown parent; the refusals see parent and item where there are any."""
    name, key = action.parent or ("", ABSENT)
    parent = Target(behaviour.resources[name], behaviour, state, action.unknown) if name else None
    parent_key = compile_template(key)
    items = state.collections[action.subject] if action.verb in VERBS_OF_ITEMS else None
    item_key = compile_template(action.key)
    check = compile_guards(action.refuse) if action.refuse else None

    def guarded(scope: Scope) -> Any:
        if check is not None:
            scope.parent = _found(parent.collection if parent else None, parent_key(scope))
            scope.item = _found(items, item_key(scope))
            check(scope)
        if parent is not None:
            scope.parent = parent.find(parent_key(scope), scope)
        return act(scope)

    return guarded


def _found(collection: Collection | None, key: Any) -> Any:
    """The item of a key, ABSENT when there is none."""
    item = collection.get(key) if collection is not None else None
    return ABSENT if item is None else item


def _followed(act: Act, then: Act) -> Act:
    def act_then(scope: Scope) -> Any:
        result = act(scope)
        then(scope)
        return result

    return act_then


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
        scope.item = target.create(merged(target.template(scope), fields(scope)), scope)
        return scope.item

    return act


def _read(target: Target, key: Template, _: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope), scope)
        return scope.item

    return act


def _merge(target: Target, key: Template, fields: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope), scope)
        return target.change(scope.item, merged_known(scope.item, fields(scope)), scope)

    return act


def _set(target: Target, key: Template, fields: Template) -> Act:
    def act(scope: Scope) -> Any:
        wanted = key(scope)
        if isinstance(wanted, list):
            items = [target.find(one, scope) for one in wanted]
            return [target.change(item, fields(scope), scope) for item in items]
        scope.item = target.find(wanted, scope)
        return target.change(scope.item, fields(scope), scope)

    return act


def _put(target: Target, _: Template, fields: Template) -> Act:
    def act(scope: Scope) -> Any:
        given = fields(scope)
        found = target.collection.get(given[target.resource.key])
        if found is None:
            scope.item = target.create(merged(target.template(scope), given), scope)
        else:
            scope.item = target.change(found, given, scope)
        return scope.item

    return act


def _delete(target: Target, key: Template, _: Template) -> Act:
    def act(scope: Scope) -> Any:
        scope.item = target.find(key(scope), scope)
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
    "put": _put,
    "read": _read,
    "merge": _merge,
    "set": _set,
    "delete": _delete,
}
VERBS_OF_ITEMS = (*_RESOURCE_VERBS, "list")

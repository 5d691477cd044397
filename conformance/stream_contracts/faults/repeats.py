"""Faults of collections, and of doing the same thing twice."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.states import declared, verb, with_act
from stream_contracts.mock.actions import Act, compile_action
from stream_contracts.mock.messages import Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.templates import Scope, compile_template


def _change_list(change: Callable[[Scope, list[Any]], list[Any]]) -> Callable[[Mock, Site], Mock]:
    def apply(mock: Mock, site: Site) -> Mock:
        inner = mock.endpoints[site.operation.id].act
        return with_act(mock, site, lambda scope: change(scope, inner(scope)))

    return apply


def _without_body(scope: Scope, items: list[Any]) -> list[Any]:
    return items if scope.call and scope.call.body else []


def _list_rule(kind: str, role: str) -> Callable[[Site], str]:
    return lambda site: site.rule(kind, role) if verb(site) == "list" else ""


def _same_answer_rule(site: Site) -> str:
    return _list_rule("same-answer", "calls")(site) if site.operation.request_body else ""


def _deletes(site: Site, subject: str) -> list[str]:
    actions = site.behaviour.operations.items()
    return [name for name, action in actions if action.verb == "delete" and action.subject == subject]


def _remember_removed(mock: Mock, site: Site, removed: dict[Any, Any]) -> Mock:
    """Note what the delete operations of the site's resource take away."""
    for name in _deletes(site, declared(site).subject):
        mock = mock.with_endpoint(name, act=_remembering(mock, name, removed))
    return mock


def _remembering(mock: Mock, operation: str, removed: dict[Any, Any]) -> Act:
    inner, action = mock.endpoints[operation].act, mock.behaviour.operations[operation]
    key, items = compile_template(action.key), mock.state.collections[action.subject]

    def act(scope: Scope) -> Any:
        item = copy.deepcopy(items.get(key(scope)))
        result = inner(scope)
        removed[key(scope)] = item
        return result

    return act


def _list_removed(mock: Mock, site: Site) -> Mock:
    removed: dict[Any, Any] = {}
    mock = _remember_removed(mock, site, removed)
    inner = mock.endpoints[site.operation.id].act
    return with_act(mock, site, lambda scope: [*inner(scope), *removed.values()])


def _read_removed(mock: Mock, site: Site) -> Mock:
    removed: dict[Any, Any] = {}
    mock = _remember_removed(mock, site, removed)
    inner, key = mock.endpoints[site.operation.id].act, compile_template(declared(site).key)

    def act(scope: Scope) -> Any:
        wanted = key(scope)
        return removed[wanted] if wanted in removed else inner(scope)

    return with_act(mock, site, act)


def _remove_again(mock: Mock, site: Site) -> Mock:
    removed: dict[Any, Any] = {}
    mock = _remember_removed(mock, site, removed)
    inner, key = mock.endpoints[site.operation.id].act, compile_template(declared(site).key)
    return with_act(mock, site, lambda scope: True if key(scope) in removed else inner(scope))


def _create_again(mock: Mock, site: Site) -> Mock:
    """Answer a repeated creation as if it were the first."""
    inner, action = mock.endpoints[site.operation.id].act, declared(site)

    def act(scope: Scope) -> Any:
        try:
            return inner(scope)
        except Refusal as refusal:
            if refusal.status != site.behaviour.errors.conflict:
                raise
            shadow = mock.state.copy()
            shadow.collections[action.subject].clear()
            return compile_action(action, mock.behaviour, shadow)(dataclasses.replace(scope, state=shadow))

    return with_act(mock, site, act)


FAULTS = (
    Fault(
        "list-misses-newest",
        "{operation} leaves the newest item out.",
        Class.COLLECTIONS,
        _list_rule("listed-after-create", "list"),
        _change_list(lambda _, items: items[:-1]),
    ),
    Fault(
        "list-repeats-newest",
        "{operation} lists the newest item twice.",
        Class.COLLECTIONS,
        _list_rule("listed-after-create", "list"),
        _change_list(lambda _, items: [*items, *items[-1:]]),
    ),
    Fault(
        "list-keeps-removed",
        "{operation} goes on listing what was removed.",
        Class.COLLECTIONS,
        _list_rule("gone-after-delete", "list"),
        _list_removed,
    ),
    Fault(
        "list-needs-body",
        "{operation} lists nothing when the body is left out.",
        Class.COLLECTIONS,
        _same_answer_rule,
        _change_list(_without_body),
    ),
    Fault(
        "read-keeps-removed",
        "{operation} goes on answering with what was removed.",
        Class.STATE,
        lambda site: site.rule("gone-after-delete", "reads") if verb(site) == "read" else "",
        _read_removed,
    ),
    Fault(
        "create-again-succeeds",
        "{operation} answers a repeated creation as if it were the first.",
        Class.REPEATS,
        lambda site: site.rule("conflict-on-repeat", "repeat") if verb(site) == "create" else "",
        _create_again,
    ),
    Fault(
        "delete-again-succeeds",
        "{operation} confirms a removal a second time.",
        Class.REPEATS,
        lambda site: site.rule("refused-after-delete", "remove") if verb(site) == "delete" else "",
        _remove_again,
    ),
)

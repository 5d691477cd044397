"""Faults of state: writes that are not kept, or kept wrongly, and ids that nobody has."""

from __future__ import annotations

import copy
import dataclasses
import itertools
from collections.abc import Mapping
from typing import Any

from stream_contracts.documents import Effect
from stream_contracts.faults.answers import around_operation
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.mock.actions import Act, compile_action, merged_known
from stream_contracts.mock.behaviour import Action
from stream_contracts.mock.messages import ABSENT, Answer
from stream_contracts.mock.model import Mock
from stream_contracts.mock.templates import Scope, compile_template

_WRITES = {
    "create": (("read-after-write", "create"), ("listed-after-create", "create")),
    "merge": (("partial-update", "update"),),
    "set": (("setter-readback", "set"), ("changes-on-refresh", "refresh")),
    "configure": (("setter-readback", "set"),),
}
_SPECIAL_WRITES = (("listed-while", "on"), ("listed-while", "off"), ("setter-readback", "set"))


def verb(site: Site) -> str:
    """What the mock does for the operation: a verb of behaviour.yaml, "" for nothing declared."""
    return site.action.verb if site.action else ""


def declared(site: Site) -> Action:
    """The declared action of an operation that has one."""
    if site.action is None:
        raise ValueError(site.operation.id)
    return site.action


def with_act(mock: Mock, site: Site, act: Act) -> Mock:
    """The mock in which the operation does something else."""
    return mock.with_endpoint(site.operation.id, act=act)


def _write_rule(site: Site) -> str:
    if site.operation.effect is Effect.READ or verb(site) in ("", "delete"):
        return ""
    found = (site.rule(kind, role) for kind, role in (*_WRITES.get(verb(site), ()), *_SPECIAL_WRITES))
    return next((rule for rule in found if rule), "") or _step_rule(site)


def _step_rule(site: Site) -> str:
    """The scenario that looks at what the operation did in its very next step: no other answer may show it."""
    for rule in site.rulebook.rules:
        steps = rule.parameters["steps"] if rule.kind == "scenario" else ()
        for step, following in itertools.pairwise(steps):
            looks = following.keys() & {"status", "values"} or following["call"].get("credentials")
            if step["call"]["operation"] == site.operation.id and "status" not in step and looks:
                return rule.id
    return ""


def _forget(mock: Mock, site: Site) -> Mock:
    """Do it on a copy of the state that is thrown away."""

    def act(scope: Scope) -> Any:
        shadow = mock.state.copy()
        done = compile_action(declared(site), mock.behaviour, shadow)
        return done(dataclasses.replace(scope, state=shadow))

    return with_act(mock, site, act)


def _found(mock: Mock, site: Site, scope: Scope) -> dict[str, Any] | None:
    action = declared(site)
    return mock.state.collections[action.subject].get(compile_template(action.key)(scope))


def _reset_others(mock: Mock, site: Site) -> Mock:
    """Merge into zeros in place of the present values."""
    inner, action = mock.endpoints[site.operation.id].act, declared(site)
    fields = compile_template(action.fields)

    def act(scope: Scope) -> Any:
        item = _found(mock, site, scope)
        if item is not None:
            named = fields(scope)
            blank = {name: _blank(item[name]) for name in named if name in item}
            mock.state.collections[action.subject].change(item, merged_known(blank, named))
        return inner(scope)

    return with_act(mock, site, act)


def _blank(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _blank(inner) for name, inner in value.items()}
    return type(value)()


def _answer_before(mock: Mock, site: Site) -> Mock:
    inner = mock.endpoints[site.operation.id].act

    def act(scope: Scope) -> Any:
        before = copy.deepcopy(_found(mock, site, scope))
        after = inner(scope)
        return after if before is None else before

    return with_act(mock, site, act)


def _answer_unchanged(mock: Mock, site: Site) -> Mock:
    """Change nothing and answer from the item as it is."""
    inner = mock.endpoints[site.operation.id].act
    action = declared(site)
    result = compile_template("$item" if action.result is ABSENT else action.result)

    def act(scope: Scope) -> Any:
        scope.item = _found(mock, site, scope)
        return inner(scope) if scope.item is None else result(scope)

    return with_act(mock, site, act)


def _neighbour(site: Site) -> str:
    """A field that another operation sets from the same part of its request, "" without one."""
    own = declared(site) if verb(site) == "set" else None
    if own is None or len(own.fields) != 1:
        return ""
    for other in site.behaviour.operations.values():
        alike = other.verb == "set" and other.subject == own.subject and other is not own
        if alike and list(other.fields.values()) == list(own.fields.values()):
            return str(next(iter(other.fields)))
    return ""


def _neighbour_rule(site: Site) -> str:
    return site.rule("setter-readback", "set") if _neighbour(site) else ""


def _set_neighbour(mock: Mock, site: Site) -> Mock:
    value = next(iter(declared(site).fields.values()))
    return _with_fields(mock, site, {_neighbour(site): value})


def _set_both(mock: Mock, site: Site) -> Mock:
    fields = declared(site).fields
    return _with_fields(mock, site, {**fields, _neighbour(site): next(iter(fields.values()))})


def _with_fields(mock: Mock, site: Site, fields: Mapping[str, Any]) -> Mock:
    action = dataclasses.replace(declared(site), fields=fields)
    return with_act(mock, site, compile_action(action, mock.behaviour, mock.state))


def _alter_text(mock: Mock, site: Site) -> Mock:
    """Take every text of the body that has no enumeration in capitals."""
    inner = mock.endpoints[site.operation.id].act
    media = next(iter(site.operation.request_body.content)) if site.operation.request_body else None
    members = site.document.resolve(media.schema or {}).get("properties", {}) if media else {}
    free = {name for name, schema in members.items() if "enum" not in site.document.resolve(schema)}

    def act(scope: Scope) -> Any:
        if scope.call is None:
            return inner(scope)
        members = scope.call.value.items()
        altered = {n: v.upper() if n in free and isinstance(v, str) else v for n, v in members}
        return inner(dataclasses.replace(scope, call=dataclasses.replace(scope.call, value=altered)))

    return with_act(mock, site, act)


def _confirm_unknown(mock: Mock, site: Site) -> Mock:
    """Answer an unknown id with the documented example."""
    media, response = site.success_json(), site.success()
    content = next(iter(media.examples.values())) if media else ABSENT
    status = int(response.status) if response else 200
    return _answer_unknown(mock, site, Answer(status, content))


def _refuse_unknown_as_bad(mock: Mock, site: Site) -> Mock:
    return _answer_unknown(mock, site, mock.errors.answer(mock.errors.shape.bad_input))


def _answer_unknown(mock: Mock, site: Site, answer: Answer) -> Mock:
    unknown = site.behaviour.errors.unknown
    return mock.with_around(around_operation(site, lambda _: answer, lambda status: status == unknown))


def _unknown_rule(site: Site) -> str:
    media = site.success_json()
    return site.rule("unknown-id", "unknown") if media and media.examples else ""


def _read_first(mock: Mock, site: Site) -> Mock:
    inner = mock.endpoints[site.operation.id].act
    items = mock.state.collections[declared(site).subject]

    def act(scope: Scope) -> Any:
        inner(scope)
        return next(iter(items))

    return with_act(mock, site, act)


def _crash_on_unknown(mock: Mock, site: Site) -> Mock:
    return _answer_unknown(mock, site, mock.errors.answer(500))


FAULTS = (
    Fault(
        "write-not-kept",
        "{operation} answers as if it had done its work and keeps nothing of it.",
        Class.STATE,
        _write_rule,
        _forget,
    ),
    Fault(
        "delete-not-kept",
        "{operation} confirms and removes nothing.",
        Class.STATE,
        lambda site: (site.rule("gone-after-delete", "remove") or _step_rule(site)) if verb(site) == "delete" else "",
        _forget,
    ),
    Fault(
        "update-resets-others",
        "{operation} sets what it was not given to zero.",
        Class.STATE,
        lambda site: site.rule("partial-update", "update") if verb(site) == "merge" else "",
        _reset_others,
    ),
    Fault(
        "update-answers-before",
        "{operation} answers with the state before the change.",
        Class.STATE,
        lambda site: site.rule("partial-update", "update") if verb(site) == "merge" else "",
        _answer_before,
    ),
    Fault(
        "sets-neighbour",
        "{operation} changes a field that is another operation's.",
        Class.STATE,
        _neighbour_rule,
        _set_neighbour,
    ),
    Fault(
        "sets-both",
        "{operation} changes its own field and that of another operation.",
        Class.STATE,
        _neighbour_rule,
        _set_both,
    ),
    Fault(
        "refresh-changes-nothing",
        "{operation} gives the value that was there before.",
        Class.STATE,
        lambda site: site.rule("changes-on-refresh", "refresh") if verb(site) == "set" else "",
        _answer_unchanged,
    ),
    Fault(
        "alters-text",
        "{operation} keeps the texts that it is given in capitals.",
        Class.STATE,
        lambda site: site.rule("echo", "call") if verb(site) else "",
        _alter_text,
    ),
    Fault(
        "reads-another",
        "{operation} answers with the oldest item, whichever is asked for.",
        Class.STATE,
        lambda site: site.rule("read-after-write", "read") if verb(site) == "read" else "",
        _read_first,
    ),
    Fault(
        "unknown-id-succeeds",
        "{operation} answers an id that nobody has with its documented example.",
        Class.STATE,
        _unknown_rule,
        _confirm_unknown,
    ),
    Fault(
        "unknown-id-is-bad-input",
        "{operation} answers an id that nobody has as bad input.",
        Class.STATE,
        _unknown_rule,
        _refuse_unknown_as_bad,
    ),
    Fault(
        "unknown-id-crashes",
        "{operation} answers an id that nobody has with 500.",
        Class.STATE,
        _unknown_rule,
        _crash_on_unknown,
    ),
)

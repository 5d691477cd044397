"""Faults of what holds between calls and within one answer. Each follows from the kind of rule that it breaks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.documents import pointer_tokens
from stream_contracts.faults.answers import around_operation, is_refusal, is_success
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.lists import Parameters, breaks, parameters_of
from stream_contracts.faults.places import Path, at_place, path_of
from stream_contracts.faults.states import declared, verb, with_act
from stream_contracts.mock.actions import compile_action
from stream_contracts.mock.bodies import essence
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.router import Router
from stream_contracts.mock.templates import Scope
from stream_contracts.wire import FORM


def _value(
    kind: str,
    role: str,
    pointer: Callable[[Parameters], str],
    change: Callable[[Any], Any],
    needs: tuple[str, ...] = (),
) -> Callable[[Mock, Site], Mock]:
    """Change the value that stands at a pointer of a success."""

    def put(place: Any, key: str | int) -> None:
        place[key] = change(place[key])

    def apply(mock: Mock, site: Site) -> Mock:
        path: Path = path_of(pointer(parameters_of(site, kind, role, needs)))

        def changed(answer: Answer) -> Answer:
            return dataclasses.replace(answer, content=at_place(answer.content, path, put))

        return mock.with_around(around_operation(site, changed, is_success))

    return apply


def _first_key(name: str) -> Callable[[Parameters], str]:
    return lambda rule: str(next(iter(rule[name])))


def _null_value(rule: Parameters) -> str:
    """The pointer at which a rule expects null, "" for none."""
    return next((pointer for pointer, value in rule["values"].items() if value is None), "")


def _null_rule(site: Site) -> str:
    return next((rule.id for rule in site.rules("answers", "call") if _null_value(rule.parameters)), "")


def _null_is_unknown(mock: Mock, site: Site) -> Mock:
    """Answer as unknown what exists and has nothing to show."""
    rules = [rule.parameters for rule in site.rules("answers", "call")]
    name = next(pointer_tokens(pointer)[0] for rule in rules if (pointer := _null_value(rule)))

    def around(call: Call, inner: Handle) -> Answer:
        answer = inner(call)
        mine = call.match.operation == site.operation.id and isinstance(answer.content, Mapping)
        nothing = mine and answer.content.get(name, ABSENT) is None
        return mock.errors.answer(mock.errors.shape.unknown) if nothing else answer

    return mock.with_around(around)


def _hidden_by(site: Site) -> str:
    """The operation whose path template fits the path of this one as well, "" for none."""
    own = site.operation
    if "{" in own.path:
        return ""
    others = [other for other in site.document.operations if "{" in other.path and other.method == own.method]
    return Router(others).match(own.method, own.path).operation


def _shadow(mock: Mock, site: Site) -> Mock:
    """Answer by the operation with the template, which then comes first."""
    hidden_by = _hidden_by(site)
    template = next(entry for entry in site.document.operations if entry.id == hidden_by)
    router = Router([template], site.document.base_path)

    def around(call: Call, inner: Handle) -> Answer:
        if call.match.operation == site.operation.id:
            call = dataclasses.replace(call, match=router.match(call.method, call.path))
        return inner(call)

    return mock.with_around(around)


def _no_cooldown(mock: Mock, site: Site) -> Mock:
    """Answer a call that comes too soon as if its time had come."""
    inner = mock.endpoints[site.operation.id].act
    status = int(parameters_of(site, "cooldown", "call")["status"])
    seconds = site.rulebook.cooldowns[site.operation.id]

    def act(scope: Scope) -> Any:
        try:
            return inner(scope)
        except Refusal as refusal:
            if refusal.status != status:
                raise
            later = mock.state.copy()
            later.clock.advance(seconds)
            return inner(dataclasses.replace(scope, state=later))

    return with_act(mock, site, act)


def _condition(site: Site) -> Parameters:
    """The first precondition of the operation that is about more than who calls."""
    rules = (rule.parameters for rule in site.rules("precondition", "unmet"))
    return next((rule for rule in rules if not {"401", "403"}.intersection(rule["status"])), {})


def _condition_rule(site: Site) -> str:
    rules, chosen = site.rules("precondition", "unmet"), _condition(site)
    return next((rule.id for rule in rules if rule.parameters is chosen), "")


def _ignore_condition(mock: Mock, site: Site) -> Mock:
    """Answer what is refused for its precondition with the documented example of the success."""
    statuses, response, media = _condition(site)["status"], site.success(), site.success_json()
    content: Any = next(iter(media.examples.values()), {}) if media else ABSENT
    success = Answer(int(response.status) if response else 200, content, media.name if media else "")

    def succeed(answer: Answer) -> Answer:
        return success if str(answer.status) in statuses else answer

    return mock.with_around(around_operation(site, succeed, is_refusal))


def _wrapper(site: Site) -> str:
    """The one property of the operation's body, "" when it has more."""
    content = site.operation.request_body.content if site.operation.request_body else ()
    schemas = [site.document.resolve(media.schema or {}) for media in content]
    names = {name for schema in schemas for name in schema.get("properties", {})}
    return names.pop() if len(names) == 1 else ""


def _unwrap(mock: Mock, site: Site) -> Mock:
    """Take a body that lacks its wrapper for what should be in it."""
    inner, name = mock.endpoints[site.operation.id].act, _wrapper(site)

    def act(scope: Scope) -> Any:
        call = scope.call
        if call is not None and isinstance(call.value, Mapping) and name not in call.value:
            call.value = {name: call.value}
        return inner(scope)

    return with_act(mock, site, act)


def _form_rule(site: Site) -> str:
    """The rule that sets a value of the operation by a form, where it takes JSON as well."""
    if verb(site) != "set" or len(site.operation.request_body.content if site.operation.request_body else ()) < 2:
        return ""
    rules = site.rules("setter-readback", "set")
    return next((rule.id for rule in rules if rule.parameters["set"].get("media-type") == FORM), "")


def _ignore_form(mock: Mock, site: Site) -> Mock:
    inner = mock.endpoints[site.operation.id].act

    def act(scope: Scope) -> Any:
        if scope.call is not None and essence(scope.call.headers.get("content-type", "")) == FORM:
            scope.call.value = {}
        return inner(scope)

    return with_act(mock, site, act)


def _resets_rule(site: Site) -> str:
    """The rule that looks at what an operation with several fields leaves alone."""
    several = verb(site) == "set" and len(declared(site).fields) > 1
    return breaks("setter-readback", "set", needs=("untouched",))(site) if several else ""


def _reset_others(mock: Mock, site: Site) -> Mock:
    """Set the fields that the request does not name to null."""
    action = declared(site)
    blank = dict.fromkeys(action.fields)
    inner = mock.endpoints[site.operation.id].act
    resetting = compile_action(dataclasses.replace(action, fields=blank, then=""), mock.behaviour, mock.state)

    def act(scope: Scope) -> Any:
        resetting(dataclasses.replace(scope))
        return inner(scope)

    return with_act(mock, site, act)


FAULTS = (
    Fault(
        "total-wrong",
        "{operation} counts one item too many.",
        Class.COLLECTIONS,
        breaks("page-walk", needs=("total",)),
        _value("page-walk", "list", lambda rule: str(rule["total"]), lambda value: value + 1, needs=("total",)),
    ),
    Fault(
        "summary-wrong",
        "{operation} sums up to one more than there is.",
        Class.COLLECTIONS,
        breaks("aggregate", role="summary"),
        _value("aggregate", "summary", _first_key("values"), lambda value: value + 1),
    ),
    Fault(
        "concrete-path-hidden",
        "The path of {operation} is taken for that of an operation with a parameter there.",
        Class.INPUT,
        lambda site: site.requirement("success") if _hidden_by(site) else "",
        _shadow,
    ),
    Fault(
        "null-is-unknown",
        "{operation} answers what has nothing to show as if it did not exist.",
        Class.STATE,
        _null_rule,
        _null_is_unknown,
    ),
    Fault(
        "cooldown-ignored",
        "{operation} succeeds again at once.",
        Class.REPEATS,
        breaks("cooldown", role="call"),
        _no_cooldown,
    ),
    Fault(
        "precondition-ignored",
        "{operation} succeeds where its precondition is not met.",
        Class.STATE,
        _condition_rule,
        _ignore_condition,
    ),
    Fault(
        "unwrapped-is-kept",
        "{operation} takes what stands beside the wrapper of its body.",
        Class.INPUT,
        lambda site: site.rule("no-effect", "call") if _wrapper(site) else "",
        _unwrap,
    ),
    Fault(
        "form-ignored",
        "{operation} answers a form as if it were empty.",
        Class.INPUT,
        _form_rule,
        _ignore_form,
    ),
    Fault(
        "set-resets-others",
        "{operation} sets what it was not given to null.",
        Class.STATE,
        _resets_rule,
        _reset_others,
    ),
)

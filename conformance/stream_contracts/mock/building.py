"""From document, behaviour and seed to a mock whose every operation is worked out in advance."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from stream_contracts.documents import Document, Operation
from stream_contracts.mock import stages
from stream_contracts.mock.actions import VERBS_OF_ITEMS, Act, compile_action, compile_view
from stream_contracts.mock.behaviour import Action, Behaviour, Control
from stream_contracts.mock.bodies import BodyReader, Reader, essence
from stream_contracts.mock.errors import Errors
from stream_contracts.mock.messages import ABSENT, Identity
from stream_contracts.mock.model import Endpoint, Mock, Switch
from stream_contracts.mock.parameters import ParameterReader
from stream_contracts.mock.router import Router
from stream_contracts.mock.special import special_of
from stream_contracts.mock.state import State, Storage
from stream_contracts.mock.templates import Scope, compile_template
from stream_specs.errors import UserError


def build(document: Document, behaviour: Behaviour, seed: int = 1, storage: Storage | None = None) -> Mock:
    """Make the mock of an API in its initial world, or in the one that `storage` has kept.

    Raises UserError when behaviour and document do not fit.
    """
    behaviour = dataclasses.replace(behaviour, special=special_of(document.api))
    state = State(seed, storage, behaviour.start)
    for resource in behaviour.resources.values():
        state.add_collection(resource.name, resource.key, resource.unique, resource.also)
    _check(document, behaviour)
    mock = Mock(
        document=document,
        behaviour=behaviour,
        state=state,
        errors=Errors(behaviour.errors, state),
        router=Router(document.operations, document.base_path),
        endpoints=dict(_endpoints(document, behaviour, state)),
        credentials=behaviour.credentials,
        stages=dict(stages.STAGES),
        headers=behaviour.special.headers,
        switches={name: _switch(name, control, behaviour, state) for name, control in behaviour.controls.items()},
    )
    kept = state.storage.load()
    if kept is None:
        with _named("resources"):
            mock.reset(seed)
    else:
        state.restore(kept)
    return dataclasses.replace(mock, credentials=_current(behaviour, state))


def _current(behaviour: Behaviour, state: State) -> Mapping[str, Mapping[str, Identity]]:
    """The credentials with templates in them filled in, as they are now."""
    found: dict[str, dict[str, Identity]] = {}
    for scheme, known in behaviour.credentials.items():
        found[scheme] = {}
        for text, user in known.items():
            template = compile_template(text) if "${" in text else None
            now = template(Scope(state)) if template else text
            found[scheme][now] = dataclasses.replace(user, current=template)
    return found


def _switch(name: str, control: Control, behaviour: Behaviour, state: State) -> Switch:
    with _named(name):
        takes = jsonschema_rs.Draft202012Validator(control.takes)
        return Switch(json.dumps(control.takes), takes, compile_action(control.action, behaviour, state))


def _endpoints(document: Document, behaviour: Behaviour, state: State) -> Iterator[tuple[str, Endpoint]]:
    for operation in document.operations:
        with _named(operation.id):
            yield operation.id, _endpoint(document, operation, behaviour, state)


def _check(document: Document, behaviour: Behaviour) -> None:
    controls = {name: control.action for name, control in behaviour.controls.items()}
    for name in behaviour.operations:
        document.operation(name)
    for name, action in {**behaviour.operations, **controls}.items():
        resources = [action.subject] if action.verb in VERBS_OF_ITEMS else []
        for resource in [*resources, *([action.parent[0]] if action.parent else [])]:
            if resource not in behaviour.resources:
                raise UserError(f"`{name}` names an unknown resource `{resource}`", where="behaviour.yaml")
    for function in _functions(behaviour):
        raise UserError(f"no function `{function}` in stream_contracts.mock.special", where="behaviour.yaml")
    for name, tokens in behaviour.tokens.items():
        if tokens.resource not in behaviour.resources:
            raise UserError(f"`{name}` names an unknown resource `{tokens.resource}`", where="behaviour.yaml, tokens")
    schemes = [name for name in (*behaviour.credentials, *behaviour.tokens) if "." not in name]
    for name in schemes:
        if name not in document.security_schemes:
            raise UserError(f"no security scheme `{name}` in the document", where="behaviour.yaml")


def _functions(behaviour: Behaviour) -> Iterator[str]:
    """The names of functions that are not there."""
    actions = [*behaviour.operations.values(), *(control.action for control in behaviour.controls.values())]
    resources = behaviour.resources.values()
    functions = [action.subject for action in actions if action.verb == "special"]
    functions += [action.then for action in actions if action.then]
    views = [action.view for action in actions if action.view]
    views += [resource.view for resource in resources if resource.view]
    worlds = [resource.items for resource in resources if isinstance(resource.items, str)]
    values = [behaviour.values] if isinstance(behaviour.values, str) else []
    special = behaviour.special
    yield from (name for name in functions if name not in special.functions)
    yield from (name for name in views if name not in special.views)
    yield from (name for name in worlds if name not in special.worlds)
    yield from (name for name in values if name not in special.values)


@contextlib.contextmanager
def _named(place: str) -> Iterator[None]:
    """Say where a template stands that cannot be read."""
    try:
        yield
    except UserError as error:
        raise UserError(error.what, where=error.where or f"behaviour.yaml, {place}", hint=error.hint) from error


def _endpoint(document: Document, operation: Operation, behaviour: Behaviour, state: State) -> Endpoint:
    action = behaviour.operations.get(operation.id, Action("example", ""))
    success = _success(operation, action)
    usual = behaviour.answers.get(action.verb, behaviour.answer)
    wrapper = usual if action.answer is ABSENT else action.answer
    return Endpoint(
        operation=operation,
        parameters=_parameters(document, operation, behaviour),
        bodies=_bodies(document, operation),
        act=_act(operation, action, behaviour, state),
        show=compile_view(action, behaviour),
        answer=compile_template("$result" if action.verb == "example" else wrapper),
        status=int(success),
        media_type=_media_type(operation, success),
        bad_input=action.bad_input or behaviour.errors.bad_input,
        headers={name: compile_template(value) for name, value in action.headers.items()},
        example=_first_example(operation, success),
    )


def _parameters(document: Document, operation: Operation, behaviour: Behaviour) -> tuple[ParameterReader, ...]:
    """None where nothing is declared and no refusal is documented, as of OPTIONS twins: whatever comes, it succeeds."""
    if operation.id not in behaviour.operations and all(response.is_success for response in operation.responses):
        return ()
    return tuple(ParameterReader(document, parameter) for parameter in operation.parameters)


def _bodies(document: Document, operation: Operation) -> Mapping[str, Reader]:
    content = operation.request_body.content if operation.request_body else ()
    return {essence(media.name): BodyReader(document, media) for media in content}


def _success(operation: Operation, action: Action) -> str:
    codes = [response.status.replace("XX", "00") for response in operation.successes()]
    if action.status:
        return str(action.status)
    if not codes:
        raise UserError(f"`{operation.id}` documents no success", where="behaviour.yaml", hint="give it a `status`")
    return min(codes)


def _media_type(operation: Operation, status: str) -> str:
    response = operation.response(int(status)) if status != "204" else None
    return response.content[0].name if response and response.content else ""


def _first_example(operation: Operation, status: str) -> Any:
    response = operation.response(int(status))
    media = response.content[0] if response and response.content else None
    return next(iter(media.examples.values()), ABSENT) if media else ABSENT


def _act(operation: Operation, action: Action, behaviour: Behaviour, state: State) -> Act:
    if action.verb != "example":
        return compile_action(action, behaviour, state)
    value = _example(operation, action)
    return lambda scope: value


def _example(operation: Operation, action: Action) -> Any:
    """The documented example of the success; the first one unless the action names one."""
    response = operation.response(int(_success(operation, action)))
    media = response.content[0] if response and response.content else None
    if media is None:
        return ABSENT
    name = action.subject or next(iter(media.examples), "")
    if name not in media.examples:
        what = f"`{operation.id}` has no behaviour and no example" if not name else f"no example `{name}`"
        raise UserError(what, where="behaviour.yaml", hint=f"declare `{operation.id}` under `operations`")
    return media.examples[name]

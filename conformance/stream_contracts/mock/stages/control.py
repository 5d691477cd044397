"""The mock's own paths: `/__mock__/reset`, `/requests`, `/clock` and what an API declares, for callers on this machine.

POST /__mock__/reset     {"seed": 7}          back to the initial world; without a body, of the same seed
GET  /__mock__/requests                       the last 1,000 requests
POST /__mock__/clock     {"advance_s": 480}   moves the clock; answers with the time
POST /__mock__/<name>    {...}                one of `controls` of behaviour.yaml, which changes the world
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.mock.bodies import parse_json
from stream_contracts.mock.messages import Answer, Call
from stream_contracts.mock.model import Mock
from stream_contracts.mock.parameters import MalformedError
from stream_contracts.mock.templates import Scope

PREFIX = "/__mock__/"
_LOOPBACK = ("127.", "::1", "::ffff:127.")
_MAX_ADVANCE_S = 10 * 365 * 86400


def answer_control(mock: Mock, call: Call) -> Answer | None:
    """Answer a call of the control path. Another machine sees a path that does not exist."""
    if not call.path.startswith(PREFIX) or not call.peer.startswith(_LOOPBACK):
        return None
    controls = {**_CONTROLS, **{PREFIX + name: ("POST", _switched(name)) for name in mock.switches}}
    entry = controls.get(call.path)
    if entry is None:
        return Answer(404, {"error": f"no {call.path}; there are: {', '.join(controls)}"})
    method, control = entry
    if call.method != method:
        return Answer(405, {"error": f"use {method}"}, headers=(("allow", method),))
    try:
        value = parse_json(call.body) if call.body else {}
        call.value = value
        return Answer(200, control(mock, call))
    except (MalformedError, _WrongControlError) as error:
        return Answer(400, {"error": str(error)})


class _WrongControlError(Exception):
    """The body of a control call cannot be used."""


def _body(call: Call) -> Mapping[str, Any]:
    return call.value if isinstance(call.value, dict) else {"": call.value}


def _switched(name: str) -> Callable[[Mock, Call], Any]:
    def control(mock: Mock, call: Call) -> Any:
        switch = mock.switches[name]
        if not switch.takes.is_valid(call.value):
            raise _WrongControlError(f"expected {switch.shape}")
        return switch.act(Scope(mock.state, call))

    return control


def _reset(mock: Mock, call: Call) -> Any:
    body = _body(call)
    seed = body.get("seed", mock.state.generator.seed)
    if set(body) - {"seed"} or type(seed) is not int:
        raise _WrongControlError('expected nothing or {"seed": <integer>}')
    mock.reset(seed)
    return {"seed": seed}


def _requests(mock: Mock, _: Call) -> Any:
    return {"requests": [_entry(logged._asdict()) for logged in mock.log]}


def _entry(logged: dict[str, Any]) -> Mapping[str, Any]:
    return {"operationId" if name == "operation" else name: value for name, value in logged.items()}


def _clock(mock: Mock, call: Call) -> Any:
    body = _body(call)
    seconds: Any = body.get("advance_s")
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if set(body) != {"advance_s"} or not number or not 0 <= seconds <= _MAX_ADVANCE_S:
        raise _WrongControlError('expected {"advance_s": <seconds, at most ten years>}')
    mock.state.clock.advance(seconds)
    return {"now": mock.state.clock.text()}


_CONTROLS: Mapping[str, tuple[str, Callable[[Mock, Call], Any]]] = {
    PREFIX + "reset": ("POST", _reset),
    PREFIX + "requests": ("GET", _requests),
    PREFIX + "clock": ("POST", _clock),
}

"""The operation itself: what behaviour.yaml says it does, and its answer."""

from __future__ import annotations

from stream_contracts.mock.messages import ABSENT, Answer, Call
from stream_contracts.mock.model import Mock
from stream_contracts.mock.templates import Scope


def act(mock: Mock, call: Call) -> Answer | None:
    """Do it and answer with the documented success."""
    endpoint = call.endpoint
    if endpoint is None:
        return None
    scope = Scope(mock.state, call)
    scope.result = endpoint.act(scope)
    scope.result = endpoint.show(scope)
    if isinstance(scope.result, Answer):
        return scope.result
    headers = tuple([(name, str(template(scope))) for name, template in endpoint.headers.items()])
    if not endpoint.media_type:
        return Answer(endpoint.status, ABSENT, "", headers)
    return Answer(endpoint.status, endpoint.answer(scope), endpoint.media_type, headers)

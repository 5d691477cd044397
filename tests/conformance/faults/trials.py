"""A bench for a tiny API with a mock of its own, and the plainest trial, so that a test holds only what it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import tiny
from asgi_driver import tiny_mock

from stream_contracts import plan
from stream_contracts.cases import Profile
from stream_contracts.checking import Check
from stream_contracts.faults.fault import Class, Fault, Placed, Site
from stream_contracts.faults.trial import Bench, Detection, Trial
from stream_contracts.mock.messages import Answer, Call, Handle
from stream_contracts.mock.model import Mock
from stream_contracts.verdicts import Level

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
SCHEMA = "tiny/getThings/200.schema"
TRIAL = Trial("f", "getThings", Class.BODY, SCHEMA, Level.MUST, Detection.FAILED, SCHEMA, True, False, 3, 0.1)


def bench(**of_answer: Any) -> Bench:
    """A bench for `GET /things` and `GET /others`. of_answer: keys of the documented answer."""
    answer = {**tiny.answer(NAMED), **of_answer}
    answer["content"]["application/json"]["examples"] = tiny.examples(one={"name": "a"})
    operation = {"responses": {"200": answer, "400": {"description": "Refused."}}, "x-effect": "read"}
    document = tiny.document({"GET /things": operation, "GET /others": operation})
    book = tiny.book()
    check = Check(document, book, plan.make(document, book, Profile.SMOKE, 1), None)
    return Bench(check, tiny_mock(document))


def placed(on: Bench, change: Callable[[Answer], Answer], *, breaks: str = SCHEMA, whole: bool = False) -> Placed:
    """A fault that changes what the operation of the requirement answers."""
    operation = on.check.document.operation(breaks.split("/")[1])
    site = Site(on.check.document, on.mock.behaviour, on.check.rulebook, operation)
    fault = Fault("f", "It is wrong.", Class.BODY, lambda _: breaks, _changing(change), whole)
    return Placed(fault, site, breaks)


def _changing(change: Callable[[Answer], Answer]) -> Callable[[Mock, Site], Mock]:
    def apply(mock: Mock, site: Site) -> Mock:
        def around(call: Call, inner: Handle) -> Answer:
            answer = inner(call)
            return change(answer) if call.match.operation == site.operation.id else answer

        return mock.with_around(around)

    return apply


def answering(content: Any) -> Callable[[Answer], Answer]:
    """Answers with another content."""
    return lambda answer: dataclasses.replace(answer, content=content)

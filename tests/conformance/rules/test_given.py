"""What a rule takes as given: seen, brought about where the run may, else a reason to skip."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import tiny

from stream_contracts.exchange import Request, Response
from stream_contracts.rules import given
from stream_contracts.session import NotPermitted, Session
from stream_contracts.target import Safety, Target
from stream_contracts.transport import FunctionTransport

DOCUMENT = tiny.document(
    {
        "GET /lamp": {"operationId": "look", "x-effect": "read"},
        "POST /lamp": {"operationId": "switch", "x-effect": "update"},
    }
)
SHOWN = {"shown": {"operation": "look"}, "values": {"/on": True}}
BY = {"by": {"operation": "switch"}}
CONTROL = {"control": {"lamp": {"on": True}}}


class Lamp(FunctionTransport):
    """A lamp that a call or a control switches on."""

    def __init__(self, safety: Safety = Safety.FULL, *, on: bool = False) -> None:
        super().__init__(self._answer, safety)
        self.on = on
        self.controls: list[tuple[str, Any]] = []

    def _answer(self, request: Request) -> Response:
        self.on = self.on or request.method == "POST"
        return tiny.response(200, {"on": self.on})

    async def control(self, name: str, body: Any) -> None:
        self.controls.append((name, body))
        self.on = True


def _establish(lamp: Lamp, entry: dict[str, Any], *, control: bool = False) -> None:
    book = tiny.book(rules=[tiny.rule("answers", call={"operation": "look"}, values={"/on": True}, given=[entry])])
    target = Target("http://127.0.0.1:1/v1", {}, lamp.safety, 1.0, control=control)
    asyncio.run(given.establish(book.rules[0], Session(DOCUMENT, book, target, lamp, 1)))


def test_what_is_so_is_only_looked_at() -> None:
    lamp = Lamp(on=True)

    _establish(lamp, {**SHOWN, **BY, **CONTROL}, control=True)

    assert (dict(lamp.wire), lamp.controls) == ({"GET": 1}, [])


def test_a_mock_of_ours_is_controlled() -> None:
    lamp = Lamp()

    _establish(lamp, {**SHOWN, **CONTROL}, control=True)

    assert lamp.controls == [("lamp", {"on": True})]


def test_a_call_makes_it_so() -> None:
    lamp = Lamp()

    _establish(lamp, {**SHOWN, **BY})

    assert dict(lamp.wire) == {"GET": 2, "POST": 1}


@pytest.mark.parametrize(
    ("entry", "safety", "reason"),
    [
        (SHOWN, Safety.FULL, "only while look shows /on: true"),
        ({**SHOWN, **CONTROL}, Safety.FULL, "only while look shows /on: true"),
        ({**SHOWN, **BY}, Safety.READ_ONLY, "refused `POST /lamp`: safety is read-only"),
    ],
)
def test_what_cannot_be_brought_about_is_a_reason_to_skip(entry: dict[str, Any], safety: Safety, reason: str) -> None:
    with pytest.raises(NotPermitted, match=reason):
        _establish(Lamp(safety), entry)

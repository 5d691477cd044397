"""Profile deep against servers that are functions: what it finds, how small it gets it, and where it ends."""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import time
from collections.abc import Callable
from typing import Any

import pytest
import tiny

from stream_contracts import deep, plan
from stream_contracts.cases import Profile
from stream_contracts.deep import Findings
from stream_contracts.exchange import Call, Exchange, Request, Response
from stream_contracts.judge import Judge
from stream_contracts.pace import Limits, Pace, at_once
from stream_contracts.plan import Deep
from stream_contracts.session import Session
from stream_contracts.target import Safety
from stream_contracts.unprovable import Interrupted, NotPermitted, Stopped

Server = Callable[[Request], Response]

THING = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "size"],
    "properties": {"name": {"type": "string"}, "size": {"type": "integer", "minimum": 0, "maximum": 1000}},
}
MADE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
LINK = {"get": {"operationId": "get", "parameters": {"id": "$response.body#/id"}}}
DOCUMENT = tiny.document(
    {
        "POST /things": {
            "operationId": "add",
            "x-effect": "create",
            "requestBody": tiny.body(THING, example={"name": "a", "size": 1}),
            "responses": {"200": tiny.answer(MADE, links=LINK), "400": tiny.answer()},
        },
        "GET /things/{id}": {
            "operationId": "get",
            "x-effect": "read",
            "responses": {"200": tiny.answer(), "404": tiny.answer()},
        },
    }
)
BROKEN = "tiny/add/no-server-error"


def good(request: Request) -> Response:
    """Keeps what the document says."""
    if request.method == "GET":
        return tiny.response(200 if request.target.endswith("/made") else 404, {})
    try:
        sent = json.loads(request.body)
    except ValueError:
        return tiny.response(400, {})
    return tiny.response(200 if is_thing(sent) else 400, {"id": "made"})


def is_thing(sent: Any) -> bool:
    return DOCUMENT.validator("/paths/~1things/post/requestBody/content/application~1json/schema").is_valid(sent)


def fails_inside(request: Request) -> Response:
    """Breaks for sizes that no boundary touches."""
    answer = good(request)
    inside = request.method == "POST" and answer.status == 200 and 137 <= json.loads(request.body)["size"] <= 900
    return tiny.response(500, {}) if inside else answer


def fails_on_what_exists(request: Request) -> Response:
    """Breaks for ids that only another answer shows."""
    answer = good(request)
    return tiny.response(500, {}) if request.method == "GET" and answer.status == 200 else answer


class Run:
    """One deep run; `requests` in the order in which the server saw them."""

    def __init__(self, server: Server, *, seed: int = 1, safety: Safety = Safety.FULL, **limits: Any) -> None:
        self.requests: list[Request] = []
        self.findings = Findings()
        book = tiny.book(excluded=[{"requirements": "tiny/get/accepts-valid", "reason": "ids are not known"}])
        self.session: Session = tiny.session(DOCUMENT, book, self._recorded(server), safety=safety, seed=seed)
        self.plan = plan.make(DOCUMENT, book, Profile.DEEP, seed)
        assert self.plan.deep is not None
        object.__setattr__(self.plan, "deep", Deep(self.plan.deep.operations, **limits))

    def _recorded(self, server: Server) -> Server:
        def answer(request: Request) -> Response:
            self.requests.append(request)
            return server(request)

        return answer

    def explore(
        self, broken: tuple[str, ...] = ("tiny/get/accepts-valid",), clock: Callable[[], float] = time.monotonic
    ) -> list[str]:
        """Names of what was done."""

        async def collect() -> list[str]:
            judge = Judge(DOCUMENT, self.session.rulebook, "http://127.0.0.1:1")
            steps = deep.explore(self.plan, self.session, judge, self.findings, broken, clock=clock)
            return [name async for name in steps]

        return asyncio.run(collect())

    def shown(self, requirement: str) -> Request:
        """The request that shows best that a requirement is broken."""
        return self.session.exchanges[self.findings.smallest[requirement]].request


def test_a_good_server_shows_nothing() -> None:
    run = Run(good)

    assert run.explore() == ["add", "get", "walks along links"]
    assert run.findings.smallest == {}
    assert run.findings.sent == len(run.requests) > 40


def test_fuzzing_finds_what_no_boundary_shows_and_makes_it_as_small_as_it_gets() -> None:
    run = Run(fails_inside)

    run.explore()

    assert json.loads(run.shown(BROKEN).body) == {"name": "", "size": 137}


def test_bad_input_that_is_let_in_is_found() -> None:
    run = Run(lambda request: tiny.response(200, {"id": "made"}) if request.method == "POST" else good(request))

    run.explore()

    assert {"tiny/add/body.size.maximum", "tiny/add/body.name.required"} <= set(run.findings.smallest)
    assert json.loads(run.shown("tiny/add/body.size.maximum").body) == {"name": "", "size": 1001}
    assert "name" not in json.loads(run.shown("tiny/add/body.name.required").body)


def test_walks_reach_what_only_an_answer_shows() -> None:
    run = Run(fails_on_what_exists)

    run.explore()

    requirement = "tiny/get/no-server-error"
    assert run.shown(requirement).target == "/v1/things/made"
    assert run.findings.walked[requirement] == ("POST /v1/things 200", "GET /v1/things/made 500")
    assert f"{requirement} broke at the end of a walk: POST /v1/things 200, GET /v1/things/made 500" in (
        run.findings.notes()
    )


def test_what_is_known_to_be_broken_is_not_searched_for() -> None:
    run = Run(fails_inside)

    run.explore(broken=(BROKEN, "tiny/add/statuses", "tiny/add/accepts-valid", "tiny/get/accepts-valid"))

    assert run.findings.smallest == {}


@pytest.mark.parametrize("server", [good, fails_inside, fails_on_what_exists])
def test_the_same_seed_and_the_same_answers_give_the_same_requests(server: Server) -> None:
    first, second, other = Run(server), Run(server), Run(server, seed=2)
    for run in (first, second, other):
        run.explore()

    assert first.requests == second.requests
    assert first.requests != other.requests


# --- where it ends


@pytest.mark.parametrize("each", [1, 5, 30])
@pytest.mark.parametrize("server", [good, fails_inside])
def test_it_sends_no_more_than_it_may(server: Server, each: int) -> None:
    run = Run(server, each=each)

    run.explore()

    assert 0 < len(run.requests) <= 2 * each


def test_it_ends_when_its_time_is_over() -> None:
    seconds = itertools.count(0.0)  # every look at the clock takes one
    run = Run(good, seconds=60.0)

    run.explore(clock=lambda: next(seconds))

    assert 10 < len(run.requests) < 60
    assert run.findings.limit == "60 s"
    assert "ended by its limit of 60 s" in run.findings.notes()[0]


def test_only_reads_leave_a_read_only_run() -> None:
    run = Run(good, safety=Safety.READ_ONLY)

    assert run.explore() == ["add", "get", "walks along links"]
    assert {request.method for request in run.requests} == {"GET"}


def test_what_cannot_be_sent_ends_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Call] = []

    async def refuse(_: Session, call: Call) -> Exchange:
        tried.append(call)
        raise NotPermitted("there is no such thing")

    monkeypatch.setattr(Session, "send", refuse)
    run = Run(good)

    assert run.explore() == ["add", "get", "walks along links"]
    assert len(tried) == 3 * 10
    assert run.findings.sent == 0


def test_a_request_is_sent_once_however_often_it_is_made() -> None:
    run = Run(fails_inside)
    object.__setattr__(run.plan.deep, "operations", ("add",))

    run.explore()

    fuzzed = [request.body for request in run.requests]
    assert len(fuzzed) == len(set(fuzzed))


def test_where_nothing_may_be_fuzzed_a_note_says_so() -> None:
    run = Run(good, safety=Safety.READ_ONLY)
    object.__setattr__(run.plan.deep, "operations", ("add",))

    assert run.explore() == ["add", "walks along links"]
    assert run.requests == []
    assert run.findings.notes()[0].startswith("deep: nothing to fuzz")


def test_a_spent_budget_stops_the_run() -> None:
    run = Run(good)
    run.session.transport.pace = Pace(Limits(max_requests=7), wait=at_once)

    with pytest.raises(Stopped, match="budget of 7 requests"):
        run.explore()

    assert len(run.requests) == 7


def test_an_interrupt_ends_a_search_at_the_next_request() -> None:
    def interrupting(request: Request) -> Response:
        if len(run.requests) == 9:
            run.session.transport.pace.interrupt()
        return good(request)

    run = Run(interrupting)

    with pytest.raises(Interrupted):
        run.explore()

    assert len(run.requests) == 9


def test_a_server_without_answers_stops_the_run() -> None:
    run = Run(lambda request: tiny.response(429, {}))
    run.session.transport.pace = Pace(wait=at_once)

    with pytest.raises(Stopped, match="limits the rate"):
        run.explore()


def test_a_mistake_of_our_own_is_no_finding() -> None:
    class Careless(Judge):
        def observe(self, *_: Any) -> Any:
            raise ZeroDivisionError

    async def collect(run: Run) -> None:
        judge = Careless(DOCUMENT, run.session.rulebook, "")
        async for _ in deep.explore(run.plan, run.session, judge, run.findings):
            pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(collect(Run(good)))


# --- the plan


def test_what_calls_other_hosts_or_cannot_be_undone_is_not_fuzzed() -> None:
    operations = {
        f"POST /{effect}": {"operationId": effect, "x-effect": effect}
        for effect in ("read", "create", "update", "delete", "outbound", "dangerous")
    }
    document = tiny.document({**operations, "OPTIONS /read": {"operationId": "options", "x-effect": "read"}})

    made = plan.make(document, tiny.book(), Profile.DEEP, 1)

    assert made.deep == Deep(("read", "create", "update", "delete"), 40, 300.0)
    assert made.steps == len(made.cases) + 5


def test_limits_are_part_of_the_plan() -> None:
    deep_, standard = (plan.make(DOCUMENT, tiny.book(), profile, 1) for profile in (Profile.DEEP, Profile.STANDARD))

    assert deep_.cases == standard.cases
    assert standard.deep is None
    assert deep_.sha256 != standard.sha256
    assert math.isfinite(Deep(()).seconds)

"""Kinds about one thing: each passes on a good server, fails on broken ones, and never passes by seeing nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import things
import tiny
from broken_things import (
    alive_after_delete,
    answering,
    answering_without_keeping,
    changing_something_else,
    conflicting_with,
    cutting_off,
    finding_everything,
    forgetting_the_inner,
    having,
    lacking,
    losing_its_key,
    never_conflicting,
    refreshing,
)
from rule_cases import KindCase, breaking, proving_nothing
from rule_runs import run
from things import GET, broken, careless

from stream_contracts.exchange import Call, Request, Response
from stream_contracts.rules.observing import MISSING, accepted
from stream_contracts.session import Unprovable

UNKNOWN = {"operation": "get", "path": {"id": "nothing"}}
KNOWN = {"operation": "get", "path": {"id": "$known.thing"}}
SUM = {"operation": "sum"}
CHANGE = {"operation": "change", "path": {"id": "$thing.id"}, "body": {}}
RESIZE = {"operation": "resize", "path": {"id": "$thing.id"}, "body": {"size": "$value"}}
TURN_ON = {**CHANGE, "body": {"inner": {"on": True}}}
TURN_OFF = {**CHANGE, "body": {"inner": {"on": False}}}
ALL = {"operation": "list"}
REFRESH = {"operation": "refresh", "path": {"id": "$thing.id"}}
ONE, ALL_OF_ONE = "GET /things/*", "*/things/*"


NO_THING = {
    "nothing can be created": (lambda: broken("POST /things", status=500), "could not create `thing`: add gave 500"),
    "creating gives no id": (lambda: broken("POST /things", lacking("id")), "could not create `thing`: add gave 201"),
}
CASES = [
    KindCase(
        "echo",
        {"call": things.CREATE, "same": {"/name": "/name", "/colour": "/colour"}},
        {
            "another name": (lambda: broken("POST /things", having(name="x")), '/name: "', '/name: "x"'),
            "no colour": (lambda: broken("POST /things", lacking("colour")), '/colour: "red"', "/colour: nothing"),
            "no such operation": (lambda: broken("POST /things", status=404), "add: success", "add: 404"),
            "no object": (lambda: broken("POST /things", lambda _: []), '/name: "', "/name: nothing"),
        },
        {
            "a crash": (lambda: broken("POST /things", status=500), "add gave 500"),
            "no rights": (lambda: broken("POST /things", status=403), "add gave 403"),
            "too many requests": (lambda: broken("POST /things", status=429), "add gave 429"),
        },
    ),
    KindCase(
        "read-after-write",
        {"fixture": "thing", "read": GET, "same": ["/name", "/inner"]},
        {
            "another name": (lambda: broken(ONE, having(name="x")), '/name: "', '/name: "x"'),
            "no inner": (lambda: broken(ONE, lacking("inner")), '/inner: {"on": true', "/inner: nothing"),
            "unknown": (lambda: broken(ONE, status=404), "get: success", "get: 404"),
        },
        {**NO_THING, "a crash": (lambda: broken(ONE, status=502), "get gave 502")},
    ),
    KindCase(
        "answers",
        {"call": SUM, "values": {"/count": 0, "/size": 0}},
        {
            "another value": (lambda: broken("GET /summary", having(size=1)), "/size: 0", "/size: 1"),
            "a boolean": (lambda: broken("GET /summary", having(count=False)), "/count: 0", "/count: false"),
            "no value": (lambda: broken("GET /summary", lacking("count")), "/count: 0", "/count: nothing"),
        },
        {"a crash": (lambda: broken("GET /summary", status=500), "sum gave 500")},
    ),
    KindCase(
        "conflict-on-repeat",
        {"fixture": "thing", "repeat": {"operation": "add", "body": {"name": "$thing.name"}}, "status": "409"},
        {
            "it is added twice": (never_conflicting, "add: 409", "add: 201"),
            "another status": (lambda: conflicting_with(400), "add: 409", "add: 400"),
        },
        {**NO_THING, "too many requests": (lambda: conflicting_with(429), "add gave 429")},
    ),
    KindCase(
        "boundary",
        {
            "accepted": {"operation": "add", "body": {"name": "$unique(20)"}},
            "refused": {"operation": "add", "body": {"name": "$unique(21)"}},
        },
        {
            "the longest is refused": (lambda: broken("POST /things", status=400), "add: success", "add: 400"),
            "one more is accepted": (lambda: broken("POST /things", status=201), "add: 400", "add: 201"),
        },
        {"a crash": (lambda: broken("POST /things", status=500), "add gave 500")},
    ),
    KindCase(
        "precondition",
        {"met": GET, "unmet": UNKNOWN, "status": ["404", "410"]},
        {"accepted without it": (lambda: finding_everything(200), "get: 404 or 410", "get: 200")},
        {**NO_THING, "it never succeeds": (lambda: broken(ONE, status=404), "get gave 404")},
    ),
    KindCase(
        "unknown-id",
        {"known": GET, "unknown": UNKNOWN, "status": "404"},
        {
            "found": (lambda: finding_everything(200), "get: 404", "get: 200"),
            "another status": (lambda: finding_everything(400), "get: 404", "get: 400"),
            "a crash": (lambda: finding_everything(500), "get: 404", "get: 500"),
        },
        {
            **NO_THING,
            "everything is unknown": (lambda: broken(ONE, status=404), "get gave 404"),
            "too busy": (lambda: finding_everything(503), "get gave 503"),
        },
    ),
    KindCase(
        "gone-after-delete",
        {
            "fixture": "thing",
            "reads": [GET, REFRESH],
            "status": "404",
            "list": {"operation": "list", "query": {"limit": 100}},
            "items": "/items",
            "key": "/id",
            "value": "$thing.id",
        },
        {
            "it is still there": (alive_after_delete, "get: 404", "get: 200"),
            "it cannot be removed": (lambda: broken("DELETE /things/*", status=400), "remove: success", "remove: 400"),
            "it is still listed": (
                lambda: broken("GET /things", lambda _: {"items": [{"id": "t1"}]}),
                "items with /id t1: 0",
                "items with /id t1: 1",
            ),
        },
        {
            **NO_THING,
            "it was never there": (lambda: broken(ONE, status=404), "get gave 404"),
            "removing crashes": (lambda: broken("DELETE /things/*", status=500), "remove gave 500"),
            "there is no list": (lambda: broken("GET /things", lambda _: {}), "list gave no list at /items"),
        },
    ),
    KindCase(
        "refused-after-delete",
        {"fixture": "thing", "status": "404"},
        {
            "it is removed twice": (alive_after_delete, "remove: 404", "remove: 204"),
            "it cannot be removed": (lambda: broken("DELETE /things/*", status=404), "remove: success", "remove: 404"),
        },
        {**NO_THING, "removing crashes": (lambda: broken("DELETE /things/*", status=500), "remove gave 500")},
    ),
    KindCase(
        "partial-update",
        {
            "fixture": "thing",
            "read": GET,
            "update": CHANGE,
            "resource": "",
            "answer": "",
            "leaves": {"/inner/on": [True, False], "/inner/level": [5, 6]},
        },
        {
            "the change is not kept": (
                lambda: careless("PATCH /things/*"),
                'answer after changing /inner/on: {"name": ',
                'answer after changing /inner/on: {"name": ',
            ),
            "the change is answered and not kept": (
                answering_without_keeping,
                'resource after changing /inner/on: {"name": ',
                'resource after changing /inner/on: {"name": ',
            ),
            "another member is lost": (forgetting_the_inner, "answer after changing /inner/on", "answer after"),
            "the answer is another": (
                lambda: broken("PATCH /things/*", having(size=99)),
                "answer after changing /inner/on",
                "answer after",
            ),
            "it is refused": (lambda: broken("PATCH /things/*", status=400), "change: success", "change: 400"),
        },
        {
            **NO_THING,
            "there is no leaf": (lambda: broken(ONE, having(inner={"level": 1})), "get shows no /inner/on"),
            "the container is null": (lambda: broken(ONE, having(inner=None)), "get shows no /inner/on"),
            "the container is a list": (lambda: broken(ONE, having(inner=[1])), "get shows no /inner/on"),
            "there is no resource": (lambda: broken(ONE, lambda _: None), "get shows no /inner/on"),
            "changing crashes": (lambda: broken("PATCH /things/*", status=500), "change gave 500"),
        },
    ),
    KindCase(
        "setter-readback",
        {"fixture": "thing", "set": RESIZE, "read": GET, "at": "/size", "values": [7, 0], "untouched": ""},
        {
            "it is not kept": (lambda: careless("PUT /things/*"), "/size: 7", "/size: 1"),
            "always the first value": (lambda: broken(ONE, having(size=7)), "/size: 0", "/size: 7"),
            "it is not shown": (lambda: broken(ONE, lacking("size")), "/size: 7", "/size: nothing"),
            "it is refused": (lambda: broken("PUT /things/*", status=400), "resize: success", "resize: 400"),
            "something else changes": (changing_something_else, "the rest: {", "the rest: {"),
            "the answer is a list": (lambda: broken(ONE, lambda _: []), "/size: 7", "/size: nothing"),
        },
        {**NO_THING, "setting crashes": (lambda: broken("PUT /things/*", status=500), "resize gave 500")},
    ),
    KindCase(
        "changes-on-refresh",
        {"fixture": "thing", "read": GET, "at": "/key", "refresh": REFRESH, "new": "/key"},
        {
            "it stays": (lambda: careless("POST /things/*/key"), 'unlike "k1"', '"k1"'),
            "it is answered but not kept": (lambda: broken(ONE, having(key="k1")), 'unlike "k1"', '"k1"'),
            "it is lost": (losing_its_key, 'unlike "k1"', "nothing"),
            "another one is answered": (
                lambda: broken("POST /things/*/key", having(key="other")),
                '/key: "other"',
                '/key: "k1x"',
            ),
            "it is refused": (lambda: broken("POST /things/*/key", status=400), "refresh: success", "refresh: 400"),
        },
        {**NO_THING, "refreshing crashes": (lambda: broken("POST /things/*/key", status=500), "refresh gave 500")},
    ),
    KindCase(
        "no-effect",
        {"read": SUM, "at": "", "call": {"operation": "add", "body": {}}, "volatile": ["/moment"]},
        {
            "it has one": (
                answering(tiny.response(200, {"count": 1}), tiny.response(400), tiny.response(200, {"count": 2})),
                'the body: {"count": 1}',
                'the body: {"count": 2}',
            )
        },
        {
            "nothing can be read": (lambda: broken("GET /summary", status=404), "sum gave 404"),
            "the call is not answered": (lambda: cutting_off("POST"), "add gave cut off"),
        },
    ),
    KindCase(
        "same-answer",
        {
            "fixture": "thing",
            "calls": [{"operation": "list"}, {"operation": "list", "query": {"offset": 0}}],
            "at": "/items",
        },
        {
            "another answer": (
                answering(
                    tiny.response(201, {"id": "a", "name": "b"}),
                    tiny.response(200, {"items": [1]}),
                    tiny.response(200, {"items": []}),
                ),
                "/items: [1]",
                "/items: []",
            ),
            "no items at all": (lambda: broken("GET /things", lambda _: {}), "/items: nothing", "/items: nothing"),
        },
        {**NO_THING, "the list crashes": (lambda: broken("GET /things", status=500), "list gave 500")},
    ),
    KindCase(
        "listed-while",
        {
            "fixture": "thing",
            "on": TURN_ON,
            "off": TURN_OFF,
            "list": ALL,
            "items": "/items",
            "key": "/inner/on",
            "value": True,
        },
        {
            "it stays": (
                lambda: careless("PATCH /things/*"),
                "items with /inner/on True: 0",
                "items with /inner/on True: 1",
            ),
            "it never comes": (
                lambda: broken("GET /things", lambda _: {"items": []}),
                "items with /inner/on True: 1",
                "items with /inner/on True: 0",
            ),
            "it comes twice": (
                lambda: broken("GET /things", lambda page: {"items": page["items"] * 2}),
                "items with /inner/on True: 1",
                "items with /inner/on True: 2",
            ),
            "it cannot be put there": (lambda: broken("PATCH /things/*", status=400), "change: success", "change: 400"),
        },
        {**NO_THING, "no list": (lambda: broken("GET /things", lambda _: {"items": 7}), "list gave no list at /items")},
    ),
    KindCase(
        "scenario",
        {
            "let": {"name": "$unique(12)"},
            "steps": [
                {"call": {"operation": "add", "body": {"name": "$let.name", "colour": "red"}}, "save": "made"},
                {"call": {"operation": "get", "path": {"id": "$made/id"}}, "values": {"/name": "$let.name"}},
                {"call": {"operation": "resize", "path": {"id": "$made/id"}, "body": {"size": 7}}, "works": True},
                {"call": UNKNOWN, "status": ["404"], "values": {"/error": "unknown"}},
            ],
            "finally": [{"operation": "remove", "path": {"id": "$made/id"}}],
        },
        {
            "a step shows another value": (lambda: broken(ONE, having(name="x")), '/name: "', '/name: "x"'),
            "a step does not work": (lambda: broken("PUT /things/*", status=400), "resize: success", "resize: 400"),
            "a refused step is accepted": (lambda: finding_everything(200), "get: 404", "get: 200"),
            "a refusal says another thing": (
                lambda: broken("GET /things/nothing", having(error="gone")),
                '/error: "unknown"',
                '/error: "gone"',
            ),
            "a refusal has no body": (
                lambda: broken("GET /things/nothing", lambda _: None),
                '/error: "unknown"',
                "/error: nothing",
            ),
        },
        {
            "a step that prepares fails": (lambda: broken("POST /things", status=500), "add gave 500"),
            "a step gives too little": (
                lambda: broken("POST /things", lacking("id")),
                "there is no value for `$made/id`",
            ),
        },
    ),
    KindCase(
        "cooldown",
        {"call": REFRESH, "status": "422"},
        {
            "there is none": (things.Things, "refresh: 422", "refresh: 200"),
            "it never ends": (lambda: refreshing(1), "refresh: success", "refresh: 422"),
        },
        {"it never succeeds": (lambda: broken("POST /things/*/key", status=422), "refresh gave 422")},
        good=lambda: refreshing(2),
        options={"control": True, "book": {"cooldowns": {"refresh": 30}}},
    ),
    KindCase(
        "self-link",
        {"call": KNOWN, "links": {"/link": "/things/{$known.thing}"}},
        {
            "to another": (
                lambda: broken(ONE, having(link="https://x/v1/things/t2"), count=1),
                "/link: …/things/t1",
                '/link: "https://x/v1/things/t2"',
            ),
            "no link": (lambda: broken(ONE, lacking("link"), count=1), "/link: …/things/t1", "/link: nothing"),
            "no text": (lambda: broken(ONE, having(link=7), count=1), "/link: …/things/t1", "/link: 7"),
            "no URL": (
                lambda: broken(ONE, having(link="http://[/things/t1"), count=1),
                "/link: …/things/t1",
                '/link: "http://[/things/t1"',
            ),
            "only in the query": (
                lambda: broken(ONE, having(link="https://x/?/things/t1"), count=1),
                "/link: …/things/t1",
                '/link: "https://x/?/things/t1"',
            ),
        },
        {"a crash": (lambda: broken(ONE, status=500, count=1), "get gave 500")},
        good=lambda: things.Things(1),
        options={"book": {"known": {"thing": {"example": "t1", "text": "a thing"}}}},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_a_good_server_keeps_the_rule(case: KindCase) -> None:
    ran = run(case.kind, case.good(), **case.options, **case.parameters)

    assert (ran.bad, ran.reason) == ([], "")
    assert ran.observations


@pytest.mark.parametrize(("case", "server", "expected", "actual"), breaking(CASES))
def test_a_broken_server_breaks_the_rule(
    case: KindCase, server: Callable[[], things.Server], expected: str, actual: str
) -> None:
    ran = run(case.kind, server(), **case.options, **case.parameters)

    assert ran.bad
    assert ran.bad[0][0].startswith(expected)
    assert ran.bad[0][1].startswith(actual)


@pytest.mark.parametrize(("case", "server", "reason"), proving_nothing(CASES))
def test_a_precondition_that_does_not_occur_is_a_reason_and_no_pass(
    case: KindCase, server: Callable[[], things.Server], reason: str
) -> None:
    ran = run(case.kind, server(), **case.options, **case.parameters)

    assert ran.reason == reason
    assert ran.bad == []


HOSTILE = [b"", b"null", b"[]", b"{}", b'"text"', b"7", b"NaN", b"[" * 9999, b"\xff", rb'"\ud800"', b"[1e999]"]


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body[:9]))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_no_answer_crashes_a_rule(case: KindCase, body: bytes) -> None:
    good = case.good()

    def server(request: Request) -> Response:
        response = good(request)
        created = request.method == "POST" and request.target.endswith("/things")
        return response if created and case.kind != "echo" else tiny.response(200, raw=body)

    ran = run(case.kind, server, **case.options, **case.parameters)

    assert ran.reason or ran.observations
    assert MISSING not in [entry.actual for entry in ran.observations]


def test_a_rule_without_a_fixture_needs_none() -> None:
    ran = run(
        "changes-on-refresh",
        things.Things(1),
        read=SUM,
        at="/count",
        refresh={"operation": "add", "body": {"name": "x", "colour": "red"}},
    )

    assert ran.oks == [True, True]


def test_without_a_clock_the_end_of_a_cooldown_is_not_looked_at() -> None:
    ran = run("cooldown", refreshing(1), call=REFRESH, status="422")

    assert (ran.oks, ran.reason) == ([True], "")


def test_a_value_that_changes_by_itself_does_not_count_as_an_effect() -> None:
    moments = iter([{"count": 1, "moment": 1}, {}, {"count": 1, "moment": 2}])

    ran = run("no-effect", lambda _: tiny.response(200, next(moments)), read=SUM, at="", call=SUM, volatile=["/moment"])

    assert ran.oks == [True]


def test_a_partial_update_goes_where_the_rule_says() -> None:
    server = things.Things()
    bodies: list[bytes] = []

    def keep(request: Request) -> Response:
        bodies.append(request.body)
        return tiny.response(200, {"id": "a", "name": "b", "inner": {"on": True}})

    run(
        "partial-update",
        keep,
        fixture="thing",
        read=GET,
        update={**CHANGE, "body": {"keep": 1}},
        resource="",
        answer="",
        into="/settings",
        under="/inner",
        leaves={"/inner/on": [True, False]},
    )

    assert server.requests == []
    assert bodies[2] == b'{"keep": 1, "settings": {"on": false}}'


def test_a_leaf_whose_candidates_are_all_there_already_proves_nothing() -> None:
    ran = run(
        "partial-update",
        things.Things(),
        fixture="thing",
        read=GET,
        update=CHANGE,
        resource="",
        answer="",
        leaves={"/inner/on": [True, True]},
    )

    assert ran.reason == "every candidate equals the present value"


def test_what_undoes_a_scenario_is_sent_whatever_came_before() -> None:
    server = things.Things()
    made = {"operation": "add", "body": {"name": "$unique(12)", "colour": "red"}}
    steps = [{"call": made, "save": "made"}, {"call": UNKNOWN, "works": True}]
    undo = [{"operation": "remove", "path": {"id": "$made/id"}}]

    ran = run("scenario", server, steps=steps, **{"finally": undo})

    assert ran.oks == [False]
    assert server.things == {}


def test_a_401_breaks_a_rule_only_for_a_credential_that_the_server_gave() -> None:
    rule = tiny.book(rules=[tiny.rule("answers", call=GET, values={})]).rules[0]
    refused = tiny.response(401)

    observation = accepted(rule, tiny.exchange(Call("get", secrets={"Token": "given"}), refused))

    assert (observation.ok, observation.actual) == (False, "get: 401")
    with pytest.raises(Unprovable):
        accepted(rule, tiny.exchange(Call("get"), refused))

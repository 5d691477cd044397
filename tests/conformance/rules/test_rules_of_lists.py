"""Kinds about lists: each passes on a good server, fails on broken ones, and never passes by seeing nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import things
import tiny
from broken_things import having
from rule_cases import KindCase, breaking, proving_nothing
from rule_runs import run
from things import broken

from stream_contracts.exchange import Request, Response

LIST = {"operation": "list"}
WHOLE = {"operation": "list", "query": {"limit": 100}}
PAGES = "GET /things"


def _items(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    return lambda value: {**value, "items": change(value["items"])}


def _seven() -> things.Server:
    return things.Things(7)


def _query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.target.partition("?")[2]))


def _rewriting(change: Callable[[dict[str, str]], dict[str, Any]]) -> things.Server:
    """A server with seven things that reads another query than it was sent."""
    server = _seven()

    def answer(request: Request) -> Response:
        query = urlencode(change(_query(request)))
        return server(Request(request.method, f"{request.target.partition('?')[0]}?{query}", (), request.body))

    return answer


def _ignoring(parameter: str) -> things.Server:
    return _rewriting(lambda query: {name: value for name, value in query.items() if name != parameter})


def _with_default(limit: int) -> things.Server:
    return _rewriting(lambda query: {"limit": limit, **query})


def _shifted(by: int) -> things.Server:
    """Every page but the first begins too early or too late."""
    return _rewriting(
        lambda query: {**query, "offset": int(query["offset"]) + by} if query.get("offset", "0") != "0" else query
    )


def _filtered(change: Callable[[list[Any]], list[Any]]) -> things.Server:
    server = _seven()

    def answer(request: Request) -> Response:
        response = server(request)
        if "colour" not in _query(request):
            return response
        return tiny.response(200, {"items": change(response.json()["items"])})

    return answer


def _inventing(ids: Callable[[int], list[str] | None]) -> things.Server:
    """Lists ids by offset; where there is None, what a good server lists."""
    server = _seven()

    def answer(request: Request) -> Response:
        found = ids(int(_query(request).get("offset", 0)))
        return server(request) if found is None else tiny.response(200, {"items": [{"id": key} for key in found]})

    return answer


NO_LIST = {
    "the list crashes": (lambda: broken(PAGES, status=500), "list gave 500"),
    "there is no list": (lambda: broken(PAGES, lambda _: {}), "list gave no list at /items"),
    "it is no list": (lambda: broken(PAGES, lambda _: {"items": {"0": 1}}), "list gave no list at /items"),
}
CASES = [
    KindCase(
        "listed-after-create",
        {"fixture": "thing", "list": WHOLE, "items": "/items", "key": "/id", "value": "$thing.id", "same": ""},
        {
            "never listed": (
                lambda: broken(PAGES, _items(lambda _: [])),
                "items with /id t1: 1",
                "items with /id t1: 0",
            ),
            "the newest is missing": (
                lambda: broken(PAGES, _items(lambda items: items[:1])),
                "items with /id t2: 1",
                "items with /id t2: 0",
            ),
            "listed twice": (
                lambda: broken(PAGES, _items(lambda items: items * 2)),
                "items with /id t1: 1",
                "items with /id t1: 2",
            ),
            "listed otherwise": (
                lambda: broken(PAGES, _items(lambda items: [{**item, "size": 0} for item in items])),
                "the item: {",
                "the item: {",
            ),
            "items are no objects": (
                lambda: broken(PAGES, _items(lambda _: [1, None, "t1"])),
                "items with /id t1: 1",
                "items with /id t1: 0",
            ),
        },
        {
            **NO_LIST,
            "nothing can be created": (
                lambda: broken("POST /things", status=500),
                "could not create `thing`: add gave 500",
            ),
        },
    ),
    KindCase(
        "limit",
        {"list": LIST, "items": "/items", "parameter": "limit", "values": [1, 3, 5]},
        {
            "it is ignored": (lambda: _ignoring("limit"), "items with limit=1: 1", "items with limit=1: 3"),
            "one more": (
                lambda: broken(PAGES, _items(lambda items: [*items, {}]), count=7),
                "items with limit=5: 5",
                "items with limit=5: 6",
            ),
            "one less": (
                lambda: broken(PAGES, _items(lambda items: items[1:] if len(items) == 3 else items), count=7),
                "items with limit=3: 3",
                "items with limit=3: 2",
            ),
        },
        {
            **NO_LIST,
            "there is nothing": (things.Things, "the list has 0 items; two or more are needed to see a limit"),
            "there is one thing": (
                lambda: things.Things(1),
                "the list has 1 items; two or more are needed to see a limit",
            ),
        },
        good=_seven,
    ),
    KindCase(
        "default-limit",
        {"list": LIST, "items": "/items", "parameter": "limit", "default": 3},
        {
            "all of them": (
                lambda: _with_default(100),
                "items without limit: 3",
                "items without limit: 7",
            ),
            "fewer": (lambda: _with_default(2), "items without limit: 3", "items without limit: 2"),
        },
        {
            **NO_LIST,
            "there are too few": (
                lambda: things.Things(3),
                "the list has no more than 3 items, so its default limit cannot be seen",
            ),
            "it knows no limit": (
                lambda: _ignoring("limit"),
                "the list has no more than 3 items, so its default limit cannot be seen",
            ),
        },
        good=_seven,
    ),
    KindCase(
        "page-walk",
        {
            "list": LIST,
            "items": "/items",
            "key": "/id",
            "limit": "limit",
            "offset": "offset",
            "size": 3,
            "total": "/total",
        },
        {
            "the same page again": (
                lambda: _ignoring("offset"),
                "keys of page 2 that came before: []",
                'keys of page 2 that came before: ["t1", "t2", "t3"]',
            ),
            "a page overlaps": (
                lambda: _shifted(-1),
                "keys of page 2 that came before: []",
                'keys of page 2 that came before: ["t3"]',
            ),
            "a page holds one twice": (
                lambda: broken(PAGES, _items(lambda items: [items[0], *items[1:2], items[0]]), count=7),
                "keys of page 1 that came before: []",
                'keys of page 1 that came before: ["t1"]',
            ),
            "one is left out": (lambda: _shifted(1), "total: 6", "total: 7"),
            "the total is wrong": (lambda: broken(PAGES, having(total=9), count=7), "total: 7", "total: 9"),
            "there is no total": (
                lambda: broken(PAGES, lambda value: {"items": value["items"]}, count=7),
                "total: 7",
                "total: nothing",
            ),
            "there is something past the end": (
                lambda: _inventing(lambda offset: ["more"] if offset > 7 else None),
                "no items past the end",
                '1 items: [{"id": "more"}]',
            ),
            "items have no key": (
                lambda: broken(PAGES, _items(lambda items: [{} for _ in items]), count=7),
                "keys of page 1 that came before: []",
                'keys of page 1 that came before: ["nothing", "nothing"]',
            ),
        },
        {
            **NO_LIST,
            "there is one page": (
                lambda: things.Things(2),
                "the list has 2 items; more than one page of 3 is needed",
            ),
            "it never ends": (
                lambda: _inventing(lambda offset: [f"{offset}-{number}" for number in range(3)]),
                "the list has more than 50 pages of 3 items",
            ),
        },
        good=_seven,
    ),
    KindCase(
        "filter",
        {"list": WHOLE, "items": "/items", "key": "/id", "at": "/colour", "parameter": "colour", "size": 100},
        {
            "it is ignored": (
                lambda: _ignoring("colour"),
                """keys with {'colour': 'red'}: ["t1", "t4", "t7"]""",
                """keys with {'colour': 'red'}: ["t1", "t2",""",
            ),
            "it finds nothing": (
                lambda: _filtered(lambda _: []),
                """keys with {'colour': 'red'}: ["t1", "t4", "t7"]""",
                """keys with {'colour': 'red'}: []""",
            ),
            "one is missing": (
                lambda: _filtered(lambda items: items[1:]),
                """keys with {'colour': 'red'}: ["t1", "t4", "t7"]""",
                """keys with {'colour': 'red'}: ["t4", "t7"]""",
            ),
        },
        {
            **NO_LIST,
            "there is nothing": (things.Things, "the list has fewer than two values to filter by"),
            "all are equal": (lambda: things.Things(1), "the list has fewer than two values to filter by"),
            "there is no value": (
                lambda: broken(PAGES, _items(lambda items: [{"id": 1}, {"id": 2, "colour": None}, 7])),
                "the list has fewer than two values to filter by",
            ),
            "there are too many": (
                lambda: things.Things(120),
                "the list has 100 items or more, so it cannot be seen whole",
            ),
        },
        good=_seven,
    ),
    KindCase(
        "aggregate",
        {
            "list": WHOLE,
            "items": "/items",
            "size": 100,
            "summary": {"operation": "sum"},
            "values": {"/count": "count", "/size": "sum:/size"},
        },
        {
            "another count": (lambda: broken("GET /summary", having(count=8), count=7), "/count: 7", "/count: 8"),
            "another sum": (lambda: broken("GET /summary", having(size=27), count=7), "/size: 28.0", "/size: 27"),
            "no sum": (
                lambda: broken("GET /summary", lambda _: {"count": 7}, count=7),
                "/size: 28.0",
                "/size: nothing",
            ),
            "a text": (lambda: broken("GET /summary", having(count="7"), count=7), "/count: 7", '/count: "7"'),
            "no summary": (lambda: broken("GET /summary", status=404, count=7), "sum: success", "sum: 404"),
        },
        {
            **NO_LIST,
            "there is nothing": (things.Things, "the list is empty, so there is nothing to add up"),
            "there are too many": (
                lambda: things.Things(100),
                "the list has 100 items or more, so it cannot be seen whole",
            ),
            "no number": (
                lambda: broken(PAGES, _items(lambda items: [{**item, "size": None} for item in items]), count=7),
                "not every item has a number at /size",
            ),
            "a number without bounds": (
                lambda: broken(PAGES, _items(lambda items: [{**item, "size": 10**400} for item in items]), count=7),
                "the numbers are too large to add up",
            ),
            "the summary crashes": (lambda: broken("GET /summary", status=500, count=7), "sum gave 500"),
        },
        good=_seven,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_a_good_server_keeps_the_rule(case: KindCase) -> None:
    ran = run(case.kind, case.good(), **case.parameters)

    assert (ran.bad, ran.reason) == ([], "")
    assert ran.observations


@pytest.mark.parametrize(("case", "server", "expected", "actual"), breaking(CASES))
def test_a_broken_server_breaks_the_rule(
    case: KindCase, server: Callable[[], things.Server], expected: str, actual: str
) -> None:
    ran = run(case.kind, server(), **case.parameters)

    assert ran.bad
    assert ran.bad[0][0].startswith(expected)
    assert ran.bad[0][1].startswith(actual)


@pytest.mark.parametrize(("case", "server", "reason"), proving_nothing(CASES))
def test_a_precondition_that_does_not_occur_is_a_reason_and_no_pass(
    case: KindCase, server: Callable[[], things.Server], reason: str
) -> None:
    ran = run(case.kind, server(), **case.parameters)

    assert (ran.reason, ran.bad) == (reason, [])


def test_pages_without_a_total_are_walked_all_the_same() -> None:
    parameters = {name: value for name, value in CASES[3].parameters.items() if name != "total"}

    ran = run("page-walk", _seven(), **parameters)

    assert ran.oks == [True] * 4


def test_pages_that_are_counted_are_walked_too() -> None:
    asked: list[str] = []
    server = _seven()

    def answer(request: Request) -> Response:
        asked.append(request.target.partition("?")[2])
        number = int(asked[-1].removeprefix("page="))
        target = request.target.partition("?")[0] + f"?limit=3&offset={3 * number - 3}"
        return server(Request(request.method, target, request.headers, request.body))

    ran = run("page-walk", answer, list=LIST, items="/items", key="/id", number="page", size=3, total="/total")

    assert ran.bad == []
    assert asked == ["page=1", "page=2", "page=3", "page=4"]


def test_a_filter_that_takes_several_values_is_asked_for_one_and_for_two() -> None:
    asked: list[str] = []
    server = _seven()

    def answer(request: Request) -> Response:
        asked.append(request.target.partition("?")[2])
        return server(request)

    ran = run("filter", answer, **{**CASES[4].parameters, "several": True})

    assert ran.oks == [True, True]
    assert asked == ["limit=100", "limit=100&colour=red", "limit=100&colour=red&colour=blue"]


def test_a_list_without_a_comparison_of_items_only_counts_them() -> None:
    parameters = {name: value for name, value in CASES[0].parameters.items() if name != "same"}

    ran = run(
        "listed-after-create", broken(PAGES, _items(lambda items: [{"id": item["id"]} for item in items])), **parameters
    )

    assert ran.oks == [True, True]


@pytest.mark.parametrize(("left", "times", "oks"), [(0, 1, [True, True]), (2, 1, [True, True]), (2, 2, [False, False])])
def test_what_an_earlier_run_has_left_is_not_held_against_the_list(left: int, times: int, oks: list[bool]) -> None:
    book = {"fixtures": {"thing": {"create": things.CREATE, "fields": {"name": "$request.body#/name"}}}}
    parameters = {**CASES[0].parameters, "key": "/name", "value": "$thing.name"}
    del parameters["same"]
    first = things.Things()
    run("listed-after-create", first, book=book, **parameters)
    earlier = [thing for thing in first.things.values() for _ in range(left)]

    again = broken(PAGES, _items(lambda items: [*earlier, *items * times]))
    ran = run("listed-after-create", again, book=book, **parameters)

    assert len(first.things) == 2
    assert ran.oks == oks

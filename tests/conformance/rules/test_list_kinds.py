"""Kinds of rules about lists: a good list passes, a wrong one fails, too small a list proves nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import tiny

from stream_contracts.exchange import Request, Response
from stream_contracts.rules import KINDS
from stream_contracts.session import Unprovable
from stream_contracts.verdicts import Observation

Items = list[dict[str, Any]]
LIST, SUMMARY = {"operation": "getThings"}, {"operation": "getSummary"}
DOCUMENT = tiny.document(
    {
        "GET /things": {
            "parameters": [
                tiny.parameter("query", "limit", {"type": "integer"}),
                tiny.parameter("query", "offset", {"type": "integer"}),
                tiny.parameter("query", "colour", {"type": "string"}),
            ]
        },
        "GET /summary": {},
    }
)


def things(count: int) -> Items:
    return [{"id": number, "colour": ("red", "blue", "red")[number % 3], "weight": number} for number in range(count)]


def good_page(items: Items, query: dict[str, str]) -> Items:
    colour = query.get("colour")
    chosen = [item for item in items if colour in (None, item["colour"])]
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 4))
    return chosen[offset : offset + limit]


def server(
    count: int, page: Callable[[Items, dict[str, str]], Items] = good_page, summary: dict[str, Any] | None = None
) -> Callable[[Request], Response]:
    items = things(count)

    def answer(request: Request) -> Response:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
        if "/summary" in request.target:
            correct = {"count": count, "weight": sum(item["weight"] for item in items)}
            return tiny.response(200, {**correct, **(summary or {})})
        return tiny.response(200, {"items": page(items, query), "total": count})

    return answer


def observe(answer: Callable[[Request], Response], kind: str, **parameters: Any) -> list[Observation]:
    book = tiny.book(rules=[tiny.rule(kind, **parameters)])

    async def collect() -> list[Observation]:
        return [found async for found in KINDS[kind](book.rules[0], tiny.session(DOCUMENT, book, answer))]

    return asyncio.run(collect())


LIMIT = {"list": LIST, "items": "/items", "parameter": "limit", "values": [1, 3, 9]}
DEFAULT = {"list": LIST, "items": "/items", "parameter": "limit", "default": 4}
WALK = {"list": LIST, "items": "/items", "key": "/id", "limit": "limit", "offset": "offset", "size": 3}
FILTER = {
    "list": {**LIST, "query": {"limit": 50}},
    "items": "/items",
    "key": "/id",
    "at": "/colour",
    "parameter": "colour",
    "size": 50,
}
AGGREGATE = {
    "list": {**LIST, "query": {"limit": 50}},
    "items": "/items",
    "size": 50,
    "summary": SUMMARY,
    "values": {"/count": "count", "/weight": "sum:/weight"},
}


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("limit", LIMIT),
        ("default-limit", DEFAULT),
        ("page-walk", {**WALK, "total": "/total"}),
        ("page-walk", {**WALK, "whole": 20}),
        ("filter", FILTER),
        ("aggregate", AGGREGATE),
    ],
)
def test_a_good_list_passes(kind: str, parameters: dict[str, Any]) -> None:
    found = observe(server(7), kind, **parameters)

    assert found
    assert [observation for observation in found if not observation.ok] == []


def ignores(name: str) -> Callable[[Items, dict[str, str]], Items]:
    return lambda items, query: good_page(items, {key: text for key, text in query.items() if key != name})


def repeats_one(items: Items, query: dict[str, str]) -> Items:
    offset = max(0, int(query.get("offset", 0)) - 1)
    return good_page(items, {**query, "offset": str(offset)})


def skips_one(items: Items, query: dict[str, str]) -> Items:
    offset = int(query.get("offset", 0))
    return good_page(items, {**query, "offset": str(offset + 1 if offset else 0)})


def never_ends(items: Items, query: dict[str, str]) -> Items:
    return good_page(items, query) or items[:1]


def misses_one(items: Items, query: dict[str, str]) -> Items:
    found = good_page(items, query)
    return found[1:] if "colour" in query else found


def finds_more(items: Items, query: dict[str, str]) -> Items:
    found = good_page(items, query)
    return [*found, items[1]] if query.get("colour") == "red" else found


@pytest.mark.parametrize(
    ("kind", "parameters", "page"),
    [
        ("limit", LIMIT, ignores("limit")),
        ("limit", LIMIT, lambda items, query: good_page(items, query)[: 9 if query["limit"] == "9" else 2]),
        ("default-limit", DEFAULT, lambda items, query: good_page(items, {"limit": "5", **query})),
        ("page-walk", WALK, repeats_one),
        ("page-walk", WALK, never_ends),
        ("page-walk", {**WALK, "total": "/total"}, lambda items, query: good_page(items[:-1], query)),
        ("page-walk", {**WALK, "whole": 20}, skips_one),
        ("filter", FILTER, ignores("colour")),
        ("filter", FILTER, misses_one),
        ("filter", FILTER, finds_more),
    ],
)
def test_a_list_that_is_wrong_fails(kind: str, parameters: dict[str, Any], page: Any) -> None:
    found = observe(server(7, page), kind, **parameters)

    assert any(not observation.ok for observation in found)


@pytest.mark.parametrize("wrong", [{"count": 8}, {"weight": 0}, {"weight": "21"}])
def test_a_summary_that_disagrees_with_the_list_fails(wrong: dict[str, Any]) -> None:
    found = observe(server(7, summary=wrong), "aggregate", **AGGREGATE)

    assert [observation.ok for observation in found].count(False) == 1


@pytest.mark.parametrize(
    ("kind", "parameters", "count", "reason"),
    [
        ("limit", LIMIT, 1, "1 items; two or more"),
        ("default-limit", DEFAULT, 4, "no more than 4 items"),
        ("page-walk", WALK, 2, "more than one page"),
        ("filter", FILTER, 1, "fewer than two values"),
        ("aggregate", AGGREGATE, 60, "cannot be seen whole"),
        ("filter", FILTER, 60, "cannot be seen whole"),
    ],
)
def test_a_list_of_the_wrong_size_proves_nothing(
    kind: str, parameters: dict[str, Any], count: int, reason: str
) -> None:
    with pytest.raises(Unprovable, match=reason):
        observe(server(count), kind, **parameters)

"""Lists as behaviour.yaml declares them: filters, flags, order, pages, their numbers and links."""

from __future__ import annotations

from typing import Any

import pytest
import tiny
from asgi_driver import Driver, Reply, tiny_mock

ANSWER = {"responses": {"200": tiny.answer({"type": "object"}), "404": tiny.answer({"type": "object"})}}
DOCUMENT = tiny.document(
    {
        "GET /things": {
            **ANSWER,
            "parameters": [
                tiny.parameter("query", "limit", {"type": "integer", "default": 3}),
                tiny.parameter("query", "offset", {"type": "integer", "default": 0}),
                tiny.parameter("query", "page", {"type": "integer"}),
                tiny.parameter("query", "colour", {"type": "array", "items": {"type": "string"}}, explode=False),
                tiny.parameter("query", "new", {"type": "boolean", "default": False}),
            ],
        },
        "GET /boxes/{box}/things": ANSWER,
    }
)
THINGS = [
    {"id": number, "colour": ("red", "blue")[number % 2], "new": number > 2, "weight": 10 - number, "box": "b"}
    for number in range(5)
]
RESOURCES = {"thing": {"key": "id", "items": THINGS}, "box": {"key": "id", "items": [{"id": "b"}, {"id": "empty"}]}}
OFFSETS = {"limit": "limit", "offset": "offset"}


def driver(**listing: Any) -> Driver:
    things = {"list": "thing", "answer": {"items": "$result", "page": "$page", "links": "$link"}, **listing}
    inside = {"list": "thing", "parent": {"box": "$path.box"}, "where": {"box": "$parent.id"}, "answer": "$result"}
    return Driver(tiny_mock(DOCUMENT, {"getThings": things, "getBoxesBoxThings": inside}, resources=RESOURCES))


def get(asked: Driver, query: str = "", path: str = "/things") -> Reply:
    return asked.ask(path, method="GET", query=query, headers={"Host": "tiny.example:81"})


def ids(reply: Reply) -> list[int]:
    return [item["id"] for item in reply.value["items"]]


@pytest.mark.parametrize(
    ("listing", "query", "expected"),
    [
        ({}, "", [0, 1, 2, 3, 4]),
        ({}, "limit=2&offset=1", [0, 1, 2, 3, 4]),
        ({"where": {"colour": "$query.colour"}}, "", [0, 1, 2, 3, 4]),
        ({"where": {"colour": "$query.colour"}}, "colour=blue", [1, 3]),
        ({"where": {"colour": "$query.colour"}}, "colour=blue,red", [0, 1, 2, 3, 4]),
        ({"where": {"colour": "$query.colour"}}, "colour=blue%2Cred", [0, 1, 2, 3, 4]),
        ({"where": {"colour": "$query.colour"}}, "colour=green", []),
        ({"where": {"colour": "$query.colour"}}, "colour=", []),
        ({"where": {"colour": "red", "new": "$query.new"}}, "", [0, 2]),
        ({"flags": {"new": "$query.new"}}, "new=true", [3, 4]),
        ({"flags": {"new": "$query.new"}}, "new=false", [0, 1, 2, 3, 4]),
        ({"order": "weight"}, "", [4, 3, 2, 1, 0]),
        ({"order": "-weight"}, "", [0, 1, 2, 3, 4]),
        ({"order": "-colour"}, "", [0, 2, 4, 1, 3]),
        ({"page": OFFSETS}, "", [0, 1, 2]),
        ({"page": OFFSETS}, "limit=1&offset=4", [4]),
        ({"page": OFFSETS}, "offset=5", []),
        ({"page": {"limit": "limit"}}, "limit=2&offset=1", [0, 1]),
        ({"page": {"number": "page", "size": 2}}, "", [0, 1]),
        ({"page": {"number": "page", "size": 2}}, "page=3", [4]),
        ({"page": {"number": "page", "size": 2}}, "page=0", [0, 1]),
        ({"page": OFFSETS, "order": "weight", "where": {"colour": "$query.colour"}}, "colour=red&limit=2", [4, 2]),
    ],
)
def test_a_list_is_filtered_then_ordered_then_cut(listing: dict[str, Any], query: str, expected: list[int]) -> None:
    assert ids(get(driver(**listing), query)) == expected


@pytest.mark.parametrize(
    ("page", "query", "numbers"),
    [
        ({}, "", {"total": 5, "limit": 0, "offset": 0, "number": 1}),
        (OFFSETS, "", {"total": 5, "limit": 3, "offset": 0, "number": 1}),
        (OFFSETS, "offset=3", {"total": 5, "limit": 3, "offset": 3, "number": 2}),
        ({"number": "page", "size": 2}, "page=3", {"total": 5, "limit": 2, "offset": 4, "number": 3}),
    ],
)
def test_a_page_tells_its_numbers(page: dict[str, Any], query: str, numbers: dict[str, int]) -> None:
    assert get(driver(page=page), query).value["page"] == numbers


@pytest.mark.parametrize(
    ("page", "query", "links"),
    [
        ({}, "", {"self": ""}),
        ({}, "new=true&unknown=1", {"self": "?new=true"}),
        (OFFSETS, "", {"self": "?limit=3&offset=0", "next": "?limit=3&offset=3"}),
        (
            OFFSETS,
            "colour=a,b&limit=2&offset=1",
            {
                "self": "?colour=a%2Cb&limit=2&offset=1",
                "next": "?colour=a%2Cb&limit=2&offset=3",
                "prev": "?colour=a%2Cb&limit=2&offset=0",
            },
        ),
        (
            {"number": "page", "size": 2},
            "page=2",
            {"self": "?page=2", "next": "?page=3", "prev": "?page=1"},
        ),
    ],
)
def test_links_lead_to_the_pages_by_the_name_that_the_caller_used(
    page: dict[str, Any], query: str, links: dict[str, str]
) -> None:
    place = "http://tiny.example:81/v1/things"

    assert get(driver(page=page), query).value["links"] == {name: place + text for name, text in links.items()}


def test_a_page_beyond_the_last_one_can_be_refused_but_never_the_first() -> None:
    asked = driver(page={**OFFSETS, "past-the-end": 503}, where={"colour": "$query.colour"})

    statuses = [get(asked, query).status for query in ("offset=4", "offset=5", "offset=9", "colour=green")]

    assert statuses == [200, 503, 503, 200]


def test_a_sum_is_over_all_pages() -> None:
    asked = driver(page=OFFSETS, result="$sum.weight", answer={"weight": "$result"}, where={"colour": "$query.colour"})

    assert [get(asked, query).value for query in ("limit=1", "colour=red", "colour=green")] == [
        {"weight": 40},
        {"weight": 24},
        {"weight": 0},
    ]


def test_a_list_inside_something_needs_it_and_sees_it() -> None:
    statuses = {box: get(driver(), path=f"/boxes/{box}/things") for box in ("b", "empty", "none")}

    assert [len(reply.value) for reply in statuses.values()][:2] == [5, 0]
    assert [reply.status for reply in statuses.values()] == [200, 200, 404]

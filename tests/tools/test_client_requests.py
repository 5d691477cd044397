"""What a generated client sends: each test is about a fault of openapi-python-client 0.29.1."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from client_api import call, client, model, module
from loopback import Loopback

pytestmark = pytest.mark.usefixtures("code")


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"commas": ["a", "b,c", "d e"]}, "commas=a,b%2Cc,d%20e"),
        ({"spaces": ["a", "b c"]}, "spaces=a%20b%20c"),
        ({"pipes": ["a", "b"]}, "pipes=a%7Cb"),
        ({"each": ["a", "b&c"]}, "each=a&each=b%26c"),
        ({"commas": [], "each": []}, ""),
        ({"deep": {"name": "x y", "size": 2}}, "deep%5Bname%5D=x%20y&deep%5Bsize%5D=2"),
        ({"spread": {"name": "x", "size": 2}}, "name=x&size=2"),
        ({"flat": {"name": "x", "size": 2}}, "flat=name,x,size,2"),
        ({"on": True}, "on=true"),
        ({"on": False}, "on=false"),
        ({"at": datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)}, "at=2020-01-02T03%3A04%3A05%2B00%3A00"),
        ({"order": None}, ""),
        ({}, ""),
    ],
)
def test_queries_are_written_in_the_style_of_the_document(
    server: Loopback, arguments: dict[str, Any], query: str
) -> None:
    objects = {name: model("Filter", **value) for name, value in arguments.items() if isinstance(value, dict)}

    call(server, "search", **arguments | objects)

    assert server.received[0].target == ("/search?" + query if query else "/search")


def test_a_nullable_enum_is_one_class(server: Loopback) -> None:
    models = module("models")

    call(server, "search", order=models.SearchOrder.UP)

    assert server.received[0].target == "/search?order=up"
    assert sorted(name for name in models.__all__ if name.endswith(("State", "Order"))) == ["SearchOrder", "ThingState"]
    assert models.Thing.from_dict({"id": 1, "state": "used"}).state is models.ThingState.USED
    assert models.Thing.from_dict({"id": 1, "state": None}).to_dict() == {"id": 1, "state": None}


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c", "a%3Fb%23c"),
        ("ä ö", "%C3%A4%20%C3%B6"),
    ],
)
def test_a_part_of_the_path_cannot_leave_it(server: Loopback, given: str, target: str) -> None:
    call(server, "get_thing", id=given)

    assert server.received[0].target == f"/things/{target}"


@pytest.mark.parametrize("given", ["", ".", "..", None])
def test_a_part_of_the_path_that_would_change_it_is_refused(server: Loopback, given: Any) -> None:
    with pytest.raises(ValueError, match="in the path must not be"):
        call(server, "get_thing", id=given)

    assert server.received == []


@pytest.mark.parametrize(
    ("operation", "arguments", "accept"),
    [
        ("get_thing", {"id": "1"}, "application/json"),
        ("get_text", {}, "text/plain"),
        ("remove_thing", {"id": "1"}, "application/json"),
    ],
)
def test_accept_names_the_media_types_of_the_answers(
    server: Loopback, operation: str, arguments: dict[str, Any], accept: str
) -> None:
    with warnings.catch_warnings(action="ignore"):
        call(server, operation, **arguments)

    assert server.received[0].headers["accept"] == accept


def test_the_class_of_a_body_decides_its_media_type(server: Loopback) -> None:
    inner = model("Filter", name="a & b", size=3)
    call(server, "save_thing", id="1", body=model("Thing", id=7))
    call(server, "save_thing", id="1", body=model("Form", thing=inner, note="x y"))
    call(server, "note_thing", id="1", body=model("Flat", words=["a", "b"]))

    sent = [(one.headers["content-type"], one.body) for one in server.received]
    form = "application/x-www-form-urlencoded"
    assert sent == [
        ("application/json", b'{"id":7}'),
        (form, b"thing%5Bname%5D=a+%26+b&thing%5Bsize%5D=3&note=x+y"),
        (form, b"words=a&words=b"),
    ]


def test_a_body_that_is_left_out_has_no_media_type(server: Loopback) -> None:
    call(server, "note_thing", id="1")
    call(server, "tell")

    assert [("content-type" in one.headers, one.body) for one in server.received] == [(False, b""), (False, b"")]


def test_no_part_of_a_multipart_body_can_hold_its_boundary(server: Loopback) -> None:
    file = module("types").File(BytesIO(b"\r\n--+++--\r\n"), "a.png", "image/png")

    call(server, "upload", body=model("Upload", image=file, note="x"))

    boundary = server.received[0].headers["content-type"].partition("boundary=")[2].encode()
    assert len(boundary) > 10
    assert server.received[0].body.count(b"--" + boundary) == 3


def test_the_name_of_a_file_adds_nothing_to_its_part_and_its_media_type_must_not(server: Loopback) -> None:
    evil = "a\r\nX-Evil: 1"
    named, typed = (module("types").File(BytesIO(b"x"), *one) for one in ((evil, "image/png"), ("a.png", evil)))

    call(server, "upload", body=model("Upload", image=named))
    with pytest.raises(ValueError, match="the media type of a file must be visible ASCII characters"):
        call(server, "upload", body=model("Upload", image=typed))

    assert len(server.received) == 1
    assert b"\r\nX-Evil" not in server.received[0].body


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "a "])
def test_a_header_that_holds_more_than_a_value_is_refused_and_not_shown(server: Loopback, value: str) -> None:
    attempts = (
        lambda: call(server, "note_thing", id="1", x_note=value),
        lambda: call(server, "get_thing", id="1", client=client(server.url, headers={"X-Mine": value})),
        lambda: client(server.url, access_token=value),
    )
    for attempt in attempts:
        with pytest.raises(ValueError, match=r"the header X-\w+ holds|`access_token` must be") as caught:
            attempt()
        assert value not in str(caught.value)
    assert server.received == []


@pytest.mark.parametrize("place", ["headers", "cookies", "parameter"])
def test_a_header_beyond_ascii_is_refused_and_not_shown(server: Loopback, place: str) -> None:
    value = "s\u00e9cret"
    given = {} if place == "parameter" else {place: {"X-Mine": value}}
    note = value if place == "parameter" else "plain"

    with pytest.raises(ValueError, match="must hold ASCII characters only") as caught:
        call(server, "note_thing", id="1", x_note=note, client=client(server.url, **given))

    assert value not in repr(caught.value) + repr(caught.value.__context__)
    assert server.received == []

"""Both packages of every API send what the document says, and read what it allows: examples and generated values."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
import wire_results
from clients_table import README, replaced, row, table
from wire_cases import Answer, Case
from wire_results import GENERATED_CASES, KINDS, Tally, differences, findings, same, tally

from stream_contracts import data, wire
from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call, Request

_RIGHT = Request("GET", "/a?q=a%2Cb,c", (("Accept", "application/json"), ("X-A", "1")), b"")
_OF_HTTP = (("Host", "h"), ("User-Agent", "u"), ("Content-Length", "0"))


# One test for both packages, so that the cases of an API are made by one process only.
@pytest.mark.slow
@pytest.mark.parametrize("api", data.apis())
def test_every_operation_is_sent_and_read_as_documented(api: str) -> None:
    _assert_valid_and_complete(data.document(api), wire_results.cases(api))

    for kind in KINDS:
        assert [one for one in findings(api, kind) if one.sent or one.read] == []
        assert row(tally(api, kind)) in README.read_text(), "make clients-table writes it anew"


def _assert_valid_and_complete(document: Document, made: tuple[Case, ...]) -> None:
    """The cases are valid by the document and reach every operation and answer."""
    by_operation = defaultdict(list)
    for case in made:
        by_operation[case.call.operation].append(case)
    for operation in document.operations:
        mine = by_operation[operation.id]
        assert (operation.id, len(mine) > GENERATED_CASES) == (operation.id, operation.method != "OPTIONS")
        statuses = {int(one.status.replace("XX", "00")) for one in operation.responses}
        assert not mine or {one.answer.status for one in mine} == statuses
    for case in made:
        operation = document.operation(case.call.operation)
        response = operation.response(case.answer.status)
        assert response is not None
        for media in response.content[:1]:
            assert document.validator(media.pointer).is_valid(case.answer.value)
        body = wire.media_type(operation, case.call) if case.call.body is not ABSENT else None
        assert body is None or document.validator(body.pointer).is_valid(case.call.body)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(_RIGHT, method="POST"),
        replace(_RIGHT, target="/a?q=a%2Cb%2Cc"),
        replace(_RIGHT, target="/a?q=a,b,c"),
        replace(_RIGHT, target="/a"),
        replace(_RIGHT, headers=_RIGHT.headers[:1]),
        replace(_RIGHT, headers=(("Accept", "*/*"), ("X-A", "1"))),
        replace(_RIGHT, headers=(*_RIGHT.headers, ("X-B", "1"))),
        replace(_RIGHT, headers=(*_RIGHT.headers, ("X-A", "1"))),
        replace(_RIGHT, headers=(*_RIGHT.headers, ("Content-Type", "application/json")), body=b"{}"),
        replace(_RIGHT, body=b"x"),
    ],
    ids=[
        "method", "separator encoded", "value not encoded", "no query", "no header", "other accept", "one header more",
        "a header twice", "a media type", "a body",
    ],
)  # fmt: skip
def test_a_request_that_differs_is_seen(wrong: Request) -> None:
    assert list(differences(_RIGHT, replace(_RIGHT, headers=(*_OF_HTTP, *_RIGHT.headers)))) == []
    assert len(list(differences(_RIGHT, wrong))) >= 1


def _posted(media_type: str, body: bytes) -> Request:
    return Request("POST", "/a", (("Content-Type", media_type),), body)


_PART = b'--b\r\nContent-Disposition: form-data; name="a"%s\r\n\r\n%s\r\n--b--\r\n'
_JSON, _MULTIPART = "application/json", f"{wire.MULTIPART}; boundary=b"


@pytest.mark.parametrize(
    ("media_type", "right", "same_thing", "wrong"),
    [
        (_JSON, b'{"a": 1, "b": "Z"}', b'{"b":"Z","a":1.0}', b'{"a": true, "b": "Z"}'),
        (_JSON, b'"2015-01-02T03:04:05Z"', b'"2015-01-02T03:04:05+00:00"', b'"2015-01-02T03:04:06Z"'),
        (wire.FORM, b"a=1&b=x+y~", b"b=x%20y%7E&a=1.0", b"a=1&b=x%2By~"),
        (wire.FORM, b"a=x,y", b"a=x,y", b"a=x%2Cy"),
        (_MULTIPART, _PART % (b"", b"1"), _PART % (b"", b"1.0"), _PART % (b'; filename="f"', b"1")),
        (
            _MULTIPART,
            _PART % (b'; filename="f"', b"x"),
            _PART % (b'; filename="g"', b"x"),
            _PART % (b'; filename="f"', b"y"),
        ),
    ],
    ids=["json", "a time", "form", "a list in a form", "a number in a part", "a file"],
)
def test_a_body_may_differ_only_where_the_document_leaves_it_open(
    media_type: str, right: bytes, same_thing: bytes, wrong: bytes
) -> None:
    assert list(differences(_posted(media_type, right), _posted(media_type, same_thing))) == []
    assert len(list(differences(_posted(media_type, right), _posted(media_type, wrong)))) == 1


@pytest.mark.parametrize(
    ("kind", "change", "seen"),
    [
        ("clients", {}, ""),
        ("clients", {"status": 201}, "status 201 in place of 200"),
        ("clients", {"decoded": {"a": "1"}}, "in place of {'a': 1}"),
        ("clients", {"decoded": {"a": True}}, "in place of {'a': 1}"),
        ("clients", {"unknown": ["b"]}, "unknown: ['b']"),
        ("sdks", {"error": "NotFoundError"}, "error 'NotFoundError' for status 200"),
        ("sdks", {"failed": "DecodeError"}, "DecodeError"),
    ],
    ids=["right", "status", "type", "true for 1", "unknown", "error", "failed"],
)
def test_an_answer_that_is_read_wrongly_is_seen(
    monkeypatch: pytest.MonkeyPatch, kind: str, change: dict[str, Any], seen: str
) -> None:
    case = Case(Call("read"), Answer(200, _JSON, {}, {"a": 1}), _RIGHT)
    request = {
        "method": "GET",
        "target": _RIGHT.target,
        "headers": [list(one) for one in _RIGHT.headers],
        "content": "",
    }
    result = {"status": 200, "decoded": {"a": 1}, "error": "", "unknown": [], "request": request, **change}
    monkeypatch.setattr(wire_results, "cases", lambda _: (case,))
    monkeypatch.setattr(wire_results, "_called", lambda *_: json.loads(json.dumps([result])))

    [found] = findings.__wrapped__("tiny", kind)

    assert (found.sent, seen in found.read, bool(found.read)) == ("", True, bool(seen))


def test_true_is_not_one_and_equal_times_are_equal() -> None:
    assert same([1, 1.0]) == same([1.0, 1])
    assert same(True) != same(1)
    assert same({"at": "2015-02-12T04:15:49Z"}) == same({"at": "2015-02-12T05:15:49+01:00"})


def test_the_table_takes_the_place_of_the_old_one_alone() -> None:
    old, new = table([Tally("a", "clients", 3, 3, 2, 1)]), table([Tally("a", "clients", 3, 3, 3, 3)])

    assert "| `a` | `clients` | 3 / 3 | 2 / 3 | 1 / 3 |\n" in old
    assert replaced(f"x\n\n{old}\n| y |\n", new) == f"x\n\n{new}\n| y |\n"
    with pytest.raises(ValueError, match="must have one table"):
        replaced("x", new)

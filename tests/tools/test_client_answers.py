"""What a generated client makes of answers, and what it warns of."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest
from client_api import call, client, module
from loopback import Loopback, Reply

pytestmark = pytest.mark.usefixtures("code")


_PAGE = Reply(b"<html>Bad gateway</html>", 404, "text/html")
_ANSWERS = [
    # reply, class of the error, class of its body
    (Reply(), None, "Thing"),
    (Reply(b'{"message": "Not here."}', 404), "NotFoundError", "Problem"),
    (Reply(b'{"message": "No."}', 422), "UnprocessableEntityError", "Problem"),
    (_PAGE, "NotFoundError", "NoneType"),
    (Reply(b"", 404, ""), "NotFoundError", "NoneType"),
    (Reply(b"[]", 404), "NotFoundError", "NoneType"),
    (Reply(b"<html>", 200, "text/html"), "UndecodableBodyError", "NoneType"),
    (Reply(b"<html>", 200, ""), "UndecodableBodyError", "NoneType"),
    (Reply(b"\xff\xfe\xfd", 200), "UndecodableBodyError", "NoneType"),
    (Reply(b"{}", 200), "UndecodableBodyError", "NoneType"),
    (Reply(b"[" * 100_000, 200), "UndecodableBodyError", "NoneType"),
    (Reply(b'{"id": 1, "state": "broken"}', 200), "UndecodableBodyError", "NoneType"),
    (Reply(b'{"id": 1, "parts": [1]}', 200), "UndecodableBodyError", "NoneType"),
    (Reply(b'{"id": 1, "made": 7}', 200), "UndecodableBodyError", "NoneType"),
    (Reply(b"<html>", 599, "text/html"), "UnexpectedStatusError", "NoneType"),
    (Reply(b"{}", 401), "UnexpectedStatusError", "NoneType"),
    (Reply(b"", 302, "", "http://odd.example"), "UnexpectedStatusError", "NoneType"),
]
_IDS = [f"{reply.status}-{reply.body[:12]!r}" for reply, _, _ in _ANSWERS]


@pytest.mark.parametrize(("reply", "error", "body"), _ANSWERS, ids=_IDS)
@pytest.mark.parametrize("function", ["sync", "asyncio"])
def test_what_is_no_success_is_raised_with_its_status_and_body(
    server: Loopback, function: str, reply: Reply, error: str | None, body: str
) -> None:
    server.replies += [reply, reply]

    detailed = _run(call(server, "get_thing", f"{function}_detailed", id="1"))
    outcome = _outcome(server, function)

    assert (detailed.status_code, detailed.content) == (reply.status, reply.body)
    assert type(detailed.parsed).__name__ == body
    assert type(detailed.error).__name__ == (error or "NoneType")
    if error is None:
        assert outcome == detailed.parsed
        return
    assert type(outcome) is getattr(module("errors"), error)
    assert isinstance(outcome, module("errors").APIError)
    assert (outcome.status_code, outcome.content, outcome.body) == (reply.status, reply.body, detailed.parsed)
    assert outcome.headers.get("content-type", "") == reply.media_type
    assert (outcome.__cause__ is None) == (error == "UnexpectedStatusError" or body != "NoneType")


def _run(answer: Any) -> Any:
    return asyncio.run(answer) if inspect.isawaitable(answer) else answer


def _outcome(server: Loopback, function: str) -> Any:
    try:
        return _run(call(server, "get_thing", function, id="1"))
    except module("errors").APIError as error:
        return error


def test_the_docstring_names_what_is_raised() -> None:
    sync, detailed = (getattr(module("api.odd.get_thing"), name).__doc__ for name in ("sync", "sync_detailed"))

    assert "errors.NotFoundError: An answer.\n" in sync
    assert "errors.NotFoundError" not in detailed
    assert all("httpx.TimeoutException" in text for text in (sync, detailed))


def test_what_an_error_says(server: Loopback) -> None:
    server.replies += [Reply(b'{"message": "Not here."}', 404), Reply(b"", 599)]

    said = [str(call(server, "get_thing", id="1").error) for _ in range(2)]

    assert said == ["getThing was answered with 404 Not Found", "getThing was answered with 599"]


def test_an_answer_without_a_body_and_one_of_text(server: Loopback) -> None:
    server.replies += [Reply(b"", 204, ""), Reply(b"Hello.", 200, "text/plain")]

    with pytest.warns(DeprecationWarning, match="removeThing"):
        assert call(server, "remove_thing", "sync", id="1") is None
    assert call(server, "get_text", "sync") == "Hello."


def test_without_an_answer_the_exceptions_of_httpx_are_raised() -> None:
    with pytest.raises(httpx.ConnectError):
        module("api.odd.get_thing").sync("1", client=client("http://127.0.0.1:1"))


@pytest.mark.parametrize("function", ["sync", "sync_detailed", "asyncio", "asyncio_detailed"])
def test_a_deprecated_operation_warns_once_where_it_is_called(code: Path, server: Loopback, function: str) -> None:
    async def called(client: Any) -> Any:
        answer = getattr(module("api.odd.remove_thing"), function)("1", client=client)
        return await answer if inspect.isawaitable(answer) else answer

    server.replies.append(Reply(b"", 204, ""))
    with pytest.warns(DeprecationWarning, match="removeThing is deprecated") as caught:
        asyncio.run(called(client(server.url)))

    assert [one.filename for one in caught] == [__file__]
    assert 'deprecated("removeThing is deprecated")' in (code / "api/odd/remove_thing.py").read_text()


def test_a_deprecated_parameter_warns_only_when_it_is_given(server: Loopback) -> None:
    with warnings.catch_warnings(action="error"):
        call(server, "search", on=True)
    with pytest.warns(DeprecationWarning, match="old of search is deprecated"):
        call(server, "search", old="x")

    assert "Deprecated. The old." in module("api.odd.search").sync.__doc__

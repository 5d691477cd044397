"""What a generated SDK sends and makes of answers, and what it refuses."""

from __future__ import annotations

import asyncio
import base64
import importlib
import inspect
import json
import logging
import ssl
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import sdk_api
from loopback import Loopback, Reply, running

_SECRET = "a-very-secret-thing"
_ALL = {
    "access_token": f"{_SECRET}-1",
    "keeper_password": f"{_SECRET}-2",
    "shelf_token": f"{_SECRET}-3",
    "x_shelf_key": f"{_SECRET}-4",
    "key": f"{_SECRET}-5",
}
_Answer = Callable[[httpx2.Request], httpx2.Response]

pytestmark = pytest.mark.usefixtures("sdk")


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{sdk_api.MODULE}.{name}")


def _client(url: str = "http://shelf.example/v1", **settings: Any) -> Any:
    return importlib.import_module(sdk_api.MODULE).Client(base_url=url, **(_ALL | settings))


def _answering(*answers: httpx2.Response, slept: list[float] | None = None) -> tuple[Any, list[httpx2.Request]]:
    """A client that gets these answers, one after the other, and the requests that it sent."""
    sent: list[httpx2.Request] = []
    rest = list(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return rest.pop(0)

    naps = [] if slept is None else slept
    clock = _module("options").Clock(sleep=naps.append, random=lambda: 0.5, monotonic=lambda: sum(naps))
    return _client(http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), clock=clock), sent


def _page(*ids: int, following: str | None = None) -> httpx2.Response:
    return httpx2.Response(200, json={"books": [{"id": one} for one in ids], "_links": {"next": following}})


def _queries(sent: list[httpx2.Request]) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(str(request.url)).query) for request in sent]


_BOOK = {"id": 1}


def test_methods_have_the_names_that_are_derived_from_the_document() -> None:
    assert dict(_module("operations").METHODS) == {
        "listBooks": "books.list",
        "addBook": "books.add",
        "searchBooks": "books.search",
        "getBook": "books.get",
        "removeBook": "books.remove",
        "listCountedBooks": "books.list_counted",
        "listNumberedBooks": "books.list_numbered",
        "byBasic": "books.by_basic",
        "byToken": "books.by_token",
        "byKey": "books.by_key",
        "byQuery": "books.by_query",
    }


def test_a_docstring_tells_arguments_answers_and_errors() -> None:
    text = inspect.getdoc(_client().books.list)

    assert text is not None
    assert text.startswith("List books.\n\nReads one page.\n\nArgs:\n    limit: The limit. At least 1; at most 9.")
    assert "\nReturns:\n    An answer.\n" in text
    assert "\nRaises:\n    NotFoundError: 404: No such book.\n" in text
    assert "Sent as `GET /books`, listBooks in the document." in text


def test_the_properties_of_a_body_are_arguments(server: Loopback) -> None:
    with _client(server.url) as client:
        client.books.add(title="Emma")
        client.books.add(body=_module("models").NewBook(title="Emma"))

    assert [json.loads(one.body) for one in server.received] == [{"title": "Emma"}] * 2


def test_a_default_is_left_to_the_server(server: Loopback) -> None:
    server.replies.append(Reply(b'{"books": [], "_links": {}}'))

    with _client(server.url) as client:
        client.books.list()

    assert server.received[0].target == "/books"


@pytest.mark.parametrize(
    ("method", "header", "value"),
    [
        ("add", "authorization", f"Bearer {_SECRET}-1"),
        ("by_basic", "authorization", "Basic " + base64.b64encode(f"keeper:{_SECRET}-2".encode()).decode()),
        ("by_token", "authorization", f"Shelf {_SECRET}-3"),
        ("by_key", "x-shelf-key", f"{_SECRET}-4"),
    ],
)
def test_each_credential_has_an_argument_and_goes_where_it_belongs(
    server: Loopback, method: str, header: str, value: str
) -> None:
    with _client(server.url) as client:
        getattr(client.books, method)(**({"title": "Emma"} if method == "add" else {}))

    carried = {name: text for name, text in server.received[0].headers.items() if _SECRET in text or name == header}
    assert carried == {header: value}


def test_a_pair_and_a_function_are_credentials_too(server: Loopback) -> None:
    pair = ("other", "password")
    with _client(server.url, keeper_password=pair) as one, _client(server.url, keeper_password=lambda: pair) as two:
        one.books.by_basic()
        two.books.by_basic()

    expected = "Basic " + base64.b64encode(b"other:password").decode()
    assert [one.headers["authorization"] for one in server.received] == [expected] * 2


def test_a_password_from_a_function_is_that_of_the_user(server: Loopback) -> None:
    with _client(server.url, keeper_password=lambda: "later") as client:
        client.books.by_basic()

    assert server.received[0].headers["authorization"] == "Basic " + base64.b64encode(b"keeper:later").decode()


def test_a_missing_credential_is_named_and_nothing_is_sent(server: Loopback) -> None:
    with (
        _client(server.url, shelf_token=None) as client,
        pytest.raises(_module("errors").ConfigurationError, match="missing_credentials"),
    ):
        client.books.by_token()

    assert server.received == []


def test_it_waits_thirty_seconds() -> None:
    native = _module("_runtime.client.native")

    assert native.native_client().timeout == httpx2.Timeout(30, connect=5)
    assert native.native_async_client().timeout == httpx2.Timeout(30, connect=5)


def test_a_deprecated_operation_warns() -> None:
    client, sent = _answering(httpx2.Response(200, json=_BOOK))

    with pytest.warns(DeprecationWarning, match="removeBook is deprecated"):
        client.books.remove(book_id="1")

    assert len(sent) == 1


# Retries


def test_what_only_reads_is_sent_again_after_a_random_time() -> None:
    slept: list[float] = []
    client, sent = _answering(httpx2.Response(503), httpx2.Response(429), httpx2.Response(200, json=_BOOK), slept=slept)

    assert client.books.get(book_id="1").id == 1

    assert len(sent) == 3
    assert slept == [0.25, 0.5]


def test_a_post_that_only_reads_is_sent_again() -> None:
    client, sent = _answering(httpx2.Response(503), httpx2.Response(200, json=_BOOK))

    assert client.books.search(title="Emma").id == 1

    assert [request.content for request in sent] == [b'{"title":"Emma"}'] * 2


@pytest.mark.parametrize(("method", "arguments"), [("add", {"title": "Emma"}), ("by_token", {}), ("by_query", {})])
def test_what_changes_something_is_never_sent_twice(method: str, arguments: dict[str, Any]) -> None:
    client, sent = _answering(httpx2.Response(503), httpx2.Response(200, json=_BOOK))

    with pytest.raises(_module("errors").InternalServerError):
        getattr(client.books, method)(**arguments)

    assert len(sent) == 1


def test_retry_after_is_kept_to() -> None:
    slept: list[float] = []
    client, _ = _answering(
        httpx2.Response(429, headers={"Retry-After": "7"}), httpx2.Response(200, json=_BOOK), slept=slept
    )

    client.books.get(book_id="1")

    assert slept == [7.0]


# Errors and raw responses


def test_an_error_is_typed_and_has_the_decoded_body() -> None:
    client, _ = _answering(httpx2.Response(404, json={"message": "gone"}))

    with pytest.raises(_module("errors").NotFoundError) as caught:
        client.books.get(book_id="1")

    assert caught.value.body == _module("models").Problem(message="gone")
    assert caught.value.status_code == 404
    assert str(caught.value) == "getBook was answered with 404"


@pytest.mark.parametrize(("status", "name"), [(599, "InternalServerError"), (418, "APIStatusError")])
def test_an_undocumented_status_or_a_page_of_html_is_an_error_with_its_bytes(status: int, name: str) -> None:
    client, _ = _answering(*[httpx2.Response(status, html="<h1>no</h1>")] * 3)

    with pytest.raises(_module("errors").APIStatusError) as caught:
        client.books.add(title="Emma")

    assert (type(caught.value).__name__, caught.value.body) == (name, b"<h1>no</h1>")


def test_the_raw_answer_and_its_metadata_can_be_had() -> None:
    client, _ = _answering(*[httpx2.Response(200, json=_BOOK, headers={"X-Left": "3"})] * 2)

    raw = client.books.with_raw_response.get(book_id="1")
    whole = client.books.with_response.get(book_id="1")

    assert raw.json() == _BOOK
    assert (whole.data.id, whole.info.status_code, whole.info.headers.get("x-left")) == (1, 200, "3")


def test_an_async_client_does_the_same(server: Loopback) -> None:
    server.replies += [
        Reply(b'{"books": [{"id": 1}], "_links": {"next": "http://else.example/books?offset=1"}}'),
        Reply(b'{"books": [], "_links": {}}'),
        Reply(b'{"message": "gone"}', status=404),
    ]

    async def run() -> tuple[list[int], str]:
        async with importlib.import_module(sdk_api.MODULE).AsyncClient(base_url=server.url, **_ALL) as client:
            ids = [book.id async for book in client.books.iter()]
            with pytest.raises(_module("errors").NotFoundError) as caught:
                await client.books.get(book_id="1")
            return ids, caught.value.body.message

    assert asyncio.run(run()) == ([1], "gone")
    assert [one.target for one in server.received] == ["/books", "/books?offset=1", "/books/1"]


# Pages


def test_pages_are_followed_by_the_query_of_their_links() -> None:
    next_page = "https://else.example/other?limit=2&offset=2&cursor=abc"
    client, sent = _answering(_page(1, 2, following=next_page), _page(3, following=None))

    ids = [book.id for book in client.books.iter(limit=2, names=["a", "b"])]

    assert ids == [1, 2, 3]
    assert {(request.url.host, request.url.path) for request in sent} == {("shelf.example", "/v1/books")}
    assert _queries(sent) == [
        {"limit": ["2"], "names": ["a,b"]},
        {"limit": ["2"], "names": ["a,b"], "offset": ["2"], "cursor": ["abc"]},
    ]


def test_an_empty_page_is_the_last_one_though_it_has_a_link() -> None:
    client, sent = _answering(_page(1, following="?offset=1"), _page(following="?offset=2"))

    assert [book.id for book in client.books.iter()] == [1]
    assert len(sent) == 2


def test_the_status_for_a_page_beyond_the_last_one_ends_the_iteration() -> None:
    client, _ = _answering(_page(1, following="?offset=1"), *[httpx2.Response(503)] * 3)

    assert [book.id for book in client.books.iter()] == [1]


def test_the_same_status_for_the_first_page_is_an_error() -> None:
    client, _ = _answering(*[httpx2.Response(503)] * 3)

    with pytest.raises(_module("errors").InternalServerError):
        list(client.books.iter())


@pytest.mark.parametrize(
    ("link", "reason"),
    [("?offset=0", "pagination_cycle"), ("/books", "link_not_followable"), ("?a=1&a=2", "link_not_followable")],
)
def test_links_that_cannot_be_followed_are_an_error_after_the_entries_before_them(link: str, reason: str) -> None:
    client, _ = _answering(*[_page(1, following=link)] * 3)
    entries = iter(client.books.iter())

    assert next(entries).id == 1
    with pytest.raises(_module("paging").PageError, match=reason):
        list(entries)


def test_an_offset_counts_entries_up_to_the_total() -> None:
    answers = [{"books": [{"id": 5}, {"id": 6}], "total": 8}, {"books": [{"id": 7}], "total": 8}]
    client, sent = _answering(*[httpx2.Response(200, json=one) for one in answers])

    assert [book.id for book in client.books.iter_counted(limit=2, offset=5)] == [5, 6, 7]
    assert [one["offset"] for one in _queries(sent)] == [["5"], ["7"]]


def test_pages_with_numbers_end_at_an_empty_one() -> None:
    answers = [{"books": [{"id": 1}]}, {"books": [{"id": 2}]}, {"books": []}]
    client, sent = _answering(*[httpx2.Response(200, json=one) for one in answers])

    assert [len(page.books) for page in client.books.iter_numbered().pages()] == [1, 1, 0]
    assert _queries(sent) == [{}, {"page": ["2"]}, {"page": ["3"]}]


def test_a_page_is_asked_for_when_it_is_needed_and_each_iteration_starts_anew() -> None:
    client, sent = _answering(_page(1, following="?offset=1"), _page(1, following=None))
    books = client.books.iter()

    assert sent == []
    assert next(iter(books)).id == 1
    assert [book.id for book in books] == [1]
    assert len(sent) == 2


# Security


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("../secured", "/books/..%2Fsecured"),
        ("a/b", "/books/a%2Fb"),
        ("%2F", "/books/%252F"),
        ("a?b#c", "/books/a%3Fb%23c"),
        ("..;x", "/books/..%3Bx"),
        ("a\r\nb", "/books/a%0D%0Ab"),
    ],
)
def test_a_path_parameter_stays_in_its_segment(server: Loopback, value: str, target: str) -> None:
    with _client(server.url) as client:
        client.books.get(book_id=value)

    assert server.received[0].target == target


@pytest.mark.parametrize("value", ["", ".", "..", "%2e%2e", "%2E"])
def test_a_path_parameter_that_would_be_another_path_is_refused_or_inert(server: Loopback, value: str) -> None:
    errors = _module("errors")
    with _client(server.url) as client:
        if value.startswith("%"):
            client.books.get(book_id=value)
            assert server.received[0].target == f"/books/{value.replace('%', '%25')}"
        else:
            with pytest.raises((errors.DecodeError, errors.ConfigurationError)):
                client.books.get(book_id=value)
            assert server.received == []


@pytest.mark.parametrize("credential", ["a\r\nX-More: 1", "a\nb", "a\x00b"])
def test_a_credential_cannot_add_a_header(server: Loopback, credential: str) -> None:
    with (
        _client(server.url, x_shelf_key=credential) as client,
        pytest.raises(_module("errors").ConfigurationError) as caught,
    ):
        client.books.by_key()

    assert server.received == []
    assert "X-More" not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize("headers", [{"X-A": "a\r\nX-More: 1"}, {"X-A: 1\r\nX-More": "a"}])
def test_headers_of_a_call_cannot_add_others(headers: dict[str, str]) -> None:
    with pytest.raises(_module("errors").ConfigurationError):
        _module("options").RequestOptions(extra_headers=headers)


@pytest.mark.parametrize("status", [302, 303, 307, 308])
@pytest.mark.parametrize("method", ["by_basic", "get"])
def test_credentials_do_not_follow_a_redirect_to_another_origin(server: Loopback, status: int, method: str) -> None:
    with running() as other:
        server.replies.append(Reply(b"", status=status, location=f"{other.url}/elsewhere"))
        with _client(server.url, follow_redirects=True) as client:
            getattr(client.books, method)(**({"book_id": "1"} if method == "get" else {}))

        assert [one.target for one in other.received] == ["/elsewhere"]
        assert _SECRET not in str(other.received)
        assert "authorization" not in other.received[0].headers


@pytest.mark.parametrize("method", ["by_key", "by_query"])
def test_a_request_with_a_key_of_its_own_is_never_redirected(server: Loopback, method: str) -> None:
    with running() as other:
        server.replies.append(Reply(b"", status=307, location=f"{other.url}/elsewhere"))
        with (
            _client(server.url, follow_redirects=True) as client,
            pytest.raises(_module("errors").APIStatusError),
        ):
            getattr(client.books, method)()

        assert other.received == []


def test_nothing_is_redirected_unless_it_is_asked_for(server: Loopback) -> None:
    server.replies.append(Reply(b"", status=302, location=f"{server.url}/elsewhere"))

    with _client(server.url) as client, pytest.raises(_module("errors").APIStatusError):
        client.books.get(book_id="1")

    assert len(server.received) == 1


def test_tls_is_verified_by_default() -> None:
    native = _module("_runtime.client.native")

    for made in (native.native_client(), native.native_async_client()):
        context = made._transport._pool._ssl_context
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_no_secret_is_shown(server: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.replies += [Reply(b"not json"), Reply(_SECRET.encode(), status=500)]
    shown: list[str] = []
    with _client(server.url, max_retries=0) as client:
        shown.append(repr(client) + repr(client.books) + repr(vars(client)))
        for method in ("by_token", "by_key", "by_query"):
            try:
                response = getattr(client.books.with_response, method)()
                shown.append(repr(response))
            except _module("errors").SDKError as error:
                shown += [repr(error), str(error), repr(error.cause), str(error.cause)]
    unreachable = _client("http://127.0.0.1:1", max_retries=0)
    with pytest.raises(_module("errors").APIConnectionError) as caught:
        unreachable.books.by_query()
    shown += [repr(caught.value), str(caught.value), repr(caught.value.cause)]

    assert len(server.received) == 3
    assert _SECRET not in "".join(shown)
    assert _SECRET not in caplog.text
    assert "/secured" in caplog.text

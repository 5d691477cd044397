"""The router: no such path, no such method, or an operation."""

from __future__ import annotations

import pytest
import tiny

from stream_contracts.mock.router import Kind, Router

PATHS = (
    "GET /streams/{channel}",
    "DELETE /streams/{channel}",
    "GET /streams/featured",
    "POST /streams/featured/{id}",
    "GET /videos/{id}.json",
    "GET /videos/{id}",
    "GET /a/{x}/c",
    "GET /a/b/{y}",
)


def _router() -> Router:
    return Router(tiny.document({place: {"operationId": place} for place in PATHS}).operations, "/v1")


@pytest.mark.parametrize(
    ("method", "path", "operation", "parameters"),
    [
        ("GET", "/streams/someone", "GET /streams/{channel}", {"channel": "someone"}),
        ("GET", "/streams/featured", "GET /streams/featured", {}),
        ("GET", "/streams/a%2Fb%20c", "GET /streams/{channel}", {"channel": "a/b c"}),
        ("GET", "/streams/%E2%82%AC", "GET /streams/{channel}", {"channel": "€"}),
        ("GET", "/%73treams/featured", "GET /streams/featured", {}),
        ("POST", "/streams/featured/7", "POST /streams/featured/{id}", {"id": "7"}),
        ("GET", "/videos/7.json", "GET /videos/{id}.json", {"id": "7"}),
        ("GET", "/videos/7", "GET /videos/{id}", {"id": "7"}),
        ("GET", "/a/b/c", "GET /a/b/{y}", {"y": "c"}),
        ("GET", "/a/z/c", "GET /a/{x}/c", {"x": "z"}),
    ],
)
def test_a_path_and_its_method_lead_to_an_operation(
    method: str, path: str, operation: str, parameters: dict[str, str]
) -> None:
    match = _router().match(method, "/v1" + path)

    assert (match.kind, match.operation, match.parameters) == (Kind.FULL, operation, parameters)


@pytest.mark.parametrize(
    "path",
    ["/", "/v1", "/v1/streams", "/v1/streams/", "/v1/streams/a/b", "/v1//streams/a", "/streams/a", "/v1/streams/%FF"],
)
def test_a_path_that_no_operation_has_matches_nothing(path: str) -> None:
    assert _router().match("GET", path).kind is Kind.NONE


def test_a_method_that_the_path_does_not_have_gives_the_sorted_list_of_those_it_has() -> None:
    match = _router().match("PUT", "/v1/streams/someone")

    assert (match.kind, match.operation, match.allow) == (Kind.PATH, "", "DELETE, GET")


def test_a_concrete_path_hides_the_methods_of_the_template() -> None:
    assert _router().match("DELETE", "/v1/streams/featured").allow == "GET"

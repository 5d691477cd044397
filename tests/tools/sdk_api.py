"""An API with everything that an SDK is adapted to, and the SDK that is generated from it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from stream_specs.generate import job
from stream_specs.generate.plan import GENERATORS, package

MODULE = "shelf_sdk"
_JSON = "application/json"


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(name: str, about: str = "An answer.") -> dict[str, Any]:
    return {"description": about, "content": {_JSON: {"schema": ref(name)}}}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {_JSON: {"schema": schema}}}


def operation(name: str, effect: str = "read", answer: str = "Book", **more: Any) -> dict[str, Any]:
    responses = {"200": _answer(answer), "404": _answer("Problem", "No such book.")}
    return {"operationId": name, "tags": ["Book"], "x-effect": effect, "responses": responses, **more}


def _query(name: str, kind: str = "integer", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": f"The {name}.", "schema": {"type": kind, **more}}


_ID = {"name": "bookId", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Its id."}
_OFFSET = [_query("limit", default=2, minimum=1, maximum=9), _query("offset", default=0)]
_NAMES = {"name": "names", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "explode": False}

_DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shelf", "version": "1.2"},
    "servers": [{"url": "http://shelf.example/v1"}],
    "tags": [{"name": "Book", "x-sdk-name": "books"}],
    "security": [{"Bearer": []}],
    "paths": {
        "/books": {
            "get": operation(
                "listBooks",
                answer="LinkedBooks",
                summary="List books",
                description="Reads one page.",
                parameters=[*_OFFSET, _NAMES],
                **{"x-pagination": {"style": "link", "items": "/books", "next": "/_links/next", "beyond": 503}},
            ),
            "post": operation(
                "addBook", "create", summary="Add a book", requestBody=_body(ref("NewBook")), description="Adds one."
            ),
        },
        "/books/search": {"post": operation("searchBooks", requestBody=_body(ref("NewBook")))},
        "/books/{bookId}": {
            "get": operation("getBook", parameters=[_ID]),
            "delete": operation("removeBook", "delete", parameters=[_ID], deprecated=True),
        },
        "/books/counted": {
            "get": operation(
                "listCountedBooks",
                answer="CountedBooks",
                parameters=_OFFSET,
                **{
                    "x-pagination": {"style": "offset", "items": "/books", "parameter": "offset", "total": "/total"},
                },
            )
        },
        "/books/numbered": {
            "get": operation(
                "listNumberedBooks",
                answer="CountedBooks",
                parameters=[_query("page")],
                **{"x-pagination": {"style": "page", "items": "/books", "parameter": "page"}},
            )
        },
        "/secured": {
            "get": operation("byBasic", security=[{"Basic": []}]),
            "put": operation("byToken", "update", security=[{"Token": []}]),
            "post": operation("byKey", "update", security=[{"Key": []}]),
            "patch": operation("byQuery", "update", security=[{"QueryKey": []}]),
        },
    },
    "components": {
        "schemas": {
            "Book": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
            "NewBook": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string", "description": "What it is called."},
                    "pages": {"type": "integer", "enum": [10, 20], "default": 10, "description": "How many."},
                    "size": {"type": ["integer", "string"], "pattern": "^[0-9]+$", "description": "How large."},
                },
            },
            "LinkedBooks": {
                "type": "object",
                "required": ["books", "_links"],
                "properties": {"books": {"type": "array", "items": ref("Book")}, "_links": ref("Links")},
            },
            "Links": {"type": "object", "properties": {"next": {"type": ["string", "null"]}}},
            "CountedBooks": {
                "type": "object",
                "required": ["books"],
                "properties": {"books": {"type": "array", "items": ref("Book")}, "total": {"type": "integer"}},
            },
            "Problem": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}},
        },
        "securitySchemes": {
            "Bearer": {"type": "http", "scheme": "bearer", "description": "A token."},
            "Basic": {"type": "http", "scheme": "basic", "x-username": "keeper", "x-sdk-name": "keeper_password"},
            "Token": {"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "Shelf "},
            "Key": {"type": "apiKey", "in": "header", "name": "X-Shelf-Key"},
            "QueryKey": {"type": "apiKey", "in": "query", "name": "key"},
        },
    },
}


def document() -> dict[str, Any]:
    """A copy that a test may change."""
    return copy.deepcopy(_DOCUMENT)


def generate(folder: Path) -> Path:
    """Write the SDK into a folder; the folder of its module."""
    (folder / "scratch").mkdir(parents=True)
    job.make(package("shelf", _DOCUMENT, GENERATORS[1]), _DOCUMENT, folder / "shelf", folder / "scratch")
    return folder / "shelf" / MODULE

"""An API with everything that openapi-python-client writes wrongly, and the client that is generated from it."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

from loopback import Loopback

from stream_specs.generate import job
from stream_specs.generate.plan import GENERATORS, package

MODULE = "odd_client"
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(schema: dict[str, Any] | None, media_type: str = _JSON) -> dict[str, Any]:
    return {"description": "An answer."} | ({"content": {media_type: {"schema": schema}}} if schema else {})


def _query(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": f"The {name}.", "schema": schema, **more}


def _operation(name: str, responses: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"operationId": name, "tags": ["odd"], "responses": responses or {"200": _answer(_ref("Thing"))}, **more}


_TEXTS = {"type": "array", "items": {"type": "string"}}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Its id."}
_ERRORS = {"404": _answer(_ref("Problem")), "422": _answer(_ref("Problem"))}
_THING = {"200": _answer(_ref("Thing"))}

_SEARCH = [
    _query("commas", _TEXTS, explode=False),
    _query("spaces", _TEXTS, style="spaceDelimited", explode=False),
    _query("pipes", _TEXTS, style="pipeDelimited", explode=False),
    _query("each", _TEXTS),
    _query("deep", _ref("Filter"), style="deepObject", explode=True),
    _query("spread", _ref("Filter")),
    _query("flat", _ref("Filter"), explode=False),
    _query("on", {"type": "boolean", "default": False}),
    _query("at", {"type": "string", "format": "date-time"}),
    _query("order", {"type": ["string", "null"], "enum": ["up", "down", None]}),
    _query("old", {"type": "string"}, deprecated=True),
]

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Odd", "version": "1.0"},
    "servers": [{"url": "http://odd.example/v1"}],
    "security": [{"Bearer": []}],
    "paths": {
        "/things/{id}": {
            "get": _operation("getThing", _THING | _ERRORS, parameters=[_ID], security=[]),
            "put": _operation(
                "saveThing",
                _THING | _ERRORS,
                parameters=[_ID],
                security=[],
                requestBody={
                    "required": True,
                    "content": {
                        _JSON: {"schema": _ref("Thing")},
                        _FORM: {"schema": _ref("Form"), "encoding": {"thing": {"style": "deepObject"}}},
                    },
                },
            ),
            "post": _operation(
                "noteThing",
                _THING,
                parameters=[_ID, {"name": "X-Note", "in": "header", "schema": {"type": "string"}}],
                security=[],
                requestBody={"content": {_JSON: {"schema": _ref("Thing")}, _FORM: {"schema": _ref("Flat")}}},
            ),
            "delete": _operation(
                "removeThing", {"204": _answer(None)} | _ERRORS, parameters=[_ID], security=[], deprecated=True
            ),
        },
        "/search": {
            "get": _operation("search", {"200": _answer({"type": "array", "items": _ref("Thing")})}, parameters=_SEARCH)
        },
        "/text": {
            "get": _operation(
                "getText", {"200": _answer({"type": "string"}, "text/plain"), "401": _answer(None)}, security=[]
            ),
            "post": _operation(
                "tell",
                security=[],
                requestBody={"content": {_JSON: {"schema": {"type": "array", "items": _ref("Thing")}}}},
            ),
        },
        "/files": {
            "post": _operation(
                "upload",
                security=[],
                requestBody={"required": True, "content": {"multipart/form-data": {"schema": _ref("Upload")}}},
            )
        },
        "/secured": {
            "get": _operation("byBearer"),
            "put": _operation("byBasic", security=[{"Basic": []}]),
            "post": _operation("byPrefix", security=[{"Token": []}]),
            "patch": _operation("byHeader", security=[{"HeaderKey": []}]),
            "delete": _operation("byQuery", security=[{"QueryKey": []}], parameters=[_query("q", {"type": "string"})]),
        },
        "/either": {
            "get": _operation("either", security=[{"Token": []}, {"HeaderKey": [], "QueryKey": []}]),
            "put": _operation("optionally", security=[{}, {"Token": []}]),
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "integer"},
                    "state": {"type": ["string", "null"], "enum": ["new", "used", None], "default": "new"},
                    "made": {"type": "string", "format": "date-time"},
                    "parts": {"type": "array", "items": {"anyOf": [_ref("Filter"), {"type": "null"}]}},
                    "owner": {"anyOf": [_ref("Filter"), _ref("Form")]},
                },
            },
            "Filter": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
                "additionalProperties": False,
            },
            "Form": {"type": "object", "properties": {"thing": _ref("Filter"), "note": {"type": "string"}}},
            "Flat": {"type": "object", "properties": {"note": {"type": "string"}, "words": _TEXTS}},
            "Upload": {
                "type": "object",
                "required": ["image"],
                "properties": {"image": {"type": "string", "format": "binary"}, "note": {"type": "string"}},
            },
            "Problem": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}},
        },
        "securitySchemes": {
            "Bearer": {"type": "http", "scheme": "bearer"},
            "Basic": {"type": "http", "scheme": "basic"},
            "Token": {"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "Odd "},
            "HeaderKey": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "QueryKey": {"type": "apiKey", "in": "query", "name": "query_key"},
        },
    },
}


def generate(folder: Path, document: dict[str, Any] = DOCUMENT) -> Path:
    """Write the client into a folder; the folder of its module."""
    (folder / "scratch").mkdir(parents=True)
    job.make(package("odd", document, GENERATORS[0]), document, folder / "odd", folder / "scratch")
    return folder / "odd" / MODULE


SECRET = "a-very-secret-thing"
CREDENTIALS: dict[str, Any] = {
    "access_token": f"{SECRET}-1",
    "basic": ("name", f"{SECRET}-2"),
    "odd_token": f"{SECRET}-3",
    "x_key": f"{SECRET}-4",
    "query_key": f"{SECRET}-5",
}


def module(name: str) -> ModuleType:
    """A module of the generated client."""
    return importlib.import_module(f"{MODULE}.{name}")


def client(url: str, **arguments: Any) -> Any:
    return module("client").Client(url, **arguments)


def model(name: str, /, **arguments: Any) -> Any:
    return getattr(module("models"), name)(**arguments)


def call(server: Loopback, operation: str, function: str = "sync_detailed", /, **arguments: Any) -> Any:
    """Call an operation with a client that has all credentials, unless a client is given.

    Nothing is encrypted here, and reading the certificates of the system takes longer than a call.
    """
    given = arguments.pop("client", None)
    with given or client(server.url, verify_ssl=False, **CREDENTIALS) as made:
        return getattr(module(f"api.odd.{operation}"), function)(client=made, **arguments)

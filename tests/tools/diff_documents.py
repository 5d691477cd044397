"""Tiny documents for the tests of `stream-specs diff`, and the changes between them in short."""

from __future__ import annotations

import copy
from typing import Any

from stream_specs import pointers
from stream_specs.diff.changes import Change
from stream_specs.diff.comparison import compare

GONE = "(gone)"  # as a value of a patch: the key is taken away

_BASE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1.0.0"},
    "servers": [{"url": "https://a.example"}],
    "security": [{"Token": []}],
    "tags": [{"name": "Notes"}],
    "paths": {
        "/notes/{id}": {
            "post": {
                "operationId": "addNote",
                "tags": ["Notes"],
                "x-effect": "create",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {
                    "200": {
                        "description": "Added.",
                        "headers": {"X-Rate": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                },
            }
        }
    },
    "components": {"securitySchemes": {"Token": {"type": "http", "scheme": "bearer"}}, "schemas": {}},
}
POST = "/paths/~1notes~1{id}/post"
SENT = f"{POST}/requestBody/content/application~1json/schema"
RECEIVED = f"{POST}/responses/200/content/application~1json/schema"
QUERY = f"{POST}/parameters/1/schema"
HEADER = f"{POST}/responses/200/headers/X-Rate/schema"


def document(*patches: tuple[str, Any]) -> dict[str, Any]:
    """The base document with other values at some pointers."""
    result = copy.deepcopy(_BASE)
    for pointer, value in patches:
        *above, last = pointers.split(pointer)
        holder = pointers.resolve(result, pointers.join("", *above))
        key = int(last) if isinstance(holder, list) else last
        if value is GONE:
            holder.pop(key, None) if isinstance(holder, dict) else holder.pop(key)
        elif isinstance(holder, list) and key == len(holder):
            holder.append(copy.deepcopy(value))
        else:
            holder[key] = copy.deepcopy(value)
    return result


def short(changes: tuple[Change, ...]) -> list[str]:
    """Each change as `kind severity direction`, sorted."""
    return sorted(f"{change.kind} {change.severity} {change.direction}" for change in changes)


def between(old: list[tuple[str, Any]], new: list[tuple[str, Any]]) -> list[str]:
    """The changes between two patched documents."""
    return short(compare(document(*old), document(*new)))

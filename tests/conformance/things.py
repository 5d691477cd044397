"""A tiny API and a good server for it, a function, so that a test can break it in one way.

things.DOCUMENT        eight operations on things with a name, a size, a key and a link
things.Things()        the server: a function from Request to Response, with its state in `things`
things.BOOK            how a thing is created and removed
things.broken(...)     the same server with one answer changed
things.careless(...)   the same server that says it did something, and did not
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import tiny

from stream_contracts.exchange import Request, Response

Change = Callable[[Any], Any]
Server = Callable[[Request], Response]

DOCUMENT = tiny.document(
    {
        "POST /things": {"operationId": "add", "x-effect": "create"},
        "GET /things": {"operationId": "list", "x-effect": "read"},
        "GET /things/{id}": {"operationId": "get", "x-effect": "read"},
        "PATCH /things/{id}": {"operationId": "change", "x-effect": "update"},
        "PUT /things/{id}/size": {"operationId": "resize", "x-effect": "update"},
        "POST /things/{id}/key": {"operationId": "refresh", "x-effect": "update"},
        "DELETE /things/{id}": {"operationId": "remove", "x-effect": "delete"},
        "GET /summary": {"operationId": "sum", "x-effect": "read"},
    }
)
CREATE = {"operation": "add", "body": {"name": "$unique", "colour": "red"}}
REMOVE = {"operation": "remove", "path": {"id": "$thing.id"}}
GET = {"operation": "get", "path": {"id": "$thing.id"}}
FIXTURE = {"create": CREATE, "fields": {"id": "/id", "name": "/name"}, "remove": REMOVE}
BOOK = {"conflict": ["409"], "fixtures": {"thing": FIXTURE}}
LONGEST_NAME = 20
DEFAULT_LIMIT = 3


class Things:
    """Keeps things in memory and answers as the rules of the tests want it."""

    def __init__(self, count: int = 0) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        self._ids = 0
        for number in range(count):
            self._add({"name": f"thing {number}", "colour": ("red", "blue", "green")[number % 3]})

    def __call__(self, request: Request) -> Response:
        url = urlsplit(request.target)
        self.requests.append(f"{request.method} {url.path.removeprefix('/v1')}")
        parts = [unquote(part) for part in url.path.split("/")[2:]]
        body = json.loads(request.body) if request.body else None
        match (request.method, *parts):
            case ("POST", "things"):
                return self._post(body)
            case ("GET", "things"):
                return tiny.response(200, self._page(parse_qs(url.query)))
            case ("GET", "summary"):
                things = list(self.things.values())
                return tiny.response(200, {"count": len(things), "size": sum(thing["size"] for thing in things)})
            case (_, "things", key, *rest) if key in self.things:
                return self._about(request.method, self.things[key], rest, body)
        return tiny.response(404, {"error": "unknown"})

    def _post(self, body: Any) -> Response:
        if not isinstance(body, dict) or not 0 < len(body.get("name", "")) <= LONGEST_NAME:
            return tiny.response(400, {"error": "bad name"})
        if body["name"] in [thing["name"] for thing in self.things.values()]:
            return tiny.response(409, {"error": "exists"})
        return tiny.response(201, self._add(body))

    def _add(self, body: dict[str, Any]) -> dict[str, Any]:
        self._ids += 1
        key = f"t{self._ids}"
        inner = {"on": True, "level": 1}
        own = {
            "id": key,
            "size": self._ids,
            "key": f"k{self._ids}",
            "link": f"https://x/v1/things/{key}",
            "inner": inner,
        }
        self.things[key] = {**body, **own}
        return self.things[key]

    def _page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        found = [thing for thing in self.things.values() if thing["colour"] in query.get("colour", [thing["colour"]])]
        offset, limit = int(query.get("offset", ["0"])[0]), int(query.get("limit", [str(DEFAULT_LIMIT)])[0])
        return {"items": found[offset : offset + limit], "total": len(found)}

    def _about(self, method: str, thing: dict[str, Any], rest: list[str], body: Any) -> Response:
        match (method, *rest):
            case ("PATCH",):
                thing["inner"] = {**thing["inner"], **body["inner"]}
            case ("PUT", "size"):
                thing["size"] = body["size"]
            case ("POST", "key"):
                thing["key"] += "x"
            case ("DELETE",):
                del self.things[thing["id"]]
                return tiny.response(204, raw=b"")
        return tiny.response(200, thing)


def broken(place: str, change: Change = lambda value: value, *, status: int = 0, count: int = 0) -> Server:
    """A good server, but for its answers at a place, such as `GET /things/*`.

    change: of the JSON of the answer. status: instead of the good one. count: things that are there from the start.
    """
    server = Things(count)

    def answer(request: Request) -> Response:
        good = server(request)
        if not fnmatchcase(server.requests[-1], place):
            return good
        return tiny.response(status or good.status, change(json.loads(good.body) if good.body else None))

    return answer


def careless(place: str, status: int = 200, count: int = 0) -> Server:
    """A server that answers at a place as if it had done what was asked, and does nothing."""
    server = Things(count)

    def answer(request: Request) -> Response:
        if fnmatchcase(f"{request.method} {urlsplit(request.target).path.removeprefix('/v1')}", place):
            return tiny.response(status, server.things.get(request.target.split("/")[3].partition("?")[0], {}))
        return server(request)

    return answer

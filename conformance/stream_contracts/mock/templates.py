"""The templates of behaviour.yaml: values that are only known when a call comes in.

    $body $body.a.b   the parsed body, or a property of it      $path.id $query.limit $header.x   a parameter
    $item $item.a     the item that the operation works on      $result   what the operation gives
    $parent.a         the item that encloses those of the call  $base     the API's address, as the caller wrote it
    $page.total       total, limit, offset, number of a list    $sum.a    the sum of a property over all its pages
    $link.next        self, next and prev: addresses of pages   $status $phrase $message   of an error
    $user.name        a field of the caller's credential        $now      the mock's clock, ISO 8601
    $value.name       a configuration value
    $example          the documented example of the success     $uuid     a random UUID
    $token $token(32) letters and digits
    $number(1, 9)     an integer                                $next(20000)   the next id above 20000

A string that is one template gives the value itself; `${name}` inside a longer string gives its text; a string that
begins with `$$` stands for itself without the first `$`. A property whose template finds nothing is left out.
`compile_template` does all reading once; what it gives back only looks up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stream_contracts.mock import pages
from stream_contracts.mock.messages import ABSENT, Call
from stream_contracts.mock.pages import Page
from stream_contracts.mock.state import State
from stream_specs.errors import UserError


@dataclass(slots=True)
class Scope:
    """What templates can see."""

    state: State
    call: Call | None = None
    item: Any = ABSENT
    result: Any = ABSENT
    parent: Any = ABSENT
    page: Page | None = None
    links: Mapping[str, str] | None = None
    status: int = 0
    phrase: str = ""
    message: str = ""


Template = Callable[[Scope], Any]
_REFERENCE = re.compile(r"([a-z]+)(?:\(([0-9, ]*)\))?((?:\.[^.${}]+)*)")
_EMBEDDED = re.compile(r"\$\{([^{}]*)\}")
_LOCATIONS = ("path", "query", "header", "cookie")


def compile_template(value: Any) -> Template:
    """Turn a value with templates into a function. Raises UserError for a template of no known name."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return _mapping({key: compile_template(item) for key, item in value.items()})
    if isinstance(value, list):
        items = [compile_template(item) for item in value]
        return lambda scope: [made for item in items if (made := item(scope)) is not ABSENT]
    return lambda _: value


def _mapping(entries: Mapping[str, Template]) -> Template:
    pairs = tuple(entries.items())
    return lambda scope: {key: made for key, item in pairs if (made := item(scope)) is not ABSENT}


def _text(value: str) -> Template:
    if value.startswith("$$"):
        return lambda _: value[1:]
    if value.startswith("$") and not value.startswith("${"):
        return _reference(value[1:])
    parts = _EMBEDDED.split(value)
    if len(parts) == 1:
        return lambda _: value
    pieces = [_reference(part) if index % 2 else compile_template(part) for index, part in enumerate(parts)]
    return lambda scope: "".join([_embedded(piece(scope)) for piece in pieces])


def _embedded(value: Any) -> str:
    """A value inside a text, with the words of JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)


def _reference(text: str) -> Template:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise UserError(f"`${text}` is no template", hint="`$$` at the start stands for a literal `$`")
    name, arguments, path = match[1], match[2], tuple(match[3].split(".")[1:])
    numbers = [int(number) for number in (arguments or "").replace(" ", "").split(",") if number]
    if name == "sum" and len(path) == 1:
        return lambda scope: sum(item[path[0]] for item in scope.page.matched) if scope.page else 0
    source = _source(name, numbers, text)
    return _walk(source, path) if path else source


def _source(name: str, numbers: list[int], text: str) -> Template:
    if name in _LOCATIONS:
        return lambda scope: scope.call.parameters.get(name, ABSENT) if scope.call else ABSENT
    if name in _SOURCES and not numbers:
        return _SOURCES[name]
    if name == "token" and len(numbers) == 1:
        return lambda scope: scope.state.generator.token(numbers[0])
    if name == "number" and len(numbers) == 2:
        return lambda scope: scope.state.generator.number(*numbers)
    if name == "next" and len(numbers) == 1:
        return lambda scope: scope.state.generator.next(str(numbers[0]), numbers[0])
    known = ", ".join(sorted({*_SOURCES, *_LOCATIONS, "number(1, 9)", "next(1)", "sum.property"}))
    raise UserError(f"`${text}` is no template", hint=f"names: {known}")


def _links(scope: Scope) -> Any:
    """The addresses of the pages, made once for an answer: it names each of them."""
    if scope.links is None and scope.call is not None:
        scope.links = pages.links(scope.call, scope.page)
    return ABSENT if scope.links is None else scope.links


_SOURCES: Mapping[str, Template] = {
    "body": lambda scope: scope.call.value if scope.call else ABSENT,
    "user": lambda scope: scope.call.user.fields if scope.call and scope.call.user else ABSENT,
    "item": lambda scope: scope.item,
    "result": lambda scope: scope.result,
    "parent": lambda scope: scope.parent,
    "page": lambda scope: scope.page.numbers() if scope.page else ABSENT,
    "link": _links,
    "base": lambda scope: scope.call.base if scope.call else ABSENT,
    "status": lambda scope: scope.status,
    "phrase": lambda scope: scope.phrase,
    "message": lambda scope: scope.message,
    "value": lambda scope: scope.state.values,
    "example": lambda scope: scope.call.endpoint.example if scope.call and scope.call.endpoint else ABSENT,
    "now": lambda scope: scope.state.clock.text(),
    "token": lambda scope: scope.state.generator.token(),
    "uuid": lambda scope: scope.state.generator.uuid(),
}


def _walk(source: Template, path: tuple[str, ...]) -> Template:
    """The property of what `source` gives that lies at a path."""
    first, rest = path[0], path[1:]
    if rest:
        return _walk(_walk(source, (first,)), rest)

    def look_up(scope: Scope) -> Any:
        value = source(scope)
        return value.get(first, ABSENT) if isinstance(value, dict) else ABSENT

    return look_up

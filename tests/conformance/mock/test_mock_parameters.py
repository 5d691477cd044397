"""Reading parameters by style and explode, as the table of OpenAPI's "Style Examples" has them."""

from __future__ import annotations

from typing import Any

import pytest
import tiny

from stream_contracts.mock.messages import ABSENT, Call
from stream_contracts.mock.parameters import ParameterReader, query_of
from stream_contracts.mock.router import Kind, Match

LIST = {"type": "array", "items": {"type": "string"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
COLOUR = {"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}}}


def _read(location: str, schema: Any, text: str, style: str | None, explode: bool | None) -> Any:
    more = {name: value for name, value in (("style", style), ("explode", explode)) if value is not None}
    place = "GET /x/{color}" if location == "path" else "GET /x"
    document = tiny.document({place: {"parameters": [tiny.parameter(location, "color", schema, **more)]}})
    reader = ParameterReader(document, document.operations[0].parameters[0])
    query = text if location == "query" else ""
    headers = {"color": text} if location == "header" else {"cookie": text} if location == "cookie" else {}
    match = Match(Kind.FULL, "", {"color": text} if location == "path" else {})
    return reader.read(Call("GET", "/", query, headers, "", b"", match), query_of(query))


@pytest.mark.parametrize(
    ("location", "style", "explode", "schema", "text", "value"),
    [
        ("query", None, None, {"type": "integer"}, "color=7", 7),
        ("query", None, None, {"type": "number"}, "color=7.5", 7.5),
        ("query", None, None, {"type": "boolean"}, "color=true", True),
        ("query", None, None, {"type": "boolean"}, "color=1", "1"),
        ("query", None, None, {"type": ["integer", "null"]}, "color=null", None),
        ("query", None, None, {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "color=a", "a"),
        ("query", None, None, {"enum": [1, 2]}, "color=2", 2),
        ("query", None, None, {"type": "string"}, "color=7", "7"),
        ("query", None, None, {"type": "string"}, "color=", ""),
        ("query", None, None, {"type": "string"}, "colour=x", ABSENT),
        ("query", "form", True, LIST, "color=blue&color=black", ["blue", "black"]),
        ("query", "form", False, LIST, "color=blue,black", ["blue", "black"]),
        ("query", "form", False, NUMBERS, "color=1,2", [1, 2]),
        ("query", "spaceDelimited", False, LIST, "color=blue%20black", ["blue", "black"]),
        ("query", "pipeDelimited", False, LIST, "color=blue%7Cblack", ["blue", "black"]),
        ("query", "form", True, COLOUR, "R=100&G=200", {"R": 100, "G": 200}),
        ("query", "form", False, COLOUR, "color=R,100,G,200", {"R": 100, "G": 200}),
        ("query", "deepObject", True, COLOUR, "color[R]=100&color%5BG%5D=200", {"R": 100, "G": 200}),
        ("path", "simple", False, LIST, "blue,black", ["blue", "black"]),
        ("path", "simple", True, COLOUR, "R=100,G=200", {"R": 100, "G": 200}),
        ("path", "label", True, LIST, ".blue.black", ["blue", "black"]),
        ("path", "matrix", False, {"type": "string"}, ";color=blue", "blue"),
        ("header", "simple", False, LIST, "blue,black", ["blue", "black"]),
        ("header", "simple", False, {"type": "integer"}, "7", 7),
        ("cookie", "form", True, {"type": "string"}, "a=b; color=blue", "blue"),
        ("cookie", "form", True, {"type": "string"}, "a=b", ABSENT),
    ],
)
def test_a_parameter_is_read_by_style_and_explode(  # noqa: PLR0917
    location: str, style: str | None, explode: bool | None, schema: Any, text: str, value: Any
) -> None:
    found = _read(location, schema, text, style, explode)

    assert (found, type(found)) == (value, type(value))

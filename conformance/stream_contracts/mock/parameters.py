"""Reading parameters by style and explode (OpenAPI 3.1, Parameter Object, "Style Values" and "Style Examples")."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from stream_contracts.documents import Document, Parameter
from stream_contracts.mock.coercion import Coercion
from stream_contracts.mock.messages import ABSENT, Call

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Query:
    """The names and values of a query in their order, and the values by name."""

    pairs: Pairs
    texts: Mapping[str, Sequence[str]]


_DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|", "simple": ",", "label": ".", "matrix": ";"}


class MalformedError(Exception):
    """The text cannot be read at all (percent-encoding that is not UTF-8, for example)."""


class ParameterReader:
    """Reads one parameter of an operation and checks it. default: what stands for a missing one, ABSENT for nothing."""

    def __init__(self, document: Document, parameter: Parameter) -> None:
        self.name, self.location, self.required = parameter.name, parameter.location, parameter.required
        self.default: Any = document.resolve(parameter.schema).get("default", ABSENT)
        self._style, self._explode = parameter.style, parameter.explode
        self._coercion = Coercion(document, parameter.schema)
        self._is_array, self._is_object = "array" in self._coercion.types, "object" in self._coercion.types
        self._is_one_text = not self._is_array and not self._is_object and parameter.style != "deepObject"
        self._raw = _RAW[parameter.location]
        self.validator = document.validator(parameter.pointer)

    def read(self, call: Call, query: Query) -> Any:
        """The value in a call, ABSENT when it is not there. Raises MalformedError."""
        raw = self._raw(self, call, query)
        if isinstance(raw, str):
            return self._coercion.scalar(raw)
        return raw if raw is ABSENT else self._coercion.apply(raw)

    def problem(self, value: Any) -> str:
        """What is wrong with a value, "" when nothing is."""
        if self.validator.is_valid(value):
            return ""
        return next(iter(self.validator.iter_errors(value))).message

    def from_path(self, call: Call, _: Query) -> Any:
        """The raw value in the path."""
        text = call.match.parameters.get(self.name)
        return ABSENT if text is None else self._split(_unprefixed(text, self._style, self.name))

    def from_header(self, call: Call, _: Query) -> Any:
        """The raw value in the headers."""
        text = call.headers.get(self.name.lower())
        return ABSENT if text is None else self._split(text)

    def from_cookie(self, call: Call, _: Query) -> Any:
        """The raw value in the cookies."""
        for part in call.headers.get("cookie", "").split(";"):
            name, _sep, text = part.strip().partition("=")
            if name == self.name:
                return self._split(text)
        return ABSENT

    def from_query(self, _: Call, query: Query) -> Any:
        """The raw value in the query."""
        texts = query.texts.get(self.name)
        if self._is_one_text:
            return texts[-1] if texts else ABSENT
        if self._style == "deepObject":
            return nested(query.pairs).get(self.name, ABSENT)
        if self._is_object and self._explode:
            found = {name: text for name, text in query.pairs if name in self._coercion.properties}
            return found or ABSENT
        if not texts:
            return ABSENT
        if self._is_array and (self._explode or len(texts) > 1):
            return list(texts)
        return self._split(texts[-1])

    def _split(self, text: str) -> Any:
        """The parts of an array or object, or the text itself."""
        if not self._is_array and not self._is_object:
            return text
        delimiter = _DELIMITERS.get(self._style, ",")
        if self._is_array:
            return text.split(delimiter) if text else []
        parts = text.split(delimiter)
        if self._explode:
            return dict(part.partition("=")[::2] for part in parts)
        return dict(zip(parts[::2], parts[1::2], strict=False))


_RAW: Mapping[str, Callable[[ParameterReader, Call, Query], Any]] = {
    "path": ParameterReader.from_path,
    "query": ParameterReader.from_query,
    "header": ParameterReader.from_header,
    "cookie": ParameterReader.from_cookie,
}


def _unprefixed(text: str, style: str, name: str) -> str:
    if style == "label":
        return text.removeprefix(".")
    return text.removeprefix(f";{name}=") if style == "matrix" else text


@functools.lru_cache(256)
def query_of(text: str) -> Query:
    """The parameters of a query. Raises MalformedError."""
    texts: dict[str, list[str]] = {}
    found = pairs(text)
    for name, value in found:
        texts.setdefault(name, []).append(value)
    return Query(found, texts)


def pairs(text: str) -> Pairs:
    """The names and values of a query or a form. Raises MalformedError."""
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000))
    except ValueError as error:
        raise MalformedError(f"not a list of names and values in UTF-8: {error}") from None


def nested(found: Pairs, whole: Container[str] = ()) -> dict[str, Any]:
    """Names with brackets as objects and arrays: `a[b]=1` is {"a": {"b": "1"}}, `a[]=1` and `a=1&a=2` are lists.

    whole: names with brackets that are taken as they are.
    """
    result: dict[str, Any] = {}
    for name, text in found:
        head, *rest = [name] if name in whole else name.replace("]", "").split("[")
        if rest == [""]:
            result[head] = [*_as_list(result.get(head, [])), text]
        elif rest:
            _put(result.setdefault(head, {}), rest, text)
        else:
            result[head] = [*_as_list(result[head]), text] if head in result else text
    return result


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _put(place: Any, names: Sequence[str], text: str) -> None:
    if not isinstance(place, dict):
        raise MalformedError("a name is used both with and without brackets")
    for name in names[:-1]:
        place = place.setdefault(name, {})
        if not isinstance(place, dict):
            raise MalformedError("a name is used both with and without brackets")
    place[names[-1]] = text

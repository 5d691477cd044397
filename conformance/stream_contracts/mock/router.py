"""From path and method to an operation.

The result has three values: NONE (no such path: 404), PATH (the path exists, this method of it does not: 405) and
FULL. Literal paths are found by one look-up; the others walk a tree of segments, in which a literal segment is
tried before `pre{name}post`, and that before `{name}`, with a way back when the rest of the path does not fit.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import unquote

from stream_contracts.documents import Operation

_NAME = re.compile(r"\{([^{}]+)\}")
_RECENT = 1024  # how many matches are remembered: clients ask for the same things again


class Kind(Enum):
    """How far a request matches."""

    NONE = 0
    PATH = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Match:
    """kind; operation: its id ("" unless FULL); parameters: decoded path parameters; allow: methods, sorted."""

    kind: Kind
    operation: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    allow: str = ""


NO_MATCH = Match(Kind.NONE)
_Methods = dict[str, str]
_Found = tuple[_Methods, dict[str, str]]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    mixed: list[tuple[re.Pattern[str], _Node]] = field(default_factory=list)
    parameters: dict[str, _Node] = field(default_factory=dict)
    methods: _Methods = field(default_factory=dict)


class Router:
    """Matches requests against the paths of a document."""

    def __init__(self, operations: Sequence[Operation], base_path: str = "") -> None:
        self._root = _Node()
        self._literal: dict[str, dict[str, Match]] = {}
        for operation in operations:
            self._add(operation, base_path + operation.path)
        self._allow = {id(methods): allow(methods) for methods in _all_methods(self._root)}

        self._recent = functools.lru_cache(_RECENT)(self._match)

    def match(self, method: str, path: str) -> Match:
        """Match a percent-encoded path. A segment that is not UTF-8 matches nothing."""
        literal = self._literal.get(path)
        if literal is not None and method in literal:
            return literal[method]
        return self._recent(method, path)

    def _match(self, method: str, path: str) -> Match:
        try:
            segments = [unquote(segment, errors="strict") for segment in path.split("/")]
        except UnicodeDecodeError:
            return NO_MATCH
        found = _find(self._root, segments, 0)
        return NO_MATCH if found is None else self._finish(method, *found)

    def _finish(self, method: str, methods: _Methods, parameters: Mapping[str, str]) -> Match:
        if method in methods:
            return Match(Kind.FULL, methods[method], parameters)
        return Match(Kind.PATH, "", parameters, self._allow[id(methods)])

    def _add(self, operation: Operation, path: str) -> None:
        node = self._root
        for segment in path.split("/"):
            node = _child(node, segment)
        node.methods[operation.method] = operation.id
        if "{" not in path:
            self._literal.setdefault(path, {})[operation.method] = Match(Kind.FULL, operation.id)


def allow(methods: Mapping[str, str]) -> str:
    """The value of the header `Allow` (RFC 9110, section 10.2.1)."""
    return ", ".join(sorted(methods))


def _child(node: _Node, segment: str) -> _Node:
    if "{" not in segment:
        return node.literals.setdefault(segment, _Node())
    whole = _NAME.fullmatch(segment)
    if whole:
        return node.parameters.setdefault(whole[1], _Node())
    pattern = _pattern(segment)
    for known, child in node.mixed:
        if known.pattern == pattern:
            return child
    node.mixed.append((re.compile(pattern), _Node()))
    return node.mixed[-1][1]


def _pattern(segment: str) -> str:
    """`{id}.json` as a regular expression; the names become groups."""
    parts = _NAME.split(segment)
    return "".join(f"(?P<{part}>.+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))


def _find(node: _Node, segments: Sequence[str], index: int) -> _Found | None:
    if index == len(segments):
        return (node.methods, {}) if node.methods else None
    for child, values in _children(node, segments[index]):
        found = _find(child, segments, index + 1)
        if found is not None:
            found[1].update(values)
            return found
    return None


def _children(node: _Node, segment: str) -> Iterator[tuple[_Node, Mapping[str, str]]]:
    if segment in node.literals:
        yield node.literals[segment], {}
    for pattern, child in node.mixed:
        match = pattern.fullmatch(segment)
        if match:
            yield child, match.groupdict()
    if segment:
        for name, child in node.parameters.items():
            yield child, {name: segment}


def _all_methods(node: _Node) -> Iterator[_Methods]:
    yield node.methods
    for child in (*node.literals.values(), *(child for _, child in node.mixed), *node.parameters.values()):
        yield from _all_methods(child)

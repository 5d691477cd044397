"""Reading YAML and JSON files: values as JSON has them, and the line each one stands on.

YAML is read by the core schema of YAML 1.2.2 (section 10.3.2), so `no`, `on`, `2012-01-01` and `12:30:45` are
strings. One deliberate difference: a number with leading zeros (`017`) stays a string, because YAML 1.1 reads
it as octal and 1.2 as decimal.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from stream_specs import json_lines, pointers
from stream_specs.errors import UserError

_CORE = "tag:yaml.org,2002:"
_PLAIN = (
    ("null", re.compile(r"(?:null|Null|NULL|~|)\Z")),
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")),
    ("int", re.compile(r"(?:[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+)\Z")),
    ("float", re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")),
    ("float", re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")),
)
_MAX_NODES = 250_000  # aliases of aliases grow without bound; no honest document comes near
_MAX_DIGITS = 400  # beyond every number a JSON reader keeps
_MAX_DEPTH = 200
_NOT_PRINTABLE = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read. `lines` maps a JSON pointer to a line, counted from 1."""

    path: Path
    value: Any
    lines: Mapping[str, int]

    def line(self, pointer: str) -> int:
        """The line of the value at a pointer, or of the nearest enclosing one."""
        while pointer and pointer not in self.lines:
            pointer = pointers.parent(pointer)
        return self.lines.get(pointer, 1)

    def where(self, pointer: str = "") -> str:
        """`file:line` of the value at a pointer."""
        return f"{shown(self.path)}:{self.line(pointer)}"


def load(path: Path) -> Source:
    """Read a YAML file, or a JSON file when its name ends so.

    Raises UserError, with file and line, for everything that is wrong with the file.
    """
    text = read_text(path)
    value, lines = _read_json(path, text) if path.suffix == ".json" else _read_yaml(path, text)
    return Source(path, value, lines)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark and with line feeds only. Raises UserError."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{content[error.start]:02x} is not UTF-8"
        raise UserError(what, where=f"{shown(path)}:{line}", hint="save the file as UTF-8") from error


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises UserError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read: {error.strerror}", where=shown(path)) from error


def shown(path: Path) -> str:
    """A path as messages show it: relative to the working folder when it lies below it."""
    absolute = os.path.abspath(path)
    below = absolute.startswith(os.getcwd().rstrip(os.sep) + os.sep)
    return Path(os.path.relpath(absolute) if below else path).as_posix()


def plain_kind(text: str) -> str:
    """What an unquoted scalar is: `null`, `bool`, `int`, `float` or `str`."""
    return next((kind for kind, pattern in _PLAIN if pattern.match(text)), "str")


def _read_json(path: Path, text: str) -> tuple[Any, Mapping[str, int]]:
    try:
        return json_lines.parse(text)
    except json_lines.JsonError as error:
        column = f":{error.column}" if error.column else ""
        raise UserError(error.what, where=f"{shown(path)}:{error.line}{column}", hint=error.hint) from None


class _Loader(_Base):  # type: ignore[misc]
    """PyYAML's parser and composer with the scalars of YAML 1.2, and with a limit of depth.

    The composer of libyaml recurses in C, where too much depth ends the process.
    """

    depth = 0

    def descend_resolver(self, parent: yaml.Node | None, index: Any) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise yaml.YAMLError(f"nested deeper than {_MAX_DEPTH} levels")

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            return _CORE + (plain_kind(value or "") if implicit[0] else "str")
        return _CORE + ("map" if kind is yaml.MappingNode else "seq")


def _read_yaml(path: Path, text: str) -> tuple[Any, Mapping[str, int]]:
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise UserError("the file is empty", where=shown(path))
        builder = _Builder(path)
        return builder.value(node, ""), builder.lines
    except yaml.YAMLError as error:
        raise _syntax_error(path, text, error) from error


def _syntax_error(path: Path, text: str, error: yaml.YAMLError) -> UserError:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.problem, error.context) if part)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        return UserError(f"not YAML: {what}", where=shown(path) + place)
    bad = _NOT_PRINTABLE.search(text) if isinstance(error, yaml.reader.ReaderError) else None
    if not bad:
        return UserError(f"not YAML: {error}", where=shown(path))
    line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
    what = f"not YAML: character U+{ord(bad[0]):04X} is not allowed"
    return UserError(what, where=f"{shown(path)}:{line}:{column}")


class _Builder:
    """Turns the nodes of one file into values and remembers their lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[int] = set()
        self.lines: dict[str, int] = {}

    def value(self, node: yaml.Node, pointer: str) -> Any:
        """The value of a node; the line of `pointer` is noted unless its key has been."""
        self.lines.setdefault(pointer, node.start_mark.line + 1)
        if len(self.lines) > _MAX_NODES:
            raise self._error(node, "too many values", "write the aliases out")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._open:
            raise self._error(node, "an alias contains itself", "write the value out")
        self._open.add(id(node))
        collection = (
            self._mapping(node, pointer) if isinstance(node, yaml.MappingNode) else (self._sequence(node, pointer))
        )
        self._open.discard(id(node))
        return collection

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        self._expect(node, "map")
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            inner = pointers.join(pointer, key)
            if key in result:
                raise self._error(key_node, f"duplicate key `{key}`", f"the first one is on line {self.lines[inner]}")
            self.lines[inner] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, inner)
        return result

    def _sequence(self, node: yaml.Node, pointer: str) -> list[Any]:
        self._expect(node, "seq")
        return [self.value(item, f"{pointer}/{i}") for i, item in enumerate(node.value)]

    def _key(self, node: yaml.Node) -> str:
        if node.tag != _CORE + "str" or not isinstance(node, yaml.ScalarNode):
            text = node.value if isinstance(node, yaml.ScalarNode) else "a collection"
            raise self._error(node, f"key `{text}` is not a string", f"quote it: '{text}'")
        if node.value == "<<" and not node.style:
            raise self._error(node, "`<<` merges nothing in YAML 1.2", "write the keys out")
        return str(node.value)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text, kind = node.value, node.tag.removeprefix(_CORE)
        if kind == "str":
            return text
        if kind not in _CONSTRUCT or plain_kind(text) != kind:
            raise self._error(node, f"tag `{node.tag}` does not fit `{text}`", "leave the tag out")
        value = math.inf if len(text) > _MAX_DIGITS else _CONSTRUCT[kind](text)
        if isinstance(value, float) and not math.isfinite(value):
            raise self._error(node, f"`{text}` is not a number in JSON", f"quote it if it is text: '{text}'")
        return value

    def _expect(self, node: yaml.Node, kind: str) -> None:
        if node.tag != _CORE + kind:
            raise self._error(node, f"tag `{node.tag}` is not supported", "leave the tag out")

    def _error(self, node: yaml.Node, what: str, hint: str) -> UserError:
        return UserError(what, where=f"{shown(self._path)}:{node.start_mark.line + 1}", hint=hint)


def _integer(text: str) -> int:
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_CONSTRUCT = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": _integer,
    "float": _float,
}

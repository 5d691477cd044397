"""Reading a target file: TOML, checked against target.schema.json, every mistake one line with its place."""

from __future__ import annotations

import difflib
import functools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs

from stream_specs.errors import UserError

_KINDS = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}
_TABLES = {"auth": "a table of strings", "known": "a table of strings, whole numbers, true and false"}


def read_file(path: Path) -> Mapping[str, Any]:
    """Read a target file (TOML). Raises UserError that names the key that is wrong, and its line."""
    try:
        text = path.read_text("utf-8")
        value = tomllib.loads(text)
    except OSError as error:
        hint = "check the path of --target; `stream-contracts init` writes such a file"
        raise UserError(f"cannot read the target file: {error.strerror}", where=str(path), hint=hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = 'a line looks like `url = "http://…"`'
        raise UserError(f"not a TOML file: {error}", where=str(path), hint=hint) from error
    problem = next(_problems(value), None)
    if problem is not None:
        keys, what, hint = problem
        raise UserError(what, where=_where(path, text, keys), hint=hint)
    return value


def flat(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """TOML makes a table of `user.id = "…"`; it is one name here."""
    names: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            names.update({f"{name}.{key}": item for key, item in value.items()})
        else:
            names[name] = value
    return names


def _problems(value: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], str, str]]:
    """What is wrong, unknown keys first: the keys that lead to it, the message, the hint. Shows no value."""
    yield from _unknown_keys(value)
    for error in jsonschema_rs.Draft202012Validator(dict(_schema())).iter_errors(value):
        keys = [part for part in error.instance_path if isinstance(part, str)]
        schema = _schema_of(keys)
        example = next(iter(schema.get("examples", ())), "")
        yield keys, _message(keys, schema, str(error.schema_path[-1]), error.message), f"write {example}"


def _unknown_keys(value: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], str, str]]:
    for keys, given in (((), value), (("tls",), value.get("tls", {}))):
        known = _schema_of(keys)["properties"]
        for name in given if isinstance(given, dict) else ():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"keys: {', '.join(known)}"
                yield (*keys, name), f"unknown key `{'.'.join((*keys, name))}`", hint


def _message(keys: Sequence[str], schema: Mapping[str, Any], keyword: str, message: str) -> str:
    """keyword: of the schema, the one that was broken. message: the library's, for keys that hold no secret."""
    name = f"`{'.'.join(keys)}`"
    if keys[0] in _TABLES:
        return f"`{keys[0]}` is not {_TABLES[keys[0]]}" + (f": see {name}" if keys[1:] else "")
    if keyword == "type":
        return f"{name} is not {_KINDS[schema['type']]}" + (" of strings" if schema["type"] == "array" else "")
    return f"{name} is empty" if keyword == "minLength" else f"{name} cannot be used: {message}"


def _schema_of(keys: Sequence[str]) -> Mapping[str, Any]:
    """What the schema says of a key; of the nearest one above it where it says nothing."""
    schema: Mapping[str, Any] = _schema()
    for key in keys:
        inner = schema.get("properties", {}).get(key) or schema.get("additionalProperties")
        if not isinstance(inner, dict) or "type" not in inner:
            break
        schema = inner
    return schema


def _where(path: Path, text: str, keys: Sequence[str]) -> str:
    """`file:line` where only one line of the file can be meant, else `file`."""
    key = re.escape(keys[-1])
    begins = re.compile(rf"""\s*(\[\s*["']?{key}["']?\s*\]|(\S+\.)?["']?{key}["']?\s*(=|\.))""")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)]
    return f"{path}:{lines[0]}" if len(lines) == 1 else str(path)


@functools.cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads((Path(__file__).parent / "target.schema.json").read_text("utf-8"))
    return schema

"""A request as a call through `generated/sdks`.

How it is called is told by stream_specs.generate.sdk_names, as in the SDK itself; the classes are read from its code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stream_specs.docs import python_text
from stream_specs.docs.client_sample import letters
from stream_specs.docs.requests import FILE_NAME, FILE_TYPE, SECRET, Body, Sample
from stream_specs.errors import UserError
from stream_specs.generate import sdk_names
from stream_specs.generate.sdk_names import Operation

Object = Mapping[str, Any]

_PLAIN = frozenset(("str", "int", "float", "bool", "list", "dict", "None", "UNSET", "Any", "builtins", "Literal"))
_MODEL = re.compile(r"models\.(\w+)")
_CLASS = re.compile(r"^class (\w+)\(", re.MULTILINE)
_IN_BLOCK = 4
_IN_CALL = 8


class Sdk:
    """The package of one API, in the folder `code`. Raises UserError for an operation that it does not have."""

    def __init__(self, document: Object, code: Path) -> None:
        self._document = document
        self._code = code
        self._operations = {one.id: one for one in sdk_names.operations(document)}
        self._credentials = sdk_names.credentials(document)
        self._types: dict[str, dict[str, dict[str, str]]] = {}
        # What else is in `models` is another name of a plain type, which a plain value does for.
        self._classes = frozenset(_CLASS.findall(_text(code / "models.py")))

    def call(self, sample: Sample) -> str:
        """The program."""
        operation = self._operations[sample.endpoint.id]
        arguments = list(self._arguments(sample, operation))
        called = python_text.call(f"client.{operation.path}", arguments, _IN_BLOCK, len("answer = "))
        given = [f"base_url={python_text.text(sample.server)}", *self._given(sample)]
        lines = (
            *self._imports("\n".join(arguments)),
            "",
            f"with {python_text.call('Client', given, 0, len('with  as client:'))} as client:",
            f"    answer = {called}",
        )
        return "\n".join(lines)

    def _arguments(self, sample: Sample, operation: Operation) -> Iterator[str]:
        types = self._types_of(operation)
        names = {(one.place, one.name): one.argument for one in operation.parameters}
        for key, value in sample.values.items():
            yield f"{names[key]}={_value(types[names[key]], value, 0)}"
        if sample.body is None:
            return
        fields = self._fields(sample.body, operation, types)
        if fields is None:
            yield f"body={_whole(sample.body, types['body'])}"
            if len(sample.endpoint.body["content"]) > 1:
                yield f"media_type={python_text.text(sample.body.media_type)}"
        else:
            yield from fields

    def _fields(self, body: Body, operation: Operation, types: Mapping[str, str]) -> list[str] | None:
        """The properties of a body as arguments; None where it has to be given as a whole."""
        known = sdk_names.body_arguments(self._document, operation)
        if body.files or not isinstance(body.value, dict) or not body.value.keys() <= known.keys():
            return None
        found = [(known[name][0], value) for name, value in body.value.items()]
        texts = [_value(types[argument], value, len(argument) + 1) for argument, value in found]
        if not all(texts):
            return None
        return [f"{argument}={one}" for (argument, _), one in zip(found, texts, strict=True)]

    def _types_of(self, operation: Operation) -> dict[str, str]:
        """The type of each argument of a method, as text."""
        if operation.resource not in self._types:
            self._types[operation.resource] = self._read(operation.resource)
        found = self._types[operation.resource].get(operation.method)
        if found is None:
            what = f"no method `{operation.path}` for {operation.id}"
            raise UserError(what, where=str(self._code), hint="run `stream-specs generate`")
        return found

    def _read(self, resource: str) -> dict[str, dict[str, str]]:
        path = self._code / "resources" / resource / "_sync.py"
        if not path.is_file():
            return {}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        first = next(one for one in tree.body if isinstance(one, ast.ClassDef))
        # An implementation stands behind its overloads, and takes what any of them takes.
        methods = [one for one in first.body if isinstance(one, ast.FunctionDef)]
        return {
            one.name: {each.arg: self._type(each.annotation) for each in one.args.kwonlyargs if each.annotation}
            for one in methods
        }

    def _type(self, annotation: ast.expr) -> str:
        text = ast.unparse(annotation)
        return _MODEL.sub(lambda found: found[0] if found[1] in self._classes else "Any", text)

    def _given(self, sample: Sample) -> Iterator[str]:
        for name, scheme in sample.schemes.items():
            is_pair = str(scheme.get("scheme", "")).lower() == "basic" and "x-username" not in scheme
            given = f'("{SECRET}", "{SECRET}")' if is_pair else f'"{SECRET}"'
            yield f"{self._credentials[name]}={given}"

    def _imports(self, arguments: str) -> Iterator[str]:
        package = self._code.name
        if "Path(" in arguments:
            yield from ("from pathlib import Path", "")
        yield f"from {package} import Client{', models' if 'models.' in arguments else ''}"
        if "MultipartBody(" in arguments:
            yield f"from {package}.bodies import FieldPart, FilePart, MultipartBody"


def _value(kind: str, value: Any, used: int) -> str:
    """An argument of a type; "" when its type does not tell how to write it."""
    models = _MODEL.findall(kind)
    others = set(re.findall(r"[A-Za-z_]\w*", _MODEL.sub("", kind))) - _PLAIN
    if others or len(models) > 1:
        return ""
    if not models or value is None:
        return python_text.literal(value, _IN_CALL, used)
    make = f"models.{models[0]}.model_validate"
    if isinstance(value, dict):
        return python_text.of_model(make, value, _IN_CALL, used)
    if isinstance(value, list):
        items = [_item(models[0], one, make) for one in value]
        return python_text.block("[", items, "]", _IN_CALL)
    return python_text.of_class(f"models.{models[0]}", value)


def _item(model: str, value: Any, make: str) -> str:
    if isinstance(value, dict | list):
        return python_text.of_model(make, value, _IN_CALL + 4, 1)
    return python_text.of_class(f"models.{model}", value)


def _whole(body: Body, kind: str) -> str:
    if body.files:
        parts = [_part(name, item, name in body.files) for name, item in _each(body.value)]
        inner = python_text.block("(", parts, ")", _IN_CALL + 4)
        return python_text.block("MultipartBody(", [inner], ")", _IN_CALL)
    models = _MODEL.findall(kind)
    name = next((one for one in models if letters(one) == letters(body.schema)), models[0] if models else "")
    return python_text.of_model(f"models.{name}.model_validate", body.value, _IN_CALL, len("body="))


def _each(form: Object) -> Iterator[tuple[str, Any]]:
    for name, value in form.items():
        yield from ((name, item) for item in (value if isinstance(value, list) else [value]))


def _part(name: str, value: Any, is_file: bool) -> str:
    quoted = python_text.text(name)
    if is_file:
        return f'FilePart({quoted}, Path("{FILE_NAME}").read_bytes(), "{FILE_NAME}", "{FILE_TYPE}")'
    return f"FieldPart({quoted}, {python_text.literal(value)})"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""

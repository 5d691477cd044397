"""A request as a call through `generated/clients`.

The names are read from the generated code, as stream_specs.generate.usage does it, so that no rule of the generator
about names is repeated here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs.docs import python_text
from stream_specs.docs.requests import FILE_NAME, FILE_TYPE, SECRET, Body, Sample
from stream_specs.errors import UserError
from stream_specs.generate.templates.credentials import credentials

Object = Mapping[str, Any]

_PLAIN = frozenset(("str", "int", "float", "bool", "list", "dict", "None", "Unset", "Any"))
_IN_BLOCK = 4
_IN_CALL = 8


@dataclass(frozen=True, slots=True)
class _Function:
    """The function of an operation. arguments: the letters of a name -> the name and the classes of its type."""

    package: str
    module: str
    arguments: Mapping[str, tuple[str, tuple[str, ...]]]


class Clients:
    """The package of one API, in the folder `code`. Raises UserError for an operation that it does not have."""

    def __init__(self, document: Object, code: Path) -> None:
        self._code = code
        self._modules = {letters(path.stem): path for path in sorted(code.glob("api/*/[!_]*.py"))}
        self._credentials = {one.scheme: one for one in credentials(document)}

    def call(self, sample: Sample) -> str:
        """The program."""
        function = self._function(sample.endpoint.id)
        used: set[str] = set()
        arguments = ["client=client", *self._arguments(sample, function, used)]
        called = python_text.call(f"{function.module}.sync", arguments, _IN_BLOCK, len("answer = "))
        given = [python_text.text(sample.server), *self._given(sample)]
        lines = (
            *(("from pathlib import Path", "") if "Path" in used else ()),
            f"from {self._code.name} import Client",
            f"from {self._code.name}.api.{function.package} import {function.module}",
            *self._imports(used),
            "",
            f"with {python_text.call('Client', given, 0, len('with  as client:'))} as client:",
            f"    answer = {called}",
        )
        return "\n".join(lines)

    def _function(self, operation: str) -> _Function:
        path = self._modules.get(letters(operation))
        if path is None:
            what = f"no function for {operation}"
            raise UserError(what, where=str(self._code), hint="run `stream-specs generate`")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "sync")
        every = (*found.args.args, *found.args.kwonlyargs)
        arguments = {letters(one.arg): (one.arg, _classes(one.annotation)) for one in every}
        return _Function(path.parent.name, path.stem, arguments)

    def _arguments(self, sample: Sample, function: _Function, used: set[str]) -> Iterator[str]:
        for (_, name), value in sample.values.items():
            argument, classes = function.arguments[letters(name)]
            used.update(classes)
            yield f"{argument}={python_text.of_class(next(iter(classes), ''), value)}"
        if sample.body is not None:
            _, classes = function.arguments["body"]
            name = next((one for one in classes if letters(one) == letters(sample.body.schema)), classes[0])
            used.add(name)
            yield f"body={self._body(name, sample.body, used)}"

    def _body(self, name: str, body: Body, used: set[str]) -> str:
        if not body.files:
            return python_text.of_model(f"{name}.from_dict", body.value, _IN_CALL, len("body="))
        used.update(("File", "Path"))
        fields = {letters(field): field for field in self._fields(name)}
        return python_text.block(
            f"{name}(",
            [f"{fields[letters(key)]}={_field(value, key in body.files)}" for key, value in body.value.items()],
            ")",
            _IN_CALL,
        )

    def _fields(self, model: str) -> Iterator[str]:
        """The fields of a model's class, found by the class's name."""
        for path in sorted((self._code / "models").glob("*.py")):
            if letters(path.stem) == letters(model):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                kinds = (one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == model)
                for field in (field for kind in kinds for field in kind.body if isinstance(field, ast.AnnAssign)):
                    yield ast.unparse(field.target)

    def _given(self, sample: Sample) -> Iterator[str]:
        for name in sample.schemes:
            one = self._credentials[name]
            yield f'{one.argument}=("{SECRET}", "{SECRET}")' if one.is_pair else f'{one.argument}="{SECRET}"'

    def _imports(self, used: set[str]) -> Iterator[str]:
        models = sorted(used - {"File", "Path"})
        if models:
            yield f"from {self._code.name}.models import {', '.join(models)}"
        if "File" in used:
            yield f"from {self._code.name}.types import File"


def letters(name: str) -> str:
    """A name without what generators change in names: case, underscores, signs."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _classes(annotation: ast.expr | None) -> tuple[str, ...]:
    names = [one.id for one in ast.walk(annotation) if isinstance(one, ast.Name)] if annotation else []
    return tuple(name for name in names if name not in _PLAIN)


def _field(value: Any, is_file: bool) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_field(one, is_file) for one in value)}]"
    file = f'File(Path("{FILE_NAME}").open("rb"), "{FILE_NAME}", "{FILE_TYPE}")'
    return file if is_file else python_text.literal(value)

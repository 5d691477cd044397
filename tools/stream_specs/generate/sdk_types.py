"""Types in the code of an SDK that a type checker refuses, written so that it does not.

In the body of a class its methods come before the built-in names, so `list[str]` beside a method `list` is no type
any more: `builtins.list[str]` is one. And a call is no type: `int | constr(pattern="...")`, which the generator writes
for the parts of a union, is `int | Annotated[str, Field(pattern="...")]`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_TYPES = frozenset(
    ("bool", "bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple", "type")
)
_CONSTRAINED = {"constr": "str", "conint": "int", "confloat": "float"}
_FUTURE = "from __future__ import annotations\n"

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def qualified(code: str) -> str:
    """The code of a module with `builtins.` in front of each type that a method of the same class hides."""
    names = [name for one in ast.parse(code).body if isinstance(one, ast.ClassDef) for name in _hidden(one)]
    text = _replaced(code, ((name, f"builtins.{name.id}") for name in names))
    return text.replace(_FUTURE, f"{_FUTURE}\nimport builtins\n", 1) if names else text


def annotated(code: str) -> str:
    """The code of a module with `Annotated[...]` in place of calls of constr, conint and confloat."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    found = [(one, _CONSTRAINED.get(ast.unparse(one.func))) for one in calls]
    return _replaced(code, ((one, _annotation(kind, one)) for one, kind in found if kind))


def _annotation(kind: str, call: ast.Call) -> str:
    constraints = ", ".join(ast.unparse(one) for one in call.keywords)
    return f"Annotated[{kind}, Field({constraints})]"


def _replaced(code: str, changes: Iterable[tuple[ast.expr, str]]) -> str:
    """The code with other text in the place of expressions, each of which stands on one line."""
    lines = code.encode().splitlines(keepends=True)
    ordered = sorted(changes, key=lambda change: (change[0].lineno, change[0].col_offset), reverse=True)
    for node, text in ordered:
        line = lines[node.lineno - 1]
        lines[node.lineno - 1] = line[: node.col_offset] + text.encode() + line[node.end_col_offset :]
    return b"".join(lines).decode()


def _hidden(owner: ast.ClassDef) -> Iterator[ast.Name]:
    functions = [one for one in owner.body if isinstance(one, _Function)]
    taken = {one.name for one in functions} & _TYPES
    for function in functions if taken else []:
        for annotation in _annotations(function):
            for node in ast.walk(annotation):
                if isinstance(node, ast.Name) and node.id in taken:
                    yield node


def _annotations(function: _Function) -> Iterator[ast.expr]:
    arguments = function.args
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if one.annotation is not None:
            yield one.annotation
    if function.returns is not None:
        yield function.returns

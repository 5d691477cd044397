"""The models of an SDK, read back from its code: which attribute holds a property, and of which type it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stream_specs import pointers
from stream_specs.errors import UserError

_HINT = "name a property that every answer has, by a JSON pointer"


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute of a model, and its type as it is written."""

    attribute: str
    annotation: ast.expr


@dataclass(frozen=True, slots=True)
class Models:
    """The classes of `models.py` with their fields by the name in JSON, and the names that a module there may use."""

    fields: Mapping[str, Mapping[str, Field]]
    names: frozenset[str]

    @classmethod
    def read(cls, code: Path) -> Models:
        """The models of the package whose code stands in a folder."""
        body = ast.parse((code / "models.py").read_text(encoding="utf-8")).body
        classes = [one for one in body if isinstance(one, ast.ClassDef)]
        assigned = [one.targets[0] for one in body if isinstance(one, ast.Assign)]
        aliases = {one.id for one in assigned if isinstance(one, ast.Name)}
        return cls(
            {one.name: dict(_fields(one)) for one in classes}, frozenset({one.name for one in classes} | aliases)
        )

    def answer(self, code: Path, resource: str, method: str) -> str:
        """The model that a method returns."""
        source = code / "resources" / resource / "_sync.py"
        returned = _returned(ast.parse(source.read_text(encoding="utf-8")), method)
        types = code / "types" / resource / "_operations.py"
        for one in ast.parse(types.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.AnnAssign) and ast.unparse(one.target) == returned and one.value is not None:
                return ast.unparse(one.value).removeprefix("models.")
        raise UserError(f"{resource}.{method} returns no model", where=str(types.name), hint=_HINT)

    def reach(self, model: str, pointer: str, where: str) -> tuple[str, ast.expr]:
        """The attributes that a JSON pointer leads through, as `.field_links.next`, and the type at its end.

        Raises UserError for a property that is not there, or one before the last that may be missing or null.
        """
        path, current = "", ast.parse(model, mode="eval").body
        for name in pointers.split(pointer):
            field = self.fields.get(ast.unparse(current), {}).get(name)
            if field is None:
                what = f"`x-pagination`: no required property `{name}` of a model on the way of `{pointer}`"
                raise UserError(what, where=where, hint=_HINT)
            path, current = f"{path}.{field.attribute}", field.annotation
        return path, current

    def item(self, annotation: ast.expr, where: str) -> str:
        """The type of the items of a list, as another module of the package writes it."""
        if not isinstance(annotation, ast.Subscript) or ast.unparse(annotation.value) != "list":
            what = f"`x-pagination`: the items are no list but `{ast.unparse(annotation)}`"
            raise UserError(what, where=where, hint=_HINT)
        return ast.unparse(_Qualified(self.names).visit(ast.parse(ast.unparse(annotation.slice), mode="eval")))


class _Qualified(ast.NodeTransformer):
    """Writes the names of models with `models.` in front."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:  # noqa: N802  (ast calls it so)
        if node.id not in self.names:
            return node
        return ast.Attribute(ast.Name("models", ast.Load()), node.id, ast.Load())


def _fields(model: ast.ClassDef) -> Iterator[tuple[str, Field]]:
    for one in model.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            annotation, alias = _unwrapped(one.annotation)
            yield alias or one.target.id, Field(one.target.id, annotation)


def _unwrapped(annotation: ast.expr) -> tuple[ast.expr, str]:
    """The type inside `Annotated[...]`, and the alias that its `Field(...)` gives."""
    if not isinstance(annotation, ast.Subscript) or ast.unparse(annotation.value) != "Annotated":
        return annotation, ""
    assert isinstance(annotation.slice, ast.Tuple)
    inner, *facts = annotation.slice.elts
    keywords = [keyword for fact in facts if isinstance(fact, ast.Call) for keyword in fact.keywords]
    aliases = [ast.literal_eval(keyword.value) for keyword in keywords if keyword.arg == "alias"]
    return inner, next(iter(aliases), "")


def _returned(module: ast.Module, method: str) -> str:
    for one in module.body:
        for part in one.body if isinstance(one, ast.ClassDef) else []:
            if isinstance(part, ast.FunctionDef) and part.name == method and part.returns is not None:
                return ast.unparse(part.returns)
    return ""

"""The methods `iter_...` of an SDK: `x-pagination` as code beside the method of its operation."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.generate.plan import Package
from stream_specs.generate.sdk_models import Models
from stream_specs.generate.sdk_names import Operation, operations

KEY = "x-pagination"
_RUNTIME = Path(__file__).with_name("sdk_runtime") / "paging.py"
_FUTURE = "from __future__ import annotations\n"
_SKIPPED = ("self", "response_media_type", "options")

_MODULE = '''\
"""How each list of the API comes in pages."""

from __future__ import annotations

from typing import Final

from . import models
from .paging import Plan, by_link, by_offset, by_page

'''

_PLAN = """\
{constant}: Final[Plan[{page}, {item}]] = Plan(
    operation_id="{operation}",
    items=lambda page: page{items},
    following={following},
{beyond})

"""

_METHOD = '''
    def {name}(
        self,
        *,
{parameters}        options: RequestOptions | None = None,
    ) -> {a}Pager[{page}, {item}]:
        """
        Run through all entries of `{method}`, page after page.

        A page is asked for when the one before is used up; `pages()` of what this returns gives the pages instead.
        The arguments are those of `{method}`, for the first page.
        """

        {async_}def send(query: Mapping[str, str]) -> {page}:
            return {await_}self.{method}({arguments}options=with_query(options, query))

        return {a}Pager(_pagination.{constant}, send{start})
'''

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Paged:
    """An operation with pages, and the types that the generated code has for it."""

    operation: Operation
    page: str
    item: str
    plan: str

    @property
    def constant(self) -> str:
        return _constant(self.operation)


def add_iterators(package: Package, document: Object, code: Path) -> None:
    """Add the module `paging`, the plans and a method beside each operation that has `x-pagination`.

    Raises UserError when a place that the key names is not in the models, or may be missing in an answer.
    """
    found = [one for one in operations(document) if KEY in one.value]
    if not found:
        return
    write_text(code / "paging.py", _RUNTIME.read_text(encoding="utf-8"))
    models = Models.read(code)
    paged = [_paged(package, models, code, one) for one in found]
    write_text(code / "_pagination.py", _MODULE + "".join(one.plan for one in paged))
    for resource in sorted({one.resource for one in found}):
        of_resource = [one for one in paged if one.operation.resource == resource]
        for name in ("_sync.py", "_async.py"):
            path = code / "resources" / resource / name
            write_text(path, _with_methods(path.read_text(encoding="utf-8"), of_resource, name == "_async.py"))


def _constant(operation: Operation) -> str:
    return operation.path.replace(".", "_").upper()


def _paged(package: Package, models: Models, code: Path, operation: Operation) -> _Paged:
    where = f"{package.api}: {operation.id}"
    said = operation.value[KEY]
    page = models.answer(code, operation.resource, operation.method)
    items, kind = models.reach(page, said["items"], where)
    item = models.item(kind, where)
    plan = _PLAN.format(
        constant=_constant(operation),
        page=f"models.{page}",
        item=item,
        operation=operation.id,
        items=items,
        following=_following(models, page, operation, where),
        beyond=f"    beyond=frozenset(({said['beyond']},)),\n" if "beyond" in said else "",
    )
    return _Paged(operation, f"models.{page}", item, plan)


def _following(models: Models, page: str, operation: Operation, where: str) -> str:
    said = operation.value[KEY]
    if said["style"] == "link":
        return f"by_link(lambda page: page{models.reach(page, said['next'], where)[0]})"
    name = said["parameter"]
    if name not in [one.name for one in operation.parameters if one.place == "query"]:
        raise UserError(f"`{KEY}` names no query parameter: `{name}`", where=where)
    if said["style"] == "page":
        return f"by_page({name!r}, {said.get('first', 1)})"
    total = f", lambda page: page{models.reach(page, said['total'], where)[0]}" if "total" in said else ""
    return f"by_offset({name!r}{total})"


def _with_methods(text: str, paged: list[_Paged], is_async: bool) -> str:
    lines = text.splitlines(keepends=True)
    tree = ast.parse(text)
    resource = next(one for one in tree.body if isinstance(one, ast.ClassDef))
    functions = {one.name: one for one in resource.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    for one in sorted(paged, key=lambda one: -functions[one.operation.method].lineno):
        function = functions[one.operation.method]
        lines.insert(function.end_lineno or 0, _method(one, function, is_async))
    pager = "AsyncPager" if is_async else "Pager"
    imports = (
        "from collections.abc import Mapping\nfrom ... import _pagination\n" + _models_import(text)
        + f"from ...paging import {pager}, with_query\n"
    )  # fmt: skip
    return "".join(lines).replace(_FUTURE, f"{_FUTURE}\n{imports}", 1)


def _models_import(text: str) -> str:
    """The import of the models, unless a module has it."""
    names = [alias.name for one in ast.parse(text).body if isinstance(one, ast.ImportFrom) for alias in one.names]
    return "" if "models" in names else "from ... import models\n"


def _method(paged: _Paged, function: ast.FunctionDef | ast.AsyncFunctionDef, is_async: bool) -> str:
    operation = paged.operation
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    taken = [(one, default) for one, default in pairs if one.arg not in _SKIPPED]
    return _METHOD.format(
        name=operation.iterator,
        method=operation.method,
        parameters="".join(f"        {_parameter(one, default)},\n" for one, default in taken),
        arguments="".join(f"{one.arg}={one.arg}, " for one, _ in taken),
        a="Async" if is_async else "",
        async_="async " if is_async else "",
        await_="await " if is_async else "",
        page=paged.page,
        item=paged.item,
        constant=paged.constant,
        start=_start(operation),
    )


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    annotation = ast.unparse(argument.annotation) if argument.annotation else "object"
    return f"{argument.arg}: {annotation}" + (f" = {ast.unparse(default)}" if default else "")


def _start(operation: Operation) -> str:
    """The argument that says where the caller starts, when pages are counted."""
    name = operation.value[KEY].get("parameter")
    argument = next((one.argument for one in operation.parameters if one.name == name), None)
    return f", {argument} if isinstance({argument}, int) else None" if argument else ""

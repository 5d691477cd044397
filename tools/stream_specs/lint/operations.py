"""Operations: ids, files, tags, security, effects, and the paths that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream_specs import pointers, structure, twins
from stream_specs.lint.context import Context, Operation, mapping, parameter_key, sequence, text
from stream_specs.problems import Problem
from stream_specs.structure import Kind, Node

_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*\Z")


def operation_ids(context: Context) -> Iterator[Problem]:
    """Each operation has an id of its own: it is part of requirement ids and names generated functions."""
    first: dict[str, Operation] = {}
    for operation in context.operations:
        pointer = pointers.join(operation.node.pointer, "operationId")
        if not operation.id:
            message = f"{operation.title} has no operationId"
            yield context.problem(operation.node.pointer, "operation-id", message, "operationId: addChannel")
        elif not _ID.match(operation.id):
            hint = "a letter, then letters, digits, `_`, `.` and `-`"
            yield context.problem(pointer, "operation-id", f"operationId `{operation.id}` is not a name", hint)
        elif operation.id in first:
            other = first[operation.id]
            message = f"operationId `{operation.id}` is taken by {other.method.upper()} {other.path}"
            yield context.problem(pointer, "operation-id", message, "choose another")
        else:
            first[operation.id] = operation


def operation_files(context: Context) -> Iterator[Problem]:
    """An operation is found by its name: paths/<slug of its first tag>/<operationId>.yaml (specs/README.md).

    OPTIONS operations may share the file options.yaml.
    """
    for operation in context.operations:
        path = context.origin(operation.node).path
        tags = sequence(operation.node.map.get("tags"))
        if not operation.id or not tags or not isinstance(tags[0], str):
            continue
        expected = context.folder / "paths" / slug(tags[0]) / f"{operation.id}.yaml"
        if path != expected and not (operation.method == "options" and path == expected.with_name(twins.FILE)):
            message = f"{operation.title} stands in {_below(context, path)}"
            hint = f"its place is {expected.relative_to(context.folder).as_posix()}"
            yield context.problem(operation.node.pointer, "operation-file", message, hint)


def slug(tag: str) -> str:
    """The folder of a tag: lower case, everything but letters and digits as one `-`."""
    return re.sub(r"[^a-z0-9]+", "-", tag.lower()).strip("-")


def _below(context: Context, path: object) -> str:
    return str(path).removeprefix(f"{context.folder}/")


def tags(context: Context) -> Iterator[Problem]:
    """Each operation has a tag, each tag is declared once and used (OpenAPI 3.1.1, section 4.8.10)."""
    declared = _declared_tags(context)
    used: set[str] = set()
    for operation in context.operations:
        names = sequence(operation.node.map.get("tags"))
        if not names:
            message = f"{operation.title} has no tag"
            yield context.problem(operation.node.pointer, "tag", message, "tags: [Channel]")
        for i, name in enumerate(names):
            used.add(str(name))
            if str(name) not in declared:
                pointer = pointers.join(operation.node.pointer, "tags", i)
                yield context.problem(pointer, "tag", f"tag `{name}` is not declared", _one_of(declared))
    for name, nodes in declared.items():
        if name not in used:
            yield context.problem(nodes[0].pointer, "tag", f"no operation has the tag `{name}`", "remove it")
        for node in nodes[1:]:
            yield context.problem(node.pointer, "tag", f"tag `{name}` is declared twice", "remove one")


def _declared_tags(context: Context) -> dict[str, list[Node]]:
    declared: dict[str, list[Node]] = {}
    for node in context.of(Kind.TAG):
        declared.setdefault(text(node.map.get("name")), []).append(node)
    return declared


def _one_of(names: object) -> str:
    known = sorted(str(name) for name in names) if isinstance(names, dict) else []
    return "one of " + ", ".join(f"`{name}`" for name in known) if known else "none is declared"


def security(context: Context) -> Iterator[Problem]:
    """Each security requirement names a scheme, and each scheme is required somewhere."""
    components = mapping(context.document.get("components"))
    schemes = mapping(components.get("securitySchemes"))
    used: set[str] = set()
    for holder in ("", *(operation.node.pointer for operation in context.operations)):
        alternatives = mapping(pointers.resolve(context.document, holder)).get("security")
        for i, alternative in enumerate(sequence(alternatives)):
            for name in mapping(alternative):
                used.add(name)
                if name not in schemes:
                    pointer = pointers.join(holder, "security", i, name)
                    message = f"there is no security scheme `{name}`"
                    yield context.problem(pointer, "security-scheme", message, _one_of(dict(schemes)))
    for name in schemes:
        if name not in used:
            pointer = pointers.join("", "components", "securitySchemes", name)
            yield context.problem(pointer, "security-scheme", f"nothing requires `{name}`", "remove it")


def effects(context: Context) -> Iterator[Problem]:
    """Each operation says what it does to the server: the method does not tell (specs/EXTENSIONS.md)."""
    allowed = ", ".join(sequence(mapping(context.extensions.get("x-effect")).get("enum")))
    for operation in context.operations:
        if "x-effect" not in operation.node.map:
            message = f"{operation.title} has no x-effect"
            yield context.problem(operation.node.pointer, "effect", message, f"one of {allowed}")


def statuses(context: Context) -> Iterator[Problem]:
    """Answers are documented one by one: `default` would excuse every status."""
    for operation in context.operations:
        for child in structure.children(operation.node):
            if child.role == "responses" and child.name == "default":
                message = f"{operation.title} has a `default` response"
                yield context.problem(child.pointer, "status", message, "name the statuses: '400', or '4XX'")


def paths(context: Context) -> Iterator[Problem]:
    """Two templates that differ only in names are one (OpenAPI 3.1.1, section 4.8.8.2); each has an operation."""
    used = {operation.path for operation in context.operations}
    first: dict[str, str] = {}
    for path in mapping(context.document.get("paths")):
        form = _TEMPLATE.sub("{}", path)
        pointer = pointers.join("", "paths", path)
        if form in first:
            message = f"`{path}` is the same template as `{first[form]}`"
            yield context.problem(pointer, "path", message, "make them one path item, with one set of names")
        first.setdefault(form, path)
        if path not in used and not path.startswith("x-"):
            yield context.problem(pointer, "path", f"`{path}` has no operation", "remove it, or add one")


def parameters(context: Context) -> Iterator[Problem]:
    """Path parameters are declared and used; no name is declared twice in one list."""
    for operation in context.operations:
        names = _TEMPLATE.findall(operation.path)
        declared = [node for node in context.parameters(operation) if node.map.get("in") == "path"]
        for name in names:
            if name not in [node.map.get("name") for node in declared]:
                message = f"{operation.title} does not declare `{{{name}}}` of its path"
                hint = f"{{name: {name}, in: path, required: true}}"
                yield context.problem(operation.node.pointer, "path-parameter", message, hint)
        for node in declared:
            if node.map.get("name") not in names:
                message = f"path parameter `{node.map.get('name')}` is not in `{operation.path}`"
                hint = f"write {{{node.map.get('name')}}} in the path"
                yield context.problem(node.pointer, "path-parameter", message, hint)
    for holder in context.of(Kind.PATH_ITEM, Kind.OPERATION):
        yield from _declared_twice(context, holder)


def _declared_twice(context: Context, holder: Node) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for child in structure.children(holder):
        if child.role == "parameters":
            node = context.resolved(child)
            key = parameter_key(node)
            if key in seen:
                message = f"{key[0]} parameter `{key[1]}` is declared twice"
                yield context.problem(child.pointer, "parameter", message, "remove one")
            seen.add(key)


CHECKS = (operation_ids, operation_files, tags, security, effects, statuses, paths, parameters)

"""Links: what one answer gives to the next request. Each is tried on the documented examples."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stream_specs import pointers
from stream_specs.lint.context import Context, Operation, mapping, text
from stream_specs.lint.exchanges import Exchange, UnresolvedError, exchanges, value_of
from stream_specs.lint.expressions import filled, is_expression, leaves, parse
from stream_specs.problems import Problem
from stream_specs.structure import Node


@dataclass(frozen=True, slots=True)
class _Link:
    """A link with the operations that it joins. samples: the documented exchanges that it can be tried on."""

    node: Node
    target: Operation
    samples: list[Exchange]

    @property
    def title(self) -> str:
        return f"link `{self.node.name}`"

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(mapping(self.node.map.get("parameters")))


def links(context: Context) -> Iterator[Problem]:
    """Each link leads to an operation, finds its values in the examples, and makes a request that is accepted."""
    by_id = {operation.id: operation for operation in context.operations if operation.id}
    for operation in context.operations:
        for status, response in context.responses(operation):
            for node in context.held(response, "links"):
                target = by_id.get(text(node.map.get("operationId")))
                if target is None:
                    yield _no_target(context, node, list(by_id))
                else:
                    link = _Link(node, target, exchanges(context, operation, status, response))
                    yield from _link(context, link)


def _no_target(context: Context, node: Node, known: list[str]) -> Problem:
    name = text(node.map.get("operationId"))
    if not name:
        message, hint = f"link `{node.name}` has no operationId", "operationId: getChannel, not operationRef"
        return context.problem(node.pointer, "link-operation", message, hint)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else "use the operationId of an operation of this document"
    pointer = pointers.join(node.pointer, "operationId")
    return context.problem(pointer, "link-operation", f"there is no operation `{name}`", hint)


def _link(context: Context, link: _Link) -> Iterator[Problem]:
    broken = list(_expressions(context, link))
    yield from broken
    yield from _unknown_parameters(context, link)
    yield from _missing(context, link)
    if not broken:
        yield from _refused(context, link)


def _expressions(context: Context, link: _Link) -> Iterator[Problem]:
    """Expressions that are malformed, or find nothing in any of the examples."""
    for key in ("parameters", "requestBody"):
        for inner, value in leaves(link.node.map.get(key)):
            reason = _fault(context, link, value) if isinstance(value, str) else ""
            if reason:
                pointer = pointers.join(link.node.pointer, key) + inner
                hint = "such as $response.body#/data/id"
                yield context.problem(pointer, "link-expression", f"{link.title}: `{value}` {reason}", hint)


def _fault(context: Context, link: _Link, value: str) -> str:
    """What is wrong with a string in a link; "" when nothing is."""
    if "{$" in value:
        return "has an expression in braces; write it alone, without braces"
    if not is_expression(value):
        return ""
    try:
        expression = parse(value)
    except ValueError as error:
        return str(error)
    reasons = []
    for exchange in link.samples:
        try:
            value_of(context, exchange, expression)
        except UnresolvedError as error:
            reasons.append(str(error))
        else:
            return ""
    return f"finds nothing: {reasons[0]}"


def _unknown_parameters(context: Context, link: _Link) -> Iterator[Problem]:
    known = context.parameters(link.target)
    for name in link.parameters:
        if not any(_is_named(node, name) for node in known):
            pointer = pointers.join(link.node.pointer, "parameters", name)
            names = ", ".join(f"`{node.map.get('name')}`" for node in known)
            hint = f"it has {names}" if names else "it has none"
            message = f"{link.title}: {link.target.title} has no parameter `{name}`"
            yield context.problem(pointer, "link-parameter", message, hint)
    if "requestBody" in link.node.map and context.body(link.target) is None:
        pointer = pointers.join(link.node.pointer, "requestBody")
        message = f"{link.title}: {link.target.title} takes no body"
        yield context.problem(pointer, "link-body", message, "remove it")


def _is_named(node: Node, name: str) -> bool:
    """Whether a key of a link names the parameter: `id`, or `path.id` where the name alone is not enough."""
    own = text(node.map.get("name"))
    return name in (own, f"{node.map.get('in')}.{own}")


def _missing(context: Context, link: _Link) -> Iterator[Problem]:
    for node in context.parameters(link.target):
        if node.map.get("required") is True and not any(_is_named(node, name) for name in link.parameters):
            name = node.map.get("name")
            message = f"{link.title}: {link.target.title} requires the parameter `{name}`"
            hint = f"parameters: {{{name}: $response.body#/...}}"
            yield context.problem(link.node.pointer, "link-parameter", message, hint)
    body = context.body(link.target)
    if body and body.map.get("required") is True and "requestBody" not in link.node.map:
        message = f"{link.title}: {link.target.title} requires a body"
        hint = "requestBody: {<property>: $response.body#/...}"
        yield context.problem(link.node.pointer, "link-body", message, hint)


def _refused(context: Context, link: _Link) -> Iterator[Problem]:
    """What the target would refuse, tried on each exchange in which all expressions find a value."""
    for exchange in link.samples:
        found = _found(context, link, exchange)
        if found is None:
            continue
        for name, value in link.parameters.items():
            yield from _refused_parameter(context, link, name, filled(value, found))
        if "requestBody" in link.node.map:
            yield from _refused_body(context, link, filled(link.node.map["requestBody"], found))


def _found(context: Context, link: _Link, exchange: Exchange) -> dict[str, Any] | None:
    """The value of each expression in an exchange; None when one finds nothing."""
    written = [link.node.map.get("parameters"), link.node.map.get("requestBody")]
    sources = {value for _, value in leaves(written) if is_expression(value)}
    try:
        return {source: value_of(context, exchange, parse(source)) for source in sources}
    except UnresolvedError:
        return None


def _refused_parameter(context: Context, link: _Link, name: str, value: Any) -> Iterator[Problem]:
    for node in context.parameters(link.target):
        schema = pointers.join(node.pointer, "schema")
        if _is_named(node, name) and "schema" in node.map and not _accepted(context, schema, value):
            reason = context.schemas.mismatches(schema, value, strict=False)[0].message
            pointer = pointers.join(link.node.pointer, "parameters", name)
            message = f"{link.title}: {link.target.title} refuses `{name}`: {reason}"
            file, line = context.origins.at(node.pointer)
            yield context.problem(pointer, "link-parameter", message, f"parameter: {file}:{line}")


def _accepted(context: Context, schema: str, value: Any) -> bool:
    """Whether a parameter takes a value, as it is or as it is spelled in a URL."""
    if context.schemas.fits(schema, value):
        return True
    if isinstance(value, str):
        try:
            return context.schemas.fits(schema, json.loads(value))
        except ValueError:
            return False
    return isinstance(value, int | float) and context.schemas.fits(schema, json.dumps(value))


def _refused_body(context: Context, link: _Link, value: Any) -> Iterator[Problem]:
    body = context.body(link.target)
    content = context.held(body, "content") if body else []
    for media in content[:1]:
        for mismatch in context.schemas.mismatches(pointers.join(media.pointer, "schema"), value):
            at = f" at {mismatch.path}" if mismatch.path else ""
            message = f"{link.title}: {link.target.title} refuses the body{at}: {mismatch.message}"
            pointer = pointers.join(link.node.pointer, "requestBody") + mismatch.path
            file, line = context.origins.at(mismatch.schema)
            yield context.problem(pointer, "link-body", message, f"schema: {file}:{line}")


CHECKS = (links,)

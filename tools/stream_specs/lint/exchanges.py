"""The documented exchanges of an operation: a response example and the request example that it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stream_specs import pointers, structure
from stream_specs.lint.context import Context, Operation, Sample, mapping, parameter_key, sequence
from stream_specs.lint.expressions import Expression
from stream_specs.structure import Node


class UnresolvedError(LookupError):
    """An expression finds no value. Its text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One documented request and the answer to it. case: the key that the two examples share."""

    operation: Operation
    status: str
    response: Node
    case: str
    answer: Sample | None
    request: Sample | None


def exchanges(context: Context, operation: Operation, status: str, response: Node) -> list[Exchange]:
    """One exchange for each example of a response; one without an answer when it has no example."""
    media = context.json_content(response)
    answers: list[Sample | None] = [*context.samples(media)] if media else []
    body = context.body(operation)
    sent = context.json_content(body) if body else None
    requests = context.samples(sent) if sent else []
    return [
        Exchange(operation, status, response, answer.name if answer else "", answer, _paired(requests, answer))
        for answer in answers or [None]
    ]


def _paired(requests: list[Sample], answer: Sample | None) -> Sample | None:
    """The request example of the same case, else the first one."""
    same = [sample for sample in requests if answer and sample.name == answer.name]
    return next(iter(same or requests), None)


def value_of(context: Context, exchange: Exchange, expression: Expression) -> Any:
    """What an expression finds in an exchange. Raises UnresolvedError."""
    if expression.message in ("url", "method", "statusCode"):
        simple = {"url": exchange.operation.path, "method": exchange.operation.method.upper()}
        return simple.get(expression.message, int(exchange.status) if exchange.status.isdecimal() else 200)
    if expression.part == "body":
        return _in_body(exchange, expression)
    if expression.message == "response":
        return _of(context, _header(context, exchange.response, expression.name), exchange.case)
    return _of(context, _parameter(context, exchange.operation, expression), exchange.case)


def _in_body(exchange: Exchange, expression: Expression) -> Any:
    sample = exchange.answer if expression.message == "response" else exchange.request
    if sample is None:
        raise UnresolvedError(f"the {expression.message} has no example")
    try:
        return pointers.resolve(sample.value, expression.name)
    except LookupError:
        raise UnresolvedError(f"the example `{sample.name}` of the {expression.message} has no such value") from None


def _header(context: Context, response: Node, name: str) -> Node:
    for child in structure.children(response):
        if child.role == "headers" and child.name.lower() == name.lower():
            return context.resolved(child)
    raise UnresolvedError(f"the response has no header `{name}`")


def _parameter(context: Context, operation: Operation, expression: Expression) -> Node:
    for node in context.parameters(operation):
        if parameter_key(node) == (expression.part, expression.name):
            return node
    raise UnresolvedError(f"{operation.title} has no {expression.part} parameter `{expression.name}`")


def _of(context: Context, node: Node, case: str) -> Any:
    """The example of a parameter or header: that of the case, else the first one."""
    samples = context.samples(node)
    for sample in [*(s for s in samples if s.name == case), *samples]:
        return sample.value
    for schema in context.held(node, "schema"):
        for value in _schema_examples(schema):
            return value
    raise UnresolvedError(f"the {node.kind} `{node.map.get('name', node.name)}` has no example")


def _schema_examples(schema: Node) -> Iterator[Any]:
    yield from (schema.map[key] for key in ("example", "const", "default") if key in schema.map)
    yield from sequence(schema.map.get("examples"))
    yield from sequence(mapping(schema.value).get("enum"))

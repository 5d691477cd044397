"""A table of what the documents hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stream_specs import structure
from stream_specs.lint.context import Context
from stream_specs.lint.examples import INVALID
from stream_specs.problems import Problem
from stream_specs.structure import Kind, Node, mapping

_LEVELS = ("documented", "inferred", "external")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one document. evidence: how often each level is stated, in the order of the levels."""

    api: str
    operations: int
    parameters: int
    body_fields: int
    responses: int
    examples: int
    invalid_examples: int
    links: int
    evidence: tuple[int, ...]


def summary(context: Context, problems: Iterable[Problem]) -> Summary:
    """Count a document. Parameters and responses count once for each operation that has them."""
    levels = Counter(mapping(node.map.get("x-evidence")).get("level") for node in context.nodes)
    return Summary(
        api=context.folder.name,
        operations=len(context.operations),
        parameters=sum(len(context.parameters(operation)) for operation in context.operations),
        body_fields=sum(_fields(context, context.body(operation)) for operation in context.operations),
        responses=sum(len(context.responses(operation)) for operation in context.operations),
        examples=sum(len(context.samples(node)) for node in _with_examples(context)),
        invalid_examples=_invalid(context, problems),
        links=len(list(context.of(Kind.LINK))),
        evidence=tuple(levels[level] for level in _LEVELS),
    )


def _with_examples(context: Context) -> Iterable[Node]:
    return context.of(Kind.MEDIA_TYPE, Kind.PARAMETER, Kind.HEADER)


def _invalid(context: Context, problems: Iterable[Problem]) -> int:
    """How many examples have a problem: by the place of the value, several problems of one counting once."""
    wrong = {(problem.file, problem.line) for problem in problems if problem.rule == INVALID}
    spoilt = 0
    for node in _with_examples(context):
        for sample in context.samples(node):
            origin = context.origins.of(sample.pointer)
            lines = {line for file, line in wrong if file == origin.file}
            last = max((n for p, n in origin.source.lines.items() if p.startswith(origin.pointer)), default=origin.line)
            spoilt += any(origin.line <= line <= last for line in lines)
    return spoilt


def _fields(context: Context, body: Node | None) -> int:
    """The properties of a request body, nested ones included, each schema once."""
    seen: set[str] = set()
    media = context.held(body, "content")[:1] if body else []
    return sum(_properties(context, schema, seen) for node in media for schema in context.held(node, "schema"))


def _properties(context: Context, schema: Node, seen: set[str]) -> int:
    if schema.pointer in seen:
        return 0
    seen.add(schema.pointer)
    total = 0
    for child in structure.children(schema):
        total += (child.role == "properties") + _properties(context, context.resolved(child), seen)
    return total


def table(summaries: Sequence[Summary]) -> str:
    """The counts as aligned columns, with a line of sums below more than one document."""
    head = ["api", "operations", "parameters", "body fields", "responses", "examples", "links", *_LEVELS]
    rows = [_row(item) for item in summaries]
    if len(summaries) > 1:
        rows.append(_row(_total(summaries)))
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return "\n".join(_aligned(row, widths) for row in [head, *rows])


def _row(item: Summary) -> list[str]:
    counts = [item.operations, item.parameters, item.body_fields, item.responses]
    valid = f"{item.examples - item.invalid_examples}/{item.examples}"
    return [item.api, *map(str, counts), valid, str(item.links), *map(str, item.evidence)]


def _total(items: Sequence[Summary]) -> Summary:
    return Summary(
        api="all",
        operations=sum(item.operations for item in items),
        parameters=sum(item.parameters for item in items),
        body_fields=sum(item.body_fields for item in items),
        responses=sum(item.responses for item in items),
        examples=sum(item.examples for item in items),
        invalid_examples=sum(item.invalid_examples for item in items),
        links=sum(item.links for item in items),
        evidence=tuple(sum(column) for column in zip(*(item.evidence for item in items), strict=True)),
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
    return "  ".join(cells).rstrip()

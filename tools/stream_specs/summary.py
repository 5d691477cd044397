"""A table of what the documents hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stream_specs import pointers, structure
from stream_specs.lint.context import Context, Sample
from stream_specs.structure import Kind, Node, mapping, text

_CONDITIONS = ("if", "not")  # they name properties in order to ask about them
_LEVELS = ("documented", "inferred", "external", "undocumented")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one document. evidence: how often each level is stated, in the order of the levels."""

    api: str
    operations: int
    parameters: int
    body_fields: int
    responses: int
    examples: int
    valid_examples: int
    links: int
    evidence: tuple[int, ...]


def summary(context: Context) -> Summary:
    """Count a document. Parameters and responses count once for each operation that has them."""
    with_examples = context.of(Kind.MEDIA_TYPE, Kind.PARAMETER, Kind.HEADER)
    fit = [_fits(context, node, sample) for node in with_examples for sample in context.samples(node)]
    levels = Counter(text(mapping(node.map.get("x-evidence")).get("level")) for node in context.nodes)
    return Summary(
        api=context.folder.name,
        operations=len(context.operations),
        parameters=sum(len(context.parameters(operation)) for operation in context.operations),
        body_fields=sum(_fields(context, context.body(operation)) for operation in context.operations),
        responses=sum(len(context.responses(operation)) for operation in context.operations),
        examples=len(fit),
        valid_examples=sum(fit),
        links=len(list(context.of(Kind.LINK))),
        evidence=tuple(levels[level] for level in _LEVELS),
    )


def _fits(context: Context, node: Node, sample: Sample) -> bool:
    return "schema" not in node.map or not context.schemas.mismatches(
        pointers.join(node.pointer, "schema"), sample.value
    )


def _fields(context: Context, body: Node | None) -> int:
    """The properties of a request body, nested ones included, each schema once; a condition has none of its own."""
    seen: set[str] = set()
    media = context.held(body, "content")[:1] if body else []
    return sum(_properties(context, schema, seen) for node in media for schema in context.held(node, "schema"))


def _properties(context: Context, schema: Node, seen: set[str]) -> int:
    if schema.pointer in seen:
        return 0
    seen.add(schema.pointer)
    total = 0
    for child in structure.children(schema):
        if child.role in _CONDITIONS:
            continue
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
    valid = f"{item.valid_examples}/{item.examples}"
    return [item.api, *map(str, counts), valid, str(item.links), *map(str, item.evidence)]


def _total(items: Sequence[Summary]) -> Summary:
    return Summary(
        api="all",
        operations=sum(item.operations for item in items),
        parameters=sum(item.parameters for item in items),
        body_fields=sum(item.body_fields for item in items),
        responses=sum(item.responses for item in items),
        examples=sum(item.examples for item in items),
        valid_examples=sum(item.valid_examples for item in items),
        links=sum(item.links for item in items),
        evidence=tuple(sum(column) for column in zip(*(item.evidence for item in items), strict=True)),
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
    return "  ".join(cells).rstrip()

"""Summaries and descriptions: present, and written as specs/README.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream_specs import pointers
from stream_specs.lint.context import Context
from stream_specs.problems import Problem
from stream_specs.structure import Kind, Node

_LONGEST_SUMMARY = 80  # characters: one line of a menu or of a table
_SENTENCE_END = re.compile(r"[.!?\u2026][)\"'*_`\u2019\u201d]*\Z")
_BLOCK_END = re.compile(r"(?:^```|^\|.*\|)\Z", re.MULTILINE)  # a fence or a table ends without a full stop
_DESCRIBED = (
    *(Kind.TAG, Kind.OPERATION, Kind.PARAMETER, Kind.REQUEST_BODY, Kind.RESPONSE, Kind.HEADER, Kind.LINK),
    *(Kind.SECURITY_SCHEME, Kind.INFO, Kind.SERVER),
)
_SUMMARISED = (Kind.OPERATION, Kind.EXAMPLE)


def summaries(context: Context) -> Iterator[Problem]:
    """Operations and examples have a summary: one short line (an operation's without a full stop)."""
    for node in context.of(*_SUMMARISED):
        summary = node.map.get("summary")
        pointer = pointers.join(node.pointer, "summary")
        if not isinstance(summary, str) or not summary.strip():
            hint = "summary: Add a channel" if node.kind is Kind.OPERATION else "summary: A channel added now."
            yield context.problem(node.pointer, "summary", f"{_title(node)} has no summary", hint)
        elif "\n" in summary.strip() or len(summary) > _LONGEST_SUMMARY:
            message = f"the summary of {_title(node)} has {len(summary)} characters"
            yield context.problem(pointer, "summary", message, f"one line of at most {_LONGEST_SUMMARY}")
        elif node.kind is Kind.OPERATION and summary.rstrip().endswith("."):
            message = f"the summary of {_title(node)} ends with a full stop"
            yield context.problem(pointer, "summary", message, summary.rstrip().rstrip("."))


def descriptions(context: Context) -> Iterator[Problem]:
    """What a reader meets is described: parts of operations, components and properties, in whole sentences.

    A property that is a reference is described by the schema it refers to.
    """
    for node in context.of(*_DESCRIBED):
        yield from _description(context, node)
    for node in context.of(Kind.SCHEMA):
        if node.role in ("schemas", "properties"):
            yield from _description(context, node)
        elif "description" in node.map:
            yield from _sentences(context, node)
    for node in context.nodes:
        if node.is_ref and "description" in node.map:
            yield from _sentences(context, node)


def _description(context: Context, node: Node) -> Iterator[Problem]:
    description = node.map.get("description")
    if isinstance(description, str) and description.strip():
        yield from _sentences(context, node)
    elif isinstance(node.value, dict) and not (node.kind is Kind.RESPONSE and description is None):
        # What is not a mapping, and a response without the key, breaks the OpenAPI schema and is reported there.
        message, hint = f"{_title(node)} has no description", "description: What it means, in a sentence."
        yield context.problem(node.pointer, "description", message, hint)


def _sentences(context: Context, node: Node) -> Iterator[Problem]:
    description = str(node.map["description"]).rstrip()
    if not _SENTENCE_END.search(description) and not _BLOCK_END.search(description):
        pointer = pointers.join(node.pointer, "description")
        message = f"the description of {_title(node)} ends with `{description[-20:]}`"
        yield context.problem(pointer, "description", message, "end the sentence with a full stop")


def _title(node: Node) -> str:
    """How messages call a node: its own name where it has one."""
    if node.kind in (Kind.INFO, Kind.SERVER, Kind.REQUEST_BODY):
        return f"the {node.kind}"
    own = node.map.get("operationId") or node.map.get("name") or node.name
    kind = "property" if node.kind is Kind.SCHEMA and node.role == "properties" else node.kind
    return f"{kind} `{own}`"


CHECKS = (summaries, descriptions)

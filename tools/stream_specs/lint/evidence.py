"""Where statements come from, and the decisions they cite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream_specs import pointers
from stream_specs.lint.context import Context, mapping, sequence
from stream_specs.problems import Problem
from stream_specs.sources import read_text, shown
from stream_specs.structure import Kind, Node

_NEEDS_EVIDENCE = (
    *(Kind.OPERATION, Kind.PARAMETER, Kind.REQUEST_BODY, Kind.RESPONSE, Kind.HEADER, Kind.SCHEMA),
    Kind.SECURITY_SCHEME,
)
_RULE_FILES = ("rules.yaml", "behaviour.yaml")
_HINT = "x-evidence: {level: documented, source: <page key>#<heading>}"


def evidence(context: Context) -> Iterator[Problem]:
    """Each operation and component says where it comes from, or an enclosing object does (specs/EXTENSIONS.md).

    Reported once for each operation and component: what is below one is covered by it.
    """
    for node in context.of(*_NEEDS_EVIDENCE):
        is_component = node.parent is not None and node.parent.kind is Kind.COMPONENTS
        if (node.kind is Kind.OPERATION or is_component) and not _covered(node):
            message = f"nothing says where {node.kind} `{node.map.get('operationId', node.name)}` comes from"
            yield context.problem(node.pointer, "evidence", message, _HINT)


def undocumented(context: Context) -> Iterator[Problem]:
    """Only an answer, its schema or its example may be undocumented: a request that nothing states is left out."""
    for node in context.nodes:
        level = mapping(node.map.get("x-evidence")).get("level")
        if level == "undocumented" and node.kind not in (Kind.RESPONSE, Kind.SCHEMA, Kind.EXAMPLE):
            message = f"{node.kind} `{node.map.get('operationId', node.name)}` cannot be undocumented"
            pointer = pointers.join(node.pointer, "x-evidence")
            hint = "leave it out: only answers are held open"
            yield context.problem(pointer, "evidence-undocumented", message, hint)


def _covered(node: Node | None) -> bool:
    while node is not None:
        if "x-evidence" in node.map:
            return True
        node = node.parent
    return False


def decisions(context: Context) -> Iterator[Problem]:
    """Each cited decision exists, and each decision of this API is cited (specs/EXTENSIONS.md)."""
    cited: set[str] = set()
    for node in context.nodes:
        for i, name in enumerate(sequence(node.map.get("x-decision"))):
            cited.add(str(name))
            if str(name) not in context.decisions:
                pointer = pointers.join(node.pointer, "x-decision", i)
                message = f"there is no decision `{name}`"
                yield context.problem(pointer, "decision", message, f"`## {name}: title` in DECISIONS.md")
    prefixes = {name.partition("-")[0] for name in cited}
    cited |= _cited_by_rules(context)
    for name, line in context.decisions.items():
        if name.partition("-")[0] in prefixes and name not in cited:
            file = shown(context.decisions_file)
            yield Problem(file, line, "decision", f"nothing cites `{name}`", f"x-decision: [{name}] at its place")


def _cited_by_rules(context: Context) -> set[str]:
    """The ids named anywhere in the files beside the document."""
    texts = [read_text(context.folder / name) for name in _RULE_FILES if (context.folder / name).is_file()]
    return {name for content in texts for name in re.findall(r"\b[A-Z]+-[0-9]+\b", content)}


CHECKS = (evidence, undocumented, decisions)

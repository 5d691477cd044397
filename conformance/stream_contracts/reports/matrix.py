"""Outcomes counted by operation and by family of requirement: the table of the terminal and of the HTML report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stream_contracts.verdicts import SEVERITY, Outcome, Verdict, worst

RULES = "rules"
FAMILIES = ("answers", "schemas", "examples", "input", "auth", "methods", RULES, "other")
_ANSWERS = frozenset({"success", "accepts-valid", "statuses", "no-server-error"})
_LOCATIONS = frozenset({"body", "query", "path", "header", "cookie"})
_FIRST_WORDS = {"request": "examples", "auth": "auth", "method": "methods"}


@dataclass(frozen=True, slots=True)
class Row:
    """One operation ("" = the rules): the number of outcomes by family and verdict; families without one are absent."""

    operation: str
    cells: Mapping[str, Mapping[Verdict, int]]

    @property
    def label(self) -> str:
        """The operationId, or "rules"."""
        return self.operation or RULES

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """The number of outcomes by verdict, most severe first; verdicts without one are absent."""
        return _merged(self.cells.values())

    @property
    def worst(self) -> Verdict:
        """The most severe verdict of the row."""
        return worst(self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in the order of the requirements, and the families that occur, in the order of FAMILIES."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def matrix(outcomes: Iterable[Outcome]) -> Matrix:
    """Count outcomes by operation and family."""
    counts: dict[str, dict[str, Counter[Verdict]]] = {}
    for outcome in outcomes:
        cells = counts.setdefault(outcome.requirement.operation, {})
        cells.setdefault(family(outcome.requirement.id), Counter())[outcome.verdict] += 1
    occurring = {name for cells in counts.values() for name in cells}
    rows = tuple(Row(operation, _ordered_cells(cells)) for operation, cells in counts.items())
    return Matrix(tuple(name for name in FAMILIES if name in occurring), rows)


def family(requirement_id: str) -> str:
    """The family of a requirement, from the third part of its id."""
    parts = requirement_id.split("/", 2)
    if len(parts) < 3:
        return "other"
    if parts[1] == "rule":
        return RULES
    return _family_of(parts[2])


def merge(rows: Iterable[Row], label: str) -> Row:
    """One row with the sums of several."""
    rows = list(rows)
    names = [name for name in FAMILIES if any(name in row.cells for row in rows)]
    return Row(label, {name: _merged(row.cells[name] for row in rows if name in row.cells) for name in names})


def _family_of(what: str) -> str:
    words = what.split(".")
    first = words[0].removesuffix("[]")
    if what in _ANSWERS:
        return "answers"
    if first[:1].isdigit():
        return "schemas" if words[-1] == "schema" and len(words) == 2 else "answers"
    return "input" if first in _LOCATIONS else _FIRST_WORDS.get(first, "other")


def _ordered_cells(cells: Mapping[str, Mapping[Verdict, int]]) -> Mapping[str, Mapping[Verdict, int]]:
    return {name: _merged([cells[name]]) for name in FAMILIES if name in cells}


def _merged(counts: Iterable[Mapping[Verdict, int]]) -> Mapping[Verdict, int]:
    total: Counter[Verdict] = Counter()
    for each in counts:
        total.update(each)
    return {verdict: total[verdict] for verdict in SEVERITY if total[verdict]}

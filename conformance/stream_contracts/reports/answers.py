"""The statuses that each operation documents, held against those that it answered with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stream_contracts.documents import Document, Operation
from stream_contracts.result import RunResult
from stream_contracts.tally import NO_ANSWER
from stream_contracts.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Cell:
    """A status of an operation: whether the document has it (None: there is no document), and how often it was seen.

    status: a code, a range such as `4XX`, or NO_ANSWER.
    """

    status: str
    documented: bool | None
    seen: int

    @property
    def is_unexpected(self) -> bool:
        """True when it was seen although the document does not have it."""
        return self.documented is False

    @property
    def tone(self) -> Verdict:
        """The verdict whose colour it has."""
        if self.is_unexpected:
            return Verdict.WARN
        return Verdict.PASS if self.seen else Verdict.SKIPPED

    @property
    def label(self) -> str:
        """The status as people read it."""
        return "no answer" if self.status == NO_ANSWER else self.status

    @property
    def meaning(self) -> str:
        """Both facts in words."""
        seen = "never seen" if not self.seen else "seen once" if self.seen == 1 else f"seen {self.seen} times"
        words = {True: "documented, ", False: "not documented, ", None: ""}
        return f"{self.label}: {'' if self.status == NO_ANSWER else words[self.documented]}{seen}"


@dataclass(frozen=True, slots=True)
class Answers:
    """The cells of each operation by status, the statuses of all in order, and how many there are of each kind."""

    columns: tuple[str, ...]
    cells: Mapping[str, Mapping[str, Cell]]

    @property
    def sentence(self) -> str:
        """How much of what is documented was seen: "12 of 20 documented answers seen, 1 not documented"."""
        cells = [cell for row in self.cells.values() for cell in row.values()]
        documented = [cell for cell in cells if cell.documented]
        seen = f"{sum(bool(cell.seen) for cell in documented)} of {len(documented)} documented answers seen"
        return f"{seen}, {sum(cell.is_unexpected and cell.status != NO_ANSWER for cell in cells)} not documented"


def answers(result: RunResult, document: Document | None, operations: Iterable[str]) -> Answers:
    """What the operations document and what they answered. operations: the operationIds to show, in their order."""
    documented = {operation.id: operation for operation in (document.operations if document else ())}
    cells = {name: _row(documented.get(name), result.answers.get(name, {})) for name in operations if name}
    occurring = {status for row in cells.values() for status in row}
    return Answers(tuple(sorted(occurring, key=_rank)), cells)


def _row(operation: Operation | None, seen: Mapping[str, int]) -> Mapping[str, Cell]:
    if operation is None:
        return {
            status: Cell(status, None, count) for status, count in sorted(seen.items(), key=lambda it: _rank(it[0]))
        }
    counts = {response.status: 0 for response in operation.responses}
    unexpected: dict[str, int] = {}
    for status, count in seen.items():
        response = operation.response(int(status)) if status.isdecimal() else None
        if response is None:
            unexpected[status] = count
        else:
            counts[response.status] += count
    cells = [Cell(status, True, count) for status, count in counts.items()]
    cells += [Cell(status, False, count) for status, count in unexpected.items()]
    return {cell.status: cell for cell in sorted(cells, key=lambda cell: _rank(cell.status))}


def _rank(status: str) -> tuple[bool, str]:
    """Codes in their order, each range after the codes in it, no answer last."""
    return status == NO_ANSWER, status

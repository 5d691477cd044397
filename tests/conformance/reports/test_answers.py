"""What is documented, held against what was seen."""

from __future__ import annotations

import pytest
import tiny
from results import result

from stream_contracts.reports.answers import Answers, answers

DONE = {"description": "Done."}
DOCUMENT = tiny.document({"GET /things": {"operationId": "read", "responses": {"200": DONE, "404": DONE, "4XX": DONE}}})
SEEN = [
    ({}, {"200": (True, 0), "404": (True, 0), "4XX": (True, 0)}),
    ({"200": 3}, {"200": (True, 3), "404": (True, 0), "4XX": (True, 0)}),
    ({"404": 1, "400": 2, "409": 3}, {"200": (True, 0), "404": (True, 1), "4XX": (True, 5)}),
    ({"500": 1}, {"200": (True, 0), "404": (True, 0), "4XX": (True, 0), "500": (False, 1)}),
    ({"none": 1}, {"200": (True, 0), "404": (True, 0), "4XX": (True, 0), "none": (False, 1)}),
]


def table(seen: dict[str, int], *, documented: bool = True) -> Answers:
    return answers(result(answers={"read": seen}), DOCUMENT if documented else None, ["read", ""])


@pytest.mark.parametrize(("seen", "expected"), SEEN, ids=[",".join(seen) or "nothing" for seen, _ in SEEN])
def test_each_answer_counts_for_the_status_that_documents_it(
    seen: dict[str, int], expected: dict[str, tuple[bool, int]]
) -> None:
    found = table(seen)

    cells = found.cells["read"]
    assert {status: (cell.documented, cell.seen) for status, cell in cells.items()} == expected
    assert found.columns == tuple(expected)


def test_the_sentence_counts_both_sides() -> None:
    assert table({"200": 3, "500": 1, "none": 2}).sentence == "1 of 3 documented answers seen, 1 not documented"


def test_without_a_document_nothing_is_unexpected() -> None:
    cells = table({"500": 1}, documented=False).cells["read"]

    assert [(cell.meaning, cell.is_unexpected) for cell in cells.values()] == [("500: seen once", False)]


def test_rules_have_no_answers_of_their_own() -> None:
    assert list(table({}).cells) == ["read"]

"""The table in README.md of what the generated packages do right, made of the results that the tests judge.

python tests/e2e/clients_table.py [--write]: without --write it is printed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from wire_results import KINDS, Tally, tally

from stream_contracts import data

README = Path(__file__).parents[2] / "README.md"
_HEAD = "| API | package | operations called | sent as documented | answers decoded |\n|---|---|---|---|---|\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)*")


def row(found: Tally) -> str:
    """A line of the table."""
    counts = (f"{count} / {found.operations}" for count in (found.called, found.identical, found.decoded))
    return f"| `{found.api}` | `{found.kind}` | {' | '.join(counts)} |\n"


def table(found: Iterable[Tally]) -> str:
    """The whole table."""
    return _HEAD + "".join(map(row, found))


def replaced(text: str, new: str) -> str:
    """A text with another table in the place of its own. Raises ValueError when it has none, or several."""
    if len(_TABLE.findall(text)) != 1:
        raise ValueError(f"{README.name} must have one table that begins with:\n{_HEAD}")
    return _TABLE.sub(lambda _: new, text)


if __name__ == "__main__":
    made = table(tally(api, kind) for api in data.apis() for kind in KINDS)
    if "--write" in sys.argv:
        README.write_text(replaced(README.read_text(), made))
    else:
        print(made, end="")

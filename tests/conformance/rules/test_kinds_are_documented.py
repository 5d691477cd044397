"""The kinds that are registered, described by the schema and listed for people are the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

from stream_contracts.rules import KINDS, invariant

ROOT = Path(__file__).parents[3]


def test_every_kind_has_a_schema_and_a_row_in_the_guide() -> None:
    kinds = {*KINDS, invariant.KIND}
    schema = json.loads((ROOT / "conformance/stream_contracts/rulebook.schema.json").read_text())
    rows = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "specs/RULES.md").read_text(), re.MULTILINE)

    assert set(schema["$defs"]["kinds"]) == kinds
    assert rows == sorted(kinds)


def test_the_docstring_of_a_kind_begins_with_its_name_and_what_it_holds() -> None:
    for name, check in KINDS.items():
        module = __import__(check.__module__, fromlist=["check"])
        assert (module.__doc__ or "").startswith(f"`{name}`: "), name

"""The register of kinds: modules, schema and register name the same ones, and each says what it does."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from pathlib import Path

import pytest
from test_rules_of_lists import CASES as OF_LISTS
from test_rules_of_things import CASES as OF_THINGS

from stream_contracts import rulebook, rules
from stream_contracts.rules import KINDS, invariant

SHARED = {"given", "observing", "pages", "values"}
SCHEMA = json.loads((Path(rulebook.__file__).parent / "rulebook.schema.json").read_text("utf-8"))


def _modules() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(rules.__path__)} - SHARED


def test_every_module_is_a_kind_and_every_kind_a_module() -> None:
    assert {name.replace("_", "-") for name in _modules()} == {*KINDS, invariant.KIND}


def test_every_kind_has_a_shape_in_the_schema() -> None:
    assert set(SCHEMA["$defs"]["kinds"]) == {*KINDS, invariant.KIND}


def test_no_shape_takes_members_that_it_does_not_know() -> None:
    assert all(shape["additionalProperties"] is False for shape in SCHEMA["$defs"]["kinds"].values())


@pytest.mark.parametrize("name", sorted(_modules()))
def test_every_kind_begins_with_its_name_and_its_sentence(name: str) -> None:
    text = inspect.getdoc(importlib.import_module(f"stream_contracts.rules.{name}")) or ""

    assert text.startswith(f"`{name.replace('_', '-')}`: ")
    assert text.splitlines()[0].endswith(".")


def test_every_kind_has_a_good_server_a_bad_one_and_one_that_proves_nothing() -> None:
    assert {case.kind for case in (*OF_THINGS, *OF_LISTS)} == set(KINDS)
    assert all(case.breaks for case in (*OF_THINGS, *OF_LISTS))
    assert all(case.proves_nothing for case in (*OF_THINGS, *OF_LISTS))

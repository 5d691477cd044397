"""The target files that travel with the project are valid, hold no secret, and mean something to their API."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stream_contracts import checking, data, lacking, plan, rulebook, target
from stream_contracts.cases import Profile
from stream_contracts.target import Options
from stream_contracts.target.known import check_names
from stream_specs.errors import UserError

FOLDER = Path(checking.__file__).parents[1] / "targets"
FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_can_be_used_as_it_is(file: Path) -> None:
    api = str(target.read_file(file)["api"])
    document, book = data.document(api), rulebook.load(data.rules_file(api), api)
    needed = re.findall(r'= "env:(\w+)"', file.read_text("utf-8"))

    found = target.resolve(document, Options(file=file), dict.fromkeys(needed, "x"))

    check_names(found.known, book)
    lacking.without(plan.make(document, book, Profile.SMOKE, 1), document, book, found.lacks)
    assert file.stem.startswith(f"{api}-")
    assert set(found.secrets.values()) <= {"x"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_says_which_variables_it_reads(file: Path) -> None:
    text = file.read_text("utf-8")

    assert set(re.findall(r'= "env:(\w+)"', text)) == set(re.findall(r"^#   export (\w+)=", text, re.MULTILINE))


def test_every_api_that_has_rules_has_an_example() -> None:
    with_rules = {api for api in data.apis() if data.rules_file(api).is_file()}

    assert {str(target.read_file(file)["api"]) for file in FILES} == with_rules


def test_a_mistyped_known_value_is_answered_with_the_nearest() -> None:
    book = rulebook.load(data.rules_file("streamdetails"), "streamdetails")

    with pytest.raises(UserError) as raised:
        check_names(["channel.ids"], book)

    assert raised.value.hint == "did you mean `channel.id`?"

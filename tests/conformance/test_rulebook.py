"""rules.yaml: what a good file means, and that each mistake in it is one clear line."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from stream_contracts import rulebook
from stream_contracts.exchange import ABSENT, Call
from stream_contracts.rulebook import Fixture, Rulebook
from stream_contracts.verdicts import Level
from stream_specs.errors import UserError

GOOD = """\
refused: ['400', '422']
conflict: ['409']
bindings:
  '*': {body.id: $thing.id, query.of: $thing.id}
  addThing: {body.id: $unique}
fixtures:
  thing:
    create: {operation: addThing, body: {name: $unique}}
    fields: {id: /data/id}
    remove: {operation: removeThing, path: {id: $thing.id}}
  fact:
    create: {operation: addFact}
    fields: {}
levels:
  - {requirements: tiny/addThing/*, level: SHOULD, reason: The page does not say.}
excluded:
  - {requirements: tiny/addThing/409.schema, reason: Nothing conflicts.}
rules:
  - id: same-name
    kind: echo
    text: The name comes back.
    evidence: {level: inferred, source: page#Add, note: As elsewhere.}
    call: {operation: addThing, body: {name: a}}
    same: {/name: /data/name}
  - id: unknown
    kind: unknown-id
    level: MAY
    text: '{name} knows no such thing.'
    evidence: {level: documented, source: page#Errors}
    status: '404'
    each:
      getThing:
        known: {operation: getThing, path: {id: $thing.id}}
        unknown: {operation: getThing, path: {id: nothing}, query: {a: 1}, headers: {X-A: b}}
      removeThing:
        known: {operation: removeThing, path: {id: $thing.id}}
        unknown: {operation: removeThing, media-type: text/plain, body: x}
        status: '410'
"""


def _load(folder: Path, text: str) -> Rulebook:
    path = folder / "rules.yaml"
    path.write_text(textwrap.dedent(text), "utf-8")
    return rulebook.load(path, "tiny")


def test_a_good_file_is_read_into_values(tmp_path: Path) -> None:
    book = _load(tmp_path, GOOD)

    assert (book.refused, book.conflict) == (("400", "422"), ("409",))
    assert book.fixtures == {
        "thing": Fixture(
            "thing",
            Call("addThing", body={"name": "$unique"}),
            {"id": "/data/id"},
            Call("removeThing", path={"id": "$thing.id"}),
        ),
        "fact": Fixture("fact", Call("addFact"), {}, None),
    }


def test_a_rule_with_each_becomes_one_rule_an_entry(tmp_path: Path) -> None:
    rules = {rule.id: rule for rule in _load(tmp_path, GOOD).rules}

    assert list(rules) == ["tiny/rule/same-name", "tiny/rule/unknown/getThing", "tiny/rule/unknown/removeThing"]
    assert rules["tiny/rule/unknown/getThing"].text == "getThing knows no such thing."
    assert rules["tiny/rule/unknown/getThing"].parameters["status"] == "404"
    assert rules["tiny/rule/unknown/removeThing"].parameters["status"] == "410"


def test_a_rule_has_its_own_level_or_that_of_its_evidence(tmp_path: Path) -> None:
    levels = {rule.id: rule.level for rule in _load(tmp_path, GOOD).rules}

    assert levels["tiny/rule/same-name"] is Level.SHOULD
    assert levels["tiny/rule/unknown/getThing"] is Level.MAY


def test_a_call_has_all_the_parts_of_a_request(tmp_path: Path) -> None:
    rules = {rule.id: rule for rule in _load(tmp_path, GOOD).rules}

    assert rules["tiny/rule/unknown/getThing"].call("unknown") == Call(
        "getThing", path={"id": "nothing"}, query={"a": 1}, headers={"X-A": "b"}, body=ABSENT
    )
    assert rules["tiny/rule/unknown/removeThing"].call("unknown") == Call(
        "removeThing", body="x", media_type="text/plain"
    )


def test_a_body_of_null_is_not_an_absent_body(tmp_path: Path) -> None:
    book = _load(tmp_path, GOOD.replace("create: {operation: addFact}", "create: {operation: addFact, body: null}"))

    assert book.fixtures["fact"].create.body is None


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("addThing", {"body.id": "$unique", "query.of": "$thing.id"}),
        ("other", {"body.id": "$thing.id", "query.of": "$thing.id"}),
    ],
)
def test_bindings_of_an_operation_come_before_those_of_all(
    tmp_path: Path, operation: str, expected: dict[str, str]
) -> None:
    assert _load(tmp_path, GOOD).bindings_of(operation) == expected


@pytest.mark.parametrize(
    ("requirement", "level", "exclusion"),
    [
        ("tiny/addThing/409.schema", Level.SHOULD, "Nothing conflicts."),
        ("tiny/addThing/success", Level.SHOULD, ""),
        ("tiny/getThing/success", Level.MUST, ""),
    ],
)
def test_overrides_match_whole_ids(tmp_path: Path, requirement: str, level: Level, exclusion: str) -> None:
    book = _load(tmp_path, GOOD)

    assert (book.level(requirement, Level.MUST), book.exclusion(requirement)) == (level, exclusion)


# What is replaced in the good file, by what, and the words and the line of the error.
MISTAKES = [
    ("kind: echo", "kind: ecco", "unknown kind of rule `ecco`", 20),
    ("    same: {/name: /data/name}\n", "", '"same" is a required property', 19),
    ("same: {/name: /data/name}", "same: {/name: data}", '"data" does not match', 24),
    ("same: {/name", "some: {/name", "Additional properties are not allowed ('some' was unexpected)", 19),
    ("id: same-name", "id: Same_Name", '"Same_Name" does not match', 19),
    ("    text: The name comes back.\n", "", '"text" is a required property', 19),
    ("level: inferred", "level: guessed", '"guessed" is not one of', 22),
    ("level: MAY", "level: must", '"must" is not one of', 27),
    ("status: '404'", "status: 404", "404 is not of type", 30),
    ("status: '410'", "status: '4'", '"4" does not match', 38),
    ("refused: ['400', '422']", "refused: ['40']", '"40" does not match', 1),
    ("refused: ['400', '422']\n", "", '"refused" is a required property', 1),
    ("conflict:", "conflicts:", "Additional properties are not allowed ('conflicts' was unexpected)", 1),
    ("    fields: {id: /data/id}\n", "", '"fields" is a required property', 7),
    ("fields: {id: /data/id}", "fields: {id: id}", '"id" does not match', 9),
    ("operation: addFact}", "operatoin: addFact}", "'operatoin' was unexpected", 12),
    ("level: SHOULD, reason: The page does not say.}", "level: SHOULD}", '"reason" is a required property', 15),
    ("reason: Nothing conflicts.}", "reasons: Nothing.}", "'reasons' was unexpected", 17),
    ("  '*': {body.id: $thing.id, query", "  '*': {boddy.id: $thing.id, query", '"boddy.id" does not match', 4),
    ("id: unknown\n", "id: same-name\n", "a second rule `same-name`", 25),
    ("      removeThing:\n        known", "      removeThing:\n        knwon", "'knwon' was unexpected", 35),
]


@pytest.mark.parametrize(("old", "new", "what", "line"), MISTAKES, ids=[mistake[2] for mistake in MISTAKES])
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, what: str, line: int) -> None:
    assert old in GOOD

    with pytest.raises(UserError) as raised:
        _load(tmp_path, GOOD.replace(old, new, 1))

    assert what in raised.value.what
    assert raised.value.where == f"{tmp_path}/rules.yaml:{line}"
    assert raised.value.hint
    assert "\n" not in str(raised.value)


def test_a_rule_about_a_fixture_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    text = (
        GOOD
        + """\
  - id: repeat
    kind: conflict-on-repeat
    text: Twice is once too often.
    evidence: {level: documented, source: page#Add}
    fixture: thnig
    repeat: {operation: addThing}
    status: '409'
"""
    )

    with pytest.raises(UserError) as raised:
        _load(tmp_path, text)

    assert raised.value.what == "no fixture `thnig`"
    assert raised.value.where == f"{tmp_path}/rules.yaml:43"
    assert raised.value.hint == "fixtures: fact, thing"


@pytest.mark.parametrize("text", ["", "- a\n", "rules: [", "refused: []\nrefused: []\nrules: []\n"])
def test_a_file_that_is_no_mapping_is_a_mistake(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError):
        _load(tmp_path, text)


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        rulebook.load(tmp_path / "rules.yaml", "tiny")

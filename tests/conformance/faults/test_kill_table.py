"""The kill table: its counts, what is wrong with it, and how it is shown."""

from __future__ import annotations

import dataclasses
import html
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from trials import SCHEMA, TRIAL

from stream_contracts.faults import explanations, kill_json, kill_page, kill_text
from stream_contracts.faults.fault import Class
from stream_contracts.faults.kill_table import Alarm, Clean, KillTable
from stream_contracts.faults.trial import Detection, Trial
from stream_specs.errors import UserError

KILLED = TRIAL
SURVIVOR = dataclasses.replace(TRIAL, fault="quiet", detection=Detection.SURVIVED, by="", named=False, whole=True)
WHY = {"quiet:getThings": "Nobody can see it."}


def table(*trials: Trial, placed: int = 1000, **given: Any) -> KillTable:
    return KillTable("tiny", "standard", 1, "0" * 64, trials, placed, **given)


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (table(), "no fault was tried"),
        (table(KILLED, SURVIVOR), "`quiet:getThings` survives and is not explained"),
        (table(KILLED, SURVIVOR, placed=2, explained=WHY), "50.0 % are killed, fewer than 98 %"),
        (
            table(dataclasses.replace(SURVIVOR, kind=Class.STATE), explained=WHY),
            "`quiet:getThings` survives, and every fault of state must be killed",
        ),
        (table(KILLED, explained={"f:getThings": "No."}), "`f:getThings` is explained as a survivor and is killed"),
        (table(KILLED, stale=("gone",)), "`gone` is explained as a survivor and is no fault of tiny"),
        (table(dataclasses.replace(KILLED, defect="KeyError")), "`f:getThings` goes wrong itself: KeyError"),
        (table(KILLED, clean=Clean(1, 9, 1.0, (Alarm(4, SCHEMA),))), f"false alarm of seed 4: `{SCHEMA}`"),
    ],
)
def test_what_is_not_good_enough_is_said_and_gives_exit_code_1(made: KillTable, problem: str) -> None:
    assert made.problems == (problem,)
    assert made.exit_code == 1


@pytest.mark.parametrize(
    "made", [table(KILLED), table(KILLED, SURVIVOR, explained=WHY), table(clean=Clean(20, 400, 1.0))]
)
def test_what_is_killed_or_explained_is_good_enough(made: KillTable) -> None:
    assert made.exit_code == 0


def test_the_text_counts_by_class_and_explains_survivors() -> None:
    warned = dataclasses.replace(KILLED, kind=Class.LINKS, detection=Detection.WARNED, named=False)

    lines = kill_text.render(table(KILLED, SURVIVOR, warned, explained=WHY, seconds=0.3)).splitlines()

    assert lines == [
        "tiny, profile standard, seed 1: 3 of 1000 faults",
        "",
        "class          faults  killed      %  failed  warned  unproven  survived  seconds",
        "response body       2       1   50.0       1       0         0         1      0.2",
        "links               1       1  100.0       0       1         0         0      0.1",
        "all                 3       2   66.7       1       1         0         1      0.3",
        "",
        "1 of 2 killed by the very requirement that the fault must break",
        f"survived  quiet:getThings  must break {SCHEMA}",
        "    Nobody can see it.",
        "no run without a fault (--clean makes some)",
        "0.3 s",
    ]


def test_the_json_fits_its_own_schema() -> None:
    made = table(KILLED, SURVIVOR, explained=WHY, clean=Clean(2, 9, 1.0, (Alarm(1, SCHEMA, "getThings"),)))

    written = json.loads(kill_json.render(made))

    jsonschema_rs.Draft202012Validator(kill_json.schema()).validate(written)
    assert written["total"]["killed"] == 1
    assert written["clean"]["false_alarms"] == [{"seed": 1, "requirement": SCHEMA, "part": "getThings"}]
    assert [row["explanation"] for row in written["faults"]] == ["", "Nobody can see it."]


def test_the_page_needs_no_network_and_shows_every_fault() -> None:
    page = kill_page.render(table(KILLED, SURVIVOR, explained={"quiet:getThings": "<b>`x`</b>"}))

    assert "default-src 'none'" in html.unescape(page)
    assert "src=" not in page
    assert "href=" not in page
    assert "&lt;b&gt;<code>x</code>&lt;/b&gt;" in page
    assert page.count('<th scope="row">quiet</th>') == 1


def test_explanations_are_those_of_the_api(tmp_path: Path) -> None:
    file = tmp_path / "survivors.toml"
    file.write_text('[tiny]\n"a:b" = "because"\n[other]\n"c" = "so"\n')

    assert explanations.of_api("tiny", file) == {"a:b": "because"}
    assert explanations.of_api("third", file) == {}


@pytest.mark.parametrize("text", ['[tiny]\n"a" = ""\n', '[tiny]\n"a" = 7\n', "[tiny"])
def test_an_explanation_that_is_none_is_a_mistake(text: str, tmp_path: Path) -> None:
    file = tmp_path / "survivors.toml"
    file.write_text(text)

    with pytest.raises(UserError):
        explanations.of_api("tiny", file)

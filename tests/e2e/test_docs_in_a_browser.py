"""The documentation page of all APIs in a browser: places, search, samples, a phone, and nothing by the network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import browser
import pytest

pytestmark = pytest.mark.skipif(not browser.PROGRAM, reason="Chromium is not installed")

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# The places that are not at the top of the window, or not drawn, when they were gone to.
MISSED = """
return IDS.filter((id) => {
  location.hash = id;
  const { top, height } = document.getElementById(id).getBoundingClientRect();
  return top < -1 || top > 120 || height < 100;
});
"""
# Guessed heights give way to real ones while frames are drawn. Then: where it is, and what is marked in the contents.
DRAWN = """
return (async () => {
  const gone = new Promise((done) => addEventListener("hashchange", done, { once: true }));
  location.hash = ID;
  await gone;
  for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
  const { top } = document.getElementById(ID).getBoundingClientRect();
  return [top >= -1 && top <= 120, document.querySelector("nav [aria-current]").hash.slice(1)];
})();
"""
HIDE = "document.getElementById(ID).hidden = true;"
SEARCH = """
dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
const field = document.activeElement;
field.value = WORDS;
field.dispatchEvent(new Event("input", { bubbles: true }));
return [...document.querySelectorAll("nav li:not([hidden]) a")].map((each) => each.hash.slice(1));
"""
ENTER = "document.querySelector('.search').requestSubmit(); return location.hash;"
SAMPLE = """
const block = document.getElementById("streamdetails/addChannel").querySelector(".samples");
block.querySelector("[data-kind=sdk]").click();
return [...block.querySelectorAll(".sample")].filter((each) => each.offsetHeight).map((each) => each.dataset.kind);
"""
FIELDS = """
const fold = document.querySelector("[id='streamdetails/addChannel'] details.fields");
fold.open = true;
const names = () => [...fold.querySelectorAll("tbody th code")].map((each) => each.textContent);
return new Promise((done) => setTimeout(() => done(names())));
"""
DECISION = "twitch-kraken/decision/TK-7"
AT = f"return document.getElementById('{DECISION}').getBoundingClientRect().top;"
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;"
# All that is folded is opened and all that is not drawn is drawn, so that nothing can hide.
OPEN_ALL = """
for (const each of document.querySelectorAll("main details")) each.open = true;
for (const each of document.querySelectorAll(".operation, .card")) each.style.contentVisibility = "visible";
const wide = [...document.querySelectorAll("main *")].filter((each) => !each.closest("pre, .scroll"));
const isCut = (each) => each.getBoundingClientRect().right > innerWidth + 1;
return wide.filter(isCut).map((each) => each.outerHTML.slice(0, 120));
"""
DRAWER = """
const nav = document.getElementById("navigation");
const shown = () => getComputedStyle(nav).visibility;
const seen = [shown()];
document.querySelector(".menu").click();
seen.push(shown(), document.activeElement.id);
dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
return new Promise((done) => setTimeout(() => done([...seen, shown(), document.activeElement.className]), 400));
"""


def operations() -> list[str]:
    """The place of every operation."""
    documents = {path.stem: json.loads(path.read_text()) for path in (ROOT / "generated/bundles").glob("*.json")}
    return [
        f"{api}/{one['operationId']}"
        for api, document in sorted(documents.items())
        if "." not in api
        for item in document["paths"].values()
        for method, one in item.items()
        if method in METHODS
    ]


def missed(places: list[str]) -> str:
    return MISSED.replace("IDS", json.dumps(places))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "stream_specs", "docs", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder / "index.html"


def searched(words: str) -> str:
    return SEARCH.replace("WORDS", json.dumps(words))


@pytest.mark.slow
def test_every_operation_is_reached_by_its_anchor_and_nothing_is_loaded(page: Path) -> None:
    places = operations()
    spread = places[::60]

    seen = browser.visit(
        page,
        missed(places),
        *(DRAWN.replace("ID", json.dumps(each)) for each in spread),
        HIDE.replace("ID", json.dumps(places[1])) + missed(places[:2]),
    )

    assert len(places) > 400
    assert seen.values[0] == []
    assert seen.values[1:-1] == [[True, each] for each in spread]
    assert seen.values[-1] == places[1:2], "a place that is hidden is noticed"
    assert seen.requests == [page.as_uri()]
    assert seen.complaints == []


def test_a_link_search_samples_and_fields_do_what_they_say(page: Path) -> None:
    questions = {
        searched("addchannel post"): "streamdetails/addChannel",
        searched("/kraken zebra"): None,
        searched("ChannelSettingsUpdate"): "streamdetails/schema/ChannelSettingsUpdate",
        searched("already has on that platform"): "streamdetails/addChannel",
    }

    seen = browser.visit(page, AT, *questions, ENTER, SAMPLE, FIELDS, fragment=f"#{DECISION}")

    top, *values = seen.values
    assert 0 <= top <= 120
    for found, expected in zip(values, questions.values(), strict=False):
        assert expected in found if expected else found == []
    assert values[len(questions) :] == ["#streamdetails/addChannel", ["sdk"], ["platform", "channel"]]
    assert seen.complaints == []


def test_a_phone_scrolls_down_only_and_has_its_contents_in_a_drawer(page: Path) -> None:
    seen = browser.visit(page, OVERFLOW, DRAWER, OPEN_ALL, OVERFLOW, width=375)

    assert seen.values == [0, ["hidden", "visible", "search", "hidden", "menu"], [], 0]
    assert seen.complaints == []
